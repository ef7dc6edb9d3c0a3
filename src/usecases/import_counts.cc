#include "usecases/import_counts.h"

#include <algorithm>

#include "record/field_value.h"

namespace praxis::usecases {
namespace {

std::int64_t visible_count(const ImportMap::Counter& counter,
                           const std::vector<record::Entry>& entries) {
  return std::count_if(entries.begin(), entries.end(), [&](const record::Entry& entry) {
    if (!counter.times.empty()) return entry.transition == counter.times;
    // What the opening sets is no change.
    return entry.kind != record::EntryKind::create &&
           std::any_of(entry.changes.begin(), entry.changes.end(),
                       [&](const auto& change) { return change.name == counter.changes; });
  });
}

std::string shown_value(const pack::Field& field, const expr::Value& value) {
  const auto json = record::value_to_json(field, value);
  return json.is_null() ? "" : json.is_string() ? std::string(json.get_string()) : to_text(json);
}

std::string state_name(const pack::RecordType& type, int state) {
  return state < 0 ? "" : type.states[static_cast<std::size_t>(state)].name;
}

}  // namespace

void ImportCounts::add(const ImportPlan& plan, std::span<const std::uint32_t> rows,
                       const Replayed& told) {
  ++record_states_[told.record.state];
  for (const int state : told.row_states) ++row_states_[state];
  for (const auto role : {pack::FieldRole::priority, pack::FieldRole::group}) {
    const int field = plan.map->type->field_with(role);
    if (field < 0) continue;
    const auto& value = told.record.value(field);
    if (const Id* id = value.get<Id>())
      ++references_[{field, *id}];
    else
      ++values_[{field,
                 shown_value(plan.map->type->fields[static_cast<std::size_t>(field)], value)}];
  }
  counters_.resize(plan.counters.size());
  for (std::size_t i = 0; i < plan.counters.size(); ++i) {
    const auto& bound = plan.counters[i];
    const auto told_by_column = bound.values[plan.table->code(rows.back(), bound.column)];
    const auto seen = visible_count(*bound.counter, told.entries);
    counters_[i].column_sum += told_by_column;
    counters_[i].column_records += told_by_column > 0;
    counters_[i].derived_sum += seen;
    counters_[i].derived_records += seen > 0;
  }
}

void ImportCounts::add(const ImportCounts& other) {
  for (const auto& [state, count] : other.row_states_) row_states_[state] += count;
  for (const auto& [state, count] : other.record_states_) record_states_[state] += count;
  for (const auto& [key, count] : other.values_) values_[key] += count;
  for (const auto& [key, count] : other.references_) references_[key] += count;
  counters_.resize(std::max(counters_.size(), other.counters_.size()));
  for (std::size_t i = 0; i < other.counters_.size(); ++i) {
    counters_[i].column_sum += other.counters_[i].column_sum;
    counters_[i].column_records += other.counters_[i].column_records;
    counters_[i].derived_sum += other.counters_[i].derived_sum;
    counters_[i].derived_records += other.counters_[i].derived_records;
  }
}

void ImportCounts::report(const ImportPlan& plan, ImportReport& out) const {
  const auto& type = *plan.map->type;
  const auto field_name = [&](int field) {
    return type.fields[static_cast<std::size_t>(field)].name;
  };
  for (const auto& [state, count] : record_states_)
    if (state >= 0) out.counts["state"][state_name(type, state)] += count;
  for (const auto& [state, count] : row_states_)
    if (state >= 0) out.counts["state of rows"][state_name(type, state)] += count;
  for (const auto& [key, count] : values_) out.counts[field_name(key.first)][key.second] += count;
  std::map<Id, std::string> texts;
  for (const auto& wanted : plan.wanted) texts.emplace(wanted.id, wanted.text);
  for (const auto& [key, count] : references_) {
    const auto text = texts.find(key.second);
    out.counts[field_name(key.first)][text == texts.end() ? to_text(key.second) : text->second] +=
        count;
  }
  out.counters = counters_;
  for (std::size_t i = 0; i < out.counters.size(); ++i)
    out.counters[i].name = plan.counters[i].counter->name;
}

}  // namespace praxis::usecases
