#include "expr/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>

#include "base/json.h"
#include "expr/coerce.h"
#include "expr/compare.h"
#include "expr/program.h"

namespace praxis::expr {
namespace {

// Names with their values; a name may have dots.
class NamedValues final : public Environment, public Bindings {
 public:
  void add(std::string name, Value value) {
    values_.emplace_back(std::move(name), std::move(value));
  }

  std::optional<Symbol> variable(std::span<const std::string_view> path,
                                 std::size_t& used) const override {
    for (used = path.size(); used > 0; --used) {
      const auto name = fmt::format("{}", fmt::join(path.first(used), "."));
      for (std::size_t i = 0; i < values_.size(); ++i) {
        if (values_[i].first == name)
          return Symbol{type_of(values_[i].second), static_cast<std::uint32_t>(i)};
      }
    }
    return std::nullopt;
  }
  std::vector<std::string> names() const override {
    std::vector<std::string> all;
    for (const auto& [name, value] : values_) all.push_back(name);
    return all;
  }
  Result<Value> value(std::uint32_t slot) const override { return values_[slot].second; }

 private:
  std::vector<std::pair<std::string, Value>> values_;
};

// Equal in type too, as the cases demand: 1 is not 1.0, NaN is NaN, -0.0 is not told from 0.0.
bool is_same(const Value& left, const Value& right) {
  if (left.variant().index() != right.variant().index()) return false;
  if (const auto* number = left.get<double>()) {
    return (std::isnan(*number) && std::isnan(*right.get<double>())) ||
           *number == *right.get<double>();
  }
  if (left.get<std::shared_ptr<const List>>()) {
    return std::ranges::equal(left.list(), right.list(), is_same);
  }
  if (left.get<std::shared_ptr<const Map>>()) {
    return left.map().size() == right.map().size() &&
           std::ranges::all_of(left.map(), [&](const auto& entry) {
             return std::ranges::any_of(right.map(), [&](const auto& other) {
               return is_same(entry.first, other.first) && is_same(entry.second, other.second);
             });
           });
  }
  return left == right;
}

struct TestCase {
  std::string name;
  std::string expression;
  NamedValues values;
  bool is_checked = true;
  std::optional<Value> wanted;  // none: an error
};

std::string text_member(const JsonObject& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

// Not json_from_text: a case may hold U+0000 and nest deeper than what the product takes in.
Result<Json> json_from_line(std::string_view line) {
  boost::system::error_code wrong;
  auto json = boost::json::parse(line, wrong, {}, {.max_depth = 128});
  if (wrong) return fail(Code::invalid_argument, "expression.case", wrong.message());
  return json;
}

Result<TestCase> case_from_line(std::string_view line) {
  const auto json = TRY(json_from_line(line));
  if (!json.is_object())
    return fail(Code::invalid_argument, "expression.case", "a case is an object");
  const auto& object = json.as_object();
  TestCase made;
  made.name = fmt::format("{}/{}/{}", text_member(object, "file"), text_member(object, "section"),
                          text_member(object, "name"));
  made.expression = text_member(object, "expr");
  if (const auto* check = object.if_contains("check")) made.is_checked = *check != Json(false);
  if (const auto* bindings = object.if_contains("bindings"); bindings && bindings->is_object()) {
    for (const auto& [name, value] : bindings->as_object()) {
      made.values.add(std::string(name), TRY(from_typed_json(value)));
    }
  }
  const auto* want = object.if_contains("want");
  if (!want || !want->is_object())
    return fail(Code::invalid_argument, "expression.case", "a case has a want");
  if (const auto* value = want->as_object().if_contains("value"))
    made.wanted = TRY(from_typed_json(*value));
  return made;
}

// Reasons by which we refuse what the specification has and we do not.
bool is_unsupported(const Error& error) {
  return error.reason == "expression.unsupported" || error.reason == "expression.too_long" ||
         error.reason == "expression.too_deep" || error.reason == "expression.unknown_function";
}

void judge(const TestCase& one, TestReport& report) {
  const auto fails = [&](const std::string& what) {
    ++report.failed;
    report.failures.push_back(fmt::format("{}: {} → {}", one.name, one.expression, what));
  };
  const auto program = compile(one.expression, one.values, {.is_typed = one.is_checked});
  const auto value =
      program ? (*program)->evaluate(one.values) : Result<Value>(fail(program.error()));
  if (!value && one.wanted && !program && is_unsupported(value.error())) {
    ++report.unsupported;
    ++report.unsupported_reasons[value.error().reason];
    return;
  }
  if (!value) return one.wanted ? fails(value.error().message) : void(++report.passed);
  const auto given = praxis::to_text(to_typed_json(*value));
  if (!one.wanted) return fails(given + ", wanted an error");
  if (!is_same(*value, *one.wanted)) {
    return fails(given + ", wanted " + praxis::to_text(to_typed_json(*one.wanted)));
  }
  ++report.passed;
}

Value value_from_json(const Json& json) {
  switch (json.kind()) {
    case boost::json::kind::null:
      return {};
    case boost::json::kind::bool_:
      return json.as_bool();
    case boost::json::kind::int64:
      return std::int64_t{json.as_int64()};
    case boost::json::kind::uint64:
      return std::uint64_t{json.as_uint64()};
    case boost::json::kind::double_:
      return json.as_double();
    case boost::json::kind::string:
      return std::string(json.as_string());
    case boost::json::kind::array: {
      List list;
      for (const auto& element : json.as_array()) list.push_back(value_from_json(element));
      return list;
    }
    case boost::json::kind::object: {
      Map map;
      for (const auto& [key, value] : json.as_object()) {
        map.emplace_back(std::string(key), value_from_json(value));
      }
      return map;
    }
  }
  return {};
}

}  // namespace

Result<TestReport> run_conformance(std::istream& cases) {
  TestReport report;
  int number = 0;
  for (std::string line; std::getline(cases, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const auto one = case_from_line(line);
    if (!one) {
      auto error = one.error();
      error.message = fmt::format("line {}: {}", number, error.message);
      return fail(std::move(error));
    }
    judge(*one, report);
  }
  return report;
}

Result<std::string> evaluate_text(std::string_view expression, std::string_view bindings_json) {
  NamedValues values;
  if (!bindings_json.empty()) {
    const auto bindings = TRY(json_from_text(bindings_json));
    if (!bindings.is_object()) {
      return fail(Code::invalid_argument, "expression.bindings", "bindings are a JSON object");
    }
    for (const auto& [name, value] : bindings.as_object()) {
      values.add(std::string(name), value_from_json(value));
    }
  }
  const auto program = TRY(compile(expression, values));
  return praxis::to_text(to_typed_json(TRY(program->evaluate(values))));
}

}  // namespace praxis::expr
