#include "record/search.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "record/near_words.h"
#include "record/record_store.h"
#include "record/search_match_store.h"
#include "record/search_word_store.h"

namespace praxis::record {
namespace {

using expr::Value;

// Whether one holds a word where it may be read: nearly always the first one does.
constexpr std::size_t records_asked_first = 3, records_asked_for_a_word = 50;

// What is searched of one face of a family, and what its words were taken for.
struct FamilySearch {
  Lister lister;
  ListPlan plan{};
  std::optional<ListStatements> statements{};
  std::optional<FamilySearcher> searcher{};
  SearchedWords words{}, near_words{};
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

// Best first; of the same score the newer, for ids sort by their birth.
void sort_best(std::vector<Match>& matches, std::size_t limit) {
  const auto end = matches.begin() + static_cast<std::ptrdiff_t>(std::min(limit, matches.size()));
  std::partial_sort(matches.begin(), end, matches.end(), [](const Match& left, const Match& right) {
    return left.score != right.score ? left.score > right.score : right.id < left.id;
  });
}

class Search {
 public:
  Search(db::Transaction& tx, const Lister& lister, const SearchRequest& request)
      : tx_(tx),
        lister_(lister),
        request_(request),
        text_(trimmed(request.text)),
        limit_(static_cast<std::size_t>(std::clamp(request.limit, 1, list_limit_max))) {}

  Result<SearchPage> run();

 private:
  using Words = SearchedWords FamilySearch::*;
  using RecordKey = std::pair<const Family*, std::int64_t>;
  using Records = std::map<RecordKey, Record>;
  enum class Extent { row, whole };

  Status open_families();
  Result<bool> add_named();
  Status add_matches(Words words);
  Status add_near_matches();
  Status add_hits(std::vector<Match> matches, Words words);
  Result<Records> records_of_matches(std::span<const Match> matches, Extent extent);
  Result<bool> find_near_words(FamilySearch& family);
  Result<std::vector<std::string>> near_words_of(FamilySearch& family, const SearchedWord& word);
  Result<bool> is_permitted(FamilySearch& family, const std::string& word);
  Status drop_unexplained(std::span<const Match> matches, Words words, Records& records);
  bool hides_searched(const Record& record) const;
  bool explains(const Record& record, const SearchedWords& words) const;
  const FamilySearch* search_of(const Family* family) const;
  void note_corrections();
  void add_passages();

  db::Transaction& tx_;
  const Lister& lister_;
  const SearchRequest& request_;
  const std::string_view text_;
  const std::size_t limit_;
  std::vector<std::unique_ptr<FamilySearch>> families_{};
  std::set<RecordKey> seen_{};
  SearchPage page_{};
};

Result<SearchPage> Search::run() {
  TRY(open_families());
  const auto is_named = TRY(add_named());
  const auto words = search_words(text_);
  if (!words.empty() && !id_from_text(text_)) {
    for (const auto& family : families_) family->words = as_searched(words);
    TRY(add_matches(&FamilySearch::words));
    if (!is_named && page_.hits.size() < std::min(limit_, hits_enough)) TRY(add_near_matches());
  }
  if (request_.wants_passages) add_passages();
  return std::move(page_);
}

// What the actor sees of a family: working copies and, of the others, newest versions.
Status Search::open_families() {
  for (const auto& [name, types] : types_by_family(lister_, request_))
    for (const auto face : faces_of(lister_, *types.front())) {
      auto family = std::make_unique<FamilySearch>(FamilySearch{.lister = lister_});
      family->lister.face = face;
      family->plan = plan_rights(family->lister, types);
      if (!family->plan.can_match) continue;
      const ListRequest whole{.type = types.front(), .filter = request_.filter};
      family->statements =
          TRY(ListStatements::make(family->lister, whole, family->plan, tx_.engine()));
      family->searcher.emplace(tx_, family->plan, *family->statements);
      families_.push_back(std::move(family));
    }
  return {};
}

Result<bool> Search::add_named() {
  std::vector<Match> named;
  const auto id = id_from_text(text_);
  for (const auto& family : families_) {
    if (id) TRY(family->searcher->named("id", Value(*id), named));
    for (const auto& number : numbers_named(family->plan, text_))
      TRY(family->searcher->named("number", Value(number), named));
  }
  const bool is_named = !named.empty();
  TRY(add_hits(std::move(named), nullptr));
  return is_named;
}

Status Search::add_matches(Words words) {
  std::vector<Match> matches;
  for (const auto& family : families_) {
    const auto& wanted = (*family).*words;
    if (!wanted.empty()) page_.was_cut |= TRY(family->searcher->matches(wanted, limit_, matches));
  }
  return add_hits(std::move(matches), words);
}

// Where fields may be closed to the actor, matches fall out as their records are looked at.
Status Search::add_hits(std::vector<Match> matches, Words words) {
  std::erase_if(matches, [&](const Match& match) {
    return seen_.contains({match.family, match.row});
  });
  const bool is_guarded = words && request_.may_read_field;
  const auto extent = request_.wants_passages ? Extent::whole : Extent::row;
  sort_best(matches, is_guarded ? matches.size() : limit_);
  std::span<const Match> rest(matches);
  while (!rest.empty() && page_.hits.size() < limit_) {
    const auto some = rest.first(std::min(rest.size(), limit_ - page_.hits.size()));
    rest = rest.subspan(some.size());
    auto records = TRY(records_of_matches(some, extent));
    if (is_guarded) TRY(drop_unexplained(some, words, records));
    for (const auto& match : some) {
      const auto found = records.find({match.family, match.row});
      if (found == records.end()) continue;
      seen_.insert(found->first);
      page_.hits.push_back(
          {std::move(found->second), match.score, words == &FamilySearch::near_words});
    }
  }
  return {};
}

// Only of records with a field that is closed to the actor the texts are read and looked through.
Status Search::drop_unexplained(std::span<const Match> matches, Words words, Records& records) {
  std::vector<Match> doubtful;
  for (const auto& match : matches)
    if (const auto found = records.find({match.family, match.row});
        found != records.end() && hides_searched(found->second))
      doubtful.push_back(match);
  if (doubtful.empty()) return {};
  for (const auto& [key, record] : TRY(records_of_matches(doubtful, Extent::whole)))
    if (!explains(record, search_of(key.first)->*words)) records.erase(key);
  return {};
}

Result<Search::Records> Search::records_of_matches(std::span<const Match> matches, Extent extent) {
  std::map<const Family*, std::vector<ListRow>> rows;
  for (const auto& match : matches) rows[match.family].push_back({.row = match.row});
  Records records;
  for (const auto& [family, wanted] : rows) {
    auto seen = lister_;
    seen.face = family->face;
    const auto* root = lister_.model.type(family->types.front()->family);
    const auto columns = extent == Extent::row ? request_.columns : std::vector<std::string>();
    auto found = TRY(records_of(tx_, {seen, *root, columns}, wanted));
    if (extent == Extent::whole) TRY(add_texts_and_sets(tx_, *family, found));
    for (auto& record : found) records.emplace(RecordKey(family, record.row), std::move(record));
  }
  return records;
}

// Whether a word may have been found where the actor may not read.
bool Search::hides_searched(const Record& record) const {
  const auto& fields = record.type->fields;
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].search_weight > 0 && !request_.may_read_field(record, static_cast<int>(i)))
      return true;
  return false;
}

bool Search::explains(const Record& record, const SearchedWords& words) const {
  return is_explained(record, words,
                      [&](int field) { return request_.may_read_field(record, field); });
}

Status Search::add_near_matches() {
  bool is_any = false;
  for (const auto& family : families_) is_any |= TRY(find_near_words(*family));
  if (!is_any) return {};
  const auto before = page_.hits.size();
  TRY(add_matches(&FamilySearch::near_words));
  if (page_.hits.size() > before) note_corrections();
  return {};
}

// False: no word is near any; a family whose words nothing stands for is not searched again.
Result<bool> Search::find_near_words(FamilySearch& family) {
  auto words = family.words;
  for (auto& word : words) word.near = TRY(near_words_of(family, word));
  if (!has_near_words(words)) return false;
  family.near_words = std::move(words);
  return true;
}

// Those of the fewest edits. What begins with the last word is found anyway.
Result<std::vector<std::string>> Search::near_words_of(FamilySearch& family,
                                                       const SearchedWord& word) {
  std::vector<std::string> permitted;
  for (int edits = 1; edits <= edits_allowed(word.text) && permitted.empty(); ++edits) {
    auto candidates = TRY(words_near(tx_, *family.plan.family, word.text, edits));
    std::erase_if(candidates, [&](const NearWord& near) {
      return word.kind == WordKind::beginning && near.word.starts_with(word.text);
    });
    if (candidates.size() > near_words_probed_max) candidates.resize(near_words_probed_max);
    for (auto& near : candidates)
      if (permitted.size() < near_words_max && TRY(is_permitted(family, near.word)))
        permitted.push_back(std::move(near.word));
  }
  return permitted;
}

Result<bool> Search::is_permitted(FamilySearch& family, const std::string& word) {
  if (!request_.may_read_field) return !TRY(family.searcher->holding(word, 1)).empty();
  for (const auto count : {records_asked_first, records_asked_for_a_word}) {
    const auto matches = TRY(family.searcher->holding(word, count));
    const auto records = TRY(records_of_matches(matches, Extent::whole));
    if (std::ranges::any_of(
            records, [&](const auto& entry) { return explains(entry.second, {{.text = word}}); }))
      return true;
    if (matches.size() < count) break;
  }
  return false;
}

void Search::note_corrections() {
  for (const auto& family : families_)
    for (const auto& word : family->near_words) {
      if (word.near.empty()) continue;
      auto known = std::ranges::find(page_.corrections, word.text, &Correction::word);
      if (known == page_.corrections.end())
        known = page_.corrections.insert(known, Correction{word.text, {}});
      for (const auto& near : word.near)
        if (std::ranges::find(known->near, near) == known->near.end()) known->near.push_back(near);
    }
}

void Search::add_passages() {
  for (auto& hit : page_.hits) {
    auto seen = lister_;
    seen.face = hit.record.face;
    const auto* family = search_of(&seen.family_of(*hit.record.type));
    hit.passages =
        passages_of(hit.record, hit.is_near ? family->near_words : family->words, [&](int field) {
          return !request_.may_read_field || request_.may_read_field(hit.record, field);
        });
  }
}

const FamilySearch* Search::search_of(const Family* family) const {
  const auto found = std::ranges::find_if(
      families_, [&](const auto& each) { return each->plan.family == family; });
  must(found != families_.end());
  return found->get();
}

}  // namespace

Result<SearchPage> search(db::Transaction& tx, const Lister& lister, const SearchRequest& request) {
  return Search(tx, lister, request).run();
}

}  // namespace praxis::record
