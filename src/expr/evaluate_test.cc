#include <gtest/gtest.h>

#include "expr/conformance.h"
#include "expr/program.h"

namespace praxis::expr {
namespace {

constexpr std::string_view bindings =
    R"({"priority": 2, "state": "new", "nothing": null, "share": 0.5, "is_major": true,
        "tags": ["a", "b"], "site": {"name": "Harbor", "floors": [1, 2]}})";

// The value as plain text, or the reason why there is none.
std::string evaluated(std::string_view expression) {
  const auto text = evaluate_text(expression, bindings);
  if (!text) return text.error().reason;
  const auto value = from_typed_json(*json_from_text(*text));
  return value ? praxis::to_text(to_json(*value)) : *text;
}

struct EvaluatorCase {
  const char* expression;
  const char* wanted;
};

void expect_all(std::span<const EvaluatorCase> table) {
  for (const auto& [expression, wanted] : table)
    EXPECT_EQ(evaluated(expression), wanted) << expression;
}

TEST(Evaluator, ComparesAsTheLanguageDoes) {
  const EvaluatorCase table[] = {
      {"priority <= 2 && state in [\"new\", \"assigned\"]", "true"},
      {"priority == 2.0", "true"},
      {"priority < 2.5", "true"},
      {"dyn(priority) == \"2\"", "false"},
      {"nothing == null", "true"},
      {"priority == null", "false"},
      {"nothing in [null, 1]", "true"},
      {"[1, [2]] == [1.0, [2u]]", "true"},
      {"{\"a\": 1, \"b\": 2} == {\"b\": 2.0, \"a\": 1}", "true"},
      {"\"Z\" < \"a\" && \"z\" < \"é\"", "true"},
      {"tags == [\"b\", \"a\"]", "false"},
  };
  expect_all(table);
}

TEST(Evaluator, AbsorbsErrorsInLogic) {
  const EvaluatorCase table[] = {
      {"1 / 0 == 1 || is_major", "true"},
      {"is_major || 1 / 0 == 1", "true"},
      {"1 / 0 == 1 && false", "false"},
      {"1 / 0 == 1 || false", "expression.divide_by_zero"},
      {"false ? 1 / 0 : 1", "1"},
      {"dyn(nothing) < 1", "expression.no_such_overload"},
      {"!(dyn(nothing) < 1) || true", "true"},
      {"[0, 1].exists(x, 1 / x == 1)", "true"},
      {"[0, 1].all(x, 1 / x == 1)", "expression.divide_by_zero"},
      {"[0, 1].exists_one(x, 1 / x == 1)", "expression.divide_by_zero"},
  };
  expect_all(table);
}

TEST(Evaluator, FailsWithStableReasons) {
  const EvaluatorCase table[] = {
      {"9223372036854775807 + priority", "expression.overflow"},
      {"priority % 0", "expression.divide_by_zero"},
      {"(-9223372036854775807 - 1) / -1", "expression.overflow"},
      {"(-9223372036854775807 - 1) % -1", "expression.overflow"},
      {"tags[7]", "expression.index_out_of_range"},
      {"tags[-1]", "expression.index_out_of_range"},
      {"site.color", "expression.no_such_key"},
      {"{1: 2, 1u: 3}", "expression.duplicate_key"},
      {"int(\"4x\")", "expression.conversion"},
      {"timestamp(\"9999-12-31T23:59:59Z\") + duration(\"1s\")", "expression.range"},
      {"timestamp(\"2026-03-02T09:00:00Z\").getHours(\"Mars/Base\")", "expression.unknown_zone"},
      {"\"a\".matches(state + \"(\")", "expression.bad_pattern"},
  };
  expect_all(table);
}

TEST(Evaluator, ReadsTimesInZones) {
  const EvaluatorCase table[] = {
      {"timestamp(\"2026-03-29T00:59:59Z\").getHours(\"Europe/Berlin\")", "1"},
      {"timestamp(\"2026-03-29T01:00:00Z\").getHours(\"Europe/Berlin\")", "3"},
      {"timestamp(\"2026-01-01T00:00:00+02:00\").getFullYear()", "2025"},
      {"timestamp(\"2026-01-01T00:00:00Z\") - timestamp(\"2025-12-31T23:00:00Z\")", "\"1h\""},
      {"string(duration(\"1h30m\") + duration(\"500ms\"))", "\"5400.5s\""},
      {"timestamp(\"2026-03-02T09:00:00.25Z\") + duration(\"-1d\")", "expression.conversion"},
      {"string(timestamp(\"2026-03-02T09:00:00.250Z\"))", "\"2026-03-02T09:00:00.25Z\""},
      {"int(timestamp(\"1969-12-31T23:59:59.5Z\"))", "-1"},
      {"timestamp(\"1969-12-31T23:59:59.5Z\").getSeconds()", "59"},
  };
  expect_all(table);
}

TEST(Evaluator, RunsMacrosAndFunctions) {
  const EvaluatorCase table[] = {
      {"site.floors.map(f, f * 10)", "[10,20]"},
      {"site.floors.map(f, f > 1, f * 10)", "[20]"},
      {"site.map(k, k)", "[\"name\",\"floors\"]"},
      {"tags.transformList(i, t, t + string(i))", "[\"a0\",\"b1\"]"},
      {"[[1, 2], [3]].exists(l, l.exists(x, x == 3))", "true"},
      {"[1, 2].map(x, [3, 4].map(y, x * y))", "[[3,4],[6,8]]"},
      {"[[1, 2]].map(x, x)[0][1]", "2"},
      {"has(site.name) && !has(site.color)", "true"},
      {"\"Größe\".size()", "5"},
      {"\"a,b\".split(\",\").join(\"-\")", "\"a-b\""},
      {"\"%s: %.1f\".format([state, share])", "\"new: 0.5\""},
      {"math.greatest(priority, 7)", "7"},
      {"string(1e21) + \" \" + string(0.1) + \" \" + string(1e-7)", "\"1e+21 0.1 1e-07\""},
  };
  expect_all(table);
}

TEST(Evaluator, StopsAtItsLimits) {
  const EvaluatorCase table[] = {
      {"[1,2,3,4,5,6,7,8,9,10].all(a, [1,2,3,4,5,6,7,8,9,10].all(b, [1,2,3,4,5,6,7,8,9,10].all(c, "
       "[1,2,3,4,5,6,7,8,9,10].all(d, [1,2,3,4,5,6,7,8,9,10].all(e, a + b + c + d + e > 0))))) || "
       "true",
       "expression.cost"},
      {"\"aaaaaaaaaaaaaaaaaaaa\".replace(\"\", \"aaaaaaaaaaaaaaaaaaaa\").replace(\"\", "
       "\"aaaaaaaaaaaaaaaaaaaa\")"
       ".replace(\"\", \"aaaaaaaaaaaaaaaaaaaa\").replace(\"\", \"aaaaaaaaaaaaaaaaaaaa\") == state",
       "expression.too_large"},
  };
  expect_all(table);
}

TEST(Evaluator, PassesOnWhatTheBindingsRefuse) {
  class Names final : public Environment {
   public:
    std::optional<Symbol> variable(std::span<const std::string_view>,
                                   std::size_t& used) const override {
      used = 1;
      return Symbol{{.kind = Kind::boolean}, 7};
    }
  };
  class Refusing final : public Bindings {
   public:
    Result<Value> value(std::uint32_t slot) const override {
      return fail(Code::unavailable, "test.refused", std::to_string(slot));
    }
  };
  const auto program = compile("x", Names());
  ASSERT_TRUE(program);
  EXPECT_EQ((*program)->evaluate(Refusing()).error().reason, "test.refused");
  const auto absorbed = compile("x || true", Names());
  ASSERT_TRUE(absorbed);
  EXPECT_TRUE((*absorbed)->evaluate(Refusing())->is_true());
}

TEST(Values, KeepTheirTypedForm) {
  const Value values[] = {Value(),
                          Value(true),
                          Value(-5),
                          Value(std::uint64_t{18446744073709551615u}),
                          Value(0.1),
                          Value("ü"),
                          Value(Bytes{"\x00\xff"}),
                          Value(Timestamp{-1, 500'000'000}),
                          Value(Duration{-1, -5}),
                          Value(Id{}),
                          Value(TypeName{"int"}),
                          Value(List{Value(1), Value("a")}),
                          Value(Map{{Value(1), Value(List{})}})};
  for (const auto& value : values) {
    const auto json = to_typed_json(value);
    const auto back = from_typed_json(json);
    ASSERT_TRUE(back) << praxis::to_text(json);
    EXPECT_EQ(*back, value) << praxis::to_text(json);
  }
  EXPECT_FALSE(from_typed_json(Json("x")));
  EXPECT_FALSE(from_typed_json(*json_from_text(R"({"type": "int", "value": "1.5"})")));
}

TEST(Values, HoldInstantsAndSpansToTheMicrosecond) {
  EXPECT_EQ(Value(Instant{-1}).instant(), Instant{-1});
  EXPECT_EQ(Value(Instant{1'780'000'000'123'456}).instant(), (Instant{1'780'000'000'123'456}));
  EXPECT_EQ(Value(Timestamp{-1, 999'999'999}).instant(), Instant{-1}) << "cut toward the past";
  EXPECT_EQ(Value(Span{-1'500'000}).span(), Span{-1'500'000});
  EXPECT_EQ(praxis::to_text(to_json(Value(Span{5'400'000'000}))), "\"1h30m\"");
  EXPECT_EQ(praxis::to_text(to_json(Value(Instant{0}))), "\"1970-01-01T00:00:00Z\"");
}

}  // namespace
}  // namespace praxis::expr
