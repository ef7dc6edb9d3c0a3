// One field's declaration. Part of one load.
#pragma once

#include "pack/draft.h"
#include "pack/reader.h"

namespace praxis::pack {

// What a field is: type, meaning, bounds. No expressions: other types may not be there yet.
Field read_field_outline(Draft& draft, const MapReader& reader);
// Its rules and expressions, compiled for the record type.
void read_field_rules(Draft& draft, const RecordType& type, const MapReader& reader, Field& field);

}  // namespace praxis::pack
