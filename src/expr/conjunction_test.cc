#include "expr/conjunction.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace praxis::expr {
namespace {

// Names of one letter: a to l are texts, m to s lists of texts, t to z truth values.
class Letters final : public Environment {
 public:
  std::optional<Symbol> variable(std::span<const std::string_view> path,
                                 std::size_t& used) const override {
    used = 1;
    const char letter = path.front().front();
    const Type text{.kind = Kind::text};
    const auto type = letter < 'm'   ? text
                      : letter < 't' ? list_of(text)
                                     : Type{.kind = Kind::boolean};
    return Symbol{type, static_cast<std::uint32_t>(letter)};
  }
};

std::string value_as_text(const Value& value) {
  return value.is_null() ? "null" : praxis::to_text(to_json(value));
}

std::string fixed_as_text(std::string_view condition) {
  const auto program = compile(condition, Letters{});
  if (!program) return program.error().message;
  std::string text;
  for (const auto& alternative : fixed_slots(**program)) {
    if (!text.empty()) text += " | ";
    for (const auto& fixed : alternative)
      text += fmt::format(
          "{}{}{} ", static_cast<char>(fixed.slot), fixed.how == Fixing::in ? " in " : "=",
          fixed.by ? std::string(1, static_cast<char>(*fixed.by)) : value_as_text(*fixed.constant));
    if (alternative.empty()) text += "nothing ";
  }
  return text;
}

TEST(Conjunction, TellsWhatTheOutermostTermsFix) {
  struct Case {
    std::string_view condition, fixed;
  };
  const Case cases[] = {
      {"a == 'x'", R"(a="x" )"},
      {"'x' == a", R"(a="x" )"},
      {"a == null", "a=null "},
      {"a == b", "a=b b=a "},
      {"a in m", "a in m "},
      {"a in ['x', 'y'] && b == 'z' && t", R"(a in ["x","y"] b="z" t=true )"},
      {"a == 'x' && (b == 'y' || c == 'z')", R"(a="x" )"},
      {"a == 'x' || b in m && t", R"(a="x"  | b in m t=true )"},
      {"a != 'x'", "nothing "},
      {"!(a == 'x')", "nothing "},
      {"t ? a == 'x' : b == 'y'", "nothing "},
      {"a == b + 'x'", "nothing "},
      {"a in ['x', b]", "nothing "},
  };
  for (const auto& row : cases) EXPECT_EQ(fixed_as_text(row.condition), row.fixed) << row.condition;
}

}  // namespace
}  // namespace praxis::expr
