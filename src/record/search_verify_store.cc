// Whether the search tables hold what the records say: all terms are made anew and compared.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <unordered_map>

#include "record/record_store.h"
#include "record/search.h"
#include "record/search_terms.h"

namespace praxis::record {
namespace {

constexpr std::int64_t verified_at_once = 500;  // records held in memory with their long texts

// Each record of a family with its long texts, by rows.
Status each_record(db::Transaction& tx, const Model& model, const Family& family,
                   FunctionRef<Status(const Record&)> each) {
  const auto sql = fmt::format(R"(SELECT {} FROM {} WHERE "row" > $1 ORDER BY "row" LIMIT {})",
                               family.select_list, db::quoted(family.name), verified_at_once);
  std::int64_t last = 0;
  while (true) {
    std::vector<Record> records;
    TRY(tx.query(sql, {last}, [&](const db::Row& row) -> Status {
      records.push_back(TRY(record_from_row(model, family, row)));
      return {};
    }));
    if (records.empty()) return {};
    last = records.back().row;
    TRY(add_texts_and_sets(tx, family, records));
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

// FTS5 keeps no text: its vocabulary names each term of each row, in the order of terms; 16 bytes a
// row are kept.
Result<std::int64_t> verify_sqlite(db::Transaction& tx, const Model& model, const Family& family) {
  std::unordered_map<std::int64_t, TermSum> stored;
  TRY(tx.query(fmt::format("SELECT term, doc FROM {}", db::quoted(family.search_table + "_terms")),
               {}, [&](const db::Row& row) -> Status {
                 stored[row.integer(1)].add(row.text(0));
                 return {};
               }));
  std::int64_t faults = 0;
  TRY(each_record(tx, model, family, [&](const Record& record) -> Status {
    TermSum wanted;
    for (const auto& term : search_terms(record)) wanted.add(term);
    const auto found = stored.find(record.row);
    if ((found == stored.end() ? TermSum{} : found->second) != wanted) ++faults;
    if (found != stored.end()) stored.erase(found);
    return {};
  }));
  return faults + static_cast<std::int64_t>(stored.size());  // terms of rows that are not there
}

Result<std::int64_t> verify_postgres(db::Transaction& tx, const Model& model,
                                     const Family& family) {
  const auto table = db::quoted(family.search_table);
  std::int64_t faults = 0;
  const auto same =
      fmt::format(R"(SELECT 1 FROM {} WHERE "row" = $1 AND terms = CAST($2 AS tsvector))", table);
  TRY(each_record(tx, model, family, [&](const Record& record) -> Status {
    const auto terms = stored_text(search_terms(record), db::Engine::postgres);
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

}  // namespace

Result<std::int64_t> verify_search(db::Transaction& tx, const Model& model, const Family& family) {
  if (!is_searched(family)) return 0;
  return tx.engine() == db::Engine::sqlite ? verify_sqlite(tx, model, family)
                                           : verify_postgres(tx, model, family);
}

}  // namespace praxis::record
