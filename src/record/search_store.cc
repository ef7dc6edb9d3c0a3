#include <fmt/format.h>

#include "record/search.h"
#include "record/search_terms.h"
#include "record/search_word_store.h"

namespace praxis::record {
namespace {

Status write_terms(db::Transaction& tx, const Family& family, std::int64_t row,
                   const SearchTerms& before, const SearchTerms& after) {
  const auto table = db::quoted(family.search_table);
  const auto text = stored_text(after, tx.engine());
  const auto old_text = stored_text(before, tx.engine());
  const std::string_view terms = text, old_terms = old_text;
  if (tx.engine() == db::Engine::postgres)
    return tx
        .execute(fmt::format(R"(INSERT INTO {} ("row", terms) VALUES ($1, CAST($2 AS tsvector))
                                ON CONFLICT ("row") DO UPDATE SET terms = excluded.terms)",
                             table),
                 {row, terms})
        .map([](auto) {});
  if (!old_terms.empty())
    TRY(tx.execute(
        fmt::format("INSERT INTO {0} ({0}, rowid, terms) VALUES ('delete', $1, $2)", table),
        {row, old_terms}));
  if (terms.empty()) return {};
  return tx
      .execute(fmt::format("INSERT INTO {} (rowid, terms) VALUES ($1, $2)", table), {row, terms})
      .map([](auto) {});
}

}  // namespace

Status index_for_search(db::Transaction& tx, const Family& family, const Record* before,
                        const Record& after) {
  if (before && !has_searched_change(*before, after)) return {};
  const auto terms = search_terms(after);
  const auto old_terms = before ? search_terms(*before) : SearchTerms();
  if (terms == old_terms) return {};
  TRY(write_terms(tx, family, after.row, old_terms, terms));
  return keep_words(tx, family, old_terms, terms);
}

Status make_search_table(db::Transaction& tx, const Family& family) {
  if (!is_searched(family)) return {};
  const auto table = db::quoted(family.search_table);
  if (tx.engine() == db::Engine::sqlite)
    return tx.script(
        fmt::format("CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5(terms, content='', "
                    "columnsize=0, detail=none, tokenize='ascii', prefix='2 3');\n"
                    "CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5vocab({}, 'instance')",
                    table, db::quoted(family.search_table + "_terms"), table));
  return tx.script(fmt::format(
      R"(CREATE TABLE IF NOT EXISTS {0} ("row" BIGINT PRIMARY KEY, terms TSVECTOR NOT NULL);
                                  CREATE INDEX IF NOT EXISTS {1} ON {0} USING GIN (terms)
                                  WITH (gin_pending_list_limit = 256))",
      table, db::quoted(family.search_table + "_gin")));
}

}  // namespace praxis::record
