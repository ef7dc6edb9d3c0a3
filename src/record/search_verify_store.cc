// Whether the search tables hold what the records say: all terms are made anew and compared.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "record/near_words.h"
#include "record/record_store.h"
#include "record/search.h"
#include "record/search_terms.h"

namespace praxis::record {
namespace {

constexpr std::int64_t verified_at_once = 500;  // records held in memory with their long texts

// Each record of a family with its long texts, by rows.
Status each_record(db::Transaction& tx, const Model& model, const Family& family,
                   FunctionRef<Status(const Record&)> each) {
  std::int64_t last = 0;
  while (true) {
    const auto records = TRY(records_after(tx, model, family, last, verified_at_once));
    if (records.empty()) return {};
    last = records.back().row;
    for (const auto& record : records) TRY(each(record));
  }
}

// A sum over the terms of one row that no order changes.
struct TermSum {
  std::uint64_t sum = 0;
  std::int64_t count = 0;
  void add(std::string_view term) {
    sum += std::hash<std::string_view>{}(term);
    ++count;
  }
  bool operator==(const TermSum&) const = default;
};

// Far fewer than records: held in memory.
using NearWords = std::unordered_set<std::string>;

void add_near_words(const SearchTerms& terms, NearWords& words) {
  for (const auto& term : terms)
    if (can_be_near(term)) words.insert(term);
}

// FTS5 keeps no text: its vocabulary names each term of each row, in the order of terms; 16 bytes a
// row are kept.
Result<std::int64_t> verify_sqlite(db::Transaction& tx, const Model& model, const Family& family,
                                   NearWords& words) {
  std::unordered_map<std::int64_t, TermSum> stored;
  TRY(tx.query(fmt::format("SELECT term, doc FROM {}", db::quoted(family.search_table + "_terms")),
               {}, [&](const db::Row& row) -> Status {
                 stored[row.integer(1)].add(row.text(0));
                 return {};
               }));
  std::int64_t faults = 0;
  TRY(each_record(tx, model, family, [&](const Record& record) -> Status {
    TermSum wanted;
    const auto terms = search_terms(record);
    for (const auto& term : terms) wanted.add(term);
    add_near_words(terms, words);
    const auto found = stored.find(record.row);
    if ((found == stored.end() ? TermSum{} : found->second) != wanted) ++faults;
    if (found != stored.end()) stored.erase(found);
    return {};
  }));
  return faults + static_cast<std::int64_t>(stored.size());  // terms of rows that are not there
}

Result<std::int64_t> verify_postgres(db::Transaction& tx, const Model& model, const Family& family,
                                     NearWords& words) {
  const auto table = db::quoted(family.search_table);
  std::int64_t faults = 0;
  const auto same =
      fmt::format(R"(SELECT 1 FROM {} WHERE "row" = $1 AND terms = CAST($2 AS tsvector))", table);
  TRY(each_record(tx, model, family, [&](const Record& record) -> Status {
    const auto all = search_terms(record);
    const auto terms = stored_text(all, db::Engine::postgres);
    add_near_words(all, words);
    const bool is_same = TRY(tx.query_one(same, {record.row, std::string_view(terms)},
                                          [](const db::Row&) -> Status { return {}; }));
    if (!is_same) ++faults;
    return {};
  }));
  TRY(tx.query(
      fmt::format(
          R"(SELECT COUNT(*) FROM {} s WHERE NOT EXISTS (SELECT 1 FROM {} f WHERE f."row" = s."row"))",
          table, db::quoted(family.name)),
      {}, [&](const db::Row& row) -> Status {
        faults += row.integer(0);
        return {};
      }));
  return faults;
}

std::string word_under(std::int64_t key, std::string_view word) {
  return fmt::format("{} {}", key, word);
}

// Words stand under each of their keys, and no others do.
Result<std::int64_t> verify_words(db::Transaction& tx, const Family& family,
                                  const NearWords& wanted) {
  NearWords found;
  TRY(tx.query(fmt::format(R"(SELECT "key", "word" FROM {})", db::quoted(family.word_table)), {},
               [&](const db::Row& row) -> Status {
                 found.insert(word_under(row.integer(0), row.text(1)));
                 return {};
               }));
  std::int64_t faults = 0;
  for (const auto& word : wanted)
    for (const auto key : keys_of(word))
      if (found.erase(word_under(key, word)) == 0) ++faults;
  return faults + static_cast<std::int64_t>(found.size());
}

}  // namespace

Result<SearchFaults> verify_search(db::Transaction& tx, const Model& model, const Family& family) {
  SearchFaults faults;
  if (!is_searched(family)) return faults;
  NearWords words;
  faults.records = tx.engine() == db::Engine::sqlite
                       ? TRY(verify_sqlite(tx, model, family, words))
                       : TRY(verify_postgres(tx, model, family, words));
  faults.words = TRY(verify_words(tx, family, words));
  return faults;
}

}  // namespace praxis::record
