// The records that cells name: looked up, and made where the map says so.
#include <fmt/format.h>

#include <algorithm>

#include "record/import_store.h"
#include "record/record_store.h"
#include "usecases/create_record.h"
#include "usecases/import_plan.h"
#include "usecases/import_value.h"

namespace praxis::usecases {
namespace {

std::string column_of(const ValueSource& source) { return source.column; }

Result<std::optional<Id>> by_title(Work& work, const WantedRecord& wanted,
                                   ImportProblems& problems) {
  const auto found = TRY(record::find_by_title(work.tx, work.model, *wanted.type, wanted.text));
  if (found.size() == 1) return found.front();
  if (found.size() > 1)
    problems.add(wanted.line, column_of(*wanted.source),
                 fmt::format("there are several of type {} with the title \"{}\"; name one by "
                             "values: and its number",
                             wanted.type->name, wanted.text.substr(0, 60)));
  return std::nullopt;
}

Result<std::optional<Id>> find_one(Work& work, const std::string& source,
                                   const WantedRecord& wanted, ImportProblems& problems) {
  if (const auto known =
          TRY(record::find_external(work.tx, work.model, *wanted.type, source, wanted.key)))
    return known->id;
  if (wanted.source->match == ValueSource::Match::title) return by_title(work, wanted, problems);
  return record::find_id(work.tx, work.model, *wanted.type, wanted.text);
}

// The organization that the map gives to what it makes: that of the imported records, where it is
// one for all.
Id organization_of(const ImportPlan& plan) {
  const int field = plan.map->type->field_with(pack::FieldRole::organization);
  for (const auto& bound : plan.fields)
    if (bound.field == field && bound.from.column < 0 && !bound.from.values.empty() &&
        bound.from.values.front().wanted >= 0)
      return plan.wanted[static_cast<std::size_t>(bound.from.values.front().wanted)].id;
  return {};
}

constexpr std::size_t wanted_batch_size = 250;  // of one transaction

// What is made first, each in a transaction of its own: what the others belong to.
bool is_made_first(const WantedRecord& wanted) { return wanted.source->column.empty(); }

Draft draft_of(const ImportPlan& plan, const WantedRecord& wanted) {
  Draft draft{.external_source = plan.map->source,
              .external_key = wanted.key,
              .is_silent = true,
              .is_trusted = true};
  const auto& type = *wanted.type;
  for (const auto& [name, pattern] : wanted.source->made_with)
    draft.fields[name] = json_of_text(type.fields[static_cast<std::size_t>(type.find_field(name))],
                                      with_text(pattern, wanted.text));
  const auto fill = [&](pack::FieldRole role, Json value) {
    const int field = type.field_with(role);
    if (field < 0) return;
    const auto& declared = type.fields[static_cast<std::size_t>(field)];
    if (declared.required.kind == pack::Rule::Kind::always && !draft.fields.contains(declared.name))
      draft.fields[declared.name] = std::move(value);
  };
  fill(pack::FieldRole::title, Json(wanted.text));
  if (const auto organization = organization_of(plan); !organization.is_nil())
    fill(pack::FieldRole::organization, Json(to_text(organization)));
  return draft;
}

Result<Id> make_one(const ImportPlan& plan, Work& work, const WantedRecord& wanted) {
  // Another import, or the part of this one that an interruption left behind, may have made it
  // meanwhile.
  if (const auto known = TRY(
          record::find_external(work.tx, work.model, *wanted.type, plan.map->source, wanted.key)))
    return known->id;
  auto made = create_in(work, *wanted.type, draft_of(plan, wanted));
  if (made) return made->id;
  auto error = std::move(made.error());
  error.message = fmt::format("line {}: a {} \"{}\" cannot be made: {}", wanted.line,
                              wanted.type->name, wanted.text.substr(0, 60), in_words(error, ""));
  return fail(std::move(error));
}

}  // namespace

Status find_wanted(ImportPlan& plan, Work& work, ImportProblems& problems) {
  for (auto& wanted : plan.wanted) {
    if (const auto id = TRY(find_one(work, plan.map->source, wanted, problems))) {
      wanted.id = *id;
      continue;
    }
    wanted.is_missing = true;
    if (wanted.source->missing == ValueSource::Missing::refuse)
      problems.add(wanted.line, column_of(*wanted.source),
                   fmt::format("there is no {} \"{}\"; missing: create would make it",
                               wanted.type->name, wanted.text.substr(0, 60)));
  }
  return {};
}

std::vector<std::vector<std::size_t>> missing_batches(const ImportPlan& plan) {
  std::vector<std::vector<std::size_t>> batches;
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < plan.wanted.size(); ++i) {
    if (!plan.wanted[i].is_missing) continue;
    if (is_made_first(plan.wanted[i]))
      batches.push_back({i});
    else
      rest.push_back(i);
  }
  for (std::size_t i = 0; i < rest.size(); i += wanted_batch_size) {
    const auto end = std::min(i + wanted_batch_size, rest.size());
    batches.emplace_back(rest.begin() + static_cast<std::ptrdiff_t>(i),
                         rest.begin() + static_cast<std::ptrdiff_t>(end));
  }
  return batches;
}

Result<std::vector<Id>> make_wanted(const ImportPlan& plan, Work& work,
                                    std::span<const std::size_t> which) {
  std::vector<Id> ids;
  for (const auto i : which) ids.push_back(TRY(make_one(plan, work, plan.wanted[i])));
  return ids;
}

}  // namespace praxis::usecases
