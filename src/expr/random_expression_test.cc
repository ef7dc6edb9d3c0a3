#include "expr/random_expression_test.h"

#include <fmt/format.h>

#include <algorithm>

namespace praxis::expr::test {
namespace {

constexpr std::uint32_t first_constant_slot = 100;

Id id_number(int number) {
  Id id;
  id.bytes[15] = static_cast<std::uint8_t>(number);
  return id;
}

std::shared_ptr<const std::vector<std::string>> colors() {
  static const auto keys = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"red", "green", "blue"});
  return keys;
}

Type color_type() { return {.kind = Kind::choice, .name = "color", .keys = colors()}; }

struct Constant {
  const char* name;
  Type type;
  Value value;
};

const std::vector<Constant>& constants() {
  static const std::vector<Constant> all = {
      {"now", {.kind = Kind::timestamp}, Value(Instant{1'780'000'000'000'000})},
      {"me", {.kind = Kind::reference, .name = "person"}, Value(id_number(1))},
      {"me.groups", list_of({.kind = Kind::reference, .name = "group"}),
       Value(List{id_number(2), id_number(3)})},
      {"me.sites", list_of({.kind = Kind::reference}), Value(List{})},
      {"me.color", color_type(), Value("green")},
      {"nothing", {.kind = Kind::integer}, Value()},
      {"three", {.kind = Kind::integer}, Value(3)},
      {"colors", map_of(color_type(), map_of({.kind = Kind::text}, {})),
       Value(Map{{"red", Map{{"is_warm", true}, {"rank", 1}}},
                 {"green", Map{{"is_warm", false}, {"rank", 2}}},
                 {"blue", Map{{"rank", 3}}}})},
      {"matrix", map_of(color_type(), map_of(color_type(), {.kind = Kind::integer})),
       Value(Map{{"red", Map{{"red", 1}, {"green", 2}, {"blue", 3}}},
                 {"green", Map{{"red", 2}, {"green", -7}}}})},
      {"mixed", list_of({}), Value(List{Value(1), Value(), Value("a"), Value(2.0), Value(3.5)})},
  };
  return all;
}

std::string quoted_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

constexpr std::array<std::int64_t, 12> integers = {
    0, 1, -1, 2, 3, 7, -5, 1000, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MIN + 1};
constexpr std::array<std::string_view, 16> texts = {"",    "a",  "A",    "ab",  "Ab",  "aB",
                                                    "abc", "b",  "a%b",  "a_b", "a'b", "a\\b",
                                                    "é",   "aé", "日本", "🐱a"};
constexpr std::array<std::int64_t, 9> times = {
    0,
    1'780'000'000'000'000,
    1'780'000'000'000'001,
    1'779'996'400'000'000,
    -1,
    -62'135'596'800'000'000,
    253'402'300'799'999'999,
    951'782'400'000'000,     // 2000-02-29
    1'767'225'599'999'999};  // 2025-12-31T23:59:59.999999Z
constexpr std::array<std::int64_t, 8> spans = {0,
                                               1,
                                               -1,
                                               3'600'000'000,
                                               -3'600'000'000,
                                               9'223'372'036'854'775,
                                               -9'223'372'036'854'775,
                                               86'400'000'001};

}  // namespace

const std::vector<Column>& columns() {
  static const std::vector<Column> all = {
      {"i", {.kind = Kind::integer}, db::ColumnType::integer},
      {"j", {.kind = Kind::integer}, db::ColumnType::integer},
      {"s", {.kind = Kind::text}, db::ColumnType::text},
      {"t", {.kind = Kind::text}, db::ColumnType::text},
      {"color", color_type(), db::ColumnType::text},
      {"other_color", color_type(), db::ColumnType::text},
      {"is_a", {.kind = Kind::boolean}, db::ColumnType::integer},
      {"is_b", {.kind = Kind::boolean}, db::ColumnType::integer},
      {"made_at", {.kind = Kind::timestamp}, db::ColumnType::integer},
      {"done_at", {.kind = Kind::timestamp}, db::ColumnType::integer},
      {"effort", {.kind = Kind::duration}, db::ColumnType::integer},
      {"person", {.kind = Kind::reference, .name = "person"}, db::ColumnType::id},
      {"group", {.kind = Kind::reference, .name = "group"}, db::ColumnType::id},
      {"cost", {.kind = Kind::decimal, .scale = 2}, db::ColumnType::integer},
      {"share", {.kind = Kind::real}, db::ColumnType::real},
  };
  return all;
}

std::optional<Symbol> World::variable(std::span<const std::string_view> path,
                                      std::size_t& used) const {
  for (used = path.size(); used > 0; --used) {
    const auto name = fmt::format("{}", fmt::join(path.first(used), "."));
    for (std::size_t i = 0; i < columns().size(); ++i) {
      if (name == columns()[i].name)
        return Symbol{columns()[i].type, static_cast<std::uint32_t>(i)};
    }
    for (std::size_t i = 0; i < constants().size(); ++i) {
      if (name == constants()[i].name) {
        return Symbol{constants()[i].type, first_constant_slot + static_cast<std::uint32_t>(i)};
      }
    }
  }
  return std::nullopt;
}

std::vector<std::string> World::names() const {
  std::vector<std::string> names;
  for (const auto& column : columns()) names.emplace_back(column.name);
  for (const auto& constant : constants()) names.emplace_back(constant.name);
  return names;
}

std::optional<Value> constant_of_slot(std::uint32_t slot) {
  if (slot < first_constant_slot) return std::nullopt;
  return constants()[slot - first_constant_slot].value;
}

Result<Value> RowBindings::value(std::uint32_t slot) const {
  const auto constant = constant_of_slot(slot);
  return constant ? *constant : row_[slot];
}

Result<SqlSymbol> ColumnSymbols::symbol(std::uint32_t slot) const {
  if (auto constant = constant_of_slot(slot)) return SqlSymbol{.constant = std::move(*constant)};
  return SqlSymbol{.sql = db::quoted(columns()[slot].name)};
}

Value Generator::random_value(const Type& type) {
  if (below(5) == 0) return {};
  switch (type.kind) {
    case Kind::integer:
      return one_of(integers);
    case Kind::decimal:
      return below(4) == 0 ? one_of(integers) : std::int64_t{below(2'000) - 1'000};
    case Kind::boolean:
      return below(2) == 0;
    case Kind::text:
      return one_of(texts);
    case Kind::choice:
      return (*colors())[static_cast<std::size_t>(below(3))];
    case Kind::timestamp:
      return Instant{one_of(times)};
    case Kind::duration:
      return Span{one_of(spans)};
    case Kind::reference:
      return id_number(1 + below(4));
    case Kind::real:
      return one_of(std::array{0.0, 0.5, -2.5, 3.0, 1e300});
    default:
      return {};
  }
}

RandomRow Generator::row() {
  RandomRow made;
  for (const auto& column : columns()) made.push_back(random_value(column.type));
  return made;
}

std::string Generator::integer(int depth) {
  const int choice = below(depth > 0 ? 12 : 4);
  switch (choice) {
    case 0:
      return "i";
    case 1:
      return "j";
    case 2:
      return below(6) == 0 ? one_of(std::array{"three", "nothing", "matrix[me.color][color]"})
                           : fmt::format("{}", one_of(integers));
    case 3:
      return fmt::format("{}", below(9) - 4);
    case 4:
      return fmt::format("size({})", text(depth - 1));
    case 5:
      return fmt::format("-({})", integer(depth - 1));
    case 6:
      return fmt::format("({} ? {} : {})", condition(depth - 1), integer(depth - 1),
                         below(5) == 0 ? "null" : integer(depth - 1));
    case 7:
      return fmt::format("{}.{}()", one_of(std::array{"made_at", "done_at"}),
                         one_of(std::array{"getFullYear", "getMonth", "getDate", "getDayOfMonth",
                                           "getDayOfYear", "getDayOfWeek", "getHours", "getMinutes",
                                           "getSeconds", "getMilliseconds"}));
    case 8:
      return one_of(std::array{"effort.getHours()", "effort.getMinutes()", "effort.getSeconds()",
                               "effort.getMilliseconds()", "matrix[color][other_color]",
                               "int(made_at)"});
    default:
      return fmt::format("({} {} {})", integer(depth - 1),
                         one_of(std::array{"+", "-", "*", "/", "%"}), integer(depth - 1));
  }
}

std::string Generator::text(int depth) {
  switch (below(depth > 0 ? 9 : 5)) {
    case 0:
      return "s";
    case 1:
      return "t";
    case 2:
      return "color";
    case 3:
    case 4:
      return quoted_text(one_of(texts));
    case 5:
      return fmt::format("({} + {})", text(depth - 1), text(depth - 1));
    case 6:
      return fmt::format("({}).{}()", text(depth - 1),
                         one_of(std::array{"lowerAscii", "upperAscii"}));
    case 7:
      return fmt::format("string({})", text(0));
    default:
      return fmt::format("({} ? {} : {})", condition(depth - 1), text(depth - 1), text(depth - 1));
  }
}

std::string Generator::time(int depth) {
  switch (below(depth > 0 ? 7 : 5)) {
    case 0:
    case 1:
      return "made_at";
    case 2:
      return "done_at";
    case 3:
      return "now";
    case 4:
      return one_of(std::array{"timestamp(\"2026-05-28T20:26:40Z\")",
                               "timestamp(\"1970-01-01T00:00:00.0000005Z\")",
                               "timestamp(\"2000-02-29T00:00:00Z\")"});
    case 5:
      return fmt::format("({} + {})", time(depth - 1), span(depth - 1));
    default:
      return fmt::format("({} - {})", time(depth - 1), span(depth - 1));
  }
}

std::string Generator::span(int depth) {
  switch (below(depth > 0 ? 7 : 3)) {
    case 0:
      return "effort";
    case 1:
    case 2:
      return one_of(std::array{"duration(\"1h\")", "duration(\"-1h\")", "duration(\"1us\")",
                               "duration(\"0s\")", "duration(\"1500ns\")",
                               "duration(\"2400000h\")"});
    case 3:
    case 4:
      return fmt::format("({} - {})", time(depth - 1), time(depth - 1));
    case 5:
      return fmt::format("(-{})", span(depth - 1));
    default:
      return fmt::format("({} {} {})", span(depth - 1), one_of(std::array{"+", "-"}),
                         span(depth - 1));
  }
}

std::string Generator::reference(int) {
  return one_of(std::array{"person", "group", "me", "person", "null"});
}

std::string Generator::decimal(int depth) {
  switch (below(depth > 0 ? 7 : 4)) {
    case 0:
    case 1:
      return "cost";
    case 2:
      return one_of(std::array{"0", "1", "-2.5", "9.99", "10"});
    case 3:
      return "-cost";
    case 4:
      return fmt::format("({} * cost)", integer(0));
    default:
      return fmt::format("(cost {} {})", one_of(std::array{"+", "-"}), decimal(depth - 1));
  }
}

std::string Generator::operand(Kind kind, int depth) {
  switch (kind) {
    case Kind::integer:
      return integer(depth);
    case Kind::text:
      return text(depth);
    case Kind::timestamp:
      return time(depth);
    case Kind::duration:
      return span(depth);
    case Kind::reference:
      return reference(depth);
    case Kind::decimal:
      return decimal(depth);
    case Kind::real:
      return one_of(std::array{"share", "0.5", "-2.5", "3.0", "1e300", "0.0"});
    default:
      return condition(depth > 0 ? depth - 1 : 0);
  }
}

std::string Generator::comparison(int depth) {
  constexpr std::array kinds = {Kind::integer,  Kind::integer,  Kind::text,      Kind::timestamp,
                                Kind::duration, Kind::duration, Kind::reference, Kind::decimal,
                                Kind::real,     Kind::boolean};
  const auto kind = one_of(kinds);
  const bool has_order = kind != Kind::reference;
  const std::string op = one_of(std::array{"==", "!=", "==", "!=", "<", "<=", ">", ">="});
  if (!has_order && op.size() == 1) return reference(0) + " == " + reference(0);
  if (!has_order && op != "==" && op != "!=") return reference(0) + " != " + reference(0);
  const bool is_equality = op == "==" || op == "!=";
  auto left = operand(kind, depth - 1);
  auto right = is_equality && below(8) == 0 ? "null" : operand(kind, depth - 1);
  if (kind == Kind::integer && below(8) == 0)
    right = one_of(std::array{"2.0", "2.5", "-0.5", "1u"});
  if (kind == Kind::boolean) return fmt::format("(({}) {} ({}))", left, op, right);
  return fmt::format("{} {} {}", left, op, right);
}

std::string Generator::membership(int depth) {
  switch (below(8)) {
    case 0:
      return fmt::format("{} in [{}, {}, 2]", integer(depth - 1), one_of(integers), below(5));
    case 1:
      return fmt::format("{} in [\"red\", \"blue\"]", one_of(std::array{"color", "other_color"}));
    case 2:
      return fmt::format(
          "{} in {}", one_of(std::array{"person", "group", "me"}),
          one_of(std::array{"me.groups", "me.sites", "[me, null]", "[person, group]"}));
    case 3:
      return fmt::format("{} in mixed", one_of(std::array{"i", "s", "share", "is_a", "i + 1"}));
    case 4:
      return fmt::format("{} in [{}, {}]", text(depth - 1), text(0), text(0));
    case 5:
      return fmt::format("{} in [null]", one_of(std::array{"i", "s", "made_at", "person"}));
    case 6:
      return fmt::format("color in {}", one_of(std::array{"colors", "[]", "matrix"}));
    default:
      return fmt::format("{} in [j, 1, {}]", integer(depth - 1),
                         one_of(std::array{"i", "null", "3"}));
  }
}

std::string Generator::text_question(int depth) {
  return fmt::format("({}).{}({})", text(depth - 1),
                     one_of(std::array{"contains", "startsWith", "endsWith"}), text(depth - 1));
}

std::string Generator::lookup(int depth) {
  switch (below(6)) {
    case 0:
      return "colors[color].is_warm";
    case 1:
      return fmt::format("colors[color].rank {} {}", one_of(std::array{"==", "!=", "<", ">="}),
                         below(4));
    case 2:
      return fmt::format("matrix[color][other_color] {} {}", one_of(std::array{"==", "!=", "<"}),
                         integer(depth - 1));
    case 3:
      return "has(colors[color].is_warm)";
    case 4:
      return "colors[color].rank in [1, 3]";
    default:
      return one_of(
          std::array{"has(me.color)", "matrix[me.color][color] == 2", "matrix[color].red == i"});
  }
}

std::string Generator::condition(int depth) {
  if (depth <= 0)
    return one_of(
        std::array{"is_a", "is_b", "i == 1", "s == \"a\"", "color == \"red\"", "true", "i < 2"});
  switch (below(13)) {
    case 0:
      return fmt::format("({} && {})", condition(depth - 1), condition(depth - 1));
    case 1:
      return fmt::format("({} || {})", condition(depth - 1), condition(depth - 1));
    case 2:
    case 3:
      return fmt::format("!({})", condition(depth - 1));
    case 4:
      return fmt::format("({} ? {} : {})", condition(depth - 1), condition(depth - 1),
                         condition(depth - 1));
    case 5:
    case 6:
      return membership(depth);
    case 7:
      return text_question(depth);
    case 8:
      return lookup(depth);
    default:
      return comparison(depth);
  }
}

}  // namespace praxis::expr::test
