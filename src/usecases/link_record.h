// Makes and removes typed links and watchers; both are in the journal of both records.
#pragma once

#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

Status link_record(Application& application, const Caller& caller, const record::RecordName& name, const std::string& link,
                   const record::RecordName& other);
Status unlink_record(Application& application, const Caller& caller, const record::RecordName& name, const std::string& link,
                     const record::RecordName& other);
// Links a record just read or made, within a unit of work.
Status link_in(Work& work, record::Record& record, const std::string& link, record::Record& other);

Status watch_record(Application& application, const Caller& caller, const record::RecordName& name, Id person);
Status unwatch_record(Application& application, const Caller& caller, const record::RecordName& name, Id person);
Result<std::vector<Id>> watchers(db::Transaction& tx, Id record);

}  // namespace praxis::usecases
