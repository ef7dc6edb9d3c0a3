#include "workflow/lifecycle.h"

#include <fmt/format.h>

#include "record/link_store.h"
#include "workflow/fields.h"

namespace praxis::workflow {
namespace {

JsonArray names_from_here(const record::Record& record) {
  JsonArray names;
  for (const auto& transition : lifecycle_of(record).transitions)
    if (starts_here(transition, record) && !transition.roles.empty())
      names.emplace_back(transition.name);
  return names;
}

// What a guard looked at: the first links that it counts, so that its text can say how many.
JsonObject counted(const record::Surroundings& in, const pack::Expression& guard) {
  for (const auto& meaning : guard.meanings) {
    if (meaning.kind != pack::Meaning::Kind::link) continue;
    const auto value = record::meaning_value(meaning, in, *in.record);
    if (value && value->get<std::int64_t>()) return {{"count", value->integer()}};
  }
  return {};
}

Status assign(const record::Surroundings& in, record::Record& record,
              const pack::Effects::Assignment& assignment) {
  auto seen = in;
  seen.record = &record;
  put_evaluated(seen, record, assignment.field, *assignment.value);
  return {};
}

}  // namespace

const pack::Lifecycle& lifecycle_of(const record::Record& record) {
  if (record.type->model_field < 0) return record.type->lifecycle;
  const auto* model = record.value(record.type->model_field).get<std::string>();
  return model ? record.type->lifecycle_for(*model) : record.type->lifecycle;
}

bool starts_here(const pack::Transition& transition, const record::Record& record) {
  return record.state >= 0 && (transition.from >> record.state & 1) != 0;
}

Result<const pack::Transition*> find_transition(const record::Record& record,
                                                std::string_view name) {
  const auto* transition = lifecycle_of(record).find(name);
  if (!transition || transition->from == 0) {
    Error error{Code::not_found, "transition.unknown",
                fmt::format("{} has no transition '{}'", record.type->name, name.substr(0, 64))};
    error.details.emplace("transitions", names_from_here(record));
    return fail(std::move(error));
  }
  if (!starts_here(*transition, record)) {
    Error error{Code::conflict, "transition.not_from_here",
                fmt::format("'{}' does not start at '{}'", name, record.state_name())};
    error.details = {{"state", record.state_name()}, {"transitions", names_from_here(record)}};
    return fail(std::move(error));
  }
  return transition;
}

std::optional<Error> refused_by_guard(const record::Surroundings& in,
                                      const pack::Transition& transition) {
  for (const auto& guard : transition.guards) {
    if (record::holds(*guard.holds, in)) continue;
    Error error{Code::conflict, guard.declared_by + ".guards." + guard.name,
                fmt::format("'{}' is refused by '{}'", transition.name, guard.name)};
    error.details = counted(in, *guard.holds);
    return error;
  }
  return std::nullopt;
}

bool is_window_over(const record::Surroundings& in, const pack::Transition& transition) {
  if (!transition.within) return false;
  const auto since = record::evaluate(*transition.within->since, in);
  const auto window = record::evaluate(*transition.within->is, in);
  if (!since || !window || !since->get<expr::Timestamp>() || !window->get<expr::Duration>())
    return false;
  return in.now > since->instant() + window->span();
}

Status apply_effects(const record::Surroundings& in, record::Record& record,
                     const pack::Effects& effects) {
  for (const auto& assignment : effects.set) TRY(assign(in, record, assignment));
  for (const auto& assignment : effects.fill)
    if (record.value(assignment.field).is_null()) TRY(assign(in, record, assignment));
  for (const int field : effects.clear) {
    record.value(field) = {};
    record.currencies.erase(field);
  }
  return {};
}

std::vector<DueTransition> due_transitions(const record::Surroundings& in) {
  std::vector<DueTransition> due;
  for (const auto& transition : lifecycle_of(*in.record).transitions) {
    if (!starts_here(transition, *in.record) || (!transition.after && !transition.at)) continue;
    if (transition.when && !record::holds(*transition.when, in)) continue;
    const auto value =
        record::evaluate(transition.after ? *transition.after->is : *transition.at, in);
    if (!value) continue;
    if (transition.after && value->get<expr::Duration>())
      due.push_back({&transition, value->span()});
    if (transition.at && value->get<expr::Timestamp>())
      due.push_back({&transition, std::nullopt, value->instant()});
  }
  return due;
}

}  // namespace praxis::workflow
