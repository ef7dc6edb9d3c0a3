// Reads: one record with what belongs beside it, lists, counts, search, history. All within the
// caller's scope.
#pragma once

#include "record/link_store.h"
#include "record/list.h"
#include "record/record_store.h"
#include "record/search.h"
#include "usecases/work.h"

namespace praxis::usecases {

// The history of a record as the actor may see it: internal comments and unreadable fields are not
// in it.
Result<record::JournalPage> read_history(Work& work, const record::Record& record,
                                         std::int64_t from_seq, int limit, record::Order order);

// Roles of the agents' side: who holds one of them for a record sees what is internal on it.
std::vector<std::string> agent_roles(const pack::PackSet& packs);

// Links of a record whose other end the actor may read, with its title; others are left out.
struct SeenLink {
  record::Link link;
  record::Title title;
  std::string state;
};
Result<std::vector<SeenLink>> read_links(Work& work, const record::Record& record);

}  // namespace praxis::usecases
