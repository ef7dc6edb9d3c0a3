// What a transition, a rule or a threshold does. Part of one load.
#pragma once

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/reader.h"

namespace praxis::pack {

Effects read_effects(Draft& draft, const RecordType& type, const MapReader& reader,
                     const ExpressionContext& context);
// `notify: {message: [recipients]}`.
std::vector<Notice> read_notices(Draft& draft, const RecordType& type, const MapReader& reader,
                                 std::string_view key);
// "always", or a reference field of the type.
std::string read_calendar(const RecordType& type, const MapReader& reader);

}  // namespace praxis::pack
