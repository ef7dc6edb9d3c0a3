// Makes and removes typed links and watchers; both are in the journal of both records.
#pragma once

#include <map>

#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

Status link_record(Application& application, const Caller& caller, const record::RecordName& name,
                   const std::string& link, const record::RecordName& other);
Status unlink_record(Application& application, const Caller& caller, const record::RecordName& name,
                     const std::string& link, const record::RecordName& other);
// Links two records of a unit of work; both journals get an entry.
Status link_in(Work& work, record::Record& record, const std::string& link, record::Record& other);
// Links a record that is about to be written: the link goes into its first entry.
struct NewLink {
  const std::string& name;
  record::Record& other;
};
Status link_new(Work& work, const record::Record& record, record::Entry& first_entry,
                const NewLink& link);
// Removes a link; both journals get an entry. NotFound if there is none.
Status unlink_in(Work& work, record::Record& record, const std::string& link,
                 record::Record& other);
// What a link gives a new record of the type `made` of the record it is created from, as far as
// the actor may read it there; `name`: as seen from the new one.
JsonObject carried_over(Work& work, const std::string& name, const pack::RecordType& made,
                        const record::Record& source);
// A new record linked to this one by `link` as seen from here, with what the link carries.
Result<record::Record> create_by_link(Work& work, record::Record& record, const std::string& link);

Status watch_record(Application& application, const Caller& caller, const record::RecordName& name,
                    Id person);
Status unwatch_record(Application& application, const Caller& caller,
                      const record::RecordName& name, Id person);
Result<std::vector<Id>> watchers(db::Transaction& tx, Id record);
// The same of several records; who watches none of them is left out.
Result<std::map<Id, std::vector<Id>>> watchers_of(db::Transaction& tx,
                                                  const std::vector<Id>& records);
Result<bool> add_watcher(Work& work, Id record, Id person);  // false if they watched already

}  // namespace praxis::usecases
