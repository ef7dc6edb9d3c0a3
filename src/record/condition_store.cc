#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "record/condition.h"

namespace praxis::record {
namespace {

// Organizations for which the settings that an expression reads are worth the same.
struct SettingsClass {
  std::string values;  // as text, to tell classes apart
  std::vector<Id> organizations;
};

std::vector<const pack::Setting*> matrices_read(const Lister& lister,
                                                const pack::Expression& expression) {
  std::vector<const pack::Setting*> read;
  for (const auto slot : expression.program->slots()) {
    const auto& meaning = expression.meanings[slot];
    if (meaning.kind != pack::Meaning::Kind::setting) continue;
    const auto* setting = lister.model.packs().setting(meaning.name);
    if (setting && setting->matrix) read.push_back(setting);
  }
  return read;
}

std::string values_for(const Lister& lister, const std::vector<const pack::Setting*>& settings,
                       Id organization) {
  std::string text;
  for (const auto* setting : settings)
    text += to_text(lister.directory.setting_json(*setting, organization)) + '\n';
  return text;
}

// Without those that have the defaults.
std::vector<SettingsClass> classes_of(const Lister& lister,
                                      const std::vector<const pack::Setting*>& settings) {
  std::vector<SettingsClass> classes;
  const auto defaults = values_for(lister, settings, {});
  for (const auto& organization : lister.directory.organizations()) {
    auto values = values_for(lister, settings, organization);
    if (values == defaults) continue;
    const auto same = std::ranges::find(classes, values, &SettingsClass::values);
    if (same != classes.end())
      same->organizations.push_back(organization);
    else
      classes.push_back({std::move(values), {organization}});
  }
  return classes;
}

class ConditionWriter {
 public:
  ConditionWriter(const Lister& lister, const pack::RecordType& type,
                  const pack::Expression& expression, const ColumnNaming& naming,
                  int first_parameter)
      : lister_(lister),
        type_(type),
        expression_(expression),
        naming_(naming),
        first_parameter_(first_parameter) {}

  // A matrix has no column: the condition is written once for each of its values, and the record's
  // organization says which holds.
  Result<expr::SqlCondition> truth() {
    const auto matrices = matrices_read(lister_, expression_);
    if (matrices.empty()) return one(naming_);
    const auto classes = classes_of(lister_, matrices);
    auto sql = TRY(part({}));
    if (!classes.empty()) {
      std::string cases;
      for (const auto& each : classes)
        cases += fmt::format(" WHEN {} IN ({}) THEN ({})", organization_column(),
                             literals(each.organizations), TRY(part(each.organizations.front())));
      sql = fmt::format("CASE{} ELSE ({}) END", cases, sql);
    }
    return expr::SqlCondition{std::move(sql), std::move(parameters_)};
  }

 private:
  Result<expr::SqlCondition> one(const ColumnNaming& naming) const {
    const ColumnNames names(lister_, type_, expression_, naming);
    return expr::to_sql(*expression_.program, names, naming.engine,
                        first_parameter_ + static_cast<int>(parameters_.size()));
  }

  Result<std::string> part(Id organization) {
    auto naming = naming_;
    naming.settings_of = &organization;
    auto made = TRY(one(naming));
    std::move(made.parameters.begin(), made.parameters.end(), std::back_inserter(parameters_));
    return std::move(made.sql);
  }

  std::string organization_column() const {
    if (type_.family == "organization") return "\"id\"";
    const int position = type_.field_with(pack::FieldRole::organization);
    return position < 0 ? "NULL"
                        : db::quoted(type_.fields[static_cast<std::size_t>(position)].name);
  }

  std::string literals(const std::vector<Id>& ids) const {
    std::string sql;
    for (const auto& id : ids) sql += (sql.empty() ? "" : ", ") + sql_literal(id, naming_.engine);
    return sql;
  }

  const Lister& lister_;
  const pack::RecordType& type_;
  const pack::Expression& expression_;
  ColumnNaming naming_;
  int first_parameter_;
  std::vector<expr::Value> parameters_{};
};

}  // namespace

Result<expr::SqlCondition> condition_sql(const Lister& lister, const pack::RecordType& type,
                                         const Condition& condition, const ColumnNaming& naming,
                                         int first_parameter) {
  const auto& expression = *condition.expression;
  if (condition.holds == Holds::there) {
    const ColumnNames names(lister, type, expression, naming);
    auto figure =
        TRY(expr::to_sql_figure(*expression.program, names, naming.engine, first_parameter));
    figure.sql += " IS NOT NULL";
    return figure;
  }
  auto made = TRY(ConditionWriter(lister, type, expression, naming, first_parameter).truth());
  if (condition.holds == Holds::no) made.sql = fmt::format("NOT COALESCE({}, FALSE)", made.sql);
  return made;
}

}  // namespace praxis::record
