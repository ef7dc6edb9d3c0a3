// Full-text search over the fields that a type's pack marks `search`, within a Scope. Terms are
// made by base/text tokens() on both databases, so both match the same; the last term matches as a
// prefix. Ranked in C++ over the newest 1,000 permitted matches: weight of the field, whole word
// before prefix, newer before older.
#pragma once

#include <string>
#include <vector>

#include "record/list.h"

namespace praxis::record {

constexpr int search_matches_max = 1'000;

struct SearchRequest {
  std::string text;
  std::vector<const pack::RecordType*>
      types;  // families searched; empty: every type that has searched fields
  int limit = 20;
  std::vector<std::string> columns{};  // fields whose values are wanted; empty: all of them
};
struct SearchHit {
  Record record;  // without long texts
  double score = 0;
};
struct SearchPage {
  std::vector<SearchHit> hits;
  bool was_cut = false;  // matches older than search_matches_max were not ranked
};
Result<SearchPage> search(db::Transaction& tx, const Lister& lister, const SearchRequest& request);

// Called by record_store inside the writing transaction. `before` or `after` is null on insert
// (delete never happens).
Status index_for_search(db::Transaction& tx, const Family& family, const Record* before,
                        const Record& after);
// Creates the search table of a family if it is not there (it is no ordinary table, so migrate.h
// does not know it).
Status make_search_table(db::Transaction& tx, const Family& family);
// Whether search terms agree with the records; for `praxis verify`.
struct SearchFaults {
  std::int64_t records = 0;  // whose terms differ
  std::int64_t words = 0;    // kept for near matches that no record has, or missing
};
Result<SearchFaults> verify_search(db::Transaction& tx, const Model& model, const Family& family);

}  // namespace praxis::record
