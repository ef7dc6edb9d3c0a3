#include "usecases/asked_fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/permission.h"

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

bool may_ask_of(const Work& work, const pack::RecordType& type, std::string_view field) {
  const int position = type.find_field(field);
  if (position < 0) return true;  // of the engine, or of another subtype
  const identity::ActorRights rights(work.scope, work.model.packs(), type);
  return rights.readable_somewhere().test(static_cast<std::size_t>(position));
}

// A type's own fields, and those of each type below it: rules may be tighter there.
bool may_ask(const Work& work, const pack::RecordType& type, std::string_view field) {
  const auto is_open = [&](const std::string& name) {
    const auto* subtype = work.model.type(name);
    return !subtype || may_ask_of(work, *subtype, field);
  };
  return may_ask_of(work, type, field) &&
         std::all_of(type.subtypes.begin(), type.subtypes.end(), is_open);
}

Status check_meaning(const Work& work, const pack::RecordType& type, const Meaning& meaning) {
  if (work.scope.is_system) return {};
  const auto& on = meaning.on ? *meaning.on : type;
  if (meaning.field >= 0) {
    const auto& field = on.fields[static_cast<std::size_t>(meaning.field)];
    if (!may_ask(work, on, field.name)) return not_readable(field.name);
    if (meaning.kind == Meaning::Kind::through) {
      if (work.scope.side == pack::Side::requester) return not_readable(field.name + ".…");
      const auto* target = work.model.type(field.target);
      return target && meaning.inner ? check_meaning(work, *target, *meaning.inner) : Status();
    }
  }
  return meaning.inner ? check_meaning(work, on, *meaning.inner) : Status();
}

}  // namespace

Status check_asked(const Work& work, const pack::RecordType& type,
                   const pack::Expression& expression) {
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

}  // namespace praxis::usecases
