#include "usecases/create_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/permission.h"
#include "record/asked_condition.h"
#include "record/record_store.h"
#include "usecases/check_written.h"
#include "usecases/idempotency.h"
#include "usecases/in_step.h"
#include "usecases/link_record.h"
#include "usecases/refusal.h"
#include "usecases/write_record.h"
#include "workflow/checks.h"
#include "workflow/fields.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

using identity::FieldSet;
using pack::FieldRole;

void put_defaults(record::Record& record) {
  for (std::size_t i = 0; i < record.values.size(); ++i)
    if (record.values[i].is_null()) record.values[i] = record.type->fields[i].default_value;
}

// Who asks and names nobody asks for themselves.
void put_requester(Work& work, record::Record& record) {
  const int requester = record.type->field_with(FieldRole::requester);
  if (requester >= 0 && record.value(requester).is_null() &&
      work.scope.side == pack::Side::requester)
    record.value(requester) = work.scope.person;
}

// What a person may set at create: the fields of the forms made for them, and what `update` allows.
FieldSet settable(const identity::RecordRights& rights, const record::Record& record) {
  auto fields = rights.updatable_fields();
  for (const auto& form : record.type->forms) {
    if (!rights.may_create_as(form.roles)) continue;
    for (const auto& section : form.sections)
      for (const int field : section.fields) fields.set(static_cast<std::size_t>(field));
  }
  return fields;
}

void check_rights(const identity::RecordRights& rights, const record::Scope& scope,
                  const record::Record& record, const workflow::ParsedFields& parsed,
                  std::vector<FieldError>& findings) {
  const auto allowed = settable(rights, record);
  const auto ask = [&](int field, std::string_view reason) {
    const auto& declared = record.type->fields[static_cast<std::size_t>(field)];
    const bool is_self =
        declared.role == FieldRole::requester && record.value(field) == expr::Value(scope.person);
    if (!allowed.test(static_cast<std::size_t>(field)) && !is_self)
      findings.push_back({declared.name, std::string(reason)});
  };
  for (const auto& [field, value] : parsed.values) ask(field, "not_updatable");
  for (const auto& [field, value] : parsed.overrides) {
    const auto& override_by = *record.type->fields[static_cast<std::size_t>(field)].override_by;
    if (!rights.may_create_as(override_by.roles))
      findings.push_back(
          {record.type->fields[static_cast<std::size_t>(field)].name, "override_not_allowed"});
  }
}

const pack::Transition* create_transition(const record::Record& record) {
  const auto& lifecycle = workflow::lifecycle_of(record);
  return lifecycle.create < 0 ? nullptr
                              : &lifecycle.transitions[static_cast<std::size_t>(lifecycle.create)];
}

// Where the draft says nothing there stands what its links carry over from the records that it is
// created from.
Status put_carried(Work& work, record::Record& record, const Draft& draft) {
  for (const auto& [name, others] : draft.links)
    for (const auto& other : others) {
      const auto source = record::read(work.tx, work.lister(), record::RecordName{"", other});
      if (!source) continue;  // the link itself will be refused
      Draft trusted;
      trusted.is_trusted = true;
      const auto carried = workflow::parse_fields(work.model.packs(), *record.type,
                                                  carried_over(work, name, *record.type, *source),
                                                  resolver(work, trusted));
      for (const auto& [field, value] : carried.values)
        if (record.value(field).is_null() &&
            !draft.fields.contains(record.type->fields[static_cast<std::size_t>(field)].name))
          workflow::put_value(record, field, value);
    }
  return {};
}

std::vector<int> given_fields(const workflow::ParsedFields& parsed) {
  std::vector<int> given;
  for (const auto& [field, value] : parsed.values) given.push_back(field);
  return given;
}

// Links named in the draft, each looked up and, in id order, locked before the record is written.
struct WantedLink {
  std::string name;
  record::Record other;
};
Result<std::vector<WantedLink>> wanted_links(Work& work, const Draft& draft) {
  std::vector<WantedLink> links;
  for (const auto& [name, others] : draft.links)
    for (const auto& other : others)
      links.push_back(
          {name, TRY(record::read(work.tx, work.lister(), record::RecordName{"", other}))});
  std::ranges::sort(links, {}, [](const WantedLink& link) { return link.other.id; });
  for (auto& link : links)
    link.other = TRY(record::lock(work.tx, work.lister(), *link.other.type, link.other.id));
  return links;
}

record::Entry first_entry(const Work& work, const record::Record& record,
                          const pack::Transition* create, const Draft& draft) {
  auto entry = work.entry(record::EntryKind::create);
  if (create) {
    entry.transition = create->name;
    entry.to_state = record.state_name();
  }
  entry.reason = draft.reason;
  record::Record empty;
  empty.type = record.type;
  empty.values.resize(record.values.size());
  entry.changes = record::changes_between(empty, record);
  return entry;
}

// A new record as it would be, and why it would be refused, if it would.
struct NewDecision {
  record::Record record;
  std::optional<Error> refusal{};
};

record::Record draft_record(Work& work, const pack::RecordType& type, const Draft& draft) {
  record::Record record;
  record.type = &type;
  record.values.resize(type.fields.size());
  record.created_at = record.updated_at = work.now;
  record.created_by = record.updated_by = work.scope.person;
  record.version = 1;
  record.external_source = draft.external_source;
  record.external_key = draft.external_key;
  return record;
}

// What is wrong with the fields by which a role that the caller holds would let them create: then
// nobody can say yet whether they may.
std::vector<FieldError> deciding_findings(Work& work, const record::Record& record,
                                          const workflow::ParsedFields& parsed) {
  const auto& type = *record.type;
  record::Asked asked;
  const auto grants = type.permissions.find(pack::Action::create);
  if (grants == type.permissions.end()) return {};
  for (const auto& grant : grants->second)
    if (grant.when && work.scope.has_role(grant.role)) record::add_asked(type, *grant.when, asked);
  for (const auto* meaning : asked.through)
    asked.fields.insert(type.fields[static_cast<std::size_t>(meaning->field)].name);
  std::vector<FieldError> findings;
  for (const auto& error : parsed.errors)
    if (asked.fields.contains(error.field)) findings.push_back(error);
  if (!findings.empty()) return findings;
  for (const auto& field : type.fields)
    if (asked.fields.contains(field.name) && record.value(field.name).is_null() &&
        workflow::is_required(work.around(record), field) && !field.computed)
      findings.push_back({field.name, "required"});
  return findings;
}

Status refused_new(Work& work, const record::Record& record, const workflow::ParsedFields& parsed,
                   const Draft& draft) {
  const auto in = work.around(record);
  const auto* create = create_transition(record);
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const identity::RecordRights rights(actor, in);
  const bool is_free = draft.is_trusted || work.scope.is_system;
  if (!is_free &&
      (!rights.may(pack::Action::create) || (create && !rights.may_create_as(create->roles)))) {
    TRY(refuse(deciding_findings(work, record, parsed)));
    return fail(Code::forbidden, "create_not_allowed",
                fmt::format("you may not create records of type '{}' here", record.type->name));
  }
  auto findings = parsed.errors;
  if (!is_free) check_rights(rights, work.scope, record, parsed, findings);
  add_findings(findings, check_written(work, nullptr, record, workflow::RequiredOf::whole_record,
                                       given_fields(parsed)));
  for (const auto& [field, value] : parsed.overrides) {
    const auto& declared = record.type->fields[static_cast<std::size_t>(field)];
    if (declared.override_by->needs_reason && draft.reason.empty())
      findings.push_back({declared.name, "reason_required"});
  }
  TRY(refuse(std::move(findings)));
  if (create)
    if (auto refused = workflow::refused_by_guard(in, *create)) return fail(std::move(*refused));
  return {};
}

Result<NewDecision> decide_new(Work& work, const pack::RecordType& type, const Draft& draft) {
  auto record = draft_record(work, type, draft);
  const auto parsed =
      workflow::parse_fields(work.model.packs(), type, draft.fields, resolver(work, draft));
  workflow::put_fields(record, parsed);
  TRY(put_carried(work, record, draft));
  put_requester(work, record);
  put_defaults(record);
  if (const auto* create = create_transition(record)) {
    record.state = create->to;
    TRY(workflow::apply_effects(work.around(record), record, create->effects));
  }
  workflow::compute_fields(work.around(record), record);
  const auto status = refused_new(work, record, parsed, draft);
  return NewDecision{std::move(record), status ? std::nullopt : std::optional(status.error())};
}

Status add_watchers(Work& work, const record::Record& record, const Draft& draft) {
  const auto resolve = resolver(work, draft);
  for (const auto& name : draft.watchers) {
    const auto person = TRY(resolve("person", name));
    TRY(add_watcher(work, record.id, person));
  }
  return {};
}

Status refuse_abstract(const pack::RecordType& type) {
  if (!type.is_abstract) return {};
  Error error{Code::invalid_argument, "type_is_abstract",
              fmt::format("'{}' has no records of its own", type.name)};
  JsonArray concrete;
  for (const auto& name : type.subtypes) concrete.emplace_back(name);
  error.details.emplace("types", std::move(concrete));
  return fail(std::move(error));
}

Result<record::Record> write_decided(Work& work, record::Record record, const Draft& draft) {
  const auto system = record::Scope::system();
  auto engine = work.as_system(system, work.via);
  auto& linking = draft.is_trusted ? engine : work;
  auto links = TRY(wanted_links(linking, draft));
  record.id = new_id(work.now);
  record.number = TRY(record::next_number(work.tx, work.model, *record.type));
  const auto* create = create_transition(record);
  auto entry = first_entry(work, record, create, draft);
  // Links first: rules and notices of the new record may look at them.
  for (auto& link : links) TRY(link_new(linking, record, entry, {link.name, link.other}));
  TRY(add_watchers(work, record, draft));
  TRY(write_new(
      work, record, std::move(entry),
      {.effects = create ? &create->effects : nullptr, .event = pack::EventRule::Event::create}));
  for (auto& link : links) TRY(join_in_step(linking, record, link.name, link.other));
  return record;
}

}  // namespace

Result<record::Record> create_in(Work& work, const pack::RecordType& type, const Draft& draft) {
  TRY(refuse_abstract(type));
  auto decided = TRY(decide_new(work, type, draft));
  if (decided.refusal) return fail(std::move(*decided.refusal));
  return write_decided(work, std::move(decided.record), draft);
}

Result<Outcome> create_record(Application& application, const Caller& caller,
                              const std::string& type, const Draft& draft) {
  const WriteOptions options{draft.dry_run, draft.occurred_at, draft.is_silent};
  return in_write(application, caller, options, [&](Work& work) -> Result<Outcome> {
    const auto* declared = work.model.type(type);
    if (!declared)
      return fail(Code::not_found, "type.unknown",
                  fmt::format("there is no type '{}'", type.substr(0, 64)));
    if (draft.idempotency)
      if (const auto before = TRY(recall(work, *draft.idempotency)))
        return Outcome{.record = TRY(record::read(work.tx, work.lister(), *declared, *before)),
                       .is_replayed = true};
    if (work.is_dry) {
      TRY(refuse_abstract(*declared));
      auto decided = TRY(decide_new(work, *declared, draft));
      return Outcome{.record = std::move(decided.record), .refusal = std::move(decided.refusal)};
    }
    Outcome made{.record = TRY(create_in(work, *declared, draft))};
    if (draft.idempotency) TRY(remember(work, *draft.idempotency, made.record.id));
    return made;
  });
}

}  // namespace praxis::usecases
