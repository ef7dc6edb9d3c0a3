// Imports an event log: rows that each tell one moment of a case become records with their history
// at its original times. Checked whole first; nothing is written while anything is wrong. Written
// in transactions of whole cases, so that an interrupted import goes on where it stopped; what was
// imported before is left alone, and a case with further rows gets those. No notices, rules, timers
// or live events come of it. For the operator (a system scope). Format of maps, and what is kept:
// docs/import.md.
#pragma once

#include "usecases/application.h"
#include "usecases/byte_source.h"
#include "usecases/import_map.h"
#include "usecases/import_report.h"

namespace praxis::usecases {

struct ImportEventsRequest {
  ByteSource& file;
  std::string map_text, map_path;  // the path is for messages
  ImportMode mode = ImportMode::dry_run;
  std::size_t rows_per_transaction = 4'000;  // at least one case
};

// InvalidArgument "import.map" with every finding of the map; a file or case that is wrong is no
// error but a problem in the report, which then is not applied.
Result<ImportReport> import_events(Application& application, const Caller& caller,
                                   const ImportEventsRequest& request, ImportWatch watch);

}  // namespace praxis::usecases
