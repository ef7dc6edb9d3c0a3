#include "record/search_own_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/list_walk.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr std::size_t own_id = 0, own_type = 1, first_own_field = 2;  // among a row's keys

}  // namespace

Result<bool> OwnSearcher::read() {
  if (!is_narrow_) TRY(read_rows());
  return *is_narrow_;
}

Status OwnSearcher::read_rows() {
  is_narrow_ = false;
  // Whether there are few enough is seen in an index alone.
  const auto few = TRY(own_rows(tx_, plan_, statements_, {}));
  if (!few) return {};
  if (!few->empty()) {
    auto rows = TRY(own_rows(tx_, plan_, statements_, set_fields()));
    if (!rows) return {};
    rows_ = std::move(*rows);
  }
  std::ranges::sort(rows_, std::greater<>(), &ListRow::row);
  is_narrow_ = true;
  return {};
}

// What the rows are read with: id, type, the fields. One that others may not read ranks no better
// for what stands in it: its text would show in the order.
std::vector<OrderKey> OwnSearcher::set_fields() {
  std::vector<OrderKey> keys{{"id", db::quoted("id"), db::ColumnType::id},
                             {"type", db::quoted("type"), db::ColumnType::text}};
  std::map<std::string, std::size_t> known;
  for (const auto& rights : plan_.rights)
    for (const auto& field : rights.type->fields) {
      const auto& place = plan_.family->places.find(field.name)->second;
      if (field.search_weight == 0 || place.type != db::ColumnType::text) continue;
      const bool is_text = place.kind == FieldPlace::Kind::text;
      const auto [at, is_new] = known.emplace(field.name, fields_.size());
      if (is_new) {
        fields_.emplace_back();
        keys.push_back({field.name, is_text ? text_of_row(field.name) : db::quoted(field.name),
                        db::ColumnType::text});
      }
      const bool is_ranked = !is_text && !is_guarded(*rights.type, field);
      fields_[at->second].weights.emplace(rights.type->name,
                                          is_ranked ? field.search_weight : long_text_weight);
    }
  return keys;
}

std::string OwnSearcher::text_of_row(std::string_view field) const {
  return fmt::format(R"((SELECT t."value" FROM {} t WHERE t."id" = {}."id" AND t."field" = {}))",
                     db::quoted(plan_.family->text_table), db::quoted(plan_.family->name),
                     sql_literal(Value(field), statements_.engine()));
}

// 0 if it is in none of the fields.
double OwnSearcher::best_of(const ListRow& row, const SearchedWord& word) const {
  const auto& type = row.keys[own_type].text();
  double best = 0;
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto& value = row.keys[first_own_field + i];
    const auto weight = fields_[i].weights.find(type);
    if (value.is_null() || weight == fields_[i].weights.end() || weight->second <= best) continue;
    if (const auto match = record::match_of(value.text(), word); match > 0)
      best = std::max({best, long_text_weight, weight->second * match});
  }
  return best;
}

bool OwnSearcher::is_in_title(const ListRow& row, const SearchedWord& word) const {
  const auto& type = row.keys[own_type].text();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const auto& value = row.keys[first_own_field + i];
    const auto weight = fields_[i].weights.find(type);
    if (value.is_null() || weight == fields_[i].weights.end()) continue;
    if (weight->second >= title_weight_min && holds_whole(value.text(), word)) return true;
  }
  return false;
}

// 0 if a word is in none of the fields.
double OwnSearcher::score_of(const ListRow& row, const SearchedWords& words) const {
  double score = 0;
  for (const auto& word : words) {
    const auto best = best_of(row, word);
    if (best == 0) return 0;
    score += best;
  }
  if (!has_near_words(words)) return score;
  const auto is_there = [&](const SearchedWord& word) { return is_in_title(row, word); };
  return std::ranges::all_of(words, is_there) ? near_title_score : near_score(score);
}

Match OwnSearcher::match_of(const ListRow& row, double score) const {
  return {plan_.family, row.row, row.keys[own_id].id(), score};
}

void OwnSearcher::matches(const SearchedWords& words, std::vector<Match>& out) const {
  for (const auto& row : rows_)
    if (const auto score = score_of(row, words); score > 0) out.push_back(match_of(row, score));
}

std::vector<Match> OwnSearcher::holding(const std::string& word, std::size_t count) const {
  std::vector<Match> found;
  for (const auto& row : rows_) {
    if (found.size() >= count) break;
    if (best_of(row, {.text = word}) > 0) found.push_back(match_of(row, 0));
  }
  return found;
}

}  // namespace praxis::record
