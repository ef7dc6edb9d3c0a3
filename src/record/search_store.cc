#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "record/list_walk.h"
#include "record/record_store.h"
#include "record/search.h"
#include "record/search_terms.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr double exact_name_score = 1'000;  // of a record named by its number or id
// PostgreSQL sorts what matches: so the newest rows are asked first, and older ones if those were
// too few.
constexpr std::array<std::int64_t, 2> newest_rows{50'000, 500'000};

// A short field that a match is ranked by.
struct RankedColumn {
  std::string name;
  double weight;
};

struct Match {
  const Family* family = nullptr;
  std::int64_t row = 0;
  Id id{};
  double score = 0;
};

// One family as one search sees it.
struct FamilySearch {
  ListPlan plan;
  const ListStatements* statements = nullptr;
  std::vector<RankedColumn> columns;
};

std::vector<RankedColumn> ranked_columns(const ListPlan& plan) {
  std::map<std::string, double> weights;
  for (const auto& rights : plan.rights)
    for (const auto& field : rights.type->fields) {
      const auto& place = plan.family->places.find(field.name)->second;
      if (field.search_weight == 0 || place.kind != FieldPlace::Kind::column) continue;
      auto& weight = weights[place.folded >= 0 ? field.name + "_folded" : field.name];
      weight = std::max(weight, static_cast<double>(field.search_weight));
    }
  std::vector<RankedColumn> columns;
  for (const auto& [name, weight] : weights) columns.push_back({name, weight});
  return columns;
}

double score_of(const db::Row& row, int first_column, const std::vector<RankedColumn>& columns,
                const std::vector<std::string>& words) {
  double score = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto kind = i + 1 == words.size() ? WordKind::beginning : WordKind::whole;
    double best = 1;  // it stands in a long text at least
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const int column = first_column + static_cast<int>(c);
      if (columns[c].weight <= best || row.is_null(column)) continue;
      best = std::max(best, columns[c].weight * match_of(row.text(column), words[i], kind));
    }
    score += best;
  }
  return score;
}

class FamilySearcher {
 public:
  FamilySearcher(db::Transaction& tx, const Lister& lister, const ListPlan& plan,
                 const ListStatements& statements)
      : tx_(tx),
        lister_(lister),
        plan_(plan),
        statements_(statements),
        columns_(ranked_columns(plan)) {}

  // The newest matches, at most search_matches_max + 1.
  Status matches(const std::vector<std::string>& words, std::vector<Match>& out) {
    words_ = &words;
    match_ = match_text(words, tx_.engine());
    if (auto own = TRY(own_rows(tx_, plan_, statements_, {}));
        own && own->size() <= own_search_rows_max)
      return own->empty() ? Status() : among(*own, out);
    if (tx_.engine() == db::Engine::sqlite) return newest(out);
    return newest_by_window(out);
  }

  // The record with this number or id.
  Status named(std::string_view column, const Value& name, std::vector<Match>& out) {
    Statement statement = begin(fmt::format("FROM {}", table()));
    statement.sql += fmt::format(" AND {} = ${}", db::quoted(column), statement.add(name));
    return tx_.query(statement.sql, statement.parameters, [&](const db::Row& row) -> Status {
      out.push_back({plan_.family, row.integer(0), row.id(1), exact_name_score});
      return {};
    });
  }

 private:
  struct Statement {
    std::string sql;
    std::vector<db::Parameter> parameters;
    int add(const Value& value) {
      parameters.push_back(expr::to_parameter(value));
      return static_cast<int>(parameters.size());
    }
  };

  std::string table() const { return db::quoted(plan_.family->name); }

  Statement begin(std::string_view from) const {
    Statement statement{.sql = R"(SELECT "row", "id")", .parameters = {}};
    for (const auto& column : columns_) statement.sql += ", " + db::quoted(column.name);
    statement.sql += fmt::format(" {} WHERE {}", from, statements_.conditions());
    for (const auto& value : statements_.parameters()) statement.add(value);
    return statement;
  }

  // The rows that match, as a table of their own; `parameter` is the number of the match text's.
  std::string matching(int parameter, std::string_view more = {}) const {
    const auto search = db::quoted(plan_.family->search_table);
    if (tx_.engine() == db::Engine::sqlite)
      return fmt::format("(SELECT rowid AS search_row FROM {0} WHERE {0} MATCH ${1}) s", search,
                         parameter);
    return fmt::format(
        R"((SELECT "row" AS search_row FROM {} WHERE tokens @@ CAST(${} AS tsquery){}) s)", search,
        parameter, more);
  }

  int next_parameter() const { return static_cast<int>(statements_.parameters().size()) + 1; }

  Status run(const Statement& statement, std::vector<Match>& out) const {
    return tx_.query(statement.sql, statement.parameters, [&](const db::Row& row) -> Status {
      out.push_back({plan_.family, row.integer(0), row.id(1), score_of(row, 2, columns_, *words_)});
      return {};
    });
  }

  Status newest(std::vector<Match>& out) const {
    auto statement =
        begin(fmt::format("FROM {} CROSS JOIN {}", matching(next_parameter()), table()));
    statement.add(match_value());
    statement.sql += fmt::format(R"( AND "row" = s.search_row ORDER BY s.search_row DESC LIMIT {})",
                                 search_matches_max + 1);
    return run(statement, out);
  }

  Status newest_by_window(std::vector<Match>& out) const {
    std::int64_t newest_row = 0, upper = 0;
    TRY(tx_.query(fmt::format(R"(SELECT MAX("row") FROM {})", table()), {},
                  [&](const db::Row& row) -> Status {
                    newest_row = row.is_null(0) ? 0 : row.integer(0);
                    return {};
                  }));
    upper = newest_row;
    const auto wanted = static_cast<std::size_t>(search_matches_max) + 1;
    for (std::size_t i = 0; i <= newest_rows.size() && upper > 0 && out.size() < wanted; ++i) {
      const auto lower =
          i < newest_rows.size() ? std::max(std::int64_t{0}, newest_row - newest_rows[i]) : 0;
      TRY(window(lower, upper, wanted, out));
      upper = lower;
    }
    if (out.size() > wanted) out.resize(wanted);
    return {};
  }

  Status window(std::int64_t lower, std::int64_t upper, std::size_t count,
                std::vector<Match>& out) const {
    const int first = next_parameter();
    const auto bounds = fmt::format(R"( AND "row" > ${} AND "row" <= ${})", first + 1, first + 2);
    auto statement = begin(fmt::format("FROM {} CROSS JOIN {}", matching(first, bounds), table()));
    statement.add(match_value());
    statement.add(Value(lower));
    statement.add(Value(upper));
    statement.sql +=
        fmt::format(R"( AND "row" = s.search_row ORDER BY s.search_row DESC LIMIT {})", count);
    return run(statement, out);
  }

  // Of a narrow actor's rows: each is looked up among the matches, not the other way round.
  Status among(const std::vector<ListRow>& rows, std::vector<Match>& out) const {
    expr::List keys;
    for (const auto& row : rows) keys.emplace_back(row.row);
    const auto list = padded(Value(std::move(keys)));
    auto statement =
        begin(fmt::format("FROM {} CROSS JOIN {}", table(), matching(next_parameter())));
    statement.add(match_value());
    std::string marks;
    for (const auto& key : list.list())
      marks += fmt::format("{}${}", marks.empty() ? "" : ", ", statement.add(key));
    statement.sql += fmt::format(R"( AND "row" IN ({}) AND s.search_row = "row")", marks);
    return run(statement, out);
  }

  const Value& match_value() const { return match_; }

  db::Transaction& tx_;
  const Lister& lister_;
  const ListPlan& plan_;
  const ListStatements& statements_;
  std::vector<RankedColumn> columns_;
  const std::vector<std::string>* words_ = nullptr;
  Value match_;
};

// The types of a search by family, in a stable order.
std::map<std::string, std::vector<const pack::RecordType*>> types_by_family(
    const Lister& lister, const SearchRequest& request) {
  std::map<std::string, std::vector<const pack::RecordType*>> families;
  for (const auto* type : request.types) families[type->family].push_back(type);
  if (request.types.empty())
    for (const auto& [name, family] : lister.model.families())
      families[name].push_back(lister.model.type(name));
  std::erase_if(families,
                [&](const auto& entry) { return !is_searched(lister.model.family(entry.first)); });
  return families;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (auto& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return upper;
}

// What the whole text may name: "INC-42" as it is, "42" of each of the types.
std::vector<std::string> numbers_named(const ListPlan& plan, std::string_view text) {
  if (text.empty() || text.size() > 40 || text.find(' ') != std::string_view::npos) return {};
  std::vector<std::string> numbers;
  const bool is_digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  for (const auto& rights : plan.rights) {
    const auto& form = rights.type->number;
    const auto at = form.find("{}");
    if (at == std::string::npos) continue;
    auto number =
        is_digits ? form.substr(0, at) + std::string(text) + form.substr(at + 2) : upper_case(text);
    const bool is_of_type = is_digits || number.starts_with(form.substr(0, at));
    if (is_of_type && std::ranges::find(numbers, number) == numbers.end())
      numbers.push_back(std::move(number));
  }
  return numbers;
}

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

Status search_family(db::Transaction& tx, const Lister& lister,
                     const std::vector<const pack::RecordType*>& types, std::string_view text,
                     std::vector<Match>& found) {
  const auto plan = plan_rights(lister, types);
  if (!plan.can_match) return {};
  const ListRequest whole{.type = types.front()};
  const auto statements = TRY(ListStatements::make(lister, whole, plan, tx.engine()));
  FamilySearcher searcher(tx, lister, plan, statements);
  if (const auto id = id_from_text(text)) return searcher.named("id", Value(*id), found);
  std::vector<Match> own;
  for (const auto& number : numbers_named(plan, text))
    TRY(searcher.named("number", Value(number), own));
  const auto named = own.size();
  if (const auto words = search_words(text); !words.empty()) TRY(searcher.matches(words, own));
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto is_same = [&](const auto& match) { return match.row == own[i].row; };
    if (i < named ||
        std::none_of(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(named), is_same))
      found.push_back(own[i]);
  }
  return {};
}

// Best first; of the same score the newer, for ids sort by their birth.
void keep_best(std::vector<Match>& matches, std::size_t limit) {
  const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(limit, matches.size()));
  std::partial_sort(matches.begin(), end, matches.end(), [](const Match& left, const Match& right) {
    return left.score != right.score ? left.score > right.score : right.id < left.id;
  });
  matches.erase(end, matches.end());
}

Result<std::vector<SearchHit>> hits_of(db::Transaction& tx, const Lister& lister,
                                       const std::vector<Match>& matches) {
  std::map<const Family*, std::vector<ListRow>> rows;
  for (const auto& match : matches) rows[match.family].push_back({.row = match.row});
  std::map<std::pair<const Family*, std::int64_t>, Record> records;
  for (const auto& [family, wanted] : rows)
    for (auto& record : TRY(records_of(tx, lister.model, *family, wanted)))
      records.emplace(std::pair(family, record.row), std::move(record));
  std::vector<SearchHit> hits;
  for (const auto& match : matches)
    if (auto found = records.find({match.family, match.row}); found != records.end())
      hits.push_back({std::move(found->second), match.score});
  return hits;
}

}  // namespace

Result<SearchPage> search(db::Transaction& tx, const Lister& lister, const SearchRequest& request) {
  const auto text = trimmed(request.text);
  SearchPage page;
  std::vector<Match> matches;
  for (const auto& [name, types] : types_by_family(lister, request)) {
    const auto before = matches.size();
    TRY(search_family(tx, lister, types, text, matches));
    page.was_cut |= matches.size() - before > static_cast<std::size_t>(search_matches_max);
  }
  keep_best(matches, static_cast<std::size_t>(std::clamp(request.limit, 1, list_limit_max)));
  page.hits = TRY(hits_of(tx, lister, matches));
  return page;
}

Status index_for_search(db::Transaction& tx, const Family& family, const Record* before,
                        const Record& after) {
  if (before && !has_searched_change(*before, after)) return {};
  const auto table = db::quoted(family.search_table);
  const auto is_empty = [](const auto& terms) { return terms.title.empty() && terms.body.empty(); };
  const auto terms = search_terms(after);
  const auto old_terms = before ? search_terms(*before) : SearchTerms{};
  if (old_terms == terms) return {};
  if (tx.engine() == db::Engine::postgres) {
    const auto vector = vector_text(terms);
    TRY(tx.execute(fmt::format(R"(INSERT INTO {} ("row", tokens) VALUES ($1, CAST($2 AS tsvector))
                                  ON CONFLICT ("row") DO UPDATE SET tokens = excluded.tokens)",
                               table),
                   {after.row, std::string_view(vector)}));
    return {};
  }
  if (!is_empty(old_terms)) {
    const auto title = joined_terms(old_terms.title), body = joined_terms(old_terms.body);
    TRY(tx.execute(
        fmt::format(
            "INSERT INTO {0} ({0}, rowid, title_terms, body_terms) VALUES ('delete', $1, $2, $3)",
            table),
        {after.row, std::string_view(title), std::string_view(body)}));
  }
  if (is_empty(terms)) return {};
  const auto title = joined_terms(terms.title), body = joined_terms(terms.body);
  TRY(tx.execute(
      fmt::format("INSERT INTO {} (rowid, title_terms, body_terms) VALUES ($1, $2, $3)", table),
      {after.row, std::string_view(title), std::string_view(body)}));
  return {};
}

Status make_search_table(db::Transaction& tx, const Family& family) {
  if (!is_searched(family)) return {};
  const auto table = db::quoted(family.search_table);
  if (tx.engine() == db::Engine::sqlite)
    return tx.script(fmt::format(
        "CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5(title_terms, body_terms, content='', "
        "columnsize=0, detail=column, tokenize='ascii', prefix='2 3');\n"
        "CREATE VIRTUAL TABLE IF NOT EXISTS {} USING fts5vocab({}, 'instance')",
        table, db::quoted(family.search_table + "_terms"), table));
  return tx.script(fmt::format(
      R"(CREATE TABLE IF NOT EXISTS {0} ("row" BIGINT PRIMARY KEY, tokens TSVECTOR NOT NULL);
                                  CREATE INDEX IF NOT EXISTS {1} ON {0} USING GIN (tokens))",
      table, db::quoted(family.search_table + "_tokens")));
}

}  // namespace praxis::record
