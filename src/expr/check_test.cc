#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "expr/program.h"

namespace praxis::expr {
namespace {

const Type text_type{.kind = Kind::text};
const Type integer_type{.kind = Kind::integer};
Type reference_to(std::string name) { return {.kind = Kind::reference, .name = std::move(name)}; }
Type state_type() {
  return {.kind = Kind::choice,
          .name = "state",
          .keys = std::make_shared<const std::vector<std::string>>(
              std::vector<std::string>{"new", "assigned", "in_progress", "on_hold", "resolved"})};
}

struct Name {
  const char* path;
  Type type;
};

const std::vector<Name>& known() {
  static const std::vector<Name> all = {
      {"priority", integer_type},
      {"title", text_type},
      {"state", state_type()},
      {"cost", {.kind = Kind::decimal, .scale = 2}},
      {"price", {.kind = Kind::decimal, .scale = 4}},
      {"requester", reference_to("person")},
      {"me", reference_to("person")},
      {"me.groups", list_of(reference_to("group"))},
      {"group", reference_to("group")},
      {"service", reference_to("service")},
      {"service.tier", text_type},
      {"is_major", {.kind = Kind::boolean}},
      {"created_at", {.kind = Kind::timestamp}},
      {"now", {.kind = Kind::timestamp}},
      {"left", {.kind = Kind::duration}},
      {"tags", list_of(state_type())},
      {"matrix", map_of(state_type(), map_of(text_type, integer_type))},
      {"type", text_type},
      {"anything", {}},
  };
  return all;
}

class TestEnvironment final : public Environment {
 public:
  std::optional<Symbol> variable(std::span<const std::string_view> path,
                                 std::size_t& used) const override {
    for (used = path.size(); used > 0; --used) {
      std::string joined;
      for (const auto part : path.first(used))
        joined += (joined.empty() ? "" : ".") + std::string(part);
      for (std::size_t i = 0; i < known().size(); ++i) {
        if (joined == known()[i].path)
          return Symbol{known()[i].type, static_cast<std::uint32_t>(i)};
      }
    }
    return std::nullopt;
  }
  std::optional<Symbol> call(std::string_view name,
                             std::span<const Argument> arguments) const override {
    const bool is_known = name == "entered_at" && arguments.size() == 1 && arguments[0].constant &&
                          *arguments[0].constant == Value("phase.resolved");
    if (is_known) return Symbol{{.kind = Kind::timestamp}, 50};
    const bool is_within = name == "within" && arguments.size() == 2 && arguments[0].symbol &&
                           arguments[0].symbol->slot == 4 && arguments[1].constant;
    if (is_within) return Symbol{{.kind = Kind::boolean}, 51};
    return std::nullopt;
  }
  std::vector<std::string> names() const override {
    std::vector<std::string> names{"within", "entered_at"};
    for (const auto& name : known()) names.emplace_back(name.path);
    return names;
  }
};

std::string checked(std::string_view expression) {
  const auto program = compile(expression, TestEnvironment());
  if (!program) return program.error().reason + " " + program.error().message;
  return to_text((*program)->type());
}

struct CheckerCase {
  const char* expression;
  const char* wanted;
};

TEST(Checker, GivesTypes) {
  const CheckerCase table[] = {
      {"priority + 1", "int"},
      {"title + \"x\"", "text"},
      {"now - created_at", "duration"},
      {"created_at + left", "timestamp"},
      {"now - created_at > duration(\"1h\")", "bool"},
      {"service.tier", "text"},
      {"cost + 1.5", "decimal(2)"},
      {"cost * 3", "decimal(2)"},
      {"-cost", "decimal(2)"},
      {"double(cost)", "double"},
      {"string(cost)", "text"},
      {"matrix[state][\"a\"]", "int"},
      {"matrix.new", "map(text, int)"},
      {"tags.filter(t, t != \"new\")", "list(choice(state))"},
      {"me.groups.map(g, g == group)", "list(bool)"},
      {"[1, 2].transformMap(i, v, string(v))", "map(int, text)"},
      {"is_major ? priority : null", "int"},
      {"is_major ? 1 : \"a\"", "dyn"},
      {"state + \"x\"", "text"},
      {"state.startsWith(\"on\")", "bool"},
      {"type", "text"},
      {"type(priority)", "type"},
      {"type(priority) == int", "bool"},
      {"entered_at(\"phase.resolved\")", "timestamp"},
      {"size(tags) > 1", "bool"},
      {"math.greatest(priority, 3)", "dyn"},
      {"anything.x.y + 1", "dyn"},
      {"requester == me && group in me.groups", "bool"},
      {"requester == group", "bool"},
      {"requester == null", "bool"},
      {"has(service.tier)", "bool"},
  };
  for (const auto& [expression, wanted] : table) {
    EXPECT_EQ(checked(expression), wanted) << expression;
  }
}

TEST(Checker, RefusesWithAPositionAndAHint) {
  const CheckerCase table[] = {
      {"priorty <= 2",
       "expression.unknown_name 1:1: \"priorty\" is not known; did you mean \"priority\"?"},
      {"1 == 1 && service.teir == \"gold\"",
       "expression.unknown_name 1:19: \"service.teir\" is not known: service is "
       "reference(service); did you mean "
       "\"service.tier\"?"},
      {"titel == \"a\"",
       "expression.unknown_name 1:1: \"titel\" is not known; did you mean \"title\"?"},
      {"state == \"resolvd\"",
       "expression.unknown_choice 1:10: \"resolvd\" is not in choice(state); did you mean "
       "\"resolved\"?"},
      {"state in [\"new\", \"asigned\"]",
       "expression.unknown_choice 1:18: \"asigned\" is not in choice(state); did you mean "
       "\"assigned\"?"},
      {"state == (is_major ? \"new\" : \"old\")",
       "expression.unknown_choice 1:30: \"old\" is not in choice(state)"},
      {"\"nwe\" in tags",
       "expression.unknown_choice 1:1: \"nwe\" is not in choice(state); did you mean \"new\"?"},
      {"matrix[\"nw\"][\"a\"] == 1",
       "expression.unknown_choice 1:8: \"nw\" is not in choice(state); did you mean \"new\"?"},
      {"cost > 1.005", "expression.decimal_scale 1:8: this number does not fit 2 decimal places"},
      {"cost == price", "expression.type 1:6: == is not defined for decimal(2) and decimal(4)"},
      {"cost == priority", "expression.type 1:6: == is not defined for decimal(2) and int"},
      {"cost / 2", "expression.type 1:6: / is not defined for decimal(2) and int"},
      {"dyn(cost) == 1", "expression.type 1:1: dyn is not defined for decimal(2)"},
      {"[cost, priority]", "expression.type 1:8: int does not go with decimal(2)"},
      {"priority == \"1\"", "expression.type 1:10: == is not defined for int and text"},
      {"priority + 1.5",
       "expression.type 1:10: + is not defined for int and double; convert one by double() or "
       "int()"},
      {"created_at > \"2026-03-02\"",
       "expression.type 1:12: > is not defined for timestamp and text; write "
       "timestamp(\"2026-03-02T09:00:00Z\")"},
      {"left > \"1h\"",
       "expression.type 1:6: > is not defined for duration and text; write duration(\"1h30m\")"},
      {"priority && is_major", "expression.type 1:1: && takes bool, this is int"},
      {"priority ? 1 : 2", "expression.type 1:1: a condition is bool, this is int"},
      {"requester == \"mara\"",
       "expression.type 1:14: reference(person) is compared with references or an id, not with "
       "this text"},
      {"requester < me",
       "expression.type 1:11: < is not defined for reference(person) and reference(person)"},
      {"title.x",
       "expression.unknown_name 1:7: \"title.x\" is not known: title is text; did you mean "
       "\"title\"?"},
      {"title.size(1)", "expression.type 1:7: size() does not take 1 arguments"},
      {"startWith(title)",
       "expression.unknown_function 1:1: there is no function \"startWith\"; did you mean "
       "\"startsWith\"?"},
      {"entered_at(\"resolved\")",
       "expression.unknown_function 1:1: entered_at() does not take these arguments"},
      {"title.matches(\"(\")", "expression.pattern 1:15: not a pattern: missing ): ("},
      {"created_at > timestamp(\"tomorrow\")",
       "expression.conversion 1:14: \"tomorrow\" is no time like 2026-03-02T09:00:00Z"},
      {"[1].all(x, x)", "expression.type 1:12: a condition is bool, this is int"},
      {"priority.all(x, true)", "expression.type 1:10: int has no elements"},
      {"priority < null", "expression.type 1:10: < is not defined for int and null"},
  };
  for (const auto& [expression, wanted] : table) {
    EXPECT_EQ(checked(expression), wanted) << expression;
  }
}

TEST(Checker, FitsConstantsToDecimals) {
  class Cost final : public Bindings {
   public:
    Result<Value> value(std::uint32_t) const override { return Value(1'250); }  // 12.50
  };
  const auto is_true = [](std::string_view expression) {
    const auto program = compile(expression, TestEnvironment());
    if (!program) return testing::AssertionFailure() << program.error().message;
    const auto value = (*program)->evaluate(Cost());
    if (!value) return testing::AssertionFailure() << value.error().message;
    return value->is_true() ? testing::AssertionSuccess() : testing::AssertionFailure();
  };
  EXPECT_TRUE(is_true("cost == 12.5"));
  EXPECT_TRUE(is_true("cost > 12"));
  EXPECT_TRUE(is_true("12.51 > cost"));
  EXPECT_TRUE(is_true("cost in [1, 12.50]"));
  EXPECT_TRUE(is_true("cost + 0.5 == 13"));
  EXPECT_TRUE(is_true("cost * 2 == 25"));
  EXPECT_TRUE(is_true("(true ? cost : 0) == 12.5"));
  EXPECT_TRUE(is_true("double(cost) == 12.5"));
  EXPECT_TRUE(is_true("int(cost) == 12"));
  EXPECT_TRUE(is_true("string(cost) == \"12.50\""));
  EXPECT_TRUE(is_true("[cost].exists(c, c == 12.5)"));
}

TEST(Checker, TakesIdsAsTextForReferences) {
  EXPECT_EQ(checked("requester == \"0192f0c1-0000-7000-8000-000000000001\""), "bool");
  EXPECT_EQ(checked("group in [\"0192f0c1-0000-7000-8000-000000000001\", null]"), "bool");
}

TEST(Checker, ListsEachSlotOnce) {
  const auto two = compile("priority > 1 || priority < 0 || title == \"a\"", TestEnvironment());
  ASSERT_TRUE(two);
  EXPECT_EQ((*two)->slots(), (std::vector<std::uint32_t>{0, 1}));
  const auto call = compile("within(price, \"x\")", TestEnvironment());
  ASSERT_TRUE(call);
  EXPECT_EQ((*call)->slots(), std::vector<std::uint32_t>{51})
      << "an argument the environment took is not read";
}

TEST(Checker, HoldsTheResultToWhatIsWanted) {
  const TestEnvironment environment;
  EXPECT_TRUE(compile("is_major", environment, {.wanted = Kind::boolean}));
  EXPECT_TRUE(compile("anything", environment, {.wanted = Kind::boolean}));
  EXPECT_EQ(compile("priority", environment, {.wanted = Kind::boolean}).error().message,
            "1:1: this gives int, wanted is bool");
  EXPECT_EQ(compile("\"olden\"", environment, {.wanted_type = state_type()}).error().reason,
            "expression.unknown_choice");
  EXPECT_TRUE(compile("is_major ? \"new\" : state", environment, {.wanted_type = state_type()}));
}

TEST(Checker, IterationVariablesShadowNames) {
  EXPECT_EQ(checked("[\"a\"].all(priority, priority == \"a\")"), "bool");
  EXPECT_EQ(checked("[\"a\"].all(priority, .priority == 1)"), "bool");
  EXPECT_EQ(checked("[[1]].all(x, x.all(x, x == 1))"), "bool");
  EXPECT_EQ(checked("[1].all(x, true) && x == 1"),
            "expression.unknown_name 1:21: \"x\" is not known");
}

TEST(Checker, NamesLineAndColumnInTheDetails) {
  const auto error = compile("is_major &&\n  titel == \"ü\"", TestEnvironment()).error();
  EXPECT_EQ(error.details.at("line"), Json(2));
  EXPECT_EQ(error.details.at("column"), Json(3));
  EXPECT_EQ(error.details.at("length"), Json(5));
}

}  // namespace
}  // namespace praxis::expr
