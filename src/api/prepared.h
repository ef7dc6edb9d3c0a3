// What answers to one actor have in common, kept between requests: how a record's fields are
// written, and lists that were asked for before. Thread-safe.
#pragma once

#include <optional>

#include "api/actor_cache.h"
#include "api/record_json.h"
#include "record/prepared_list.h"

namespace praxis::api {

// A list's query, read and checked.
struct AskedList {
  record::ListRequest request;
  Selection selection;
  record::PreparedList list;
  std::optional<double> at{};  // the share of the list that lies before the page
  bool wants_count = false, wants_unread = false;
};

struct Prepared {
  ActorCache<RecordPlan> record_plans{512};
  ActorCache<AskedList> lists{256};
};

}  // namespace praxis::api
