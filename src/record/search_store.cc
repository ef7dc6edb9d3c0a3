#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "record/record_store.h"
#include "record/search.h"
#include "record/search_match_store.h"
#include "record/search_word_store.h"

namespace praxis::record {
namespace {

using expr::Value;

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

// Of one face of a family. True if older matches were left out unseen.
Result<bool> search_face(db::Transaction& tx, const Lister& lister,
                         const std::vector<const pack::RecordType*>& types, std::string_view text,
                         std::size_t limit, std::vector<Match>& found) {
  const auto plan = plan_rights(lister, types);
  if (!plan.can_match) return false;
  const ListRequest whole{.type = types.front()};
  const auto statements = TRY(ListStatements::make(lister, whole, plan, tx.engine()));
  FamilySearcher searcher(tx, plan, statements);
  if (const auto id = id_from_text(text)) {
    TRY(searcher.named("id", Value(*id), found));
    return false;
  }
  std::vector<Match> named, matching;
  for (const auto& number : numbers_named(plan, text))
    TRY(searcher.named("number", Value(number), named));
  const auto words = search_words(text);
  const bool was_cut = !words.empty() && TRY(searcher.matches(words, limit, matching));
  const auto is_named = [&](const Match& match) {
    return std::ranges::find(named, match.row, &Match::row) != named.end();
  };
  std::erase_if(matching, is_named);
  found.insert(found.end(), named.begin(), named.end());
  found.insert(found.end(), matching.begin(), matching.end());
  return was_cut;
}

// What the actor sees of a family: working copies and, of the others, newest versions.
Result<bool> search_family(db::Transaction& tx, const Lister& lister,
                           const std::vector<const pack::RecordType*>& types, std::string_view text,
                           std::size_t limit, std::vector<Match>& found) {
  bool was_cut = false;
  for (const auto face : faces_of(lister, *types.front())) {
    auto seen = lister;
    seen.face = face;
    was_cut |= TRY(search_face(tx, seen, types, text, limit, found));
  }
  return was_cut;
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
                                       const SearchRequest& request,
                                       const std::vector<Match>& matches) {
  std::map<const Family*, std::vector<ListRow>> rows;
  for (const auto& match : matches) rows[match.family].push_back({.row = match.row});
  struct Found {
    std::vector<Record> records;
    std::size_t next = 0;
  };
  std::map<const Family*, Found> found;
  for (const auto& [family, wanted] : rows) {
    auto seen = lister;
    seen.face = family->face;
    const auto* root = lister.model.type(family->types.front()->family);
    found[family].records = TRY(records_of(tx, {seen, *root, request.columns}, wanted));
  }
  std::vector<SearchHit> hits;
  hits.reserve(matches.size());
  for (const auto& match : matches) {
    auto& [records, next] = found[match.family];
    if (next < records.size() && records[next].row == match.row)
      hits.push_back({std::move(records[next++]), match.score});
  }
  return hits;
}

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

Result<SearchPage> search(db::Transaction& tx, const Lister& lister, const SearchRequest& request) {
  const auto text = trimmed(request.text);
  const auto limit = static_cast<std::size_t>(std::clamp(request.limit, 1, list_limit_max));
  SearchPage page;
  std::vector<Match> matches;
  for (const auto& [name, types] : types_by_family(lister, request))
    page.was_cut |= TRY(search_family(tx, lister, types, text, limit, matches));
  keep_best(matches, limit);
  page.hits = TRY(hits_of(tx, lister, request, matches));
  return page;
}

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
