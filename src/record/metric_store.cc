#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "record/asked_condition.h"
#include "record/list_plan.h"
#include "record/metric.h"

namespace praxis::record {
namespace {

constexpr std::int64_t day_of_us = 86'400'000'000;
constexpr std::int64_t week_of_us = 7 * day_of_us;
constexpr std::int64_t first_monday_us = 4 * day_of_us;  // 1970-01-05

std::int64_t origin_of_parts(std::int64_t length_us) {
  return length_us % week_of_us == 0 ? first_monday_us : 0;
}

Measure::Kind kind_named(std::string_view name) {
  constexpr std::array<std::string_view, 5> names{"count", "ratio", "percentile", "average", "sum"};
  return static_cast<Measure::Kind>(std::ranges::find(names, name) - names.begin());
}

db::ColumnType column_type_in(const Family& family, std::string_view name) {
  const auto found = std::ranges::find(family.columns, name, &db::ColumnWanted::name);
  return found == family.columns.end() ? db::ColumnType::text : found->type;
}

expr::Value value_in(const db::Row& row, int column, db::ColumnType type) {
  if (row.is_null(column)) return {};
  if (type == db::ColumnType::integer) return row.integer(column);
  if (type == db::ColumnType::id) return row.id(column);
  return std::string(row.text(column));
}

int scale_of(const Measure& measure) {
  if (!measure.figure) return 0;
  const auto& type = measure.figure->program->type();
  return type.kind == expr::Kind::decimal ? type.scale : 0;
}

// Composes and runs the one statement of a measure.
class Measurement {
 public:
  Measurement(const Lister& lister, const Measure& measure, const MeasureWanted& wanted,
              db::Engine engine)
      : lister_(lister),
        measure_(measure),
        wanted_(wanted),
        engine_(engine),
        plan_(plan_rights(lister, {measure.type})) {
    const auto window = wanted.window ? wanted.window : window_of(measure, lister.now);
    if (window) window_ = *window;
  }

  Result<std::vector<Part>> run(db::Transaction& tx) {
    if (!plan_.can_match) return without_records();
    TRY(write_where());
    TRY(write_inner());
    const auto sql = write_outer();
    std::vector<db::Parameter> parameters;
    for (const auto& value : parameters_) parameters.push_back(expr::to_parameter(value));
    std::vector<Part> parts;
    TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
      if (parts.size() < metric_parts_max) parts.push_back(part_from(row));
      return {};
    }));
    if (parts.empty()) return without_records();
    return parts;
  }

 private:
  bool is_split() const { return wanted_.trend || !wanted_.by.empty(); }

  // A whole without records is a number all the same: none of them.
  std::vector<Part> without_records() const {
    if (is_split()) return {};
    Part part;
    if (measure_.kind == Measure::Kind::count || measure_.kind == Measure::Kind::sum)
      part.number.value = 0;
    return {part};
  }

  int next_parameter() const { return static_cast<int>(parameters_.size()) + 1; }
  std::string parameter(expr::Value value) {
    parameters_.push_back(std::move(value));
    return fmt::format("${}", parameters_.size());
  }
  void take(std::vector<expr::Value> parameters) {
    std::ranges::move(parameters, std::back_inserter(parameters_));
  }
  void add_term(std::string_view sql) {
    where_ += fmt::format("{}({})", where_.empty() ? "" : " AND ", sql);
  }

  // An index of types leads to the window's records where it is sorted by their instant; else the
  // table is read from end to end, which is cheaper than to look up most of its rows by an index.
  bool has_index_of_window() const {
    return std::ranges::any_of(plan_.family->types.front()->indexes, [&](const auto& index) {
      return !index.is_active_only && index.equal == std::vector<std::string>{"type"} &&
             !index.sort.empty() && index.sort.front() == window_.column;
    });
  }

  Status write_where() {
    const bool is_sqlite = engine_ == db::Engine::sqlite;
    const bool is_bare = is_sqlite && (window_.column.empty() || !has_index_of_window());
    const ColumnNaming naming{.engine = engine_,
                              .columns = is_sqlite ? Columns::residual : Columns::seekable};
    std::string types;
    for (const auto& rights : plan_.rights)
      types += (types.empty() ? "" : ", ") + sql_literal(rights.type->name, engine_);
    add_term(fmt::format("{}\"type\" IN ({})", is_bare ? "+" : "", types));
    if (!window_.column.empty()) {
      const auto column = (is_bare ? "+" : "") + db::quoted(window_.column);
      const auto from = parameter(window_.from);
      add_term(fmt::format("{0} >= {1} AND {0} < {2}", column, from, parameter(window_.until)));
    }
    if (wanted_.trend) add_term(db::quoted(instant_column()) + " IS NOT NULL");
    for (const auto& condition : measure_.of) {
      auto made = TRY(condition_sql(lister_, *measure_.type, condition, naming, next_parameter()));
      take(std::move(made.parameters));
      add_term(made.sql);
    }
    auto permission =
        TRY(condition_of(lister_, plan_.rights, engine_, next_parameter(), Columns::residual));
    take(std::move(permission.parameters));
    if (!permission.sql.empty()) add_term(permission.sql);
    return add_asked_terms();
  }

  // Only records on which the actor may read what is measured.
  Status add_asked_terms() {
    std::vector<const pack::RecordType*> types;
    for (const auto& rights : plan_.rights) types.push_back(rights.type);
    auto shown = TRY(
        asked_condition(lister_, types, asked_of(measure_, wanted_), engine_, next_parameter()));
    take(std::move(shown.parameters));
    if (!shown.sql.empty()) add_term(shown.sql);
    return {};
  }

  // b: the part of time, g: the field's value, v: the figure, or 1 and 0 for hits and misses.
  Status write_inner() {
    inner_ = "SELECT ";
    if (wanted_.trend) inner_ += bucket() + " AS b, ";
    if (!wanted_.by.empty()) inner_ += db::quoted(wanted_.by) + " AS g, ";
    const ColumnNaming naming{.engine = engine_};
    if (measure_.kind == Measure::Kind::count) {
      inner_ += "1";
    } else if (measure_.kind == Measure::Kind::ratio) {
      auto hits =
          TRY(condition_sql(lister_, *measure_.type, {measure_.hits}, naming, next_parameter()));
      take(std::move(hits.parameters));
      inner_ += fmt::format("CASE WHEN {} THEN 1 ELSE 0 END", hits.sql);
    } else {
      const ColumnNames names(lister_, *measure_.type, *measure_.figure, naming);
      auto figure =
          TRY(expr::to_sql_figure(*measure_.figure->program, names, engine_, next_parameter()));
      take(std::move(figure.parameters));
      inner_ += figure.sql;
    }
    inner_ += fmt::format(" AS v FROM {} WHERE {}", db::quoted(plan_.family->name), where_);
    return {};
  }

  std::string bucket() const {
    const auto length = wanted_.trend->us;
    return fmt::format("({0} - ((({0} - {1}) % {2} + {2}) % {2}))", db::quoted(instant_column()),
                       origin_of_parts(length), length);
  }

  std::string instant_column() const { return measure_.at.empty() ? "created_at" : measure_.at; }

  std::string keys() const {
    std::string sql;
    if (wanted_.trend) sql = "b";
    if (!wanted_.by.empty()) sql += sql.empty() ? "g" : ", g";
    return sql;
  }

  std::string write_outer() const {
    const auto by = keys();
    const auto selected = by.empty() ? "" : by + ", ";
    const auto order = fmt::format(" ORDER BY {}n DESC{}", wanted_.trend ? "b, " : "",
                                   wanted_.by.empty() ? "" : ", g");
    if (measure_.kind == Measure::Kind::percentile)
      return fmt::format(
          "SELECT {0}n, CAST(v AS DOUBLE PRECISION) FROM (SELECT {0}v, ROW_NUMBER() OVER ({1}ORDER "
          "BY v) AS r, COUNT(*) OVER ({1}) AS n FROM ({2}) i WHERE v IS NOT NULL) p WHERE r = (n * "
          "{3} + 99) / 100{4}",
          selected, by.empty() ? "" : "PARTITION BY " + by + " ", inner_, measure_.percentile,
          order);
    return fmt::format(
        "SELECT {}COUNT(v) AS n, SUM(CAST(v AS DOUBLE PRECISION)) FROM ({}) i WHERE v IS NOT "
        "NULL{}{}",
        selected, inner_, by.empty() ? "" : " GROUP BY " + by, order);
  }

  Part part_from(const db::Row& row) const {
    Part part;
    int column = 0;
    if (wanted_.trend) part.begins = row.instant(column++);
    if (!wanted_.by.empty()) {
      part.key = value_in(row, column, column_type_in(*plan_.family, wanted_.by));
      ++column;
    }
    auto& number = part.number;
    number.records = row.integer(column);
    const auto raw = row.is_null(column + 1) ? 0.0 : row.real(column + 1);
    number.value = value_from(raw, number.records);
    if (measure_.kind == Measure::Kind::ratio) number.hits = std::llround(raw);
    return part;
  }

  std::optional<double> value_from(double raw, std::int64_t records) const {
    const auto unscaled = raw / std::pow(10.0, scale_of(measure_));
    switch (measure_.kind) {
      case Measure::Kind::count:
        return static_cast<double>(records);
      case Measure::Kind::sum:
        return unscaled;
      case Measure::Kind::percentile:
        return records == 0 ? std::nullopt : std::optional(unscaled);
      case Measure::Kind::ratio:
      case Measure::Kind::average:
        break;
    }
    if (records == 0) return std::nullopt;
    return unscaled / static_cast<double>(records);
  }

  const Lister& lister_;
  const Measure& measure_;
  const MeasureWanted& wanted_;
  db::Engine engine_;
  ListPlan plan_;
  Window window_{};
  std::string where_{}, inner_{};
  std::vector<expr::Value> parameters_{};
};

}  // namespace

Measure measure_of(const pack::RecordType& type, const pack::Metric& metric) {
  Measure measure{.type = &type,
                  .kind = kind_named(metric.kind),
                  .percentile = metric.percentile,
                  .at = metric.at,
                  .over = metric.over,
                  .by = metric.by,
                  .trend = metric.trend};
  if (metric.where) measure.of.push_back({metric.where});
  switch (measure.kind) {
    case Measure::Kind::count:
      measure.of.push_back({metric.value});
      break;
    case Measure::Kind::ratio:
      measure.of.push_back({metric.of});
      measure.hits = metric.value;
      break;
    case Measure::Kind::percentile:
      measure.figure = metric.of;
      break;
    case Measure::Kind::average:
    case Measure::Kind::sum:
      measure.figure = metric.value;
  }
  return measure;
}

Measure measure_of(const pack::RecordType& type, const pack::Evidence& evidence) {
  return {.type = &type,
          .kind = Measure::Kind::ratio,
          .of = {{evidence.should}},
          .hits = evidence.fulfills,
          .at = evidence.at,
          .over = evidence.over};
}

Instant part_begins(Instant at, Span length) {
  const auto since = at.us - origin_of_parts(length.us);
  return {at.us - ((since % length.us) + length.us) % length.us};
}

std::optional<Window> window_of(const Measure& measure, Instant now) {
  if (!measure.over || measure.at.empty()) return std::nullopt;
  // What happens now is within it.
  return Window{measure.at, now - *measure.over, now + Span{1}};
}

Result<std::vector<Part>> measure(db::Transaction& tx, const Lister& lister, const Measure& measure,
                                  const MeasureWanted& wanted) {
  return Measurement(lister, measure, wanted, tx.engine()).run(tx);
}

std::vector<Condition> conditions_behind(const Measure& measure, Behind which) {
  auto conditions = measure.of;
  if (measure.figure) conditions.push_back({measure.figure, Holds::there});
  if (measure.hits && which != Behind::all)
    conditions.push_back({measure.hits, which == Behind::hits ? Holds::yes : Holds::no});
  return conditions;
}

}  // namespace praxis::record
