// Full-text search over the fields that a type's pack marks `search`, within a Scope. Terms are
// made by base/text tokens() on both databases, so both match the same; the last term matches as a
// prefix. Ranked in C++ over the newest 1,000 permitted matches: weight of the field, whole word
// before prefix, newer before older.
//
// Where that finds fewer than ten, records follow that hold words near those looked for
// (near_words.h). Only words that stand in records, and fields, that the actor may read are
// believed in: nothing of an answer depends on any other, but for the microseconds that it takes to
// look.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "record/list.h"
#include "record/search_marks.h"

namespace praxis::record {

constexpr int search_matches_max = 1'000;
constexpr std::size_t hits_enough = 10;    // as looked for, so that nothing near is added
constexpr std::size_t near_words_max = 5;  // that a word of a search stands for, besides itself
constexpr std::size_t near_words_probed_max = 40;  // words of the family looked at for them

struct SearchRequest {
  std::string text;
  std::vector<const pack::RecordType*>
      types{};  // families searched; empty: every type that has searched fields
  int limit = 20;
  std::vector<std::string> columns{};  // fields whose values are wanted; empty: all of them
  pack::ExpressionPtr filter{};        // of the one type in `types`
  bool wants_passages = false;
  // Where some may not read all searched fields of what they may read: which a match may stand in.
  std::function<bool(const Record&, int field)> may_read_field{};
};
struct SearchHit {
  Record record;  // without long texts, unless passages are wanted
  double score = 0;
  bool is_near = false;  // a word is not there as it was looked for
  std::vector<Passage> passages{};
};
// What a word of the search was taken for.
struct Correction {
  std::string word;
  std::vector<std::string> near;
};
struct SearchPage {
  std::vector<SearchHit> hits;
  std::vector<Correction> corrections{};
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
