// A list over several types, newest change first: the types' own lists, merged. Its cursor is a
// cursor of each, so that every page costs each type one page. Runs inside the caller's
// transaction.
#pragma once

#include <map>

#include "api/query.h"
#include "record/list.h"
#include "usecases/work.h"

namespace praxis::api {

constexpr std::size_t merged_types_max = 20;

struct MergedRequest {
  struct Part {
    record::ListRequest list;
    bool is_at_end = false;
  };
  std::map<std::string, Part> parts{};  // by type
  int limit = 50;
};
Result<MergedRequest> merged_request_of(const Query& query, const usecases::Work& work);

struct MergedPage {
  std::vector<record::Record> records;
  std::string next;
};
Result<MergedPage> merged_list(usecases::Work& work, const MergedRequest& request);

}  // namespace praxis::api
