// Values in SQL: columns, guarded arithmetic, texts, parts of times, maps of constants looked up by
// columns.
#include <fmt/format.h>

#include <array>

#include "expr/coerce.h"
#include "expr/to_sql_compiler.h"
#include "expr/value_text.h"

namespace praxis::expr {
namespace {

SqlValue made_value(std::string text, Kind kind) {
  return {.text = std::move(text), .kind = kind, .can_fail = true};
}

constexpr std::int64_t us_in_second = 1'000'000;
constexpr std::int64_t span_us_max = duration_nanos_max / 1'000;

}  // namespace

// PostgreSQL fails the statement where 64 bits overflow, so there it is counted in numeric.
std::string SqlCompiler::wide(const std::string& number) const {
  return engine_ == db::Engine::postgres ? fmt::format("CAST({} AS NUMERIC)", number) : number;
}

// PostgreSQL takes a bare NULL for text.
std::string SqlCompiler::null_of(Kind kind) const {
  if (engine_ == db::Engine::sqlite || kind == Kind::dyn || kind == Kind::null) return "NULL";
  const auto* type = is_textual(kind)          ? "TEXT"
                     : kind == Kind::reference ? "UUID"
                     : kind == Kind::real      ? "DOUBLE PRECISION"
                                               : "BIGINT";
  return fmt::format("CAST(NULL AS {})", type);
}

// The number, or NULL where it is outside. SQLite has made a fraction of what overflowed.
std::string SqlCompiler::bounded(const std::string& number, std::int64_t least,
                                 std::int64_t greatest) const {
  if (engine_ == db::Engine::sqlite) {
    return fmt::format(
        "(SELECT CASE WHEN typeof(n) = 'integer' AND n BETWEEN {} AND {} THEN n END FROM (SELECT "
        "{} AS n))",
        least == INT64_MIN ? "-9223372036854775807 - 1" : fmt::format("{}", least), greatest,
        number);
  }
  // GREATEST and LEAST pass NULL over: it ends as the upper mark, and that as NULL again.
  const auto above = fmt::format("{}", static_cast<std::uint64_t>(greatest) + 1);
  const auto below =
      fmt::format("-{}", static_cast<std::uint64_t>(0) - static_cast<std::uint64_t>(least) + 1);
  return fmt::format("NULLIF(NULLIF(GREATEST(LEAST({}, {}), {}), {}), {})", number, above, below,
                     above, below);
}

Result<SqlValue> SqlCompiler::column_value(const Node& node) {
  const auto* symbol = TRY(symbols_.symbol(node.slot));
  if (symbol->constant) return SqlValue{.constant = *symbol->constant};
  if (symbol->is_below) return refuse(node, "is compared by < <= > >= with a duration alone");
  const auto kind = node.type.kind;
  constexpr std::array stored = {Kind::boolean,   Kind::integer,   Kind::real,
                                 Kind::text,      Kind::timestamp, Kind::duration,
                                 Kind::reference, Kind::choice,    Kind::decimal};
  if (std::find(stored.begin(), stored.end(), kind) == stored.end()) {
    return refuse(node, fmt::format("{} is {}, which no column is compared as", node.name,
                                    to_text(node.type)));
  }
  return SqlValue{.text = symbol->sql, .kind = kind, .can_be_null = true, .column = &node};
}

Result<SqlValue> SqlCompiler::value(const Node& node) {
  if (!TRY(symbols_.reads_columns(node))) {
    auto known = symbols_.value(node);
    if (known)
      return SqlValue{
          .kind = type_of(*known).kind, .can_be_null = known->is_null(), .constant = *known};
    return made_value(null_of(node.type.kind), node.type.kind);
  }
  auto made = [&]() -> Result<SqlValue> {
    switch (node.op) {
      case Op::variable:
        return column_value(node);
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::modulo:
      case Op::negate:
        return arithmetic(node);
      case Op::conditional:
        return conditional_value(node);
      case Op::call:
        return call_value(node);
      case Op::list:
      case Op::map:
        return refuse(node, "lists and maps of columns are not compared");
      case Op::comprehension:
        return node.type.kind == Kind::boolean
                   ? flag_value(node)
                   : Result<SqlValue>(refuse(node, "macros over lists are not compiled"));
      default:
        break;
    }
    if (const auto path = TRY(lookup_path(symbols_, node)); path && node.op != Op::has_field) {
      return lookup_value(node, *path);
    }
    const bool is_field = node.op == Op::select || node.op == Op::index;
    return is_field
               ? Result<SqlValue>(refuse(node, "only a map of constants is looked up by a column"))
               : flag_value(node);
  }();
  if (!made) return made;
  made->text = TRY(limited(node, std::move(made->text)));
  return made;
}

Result<SqlValue> SqlCompiler::operand(const Node& node, Kind kind) {
  auto found = TRY(value(node));
  if (!found.constant) {
    if (!is_textual(kind) && found.kind == Kind::real)
      return refuse(node, "fractions are not computed");
    return found;
  }
  const auto fit = fitted(*found.constant, kind);
  if (found.constant->is_null() || (fit.fit == Fit::none && fit.floor.is_null()))
    return made_value(null_of(kind), kind);
  if (fit.fit != Fit::exact)
    return refuse(node, "this constant is finer or larger than what columns hold");
  return SqlValue{.text = parameter(fit.value), .kind = kind};
}

Result<std::string> SqlCompiler::figure(const Node& node) {
  constexpr std::array whole = {Kind::integer, Kind::decimal, Kind::duration, Kind::timestamp};
  const auto made = TRY(operand(node, node.type.kind));
  if (std::find(whole.begin(), whole.end(), made.kind) == whole.end())
    return refuse(node, "a figure is a whole number, a decimal or a time");
  return "CAST(" + made.text + " AS BIGINT)";
}

// A condition where a value is wanted: 1, 0, or NULL where it errs.
Result<SqlValue> SqlCompiler::flag_value(const Node& node) {
  const auto exact = TRY(condition(node, Want::exact));
  return made_value(fmt::format("CASE ({}) WHEN TRUE THEN 1 WHEN FALSE THEN 0 END", exact),
                    Kind::boolean);
}

Result<SqlValue> SqlCompiler::arithmetic(const Node& node) {
  const auto result = node.type.kind;
  const auto kind_of = [&](const Node& argument) {
    // `null + 1` and such: any kind will do, it errs.
    return argument.type.kind == Kind::null || argument.type.kind == Kind::dyn ? result
                                                                               : argument.type.kind;
  };
  if (result == Kind::text) {
    const auto left = TRY(operand(*node.arguments[0], Kind::text));
    const auto right = TRY(operand(*node.arguments[1], Kind::text));
    return made_value(fmt::format("({} || {})", left.text, right.text), Kind::text);
  }
  const bool is_counted = result == Kind::integer || result == Kind::decimal ||
                          result == Kind::timestamp || result == Kind::duration;
  if (!is_counted)
    return refuse(node, "only whole numbers, decimals, times and texts are computed");
  const auto limited_to = [&](const std::string& text) {
    if (result == Kind::timestamp) {
      return bounded(text, timestamp_seconds_min * us_in_second,
                     timestamp_seconds_max * us_in_second + 999'999);
    }
    if (result == Kind::duration) return bounded(text, -span_us_max, span_us_max);
    return bounded(text, INT64_MIN, INT64_MAX);
  };
  const auto left = TRY(operand(*node.arguments[0], kind_of(*node.arguments[0])));
  if (node.op == Op::negate)
    return made_value(limited_to(fmt::format("-{}", wide(left.text))), result);
  const auto right = TRY(operand(*node.arguments[1], kind_of(*node.arguments[1])));
  const auto a = wide(left.text);
  const auto b = wide(right.text);
  const bool is_postgres = engine_ == db::Engine::postgres;
  if (node.op == Op::divide) {
    return made_value(limited_to(is_postgres ? fmt::format("div({}, NULLIF({}, 0))", a, b)
                                             : fmt::format("{} / {}", a, b)),
                      result);
  }
  if (node.op == Op::modulo) {
    // The least number % -1 is an error, as its quotient is.
    const auto rest =
        is_postgres ? fmt::format("mod({}, NULLIF({}, 0))", a, b) : fmt::format("{} % {}", a, b);
    return made_value(fmt::format("CASE {} WHEN -1 THEN 0 * {} ELSE {} END", right.text,
                                  limited_to(fmt::format("-{}", a)), rest),
                      result);
  }
  return made_value(limited_to(fmt::format("{} {} {}", a, operator_text(node.op), b)), result);
}

Result<SqlValue> SqlCompiler::conditional_value(const Node& node) {
  const auto& test = *node.arguments[0];
  if (!TRY(symbols_.reads_columns(test))) {
    const auto known = symbols_.value(test);
    const bool* flag = known ? known->get<bool>() : nullptr;
    if (!flag) return made_value(null_of(node.type.kind), node.type.kind);
    return value(*node.arguments[*flag ? 1 : 2]);
  }
  const auto tested = TRY(condition(test, Want::exact));
  std::array<SqlValue, 2> branches;
  auto kind = node.type.kind;
  for (std::size_t i = 0; i < 2; ++i) {
    branches[i] = TRY(value(*node.arguments[i + 1]));
    auto& branch = branches[i];
    if (!branch.constant) {
      const bool is_alike = branch.kind == kind || (is_textual(branch.kind) && is_textual(kind));
      if (!is_alike) return refuse(*node.arguments[i + 1], "the branches are of different types");
      continue;
    }
    if (branch.constant->is_null()) {
      branch.text = null_of(kind);
      continue;
    }
    const auto fit = fitted(*branch.constant, kind);
    if (fit.fit != Fit::exact)
      return refuse(*node.arguments[i + 1], "the branches are of different types");
    branch.text = parameter(fit.value);
  }
  SqlValue made{.kind = kind, .can_fail = true};
  made.can_be_null = branches[0].can_be_null || branches[1].can_be_null;
  made.text = fmt::format("CASE ({}) WHEN TRUE THEN {} WHEN FALSE THEN {} END", tested,
                          branches[0].text, branches[1].text);
  const auto failed = [](const SqlValue& branch) {
    if (!branch.can_fail) return std::string("FALSE");
    return branch.can_be_null ? branch.failed : branch.text + " IS NULL";
  };
  made.failed =
      TRY(limited(node, fmt::format("CASE ({}) WHEN TRUE THEN {} WHEN FALSE THEN {} ELSE TRUE END",
                                    tested, failed(branches[0]), failed(branches[1]))));
  return made;
}

Result<SqlValue> SqlCompiler::call_value(const Node& node) {
  const auto& argument = *node.arguments[0];
  const auto& name = node.name;
  if (name == "dyn") return value(argument);
  if (name == "size" && is_textual(argument.type.kind)) {
    return made_value(fmt::format("length({})", TRY(operand(argument, Kind::text)).text),
                      Kind::integer);
  }
  if (name == "lowerAscii" || name == "upperAscii") {
    const auto text = TRY(operand(argument, Kind::text)).text;
    const auto collation =
        engine_ == db::Engine::postgres ? " COLLATE \"C\"" : "";  // else it knows more than ASCII
    return made_value(
        fmt::format("{}({}{})", name == "lowerAscii" ? "lower" : "upper", text, collation),
        Kind::text);
  }
  const bool is_identity = (name == "string" && is_textual(argument.type.kind)) ||
                           (name == "int" && argument.type.kind == Kind::integer) ||
                           (name == "timestamp" && argument.type.kind == Kind::timestamp) ||
                           (name == "duration" && argument.type.kind == Kind::duration);
  if (is_identity) {
    auto same = TRY(value(argument));
    // string(null) is an error, where null alone is none.
    if (same.can_be_null && same.can_fail)
      return refuse(node, fmt::format("{}() is not compiled here", name));
    same.can_be_null = false;
    same.can_fail = true;
    return same;
  }
  if (name == "int" && argument.type.kind == Kind::timestamp) return time_part(node);
  if (name.starts_with("get")) return time_part(node);
  if (node.type.kind == Kind::boolean) return flag_value(node);
  return refuse(node, fmt::format("{}() is not compiled", name));
}

Result<SqlValue> SqlCompiler::time_part(const Node& node) {
  const auto& argument = *node.arguments[0];
  if (node.arguments.size() > 1) {
    const bool is_known = !TRY(symbols_.reads_columns(*node.arguments[1]));
    const auto zone = is_known ? symbols_.value(*node.arguments[1]) : Result<Value>(Value());
    if (!zone || *zone != Value("UTC"))
      return refuse(node, "parts of times are compiled in UTC alone");
  }
  if (argument.op != Op::variable)
    return refuse(node, "parts are taken of a field, not of a computed time");
  const auto column = TRY(column_value(argument));
  const auto& x = column.text;
  const auto& name = node.name;
  const auto part = [&](std::string text) { return made_value(std::move(text), Kind::integer); };
  if (argument.type.kind == Kind::duration) {
    if (name == "getMilliseconds") return part(fmt::format("({} % 1000000 / 1000)", x));
    const auto unit = name == "getHours" ? 3'600 : name == "getMinutes" ? 60 : 1;
    return part(fmt::format("({} / {})", x, unit * us_in_second));
  }
  if (argument.type.kind != Kind::timestamp)
    return refuse(node, fmt::format("{}() is not compiled here", name));
  const auto below_second = fmt::format("(({} % 1000000 + 1000000) % 1000000)", x);
  const auto second = fmt::format("(({} - {}) / 1000000)", x, below_second);
  const auto second_of_day = fmt::format("(({} % 86400 + 86400) % 86400)", second);
  if (name == "int") return part(second);
  if (name == "getMilliseconds") return part(fmt::format("({} / 1000)", below_second));
  if (name == "getSeconds") return part(fmt::format("({} % 60)", second_of_day));
  if (name == "getMinutes") return part(fmt::format("({} / 60 % 60)", second_of_day));
  if (name == "getHours") return part(fmt::format("({} / 3600)", second_of_day));
  if (name == "getDayOfWeek") {
    return part(fmt::format("((({} - {}) / 86400 % 7 + 11) % 7)", second, second_of_day));
  }
  struct DatePart {
    std::string_view name;
    std::string_view sqlite;
    std::string_view postgres;
    int less;
  };
  constexpr std::array<DatePart, 5> parts = {{{"getFullYear", "%Y", "YEAR", 0},
                                              {"getMonth", "%m", "MONTH", 1},
                                              {"getDate", "%d", "DAY", 0},
                                              {"getDayOfMonth", "%d", "DAY", 1},
                                              {"getDayOfYear", "%j", "DOY", 1}}};
  for (const auto& candidate : parts) {
    if (candidate.name != name) continue;
    if (engine_ == db::Engine::sqlite) {
      return part(fmt::format("(CAST(strftime('{}', {}, 'unixepoch') AS INTEGER) - {})",
                              candidate.sqlite, second, candidate.less));
    }
    return part(
        fmt::format("(CAST(EXTRACT({} FROM to_timestamp({}) AT TIME ZONE 'UTC') AS BIGINT) - {})",
                    candidate.postgres, second, candidate.less));
  }
  return refuse(node, fmt::format("{}() is not compiled", name));
}

Result<std::string> SqlCompiler::lookup_case(const Node& node, const Value& at,
                                             std::span<const Node* const> steps, Kind& kind) {
  if (steps.empty()) {
    const auto leaf_kind = type_of(at).kind;
    if (kind == Kind::dyn) kind = leaf_kind;
    const auto fit = fitted(at, kind);
    if (fit.fit != Fit::exact)
      return refuse(node, "this map's values are null or of different types");
    return parameter(fit.value);
  }
  const auto& step = *steps.front();
  const bool is_dynamic = step.op == Op::index && TRY(symbols_.reads_columns(*step.arguments[1]));
  if (!is_dynamic) {
    const auto key =
        step.op == Op::index ? symbols_.value(*step.arguments[1]) : Result<Value>(Value(step.name));
    const auto next = key ? step_value(at, step, *key) : std::nullopt;
    return next ? lookup_case(node, *next, steps.subspan(1), kind) : null_of(kind);
  }
  const auto* map = at.get<std::shared_ptr<const Map>>();
  if (!map) return refuse(step, "only a map of constants is looked up by a column");
  const auto key = TRY(value(*step.arguments[1]));
  auto text = "CASE " + key.text;
  bool is_empty = true;
  for (const auto& [entry_key, entry] : **map) {
    const auto fit = fitted(entry_key, key.kind);
    if (fit.fit != Fit::exact) continue;
    const auto name = parameter(fit.value);
    text += fmt::format(" WHEN {} THEN {}", name,
                        TRY(lookup_case(node, entry, steps.subspan(1), kind)));
    if (text.size() > sql_bytes_max) return refuse(node, "this becomes too long a condition");
    is_empty = false;
  }
  return is_empty ? null_of(kind) : text + " END";
}

Result<SqlValue> SqlCompiler::lookup_value(const Node& node, const LookupPath& path) {
  auto kind = node.type.kind;
  auto text = TRY(lookup_case(node, path.base, path.steps, kind));
  return made_value(std::move(text), kind);
}

}  // namespace praxis::expr
