#include "record/bindings.h"

#include <charconv>

#include "record/field_value.h"
#include "record/figures.h"
#include "record/link_store.h"

namespace praxis::record {
namespace {

using expr::Value;
using pack::Meaning;

tl::unexpected<Error> unknown_here(std::string_view what) {
  return fail(Code::invalid_argument, "expression.unavailable",
              std::string(what) + " is not known here");
}

Value id_or_null(Id id) { return id.is_nil() ? Value() : Value(id); }

Value meta_value(const Meaning& meaning, const Record& record) {
  if (meaning.name == "id" || meaning.name == "self") return record.id;
  if (meaning.name == "number") return record.number;
  if (meaning.name == "type") return record.type->name;
  if (meaning.name == "state") return record.state < 0 ? Value() : Value(record.state_name());
  if (meaning.name == "phase") return name(record.phase());
  if (meaning.name == "version") return record.version;
  if (meaning.name == "created_at") return record.created_at;
  if (meaning.name == "created_by") return id_or_null(record.created_by);
  if (meaning.name == "updated_at") return record.updated_at;
  if (meaning.name == "next_target_at")
    return record.next_target_at ? Value(*record.next_target_at) : Value();
  if (meaning.name == "next_target_clock")
    return record.next_target_clock.empty() ? Value() : Value(record.next_target_clock);
  return {};
}

Value organizations_of(const Scope::Lists& lists, std::string_view role) {
  if (role.empty()) return lists.organizations;
  const auto held = lists.organizations_by_role.find(role);
  return held == lists.organizations_by_role.end() ? Value(expr::List()) : held->second;
}

// A scope made by hand has no lists of its own.
Value list_of_me(const Meaning& meaning, const Scope& scope, std::string_view role) {
  if (!scope.lists) {
    auto whole = scope;
    whole.make_lists();
    return list_of_me(meaning, whole, role);
  }
  return meaning.name == "groups" ? scope.lists->groups : organizations_of(*scope.lists, role);
}

Value me_value(const Meaning& meaning, const Surroundings& in) {
  const auto& scope = *in.scope;
  if (meaning.name.empty()) return id_or_null(scope.person);
  if (meaning.name == "organizations" || meaning.name == "groups")
    return list_of_me(meaning, scope, in.role);
  if (meaning.name == "organization") return id_or_null(scope.organization);
  if (meaning.name == "group") return id_or_null(scope.group);
  if (meaning.name == "site") return id_or_null(scope.site);
  if (meaning.name == "language") return scope.language;
  if (meaning.name == "side") return name(scope.side);
  expr::List roles;
  for (const auto& [role, held] : scope.roles) roles.emplace_back(role);
  return roles;
}

// choices.L: key → attributes. The attribute that a choice does not declare is null for it, as for
// an empty field.
Value choices_value(const pack::ChoiceList& list) {
  std::vector<std::string> names;
  for (const auto& choice : list.choices)
    for (const auto& attribute : choice.attributes) names.emplace_back(attribute.key());
  expr::Map all;
  for (const auto& choice : list.choices) {
    expr::Map attributes;
    for (const auto& name : names) {
      const auto* json = choice.attributes.if_contains(name);
      Value value;
      if (json && json->is_bool()) value = json->get_bool();
      if (json && json->is_int64()) value = json->get_int64();
      if (json && json->is_string()) value = std::string(json->get_string());
      const auto is_same = [&](const auto& pair) { return pair.first == Value(name); };
      if (std::none_of(attributes.begin(), attributes.end(), is_same))
        attributes.emplace_back(name, std::move(value));
    }
    Value key = choice.key;
    if (list.has_integer_keys) {
      std::int64_t number = 0;
      std::from_chars(choice.key.data(), choice.key.data() + choice.key.size(), number);
      key = number;
    }
    all.emplace_back(std::move(key), std::move(attributes));
  }
  return all;
}

Value entry_value(const Meaning& meaning, const Entry& entry) {
  if (meaning.name == "side") return name(entry.side);
  if (meaning.name == "visibility")
    return entry.visibility.empty() ? Value() : Value(entry.visibility);
  if (meaning.name == "kind") return name(entry.kind);
  if (meaning.name == "via") return entry.via;
  return {};
}

Id organization_of(const Record& record, const Surroundings& in) {
  const auto organization = record.reference(pack::FieldRole::organization);
  if (in.directory && in.directory->organization(record.id)) return record.id;
  return organization;
}

Result<Value> setting_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  const auto* setting = in.model->packs().setting(meaning.name);
  if (!setting || !in.directory) return unknown_here("settings." + meaning.name);
  return in.directory->setting(*setting, organization_of(record, in));
}

// Where a path through a reference leads to, and what is asked for there.
struct Reached {
  Record record;
  Meaning inner;
};

Result<std::optional<Reached>> reached(const Meaning& meaning, const Surroundings& in,
                                       const Record& record) {
  const auto& reference = record.value(meaning.field);
  if (reference.is_null()) return std::optional<Reached>();
  if (!in.tx) return unknown_here("what a reference leads to");
  const auto& field = record.type->fields[static_cast<std::size_t>(meaning.field)];
  auto target = TRY(referenced(in, field.target, reference.id()));
  if (!target) return std::optional<Reached>();
  // The meaning was made for the declared type; a subtype has its fields at other positions.
  auto inner = *meaning.inner;
  if (inner.field >= 0 && inner.on && inner.on != target->type)
    inner.field =
        target->type->find_field(inner.on->fields[static_cast<std::size_t>(inner.field)].name);
  inner.on = target->type;
  return std::optional(Reached{std::move(*target), std::move(inner)});
}

Result<Value> through_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  const auto there = TRY(reached(meaning, in, record));
  return there ? meaning_value(there->inner, in, there->record) : Value();
}

std::string meaning_currency(const Meaning& meaning, const Surroundings& in, const Record& record) {
  if (meaning.kind == Meaning::Kind::old && in.old)
    return meaning_currency(*meaning.inner, in, *in.old);
  if (meaning.kind == Meaning::Kind::through) {
    const auto there = reached(meaning, in, record);
    return there && *there ? meaning_currency((*there)->inner, in, (*there)->record) : "";
  }
  if (meaning.kind != Meaning::Kind::field) return {};
  const auto found = record.currencies.find(meaning.field);
  return found == record.currencies.end() ? std::string() : found->second;
}

Result<Value> link_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  if (!in.tx) return unknown_here("links");
  if (record.journal_seq == 0) return Value(std::int64_t{0});  // not written yet
  return Value(TRY(count_links(*in.tx, *in.model, record.id, meaning.name,
                               meaning.part == "open" ? Which::open : Which::all)));
}

Result<Value> journal_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  if (!in.tx) return unknown_here("the journal");
  const auto entries =
      record.journal_seq == 0 ? std::vector<Entry>() : TRY(read_entries(*in.tx, record.id, {}));
  return figure(meaning, *record.type, entries, in.now);
}

Result<Value> within_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  const auto value = TRY(meaning_value(*meaning.inner, in, record));
  const auto* ancestor =
      meaning.arguments.empty() ? nullptr : meaning.arguments[0].get<std::string>();
  if (value.is_null() || !ancestor) return Value(false);
  if (const auto* id = value.get<Id>())
    return Value(in.directory && in.directory->lies_within(*id, *ancestor));
  const auto& type = meaning.inner->on ? *meaning.inner->on : *record.type;
  const auto* list = meaning.inner->field < 0
                         ? nullptr
                         : in.model->packs().choices(
                               type.fields[static_cast<std::size_t>(meaning.inner->field)].list);
  return Value(list && value.get<std::string>() && list->lies_within(value.text(), *ancestor));
}

Result<Value> day_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  const auto value = TRY(meaning_value(*meaning.inner, in, record));
  if (value.is_null() || meaning.kind == Meaning::Kind::instant_of) return value;
  constexpr std::int64_t day_us = 86'400'000'000;
  const auto us = value.instant().us;
  return Value(Instant{us - ((us % day_us) + day_us) % day_us});
}

class RecordBindings final : public expr::Bindings {
 public:
  RecordBindings(const pack::Expression& expression, const Surroundings& in)
      : expression_(expression), in_(in) {}
  Result<Value> value(std::uint32_t slot) const override {
    const auto& meaning = expression_.meanings[slot];
    if (in_.trace) note(meaning, *in_.trace);
    return meaning_value(meaning, in_, *in_.record);
  }

 private:
  static void note(const Meaning& meaning, ReadTrace& trace) {
    if (meaning.kind == Meaning::Kind::field && meaning.field >= 0)
      trace.fields.push_back(meaning.field);
    else
      trace.has_more |= meaning.kind != Meaning::Kind::me && meaning.kind != Meaning::Kind::now &&
                        meaning.kind != Meaning::Kind::choices;
  }

  const pack::Expression& expression_;
  const Surroundings& in_;
};

}  // namespace

Result<std::optional<Record>> referenced(const Surroundings& in, const std::string& type, Id id) {
  if (!in.stored || in.stored == in.model)
    return find(*in.tx, *in.model, *in.model->type(type), id);
  const auto* stored = in.stored->type(type);
  if (!stored) return std::nullopt;  // a type that new packs bring has no records yet
  const auto found = TRY(find(*in.tx, *in.stored, *stored, id));
  const auto* wanted = found ? in.model->type(found->type->name) : nullptr;
  if (!wanted) return std::nullopt;
  return recast(*found, *wanted);
}

Result<Value> meaning_value(const Meaning& meaning, const Surroundings& in, const Record& record) {
  switch (meaning.kind) {
    case Meaning::Kind::field:
      return meaning.field < 0 ? Value() : record.value(meaning.field);
    case Meaning::Kind::meta:
      return meta_value(meaning, record);
    case Meaning::Kind::through:
      return through_value(meaning, in, record);
    case Meaning::Kind::me:
      return in.scope ? Result<Value>(me_value(meaning, in)) : unknown_here("me");
    case Meaning::Kind::now:
      return Value(in.now);
    case Meaning::Kind::setting:
      return setting_value(meaning, in, record);
    case Meaning::Kind::choices: {
      const auto* list = in.model->packs().choices(meaning.name);
      return list ? Result<Value>(choices_value(*list)) : unknown_here("choices." + meaning.name);
    }
    case Meaning::Kind::link:
      return link_value(meaning, in, record);
    case Meaning::Kind::clock:
      if (!in.tx || !in.clocks) return unknown_here("clock." + meaning.name);
      return in.clocks->clock_value(*in.tx, record, {meaning.name, meaning.part}, in.now);
    case Meaning::Kind::old:
      return in.old ? meaning_value(*meaning.inner, in, *in.old) : unknown_here("old");
    case Meaning::Kind::entry:
      return in.entry ? Result<Value>(entry_value(meaning, *in.entry)) : unknown_here("entry");
    case Meaning::Kind::candidate:
      return in.candidate ? meaning_value(*meaning.inner, in, *in.candidate) : unknown_here("it");
    case Meaning::Kind::journal:
      return journal_value(meaning, in, record);
    case Meaning::Kind::within:
      return within_value(meaning, in, record);
    case Meaning::Kind::text:
      return Value(in.model->packs().text(in.scope ? in.scope->language : "en",
                                          meaning.arguments[0].text()));
    case Meaning::Kind::date_of:
    case Meaning::Kind::instant_of:
      return day_value(meaning, in, record);
  }
  return unknown_here("that");
}

Result<Value> evaluate(const pack::Expression& expression, const Surroundings& in) {
  return expression.program->evaluate(RecordBindings(expression, in));
}

std::string currency_read(const pack::Expression& expression, const Surroundings& in) {
  for (const auto& meaning : expression.meanings)
    if (auto currency = meaning_currency(meaning, in, *in.record); !currency.empty())
      return currency;
  return {};
}

bool holds(const pack::Expression& expression, const Surroundings& in) {
  const auto value = evaluate(expression, in);
  return value && value->is_true();
}

bool applies(const pack::Rule& rule, const Surroundings& in) {
  switch (rule.kind) {
    case pack::Rule::Kind::never:
      return false;
    case pack::Rule::Kind::always:
      return true;
    case pack::Rule::Kind::in_states:
      return in.record->state >= 0 && (rule.states >> in.record->state & 1) != 0;
    case pack::Rule::Kind::when:
      return holds(*rule.when, in);
  }
  return false;
}

}  // namespace praxis::record
