#include <fmt/format.h>

#include <algorithm>

#include "record/column_names_store.h"
#include "record/list.h"
#include "record/read_condition.h"

namespace praxis::record {
namespace {

bool is_same_grant(const pack::Grant* left, const pack::Grant* right) {
  return left->role == right->role && left->when->text == right->when->text;
}

bool opens_the_same(const TypeRights& left, const TypeRights& right) {
  if ((left.besides == nullptr) != (right.besides == nullptr)) return false;
  if (left.besides && !opens_the_same(*left.besides, *right.besides)) return false;
  return left.is_everything == right.is_everything && left.grant_fields == right.grant_fields &&
         std::ranges::equal(left.grants, right.grants, is_same_grant);
}

// Types of one family with the same rights, as one term of the condition.
struct RightsGroup {
  const TypeRights* rights;
  std::vector<std::string_view> types;
};

std::vector<RightsGroup> grouped_rights(const std::vector<TypeRights>& all) {
  std::vector<RightsGroup> groups;
  for (const auto& rights : all) {
    const auto same = std::ranges::find_if(
        groups, [&](const auto& group) { return opens_the_same(*group.rights, rights); });
    if (same != groups.end())
      same->types.push_back(rights.type->name);
    else
      groups.push_back({&rights, {rights.type->name}});
  }
  // What is known by the type alone comes first: SQLite looks at nothing else then.
  std::ranges::stable_partition(groups,
                                [](const auto& group) { return group.rights->is_everything; });
  return groups;
}

class ReadWriter {
 public:
  ReadWriter(const Lister& lister, db::Engine engine, int first_parameter, Columns columns)
      : lister_(lister), engine_(engine), first_parameter_(first_parameter), columns_(columns) {}

  // The ways in that a type's rights open, joined by OR; "" = everything. Where the working copy
  // may be seen the newest version is not.
  Result<std::string> ways_in(const TypeRights& rights) {
    auto ways = TRY(own_ways_in(rights));
    if (!rights.besides || rights.besides->is_nothing()) return ways;
    const auto working = TRY(own_ways_in(*rights.besides));
    return fmt::format("({}) AND ({}) IS NOT TRUE", ways, working);
  }

  std::string type_in(const std::vector<std::string_view>& types) const {
    const bool is_bare = columns_ == Columns::residual && engine_ == db::Engine::sqlite;
    std::string list;
    for (const auto& type : types) list += (list.empty() ? "" : ", ") + sql_literal(type, engine_);
    return fmt::format("{}\"type\" IN ({})", is_bare ? "+" : "", list);
  }

  std::vector<expr::Value> parameters;

 private:
  Result<std::string> own_ways_in(const TypeRights& rights) {
    if (rights.is_everything) return std::string();
    std::string sql;
    for (const auto* grant : rights.grants) {
      const ColumnNames names(lister_, *rights.type, *grant->when,
                              {.engine = engine_, .columns = columns_, .role = grant->role});
      auto condition = TRY(expr::to_sql(*grant->when->program, names, engine_, next_parameter()));
      std::move(condition.parameters.begin(), condition.parameters.end(),
                std::back_inserter(parameters));
      add_way(sql, condition.sql);
    }
    const auto& family = lister_.family_of(*rights.type);
    for (const auto& field : rights.grant_fields) add_way(sql, grant_field(family, field));
    return sql.empty() ? std::string("0 = 1") : sql;
  }

  int next_parameter() const { return first_parameter_ + static_cast<int>(parameters.size()); }

  static void add_way(std::string& sql, std::string_view way) {
    sql += fmt::format("{}({})", sql.empty() ? "" : " OR ", way);
  }

  std::string grant_field(const Family& family, const std::string& field) {
    const int parameter = next_parameter();
    parameters.emplace_back(lister_.scope.person);
    if (family.places.find(field)->second.kind == FieldPlace::Kind::set)
      return fmt::format(
          R"(EXISTS (SELECT 1 FROM {0} g WHERE g."id" = {1}."id" AND g."field" = {2} AND g."target" = ${3}))",
          db::quoted(family.set_table), db::quoted(family.name), sql_literal(field, engine_),
          parameter);
    const bool is_bare = columns_ == Columns::residual && engine_ == db::Engine::sqlite;
    return fmt::format("{}{} = ${}", is_bare ? "+" : "", db::quoted(field), parameter);
  }

  const Lister& lister_;
  db::Engine engine_;
  int first_parameter_;
  Columns columns_;
};

Result<std::string> whole_condition(ReadWriter& writer, const std::vector<RightsGroup>& groups) {
  if (groups.empty()) return std::string("0 = 1");
  if (groups.size() == 1) return writer.ways_in(*groups.front().rights);
  std::string sql;
  for (const auto& group : groups) {
    if (group.rights->is_nothing()) continue;
    const auto ways = TRY(writer.ways_in(*group.rights));
    const auto types = writer.type_in(group.types);
    sql += fmt::format("{}({}{})", sql.empty() ? "" : " OR ", types,
                       ways.empty() ? "" : fmt::format(" AND ({})", ways));
  }
  return sql.empty() ? std::string("0 = 1") : sql;
}

}  // namespace

Result<ReadCondition> condition_of(const Lister& lister, const std::vector<TypeRights>& rights,
                                   db::Engine engine, int first_parameter, Columns columns) {
  ReadWriter writer(lister, engine, first_parameter, columns);
  ReadCondition condition;
  condition.sql = TRY(whole_condition(writer, grouped_rights(rights)));
  condition.parameters = std::move(writer.parameters);
  condition.is_narrow = std::ranges::none_of(
      rights, [](const auto& type) { return type.is_everything || type.has_broad_grant; });
  return condition;
}

Result<ReadCondition> read_condition(const Lister& lister, const pack::RecordType& type,
                                     db::Engine engine, int first_parameter, bool seekable) {
  return condition_of(lister, read_rights(lister, type), engine, first_parameter,
                      seekable ? Columns::seekable : Columns::residual);
}

}  // namespace praxis::record
