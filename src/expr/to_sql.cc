#include "expr/to_sql.h"

#include <fmt/format.h>

#include "expr/compare.h"
#include "expr/literal.h"
#include "expr/to_sql_compiler.h"

namespace praxis::expr {
namespace {

// The least text above every text that begins with `prefix`, by code points; none if there is none.
std::optional<std::string> above_prefix(std::string prefix) {
  while (!prefix.empty()) {
    std::size_t start = prefix.size() - 1;
    while ((static_cast<unsigned char>(prefix[start]) & 0xC0) == 0x80) --start;
    char32_t last = static_cast<unsigned char>(prefix[start]);
    if (last >= 0xF0)
      last &= 0x07;
    else if (last >= 0xE0)
      last &= 0x0F;
    else if (last >= 0xC0)
      last &= 0x1F;
    for (std::size_t i = start + 1; i < prefix.size(); ++i) {
      last = last << 6 | (static_cast<unsigned char>(prefix[i]) & 0x3F);
    }
    prefix.resize(start);
    if (last == 0x10FFFF) continue;
    append_code_point(prefix, last == 0xD7FF ? 0xE000 : last + 1);
    return prefix;
  }
  return std::nullopt;
}

std::string negated_if(Want want, std::string exact) {
  return want == Want::falsehood ? fmt::format("NOT ({})", exact) : exact;
}

}  // namespace

std::string SqlCompiler::parameter(Value storable) {
  parameters_.push_back(std::move(storable));
  return fmt::format("${}", first_parameter_ + static_cast<int>(parameters_.size()) - 1);
}

std::string SqlCompiler::null_flag() const {
  return engine_ == db::Engine::postgres ? "CAST(NULL AS BOOLEAN)" : "NULL";
}

Result<std::string> SqlCompiler::limited(const Node& node, std::string text) const {
  if (text.size() > sql_bytes_max) return refuse(node, "this becomes too long a condition");
  return text;
}

Result<std::string> SqlCompiler::constant_condition(const Node& node, Want want) {
  const auto value = symbols_.value(node);
  const bool* flag = value ? value->get<bool>() : nullptr;
  if (want == Want::exact) return flag ? std::string(*flag ? "TRUE" : "FALSE") : null_flag();
  return std::string(flag && *flag == (want == Want::truth) ? "TRUE" : "FALSE");
}

Result<std::string> SqlCompiler::condition(const Node& node, Want want) {
  if (!TRY(symbols_.reads_columns(node))) return constant_condition(node, want);
  switch (node.op) {
    case Op::variable:
      return flag_column(node, want);
    case Op::logical_and:
    case Op::logical_or:
      return limited(node, TRY(logical(node, want)));
    case Op::logical_not: {
      if (want == Want::exact) return "NOT (" + TRY(condition(*node.arguments[0], want)) + ")";
      return condition(*node.arguments[0], want == Want::truth ? Want::falsehood : Want::truth);
    }
    case Op::conditional:
      return limited(node, TRY(conditional(node, want)));
    case Op::equal:
    case Op::not_equal:
      return limited(node, TRY(equality(node, want)));
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
      return limited(node, TRY(order(node, want)));
    case Op::in:
      return limited(node, TRY(membership(node, want)));
    case Op::has_value: {
      const auto column = TRY(column_value(*node.arguments[0]));
      return column.text + (want == Want::falsehood ? " IS NULL" : " IS NOT NULL");
    }
    case Op::call:
      return limited(node, TRY(call_condition(node, want)));
    case Op::comprehension:
      return refuse(
          node,
          "macros over lists are not compiled; they work where no list of records is searched");
    default:
      break;
  }
  if (const auto path = TRY(lookup_path(symbols_, node))) {
    const auto flag = [](const Value& leaf) {
      const auto* found = leaf.get<bool>();
      return found ? std::optional(*found) : std::nullopt;
    };
    return limited(node, TRY(lookup_condition(node, *path, flag, want)));
  }
  return refuse(node, "this is not compiled");
}

Result<std::string> SqlCompiler::flag_column(const Node& node, Want want) {
  const auto column = TRY(column_value(node));
  if (column.kind != Kind::boolean) return refuse(node, "this is no condition");
  return column.text + (want == Want::falsehood ? " = 0" : " = 1");
}

// By De Morgan a wanted falsehood sinks to the leaves, where it is a comparison of its own that an
// index may serve.
Result<std::string> SqlCompiler::logical(const Node& node, Want want) {
  const bool is_and = node.op == Op::logical_and;
  const bool is_joined_by_and = is_and == (want != Want::falsehood);
  const std::string_view decisive = is_joined_by_and ? "FALSE" : "TRUE";
  const std::string_view neutral = is_joined_by_and ? "TRUE" : "FALSE";
  std::string text;
  for (const auto& argument : node.arguments) {
    const auto part = TRY(condition(*argument, want));
    if (part == decisive) return part;
    if (part == neutral) continue;
    if (!text.empty()) text += is_joined_by_and ? " AND " : " OR ";
    text += part;
    if (text.size() > sql_bytes_max) return refuse(node, "this becomes too long a condition");
  }
  return text.empty() ? std::string(neutral) : "(" + text + ")";
}

Result<std::string> SqlCompiler::conditional(const Node& node, Want want) {
  const auto& test = *node.arguments[0];
  if (!TRY(symbols_.reads_columns(test))) {
    const auto known = symbols_.value(test);
    const bool* flag = known ? known->get<bool>() : nullptr;
    if (!flag) return want == Want::exact ? null_flag() : std::string("FALSE");
    return condition(*node.arguments[*flag ? 1 : 2], want);
  }
  const auto tested = TRY(condition(test, Want::exact));
  const auto yes = TRY(condition(*node.arguments[1], want));
  const auto no = TRY(condition(*node.arguments[2], want));
  return fmt::format("CASE ({}) WHEN TRUE THEN {} WHEN FALSE THEN {} END", tested, yes, no);
}

Result<std::string> SqlCompiler::call_condition(const Node& node, Want want) {
  if (node.name == "dyn" || node.name == "bool") return condition(*node.arguments[0], want);
  if (node.name == "matches") {
    return refuse(node,
                  "regular expressions are not compiled; contains, startsWith and endsWith are");
  }
  if (node.name == "contains" || node.name == "startsWith" || node.name == "endsWith") {
    return negated_if(want, TRY(text_test(node)));
  }
  return refuse(node, fmt::format("{}() is not compiled", node.name));
}

// The same on both engines by code points, upper and lower case apart; SQLite's LIKE would not tell
// them apart.
Result<std::string> SqlCompiler::text_test(const Node& node) {
  const bool is_postgres = engine_ == db::Engine::postgres;
  const auto text = TRY(operand(*node.arguments[0], Kind::text));
  const auto& part_node = *node.arguments[1];
  if (node.name == "startsWith" && !TRY(symbols_.reads_columns(part_node))) {
    const auto prefix = symbols_.value(part_node);
    const auto* known = prefix ? prefix->get<std::string>() : nullptr;
    if (!known) return null_flag();
    const auto fit = fitted(*prefix, Kind::text);
    if (fit.fit == Fit::refused) return refuse(part_node, "U+0000 is in no column");
    const auto above = above_prefix(*known);
    auto from = fmt::format("{} >= {}", text.text, parameter(*known));
    if (!above) return from;
    return fmt::format("({} AND {} < {})", from, text.text, parameter(*above));
  }
  const auto part = TRY(operand(part_node, Kind::text));
  const auto& t = text.text;
  const auto& p = part.text;
  if (node.name == "contains") {
    return fmt::format("{}({}, {}) > 0", is_postgres ? "strpos" : "instr", t, p);
  }
  if (node.name == "startsWith") return fmt::format("substr({}, 1, length({})) = {}", t, p, p);
  if (is_postgres) return fmt::format("right({}, length({})) = {}", t, p, p);
  return fmt::format("substr({}, -length({}), length({})) = {}", t, p, p, p);
}

// Which keys lead where: with one key by a column, the keys are sorted out here and the column is
// one of a list.
Result<std::string> SqlCompiler::lookup_condition(const Node& node, const LookupPath& path,
                                                  Predicate predicate, Want want) {
  if (path.dynamic_count != 1)
    return refuse(node, "a map looked up by several columns is compared with == only");
  Value at = path.base;
  List true_keys;
  List false_keys;
  const Node* key_node = nullptr;
  const auto follow = [&](Value from, std::size_t first) -> Result<std::optional<Value>> {
    for (std::size_t i = first; i < path.steps.size(); ++i) {
      const auto& step = *path.steps[i];
      const auto key = step.op == Op::index ? symbols_.value(*step.arguments[1])
                                            : Result<Value>(Value(step.name));
      if (!key) return std::nullopt;
      auto next = step_value(from, step, *key);
      if (!next) return std::nullopt;
      from = std::move(*next);
    }
    return std::optional(std::move(from));
  };
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const auto& step = *path.steps[i];
    const bool is_dynamic = step.op == Op::index && TRY(symbols_.reads_columns(*step.arguments[1]));
    if (!is_dynamic) {
      const auto key = step.op == Op::index ? symbols_.value(*step.arguments[1])
                                            : Result<Value>(Value(step.name));
      auto next = key ? step_value(at, step, *key) : std::nullopt;
      if (!next) return want == Want::exact ? null_flag() : std::string("FALSE");
      at = std::move(*next);
      continue;
    }
    key_node = step.arguments[1].get();
    const auto* map = at.get<std::shared_ptr<const Map>>();
    if (!map) return refuse(step, "only a map of constants is looked up by a column");
    for (const auto& [key, entry] : **map) {
      const auto leaf = TRY(follow(entry, i + 1));
      const auto answer = leaf ? predicate(*leaf) : std::nullopt;
      if (answer) (*answer ? true_keys : false_keys).push_back(key);
    }
    break;
  }
  const auto key = TRY(value(*key_node));
  if (want != Want::exact) {
    const auto& keys = want == Want::truth ? true_keys : false_keys;
    return among_constants(key, keys, Want::truth);
  }
  if (true_keys.empty() && false_keys.empty()) return null_flag();
  std::string text = "CASE";
  if (!true_keys.empty())
    text += fmt::format(" WHEN {} THEN TRUE", TRY(among_constants(key, true_keys, Want::truth)));
  if (!false_keys.empty())
    text += fmt::format(" WHEN {} THEN FALSE", TRY(among_constants(key, false_keys, Want::truth)));
  return text + " END";
}

namespace {

// Some parts are compiled and then not needed: the parameters that stand in the text are numbered
// anew, each once.
SqlCondition compacted(std::string_view text, const std::vector<Value>& parameters,
                       int first_parameter) {
  SqlCondition made;
  std::vector<int> numbers(parameters.size(), 0);
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '$') {
      std::size_t number = 0;
      while (i + 1 < text.size() && text[i + 1] >= '0' && text[i + 1] <= '9') {
        number = number * 10 + static_cast<std::size_t>(text[++i] - '0');
      }
      const auto index = number - static_cast<std::size_t>(first_parameter);
      if (numbers[index] == 0) {
        made.parameters.push_back(parameters[index]);
        numbers[index] = first_parameter + static_cast<int>(made.parameters.size()) - 1;
      }
      made.sql += fmt::format("${}", numbers[index]);
      continue;
    }
    made.sql += c;
  }
  return made;
}

}  // namespace

Result<SqlCondition> to_sql(const Program& program, const SqlNames& names, db::Engine engine,
                            int first_parameter) {
  const auto kind = program.root().type.kind;
  if (kind != Kind::boolean && kind != Kind::dyn) {
    return not_in_sql(program, program.root(), "a filter is a condition, true or false");
  }
  SqlCompiler compiler(program, names, engine, first_parameter);
  const auto text = TRY(compiler.condition(program.root(), Want::truth));
  return compacted(text, compiler.take_parameters(), first_parameter);
}

Result<SqlCondition> to_sql_figure(const Program& program, const SqlNames& names, db::Engine engine,
                                   int first_parameter) {
  SqlCompiler compiler(program, names, engine, first_parameter);
  const auto text = TRY(compiler.figure(program.root()));
  return compacted(text, compiler.take_parameters(), first_parameter);
}

db::Parameter to_parameter(const Value& value) {
  if (const auto* flag = value.get<bool>()) return std::int64_t{*flag};
  if (const auto* number = value.get<std::int64_t>()) return *number;
  if (const auto* number = value.get<std::uint64_t>()) return static_cast<std::int64_t>(*number);
  if (const auto* number = value.get<double>()) return *number;
  if (const auto* text = value.get<std::string>()) return std::string_view(*text);
  if (const auto* bytes = value.get<Bytes>()) return db::Bytes{bytes->bytes};
  if (const auto* id = value.get<Id>()) return *id;
  if (value.get<Timestamp>()) return value.instant().us;
  if (value.get<Duration>()) return value.span().us;
  must(value.is_null());  // lists and maps are no parameters
  return {};
}

}  // namespace praxis::expr
