// Journal entries as JSON, cut already to what the actor may read. Notes the people and records
// they name, for "titles".
#pragma once

#include "api/record_json.h"
#include "record/journal.h"

namespace praxis::api {

void write_entry(JsonWriter& writer, const record::Record& record, const record::Entry& entry,
                 RecordJson& references);

}  // namespace praxis::api
