#include "usecases/asked_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/permission.h"
#include "record/read_condition.h"
#include "record/record_store.h"
#include "usecases/read_records.h"

namespace praxis::usecases {
namespace {

using pack::Meaning;

tl::unexpected<Error> not_readable(std::string_view field) {
  return fail(Error{Code::forbidden,
                    "field_not_readable",
                    fmt::format("you may not ask about '{}'", field),
                    {},
                    {{"field", field}}});
}

// Of some record of some type at or below.
bool may_ask(const Work& work, const pack::RecordType& type, std::string_view field) {
  bool is_declared = false;
  for (const auto& name : type.subtypes) {
    const auto* concrete = work.model.type(name);
    const int position = concrete ? concrete->find_field(field) : -1;
    if (position < 0) continue;
    is_declared = true;
    const identity::ActorRights rights(work.scope, work.model.packs(), *concrete);
    if (rights.readable_somewhere().test(static_cast<std::size_t>(position))) return true;
  }
  return !is_declared;  // every record has it
}

bool reads_some(const Work& work, const pack::RecordType& type) {
  return std::ranges::any_of(record::read_rights(work.lister(), type),
                             [](const auto& rights) { return !rights.is_nothing(); });
}

Status check_meaning(const Work& work, const pack::RecordType& type, const Meaning& meaning) {
  const auto& on = meaning.on ? *meaning.on : type;
  const bool is_for_agents =
      meaning.kind == Meaning::Kind::link || meaning.kind == Meaning::Kind::journal;
  if (is_for_agents && work.scope.side == pack::Side::requester) return not_readable(meaning.name);
  if (meaning.field >= 0) {
    const auto& field = on.fields[static_cast<std::size_t>(meaning.field)];
    if (!may_ask(work, on, field.name)) return not_readable(field.name);
    if (meaning.kind == Meaning::Kind::through) {
      const auto* target = work.model.type(field.target);
      if (!target || !reads_some(work, *target)) return not_readable(field.name + ".…");
      return meaning.inner ? check_meaning(work, *target, *meaning.inner) : Status();
    }
  }
  return meaning.inner ? check_meaning(work, on, *meaning.inner) : Status();
}

}  // namespace

Status check_asked(const Work& work, const pack::RecordType& type,
                   const pack::Expression& expression) {
  if (work.scope.is_system) return {};
  for (const auto& meaning : expression.meanings) TRY(check_meaning(work, type, meaning));
  return {};
}

Status check_asked(const Work& work, const pack::RecordType& type, std::string_view field) {
  if (work.scope.is_system || may_ask(work, type, field)) return {};
  return not_readable(field);
}

Status check_measure(const Work& work, const record::Measure& measure) {
  for (const auto& condition : measure.of)
    TRY(check_asked(work, *measure.type, *condition.expression));
  for (const auto& expression : {measure.hits, measure.figure})
    if (expression) TRY(check_asked(work, *measure.type, *expression));
  return check_asked(work, *measure.type, measure.at);
}

Status check_asked(const Work& work, const record::ListRequest& request) {
  const auto& type = *request.type;
  if (request.filter) TRY(check_asked(work, type, *request.filter));
  if (request.view && request.view->filter) TRY(check_asked(work, type, *request.view->filter));
  const auto& sort = request.sort.empty() && request.view ? request.view->sort : request.sort;
  for (const std::string_view key : sort)
    TRY(check_asked(work, type, key.starts_with('-') ? key.substr(1) : key));
  return {};
}

bool shows_asked(Work& work, const record::Record& record, const record::Asked& asked) {
  if (asked.is_nothing() || work.scope.is_system) return true;
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const identity::RecordRights rights(actor, work.around(record));
  const auto readable = rights.readable_fields();
  const auto is_hidden = [&](std::string_view name) {
    const int position = record.type->find_field(name);
    return position >= 0 && !readable.test(static_cast<std::size_t>(position));
  };
  if (std::ranges::any_of(asked.fields, is_hidden)) return false;
  if (asked.asks_agents && !rights.holds_one_of(agent_roles(work.model.packs()))) return false;
  return std::ranges::all_of(asked.through, [&](const Meaning* meaning) {
    const auto& on = meaning->on ? *meaning->on : *record.type;
    const auto& field = on.fields[static_cast<std::size_t>(meaning->field)];
    if (is_hidden(field.name)) return false;
    const auto* id = record.value(field.name).get<Id>();
    const auto* target = work.model.type(field.target);
    if (!id || !target) return true;  // then the expression errs
    const auto there = record::read(work.tx, work.lister(), *target, *id);
    record::Asked beyond;
    if (meaning->inner) record::add_asked(*target, *meaning->inner, beyond);
    return there && shows_asked(work, *there, beyond);
  });
}

bool is_listed(Work& work, const record::ListRequest& list, const record::Record& record) {
  const auto in = work.around(record);
  if ((list.is_active_only || (list.view && list.view->is_active_only)) && !record.is_active())
    return false;
  if (!shows_asked(work, record, record::asked_of(list))) return false;
  if (list.view && list.view->filter && !record::holds(*list.view->filter, in)) return false;
  return !list.filter || record::holds(*list.filter, in);
}

}  // namespace praxis::usecases
