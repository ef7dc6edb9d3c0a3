#include <fmt/format.h>

#include <algorithm>

#include "record/asked_condition.h"
#include "record/column_names_store.h"
#include "record/read_condition.h"

namespace praxis::record {
namespace {

using pack::Meaning;

const pack::FieldPermission* field_permission(const pack::RecordType& type,
                                              std::string_view field) {
  const auto found = type.field_permissions.find(std::string(field));
  return found == type.field_permissions.end() ? nullptr : &found->second;
}

bool counts_by(const pack::Role* role, const pack::Grant& grant, std::string_view name) {
  return grant.role == name ||
         (role && std::ranges::find(role->includes, grant.role) != role->includes.end());
}

std::string either(const std::string& left, std::string_view right) {
  return fmt::format("{}{}({})", left, left.empty() ? "" : " OR ", right);
}
std::string both(const std::string& left, std::string_view right) {
  return right.empty() ? left : fmt::format("{}{}({})", left, left.empty() ? "" : " AND ", right);
}

// Conditions over one concrete type; "" is true.
class OfType {
 public:
  OfType(const Lister& lister, const pack::RecordType& type, db::Engine engine, int first_parameter)
      : lister_(lister), type_(type), engine_(engine), first_parameter_(first_parameter) {}

  Result<ReadCondition> run(const Asked& asked) {
    std::string sql;
    for (const auto& field : asked.fields) sql = both(sql, TRY(of_field(field)));
    if (asked.asks_agents) sql = both(sql, TRY(opened_by(agent_grants())));
    for (const auto* meaning : asked.through) sql = both(sql, TRY(of_reference(*meaning)));
    return ReadCondition{std::move(sql), std::move(parameters_)};
  }

 private:
  int next_parameter() const { return first_parameter_ + static_cast<int>(parameters_.size()); }

  Result<std::string> of_field(std::string_view field) {
    const auto* permission = field_permission(type_, field);
    if (!permission || !permission->read) return std::string();
    return opened_by(*permission->read);
  }

  std::vector<pack::Grant> agent_grants() const {
    std::vector<pack::Grant> grants;
    for (const auto& role : lister_.model.packs().roles())
      if (role.side == pack::Side::agent) grants.push_back({.role = role.name, .is_always = true});
    return grants;
  }

  Result<std::string> opened_by(const std::vector<pack::Grant>& grants) {
    std::string sql;
    for (const auto& grant : grants) {
      if (!lister_.scope.has_role(grant.role)) continue;
      const auto before = parameters_;
      auto way = TRY(counting(grant.role));
      if (!grant.is_always) way = both(way, TRY(condition(*grant.when, grant.role)));
      if (way.empty()) {
        parameters_ = before;
        return std::string();
      }
      sql = either(sql, way);
    }
    return sql.empty() ? std::string("0 = 1") : sql;
  }

  // Where the role counts: where its own read holds.
  Result<std::string> counting(std::string_view name) {
    const auto* role = lister_.model.packs().role(name);
    std::string sql;
    const auto reads = type_.permissions.find(pack::Action::read);
    if (reads != type_.permissions.end()) {
      for (const auto& grant : reads->second)
        if (grant.is_always && counts_by(role, grant, name)) return std::string();
      for (const auto& grant : reads->second)
        if (counts_by(role, grant, name)) sql = either(sql, TRY(condition(*grant.when, name)));
    }
    if (role && role->is_held_by_everyone && !lister_.scope.person.is_nil())
      for (const auto& field : type_.fields)
        if (field.grants_read) sql = either(sql, names_person(field));
    return sql.empty() ? std::string("0 = 1") : sql;
  }

  Result<std::string> condition(const pack::Expression& expression, std::string_view role) {
    const ColumnNames names(lister_, type_, expression,
                            {.engine = engine_, .columns = Columns::residual, .role = role});
    auto compiled = TRY(expr::to_sql(*expression.program, names, engine_, next_parameter()));
    std::move(compiled.parameters.begin(), compiled.parameters.end(),
              std::back_inserter(parameters_));
    return std::move(compiled.sql);
  }

  std::string_view bare() const { return engine_ == db::Engine::sqlite ? "+" : ""; }

  std::string names_person(const pack::Field& field) {
    const auto& family = lister_.model.family_of(type_);
    const auto parameter = next_parameter();
    parameters_.emplace_back(lister_.scope.person);
    if (family.places.find(field.name)->second.kind == FieldPlace::Kind::column)
      return fmt::format("{}{} = ${}", bare(), db::quoted(field.name), parameter);
    return fmt::format(
        R"(EXISTS (SELECT 1 FROM {0} g WHERE g."id" = {1}."id" AND g."field" = {2} AND g."target" = ${3}))",
        db::quoted(family.set_table), db::quoted(family.name), sql_literal(field.name, engine_),
        parameter);
  }

  // The reference itself is asked about, and the record it leads to must show what is asked there.
  Result<std::string> of_reference(const Meaning& meaning) {
    const auto& on = meaning.on ? *meaning.on : type_;
    const auto& reference = on.fields[static_cast<std::size_t>(meaning.field)];
    auto sql = TRY(of_field(reference.name));
    const auto* target = lister_.model.type(reference.target);
    must(target != nullptr);
    Asked beyond;
    if (meaning.inner) add_asked(*target, *meaning.inner, beyond);
    std::vector<const pack::RecordType*> types;
    for (const auto& name : target->subtypes) types.push_back(lister_.model.type(name));
    auto read = TRY(read_condition(lister_, *target, engine_, next_parameter(), false));
    std::move(read.parameters.begin(), read.parameters.end(), std::back_inserter(parameters_));
    auto shown = TRY(asked_condition(lister_, types, beyond, engine_, next_parameter()));
    std::move(shown.parameters.begin(), shown.parameters.end(), std::back_inserter(parameters_));
    const auto there = both(read.sql.empty() ? "" : "(" + read.sql + ")", shown.sql);
    if (there.empty()) return sql;
    return both(sql, fmt::format(R"({}{} IN (SELECT "id" FROM {} WHERE {}))", bare(),
                                 db::quoted(reference.name),
                                 db::quoted(lister_.model.family_of(*target).name), there));
  }

  const Lister& lister_;
  const pack::RecordType& type_;
  db::Engine engine_;
  int first_parameter_;
  std::vector<expr::Value> parameters_{};
};

struct AskedGroup {
  ReadCondition condition;
  std::vector<const pack::RecordType*> types;
};

std::string types_in(const std::vector<const pack::RecordType*>& types, db::Engine engine) {
  std::string list;
  for (const auto* type : types)
    list += (list.empty() ? "" : ", ") + sql_literal(type->name, engine);
  return fmt::format("{}\"type\" IN ({})", engine == db::Engine::sqlite ? "+" : "", list);
}

void add_asked_field(const pack::RecordType& type, std::string_view name, Asked& asked) {
  if (type.find_field(name) >= 0) asked.fields.insert(std::string(name));
}

void add_field_argument(const pack::RecordType& type, const Meaning& meaning, Asked& asked) {
  for (const auto& argument : meaning.arguments)
    if (const auto* name = argument.get<std::string>()) add_asked_field(type, *name, asked);
}

// Requesters are not shown the clocks of those who serve them.
bool is_supporting_clock(const pack::RecordType& type, std::string_view name) {
  return std::ranges::any_of(type.clocks, [&](const pack::Clock& clock) {
    return clock.name == name && !clock.under.empty();
  });
}

}  // namespace

void add_asked(const pack::RecordType& type, const Meaning& meaning, Asked& asked) {
  const auto& on = meaning.on ? *meaning.on : type;
  switch (meaning.kind) {
    case Meaning::Kind::field:
      asked.fields.insert(on.fields[static_cast<std::size_t>(meaning.field)].name);
      return;
    case Meaning::Kind::through:
      asked.through.push_back(&meaning);
      return;
    case Meaning::Kind::link:
      asked.asks_agents = true;
      return;
    case Meaning::Kind::journal:
      asked.asks_agents = true;
      add_field_argument(on, meaning, asked);
      return;
    case Meaning::Kind::clock:
      if (is_supporting_clock(on, meaning.name)) asked.asks_agents = true;
      return;
    case Meaning::Kind::within:
    case Meaning::Kind::date_of:
    case Meaning::Kind::instant_of:
      if (meaning.inner) add_asked(on, *meaning.inner, asked);
      return;
    default:
      return;
  }
}

void add_asked(const pack::RecordType& type, const pack::Expression& expression, Asked& asked) {
  for (const auto& meaning : expression.meanings) add_asked(type, meaning, asked);
}

Asked asked_of(const ListRequest& request) {
  auto asked = request.asked;
  const auto& type = *request.type;
  if (request.filter) add_asked(type, *request.filter, asked);
  if (request.view && request.view->filter) add_asked(type, *request.view->filter, asked);
  const auto& sort = request.sort.empty() && request.view ? request.view->sort : request.sort;
  for (const std::string_view key : sort)
    add_asked_field(type, key.starts_with('-') ? key.substr(1) : key, asked);
  for (const auto& condition : request.conditions)
    if (condition.expression) add_asked(type, *condition.expression, asked);
  if (request.window) add_asked_field(type, request.window->column, asked);
  return asked;
}

Asked asked_of(const Measure& measure, const MeasureWanted& wanted) {
  Asked asked;
  const auto& type = *measure.type;
  for (const auto& condition : measure.of)
    if (condition.expression) add_asked(type, *condition.expression, asked);
  for (const auto& expression : {measure.hits, measure.figure})
    if (expression) add_asked(type, *expression, asked);
  for (const auto& name : {measure.at, wanted.by}) add_asked_field(type, name, asked);
  return asked;
}

Result<ReadCondition> asked_condition(const Lister& lister,
                                      const std::vector<const pack::RecordType*>& types,
                                      const Asked& asked, db::Engine engine, int first_parameter) {
  if (asked.is_nothing() || lister.scope.is_system) return ReadCondition{};
  std::vector<AskedGroup> groups;
  for (const auto* type : types) {
    auto condition = TRY(OfType(lister, *type, engine, first_parameter).run(asked));
    const auto same = std::ranges::find_if(groups, [&](const auto& group) {
      return group.condition.sql == condition.sql &&
             group.condition.parameters == condition.parameters;
    });
    if (same != groups.end())
      same->types.push_back(type);
    else
      groups.push_back({std::move(condition), {type}});
  }
  if (groups.empty()) return ReadCondition{};
  if (groups.size() == 1) return std::move(groups.front().condition);
  ReadCondition whole;
  for (const auto& group : groups) {
    const int next = first_parameter + static_cast<int>(whole.parameters.size());
    auto condition = TRY(OfType(lister, *group.types.front(), engine, next).run(asked));
    std::move(condition.parameters.begin(), condition.parameters.end(),
              std::back_inserter(whole.parameters));
    whole.sql = either(whole.sql, both(types_in(group.types, engine), condition.sql));
  }
  return whole;
}

}  // namespace praxis::record
