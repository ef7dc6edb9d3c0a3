#include "record/search_word_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "db/known_marks.h"
#include "record/column_names_store.h"
#include "record/near_words.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr std::int64_t records_filled_at_once = 500;
constexpr std::int64_t fill_is_done = -1;
// PostgreSQL looks for a word in the newest rows before it asks the index, which gathers all rows
// of a common word.
constexpr int newest_rows_searched = 200;

std::vector<std::string> words_of(const SearchTerms& terms, const SearchTerms& without) {
  std::vector<std::string> words;
  std::ranges::set_difference(terms, without, std::back_inserter(words));
  std::erase_if(words, [](const auto& word) { return !can_be_near(word); });
  return words;
}

std::uint64_t mark_of(const Family& family, std::string_view word) {
  const std::hash<std::string_view> hash;
  return hash(word) ^ (hash(family.name) * 0x9E37'79B9'7F4A'7C15ULL);
}

std::string insert_sql(const Family& family) {
  return fmt::format(R"(INSERT INTO {} ("key", "word") VALUES ($1, $2) ON CONFLICT DO NOTHING)",
                     db::quoted(family.word_table));
}

Status add_where_one_writes(db::Transaction& tx, const Family& family,
                            const std::vector<std::string>& words) {
  auto* known = tx.known();
  std::string sql;
  for (const std::string_view word : words) {
    const auto mark = mark_of(family, word);
    if (known && known->has(mark)) continue;
    if (sql.empty()) sql = insert_sql(family);
    const auto keys = keys_of(word);
    bool is_new = true;
    for (std::size_t i = 0; i < keys.size() && is_new; ++i)
      is_new = TRY(tx.execute(sql, {keys[i], word})) > 0;
    if (known) known->add(mark);
  }
  return {};
}

constexpr std::string_view lock_key = "hashtextextended(current_schema() || '/words/' || $1, 0)";

// In their order, as all writers do it: two that bring the same new words wait for each other one
// way round.
Status add_where_many_write(db::Transaction& tx, const Family& family,
                            const std::vector<std::string>& words) {
  std::string keys, texts;
  for (const auto& word : words)
    for (const auto key : keys_of(word)) {
      keys += fmt::format("{} ", key);
      texts += word + " ";
    }
  if (texts.empty()) return {};
  keys.pop_back();
  texts.pop_back();
  const auto sql = fmt::format(
      R"(WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock_shared({}))
         INSERT INTO {} ("key", "word") SELECT n.k, n.w FROM held,
           unnest(string_to_array($2, ' ')::bigint[], string_to_array($3, ' ')) AS n(k, w)
         ON CONFLICT DO NOTHING)",
      lock_key, db::quoted(family.word_table));
  return tx
      .execute(sql,
               {std::string_view(family.name), std::string_view(keys), std::string_view(texts)})
      .map([](auto) {});
}

Result<bool> is_used(db::Transaction& tx, const Family& family, std::string_view word) {
  const auto table = db::quoted(family.search_table);
  const auto text = match_of_word(word, tx.engine(), WordKind::whole);
  const auto ask = [&](const std::string& sql) {
    return tx.query_one(sql, {std::string_view(text)}, [](const db::Row&) -> Status { return {}; });
  };
  if (tx.engine() == db::Engine::sqlite)
    return ask(fmt::format("SELECT 1 FROM {0} WHERE {0} MATCH $1 LIMIT 1", table));
  const auto newest = fmt::format(
      R"(SELECT 1 FROM (SELECT terms FROM {} ORDER BY "row" DESC LIMIT {}) n
         WHERE n.terms @@ CAST($1 AS tsquery) LIMIT 1)",
      table, newest_rows_searched);
  if (TRY(ask(newest))) return true;
  return ask(fmt::format("SELECT 1 FROM {} WHERE terms @@ CAST($1 AS tsquery) LIMIT 1", table));
}

// Those that no record has any more, as far as this transaction sees.
Result<std::vector<std::string>> unused(db::Transaction& tx, const Family& family,
                                        const std::vector<std::string>& words) {
  std::vector<std::string> gone;
  for (const auto& word : words)
    if (!TRY(is_used(tx, family, word))) gone.push_back(word);
  return gone;
}

Status remove_unused(db::Transaction& tx, const Family& family, std::vector<std::string> words) {
  words = TRY(unused(tx, family, words));
  if (words.empty()) return {};
  if (tx.engine() == db::Engine::postgres) {
    TRY(tx.query(fmt::format("SELECT pg_advisory_xact_lock({})", lock_key),
                 {std::string_view(family.name)}, [](const db::Row&) -> Status { return {}; }));
    words = TRY(unused(tx, family, words));  // others' terms are all to be seen now
  }
  const auto sql = fmt::format(R"(DELETE FROM {} WHERE "key" = $1 AND "word" = $2)",
                               db::quoted(family.word_table));
  for (const std::string_view word : words) {
    for (const auto key : keys_of(word)) TRY(tx.execute(sql, {key, word}));
    if (auto* known = tx.known()) known->remove(mark_of(family, word));
  }
  return {};
}

Status add_new_words(db::Transaction& tx, const Family& family,
                     const std::vector<std::string>& words) {
  return tx.engine() == db::Engine::postgres ? add_where_many_write(tx, family, words)
                                             : add_where_one_writes(tx, family, words);
}

std::size_t common_beginning(std::string_view left, std::string_view right) {
  return static_cast<std::size_t>(std::ranges::mismatch(left, right).in1 - left.begin());
}

void sort_by_nearness(std::vector<NearWord>& words, std::string_view meant) {
  const auto rank = [&](const NearWord& near) {
    const auto difference =
        static_cast<std::int64_t>(near.word.size()) - static_cast<std::int64_t>(meant.size());
    return std::tuple(std::abs(difference),
                      -static_cast<std::int64_t>(common_beginning(near.word, meant)),
                      std::string_view(near.word));
  };
  std::ranges::sort(words, {}, rank);
}

Result<std::int64_t> read_fill(db::Transaction& tx, const Family& family) {
  std::int64_t filled_to = 0;
  TRY(tx.query(R"(SELECT "filled_to" FROM "word_fill" WHERE "family" = $1)",
               {std::string_view(family.name)}, [&](const db::Row& row) -> Status {
                 filled_to = row.integer(0);
                 return {};
               }));
  return filled_to;
}

Status note_fill(db::Transaction& tx, const Family& family, std::int64_t filled_to) {
  return tx
      .execute(R"(INSERT INTO "word_fill" ("family", "filled_to") VALUES ($1, $2)
                  ON CONFLICT ("family") DO UPDATE SET "filled_to" = excluded."filled_to")",
               {std::string_view(family.name), filled_to})
      .map([](auto) {});
}

}  // namespace

Status keep_words(db::Transaction& tx, const Family& family, const SearchTerms& before,
                  const SearchTerms& after) {
  if (!before.empty()) TRY(remove_unused(tx, family, words_of(before, after)));
  return add_new_words(tx, family, words_of(after, before));
}

Result<std::vector<NearWord>> words_near(db::Transaction& tx, const Family& family,
                                         std::string_view word, int edits) {
  std::vector<NearWord> near;
  if (edits == 0 || edits > edits_allowed(word)) return near;
  expr::List keys;
  for (const auto key : keys_near(word, edits)) keys.emplace_back(key);
  const auto list = padded(Value(std::move(keys)));
  std::vector<db::Parameter> parameters;
  std::string marks;
  for (const auto& key : list.list()) {
    parameters.emplace_back(key.integer());
    marks += fmt::format("{}${}", marks.empty() ? "" : ", ", parameters.size());
  }
  TRY(tx.query(fmt::format(R"(SELECT "word" FROM {} WHERE "key" IN ({}))",
                           db::quoted(family.word_table), marks),
               parameters, [&](const db::Row& row) -> Status {
                 const auto found = row.text(0);
                 if (edits_between(found, word) == edits)
                   near.push_back({std::string(found), edits});
                 return {};
               }));
  sort_by_nearness(near, word);
  const auto same = std::ranges::unique(near, {}, &NearWord::word);
  near.erase(same.begin(), same.end());
  return near;
}

Status fill_words(db::Transaction& tx, const Model& model, const Family& family) {
  const auto filled_to = TRY(read_fill(tx, family));
  if (filled_to == fill_is_done) return {};
  const auto records = TRY(records_after(tx, model, family, filled_to, records_filled_at_once));
  SearchTerms all;
  for (const auto& record : records)
    std::ranges::move(search_terms(record), std::back_inserter(all));
  std::ranges::sort(all);
  const auto same = std::ranges::unique(all);
  all.erase(same.begin(), same.end());
  TRY(add_new_words(tx, family, words_of(all, {})));
  return note_fill(tx, family, records.empty() ? fill_is_done : records.back().row);
}

Result<bool> are_words_filled(db::Transaction& tx, const Family& family) {
  return !is_searched(family) || TRY(read_fill(tx, family)) == fill_is_done;
}

}  // namespace praxis::record
