// An expression, parsed and checked once, evaluated in memory or compiled to SQL as often as
// wanted.
//
// What names mean is the business of an Environment: it is asked at check time for the longest path
// it knows
// (`service.group.title`, `links.children.open`, `me.groups`) and answers with a Symbol: a type and
// a slot. At run time a Bindings gives the slot's value; for SQL, SqlNames gives its column or its
// constant. So the language knows no record. Programs are immutable and shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/type.h"
#include "expr/value.h"

namespace praxis::expr {

constexpr std::size_t expression_length_max = 2'000;  // characters
constexpr std::int64_t cost_max =
    100'000;  // steps of one evaluation: one a node visited, one an element

struct Symbol {
  Type type;
  std::uint32_t slot = 0;
};

class Environment {
 public:
  virtual ~Environment() = default;
  // The longest prefix of `path` that names something; `used` says how many parts. None: an unknown
  // name.
  virtual std::optional<Symbol> variable(std::span<const std::string_view> path,
                                         std::size_t& used) const = 0;
  // A function that the environment gives, called with constants alone
  // (`entered_at("phase.resolved")`, `within(category, "hardware")` is given as its name and, for
  // each argument, either a constant or the symbol's slot).
  struct Argument {
    std::optional<Value> constant;
    std::optional<Symbol> symbol;
  };
  virtual std::optional<Symbol> call(std::string_view name,
                                     std::span<const Argument> arguments) const {
    (void)name, (void)arguments;
    return std::nullopt;
  }
  // What a symbol's members are where a path goes on behind an index: choices.hold_reason[x].pauses
  // has a map type, so nothing is needed here. For messages: names like `name`, for "did you mean".
  virtual std::vector<std::string> names() const { return {}; }
};

class Bindings {
 public:
  virtual ~Bindings() = default;
  // The value of a slot. An error here is an error of the expression (absorbed by && and || as CEL
  // says).
  virtual Result<Value> value(std::uint32_t slot) const = 0;
};

struct CheckOptions {
  std::optional<Kind> wanted{};  // the result's kind; dyn results pass
  std::optional<Type>
      wanted_type{};  // in place of `wanted`: constants are fitted to it (choices, decimals, ids)
  bool is_typed = true;  // false: only parse; everything is dyn
};

class Program {
 public:
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  const std::string& text() const { return text_; }
  const Type& type() const { return type_; }
  // The slots it reads, each once: to order computed fields and to know what a list must select.
  const std::vector<std::uint32_t>& slots() const { return slots_; }

  // Errors: InvalidArgument, reason "expression.…" (no_such_overload, divide_by_zero, overflow,
  // no_such_key, cost …).
  Result<Value> evaluate(const Bindings& bindings) const;

  struct Node;
  const Node& root() const { return *root_; }
  std::size_t local_count() const { return local_count_; }  // iteration variables that live at once

 private:
  friend Result<std::shared_ptr<const Program>> compile(std::string_view, const Environment&,
                                                        const CheckOptions&);
  Program();
  std::string text_;
  Type type_;
  std::vector<std::uint32_t> slots_;
  std::unique_ptr<const Node> root_;
  std::size_t local_count_ = 0;
};

// Parses and checks. InvalidArgument, reason "expression.syntax" or "expression.type" …; message
// with line and column, details {"line", "column", "length"}.
Result<std::shared_ptr<const Program>> compile(std::string_view text,
                                               const Environment& environment,
                                               const CheckOptions& options = {});

// The parsed tree as JSON for filter chips: {"op": "&&", "args": [{"op": "==", "args": [{"name":
// "state"}, {"value": "new"}]}]}.
Result<Json> parsed_tree(std::string_view text);

}  // namespace praxis::expr
