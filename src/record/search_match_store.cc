#include "record/search_match_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "record/list_walk.h"
#include "record/search.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr double exact_name_score = 1'000;  // of a record named by its number or id
constexpr int first_ranked_column = 2;      // after row and id
constexpr std::string_view search_is_done = "search.done";
// PostgreSQL sorts all that matches, so it is asked window by window: how many there are in the
// newest rows tells whether to walk on or to ask the index.
constexpr std::int64_t newest_rows = 1'000;
constexpr int newest_rows_probed = 200;  // before the index of a word is asked

}  // namespace

int FamilySearcher::Statement::add(const Value& value) {
  parameters.push_back(expr::to_parameter(value));
  return static_cast<int>(parameters.size());
}

FamilySearcher::FamilySearcher(db::Transaction& tx, const ListPlan& plan,
                               const ListStatements& statements)
    : tx_(tx), plan_(plan), statements_(statements), own_(tx, plan, statements) {
  rank_by_columns();
}

void FamilySearcher::rank_by_columns() {
  std::map<std::string, double> weights;
  for (const auto& rights : plan_.rights)
    for (const auto& field : rights.type->fields) {
      const auto& place = plan_.family->places.find(field.name)->second;
      if (field.search_weight == 0 || place.kind != FieldPlace::Kind::column) continue;
      if (is_guarded(*rights.type, field)) continue;  // its text would show in the order
      auto& weight = weights[place.folded >= 0 ? field.name + "_folded" : field.name];
      weight = std::max(weight, static_cast<double>(field.search_weight));
    }
  for (const auto& [name, weight] : weights) columns_.push_back({name, weight});
}

double FamilySearcher::score_of(const db::Row& row, const SearchedWords& words) const {
  double score = 0;
  for (const auto& word : words) {
    double best = long_text_weight;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      const int column = first_ranked_column + static_cast<int>(c);
      if (columns_[c].weight <= best || row.is_null(column)) continue;
      best = std::max(best, columns_[c].weight * match_of(row.text(column), word));
    }
    score += best;
  }
  return score;
}

bool FamilySearcher::is_in_title(const db::Row& row, const SearchedWord& word) const {
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const int column = first_ranked_column + static_cast<int>(c);
    if (columns_[c].weight >= title_weight_min && !row.is_null(column) &&
        holds_whole(row.text(column), word))
      return true;
  }
  return false;
}

double FamilySearcher::near_score_of(const db::Row& row, const SearchedWords& words) const {
  const auto is_there = [&](const SearchedWord& word) { return is_in_title(row, word); };
  if (std::ranges::all_of(words, is_there)) return near_title_score;
  return near_score(score_of(row, words));
}

// The best score of a match whose title does not hold every word whole: all but the last do, and
// the last begins a word there or stands in the heaviest of the other fields.
double FamilySearcher::score_beyond_titles(std::size_t words) const {
  double title = long_text_weight, other = long_text_weight;
  for (const auto& column : columns_) {
    if (column.weight >= title_weight_min)
      title = std::max(title, column.weight);
    else
      other = std::max(other, column.weight);
  }
  return static_cast<double>(words - 1) * title + std::max(beginning_of_word * title, other);
}

Match FamilySearcher::match_of_row(const db::Row& row, const SearchedWords& words) const {
  const auto score = has_near_words(words) ? near_score_of(row, words) : score_of(row, words);
  return {plan_.family, row.integer(0), row.id(1), score};
}

Result<bool> FamilySearcher::matches(const SearchedWords& words, std::size_t limit,
                                     std::vector<Match>& out) {
  if (TRY(own_.read())) {
    own_.matches(words, out);
    return false;
  }
  std::unordered_set<std::int64_t> seen;
  const Value in_title(match_text(words, tx_.engine(), SearchedIn::title));
  TRY(newest(in_title, limit, [&](const db::Row& row) {
    out.push_back(match_of_row(row, words));
    seen.insert(out.back().row);
    return seen.size() < limit ? Next::wanted : Next::enough;
  }));
  auto best = seen.size();
  if (best >= limit) return false;
  const auto as_good_as_any =
      has_near_words(words) ? near_title_score : score_beyond_titles(words.size());
  constexpr auto looked_at_max = static_cast<std::size_t>(search_matches_max);
  std::size_t looked_at = 0;
  const Value anywhere(match_text(words, tx_.engine(), SearchedIn::everything));
  TRY(newest(anywhere, looked_at_max + 1, [&](const db::Row& row) {
    if (++looked_at > looked_at_max) return Next::enough;
    if (seen.contains(row.integer(0))) return Next::wanted;
    out.push_back(match_of_row(row, words));
    if (out.back().score >= as_good_as_any) ++best;
    return best < limit ? Next::wanted : Next::enough;
  }));
  return looked_at > looked_at_max;
}

Result<std::vector<Match>> FamilySearcher::holding(const std::string& word, std::size_t count) {
  if (TRY(own_.read())) return own_.holding(word, count);
  std::vector<Match> found;
  TRY(probe(Value(match_of_word(word, tx_.engine(), WordKind::whole)), count, found));
  return found;
}

// PostgreSQL gathers all rows of a word before it gives the newest: those of a common word are
// looked for without its index first. Either way it is the newest matches that are asked.
Status FamilySearcher::probe(const Value& text, std::size_t count,
                             std::vector<Match>& found) const {
  const auto search = db::quoted(plan_.family->search_table);
  const int parameter = next_parameter();
  const auto add = [&](const db::Row& row) {
    found.push_back({plan_.family, row.integer(0), row.id(1)});
    return found.size() < count ? Next::wanted : Next::enough;
  };
  if (tx_.engine() == db::Engine::sqlite)
    return run(joined(fmt::format(
                          "SELECT rowid AS search_row FROM {0} WHERE {0} MATCH ${1} ORDER BY rowid "
                          "DESC LIMIT {2}",
                          search, parameter, newest_records_probed),
                      text, count),
               add)
        .map([](bool) {});
  const auto newest_of_table = fmt::format(
      R"(SELECT n."row" AS search_row FROM (SELECT "row", terms FROM {} ORDER BY "row" DESC LIMIT {}) n
         WHERE n.terms @@ CAST(${} AS tsquery))",
      search, newest_rows_probed, parameter);
  TRY(run(joined(newest_of_table, text, count), add));
  if (found.size() >= count) return {};
  found.clear();
  const auto newest_matches = fmt::format(
      R"(SELECT "row" AS search_row FROM {} WHERE terms @@ CAST(${} AS tsquery)
         ORDER BY "row" DESC LIMIT {})",
      search, parameter, newest_records_probed);
  return run(joined(newest_matches, text, count), add).map([](bool) {});
}

// The permitted rows among those that match.
FamilySearcher::Statement FamilySearcher::joined(const std::string& matching, const Value& text,
                                                 std::size_t count) const {
  const auto family = db::quoted(plan_.family->name);
  if (tx_.engine() == db::Engine::sqlite) {
    auto statement = begin(fmt::format("FROM ({}) s CROSS JOIN {}", matching, family));
    statement.add(text);
    statement.sql += fmt::format(R"( AND "row" = s.search_row LIMIT {})", count);
    return statement;
  }
  auto statement = begin("FROM " + family);
  statement.add(text);
  statement.sql = fmt::format(
      R"(WITH m AS MATERIALIZED ({})
         SELECT f.* FROM m CROSS JOIN LATERAL ({} AND "row" = m.search_row OFFSET 0) f LIMIT {})",
      matching, statement.sql, count);
  return statement;
}

Status FamilySearcher::named(std::string_view column, const Value& name, std::vector<Match>& out) {
  auto statement = begin(fmt::format("FROM {}", db::quoted(plan_.family->name)));
  statement.sql += fmt::format(" AND {} = ${}", db::quoted(column), statement.add(name));
  return run(statement,
             [&](const db::Row& row) {
               out.push_back({plan_.family, row.integer(0), row.id(1), exact_name_score});
               return Next::wanted;
             })
      .map([](bool) {});
}

FamilySearcher::Statement FamilySearcher::begin(std::string_view from) const {
  Statement statement{.sql = R"(SELECT "row", "id")", .parameters = {}};
  for (const auto& column : columns_) statement.sql += ", " + db::quoted(column.name);
  statement.sql += fmt::format(" {} WHERE {}", from, statements_.conditions());
  for (const auto& value : statements_.parameters()) statement.add(value);
  return statement;
}

int FamilySearcher::next_parameter() const {
  return static_cast<int>(statements_.parameters().size()) + 1;
}

// The rows that match, as a table of their own; `parameter` is the number of the match text's.
std::string FamilySearcher::matching(int parameter) const {
  const auto search = db::quoted(plan_.family->search_table);
  if (tx_.engine() == db::Engine::sqlite)
    return fmt::format("(SELECT rowid AS search_row FROM {0} WHERE {0} MATCH ${1}) s", search,
                       parameter);
  return fmt::format(
      R"((SELECT "row" AS search_row FROM {} WHERE terms @@ CAST(${} AS tsquery)) s)", search,
      parameter);
}

// False: `each` had enough.
Result<bool> FamilySearcher::run(const Statement& statement, Each each) const {
  const auto status =
      tx_.query(statement.sql, statement.parameters, [&](const db::Row& row) -> Status {
        if (each(row) == Next::wanted) return {};
        return fail(Code::internal, std::string(search_is_done));
      });
  if (status) return true;
  if (status.error().reason == search_is_done) return false;
  return fail(status.error());
}

Status FamilySearcher::newest(const Value& text, std::size_t count, Each each) const {
  if (tx_.engine() == db::Engine::postgres) return newest_by_window(text, count, each);
  auto statement = begin(fmt::format("FROM {} CROSS JOIN {}", matching(next_parameter()),
                                     db::quoted(plan_.family->name)));
  statement.add(text);
  statement.sql +=
      fmt::format(R"( AND "row" = s.search_row ORDER BY s.search_row DESC LIMIT {})", count);
  return run(statement, each).map([](bool) {});
}

Status FamilySearcher::newest_by_window(const Value& text, std::size_t count, Each each) const {
  std::int64_t newest_row = 0;
  TRY(tx_.query(
      fmt::format(R"(SELECT COALESCE(MAX("row"), 0) FROM {})", db::quoted(plan_.family->name)), {},
      [&](const db::Row& row) -> Status {
        newest_row = row.integer(0);
        return {};
      }));
  std::size_t found = 0;
  const auto counted = [&](const db::Row& row) {
    ++found;
    return each(row);
  };
  Window window{std::max(std::int64_t{0}, newest_row - newest_rows), newest_row, count};
  if (!TRY(run(window_statement(text, window, Access::walk), counted)) || found >= count) return {};
  if (found > 0 && window.above > 0) {
    const auto seen = static_cast<std::int64_t>(found);
    const auto walked = static_cast<std::int64_t>(count - found) * newest_rows / seen * 3 / 2;
    const auto gathered = seen * newest_row / newest_rows;
    if (walked < gathered) {
      window = {std::max(std::int64_t{0}, window.above - walked), window.above, count - found};
      if (!TRY(run(window_statement(text, window, Access::walk), counted)) || found >= count)
        return {};
    }
  }
  if (window.above == 0) return {};
  const Window rest{0, window.above, count - found};
  return run(window_statement(text, rest, Access::index), counted).map([](bool) {});
}

// The matches are sorted before rights are looked up, and these only until there are enough: OFFSET
// keeps the planner from joining first. A condition IS TRUE is none for the index of terms, and a
// sum none for that of rows, which a planner who does not know the window takes for the better one.
FamilySearcher::Statement FamilySearcher::window_statement(const Value& text, const Window& window,
                                                           Access access) const {
  const bool is_walk = access == Access::walk;
  const int first = next_parameter();
  auto statement = begin(fmt::format("FROM {}", db::quoted(plan_.family->name)));
  statement.add(text);
  statement.parameters.emplace_back(window.above);
  statement.parameters.emplace_back(window.up_to);
  statement.parameters.emplace_back(static_cast<std::int64_t>(window.count));
  statement.sql = fmt::format(
      R"(WITH m AS MATERIALIZED (SELECT "row" AS search_row FROM {0}
           WHERE (terms @@ CAST(${1} AS tsquery)){2} AND {3} > ${4} AND {3} <= ${5}
           ORDER BY {3} DESC)
         SELECT f.* FROM m CROSS JOIN LATERAL ({6} AND "row" = m.search_row OFFSET 0) f LIMIT ${7})",
      db::quoted(plan_.family->search_table), first, is_walk ? " IS TRUE" : "",
      is_walk ? R"("row")" : R"(("row" + 0))", first + 1, first + 2, statement.sql, first + 3);
  return statement;
}

}  // namespace praxis::record
