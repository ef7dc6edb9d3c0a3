// Evaluates a checked tree over bindings: no exceptions, no allocation for numbers and truth
// values, every step counted against cost_max. An error is kept here, not returned, so that && and
// || drop it for nothing. One evaluator serves one evaluation on one thread.
#pragma once

#include <array>
#include <span>

#include "expr/ast.h"

namespace praxis::expr {

constexpr std::size_t text_bytes_max = 1'048'576;  // of any text an expression makes

// Why an evaluation failed. `kinds` are the types that have no overload, put into words only when
// asked for.
struct Failure {
  std::string_view reason;  // without "expression."
  const Node* node = nullptr;
  std::string message{};
  std::array<std::string_view, 2> kinds{};
  std::optional<Error> cause{};  // an error of the bindings
};

class Evaluator {
 public:
  Evaluator(const Bindings& bindings, std::size_t local_count)
      : bindings_(bindings), locals_(local_count) {}

  // The value: in `scratch`, or where it stands already. Null: it failed.
  const Value* evaluate(const Node& node, Value& scratch);

  // Each records a failure and returns false.
  bool refuse(const Node& node, std::string_view reason, std::string message = {});
  bool refuse_overload(const Node& node, std::span<const Value* const> values);
  // Counts steps; false when there were too many.
  bool charge(const Node& node, std::int64_t steps);

  // The failure as an error of `text`.
  Error error(std::string_view text) const;

 private:
  const Value* logical(const Node& node, bool decisive, Value& scratch);
  const Value* conditional(const Node& node, Value& scratch);
  const Value* variable(const Node& node, Value& scratch);
  const Value* select(const Node& node, Value& scratch);
  const Value* index(const Node& node, Value& scratch);
  const Value* list(const Node& node, Value& scratch);
  const Value* map(const Node& node, Value& scratch);
  const Value* call(const Node& node, Value& scratch);
  template <std::size_t arguments_max>
  const Value* call_of(const Node& node, Value& scratch);
  const Value* comprehension(const Node& node, Value& scratch);
  bool has(const Node& node, bool& result);

  friend class Iteration;

  const Bindings& bindings_;
  std::vector<Value> locals_;
  std::int64_t cost_ = 0;
  bool is_exhausted_ = false;
  Failure failure_{};
};

// What a function or an operator is given: it sets `result` or returns false by one of the
// refusals.
struct Call {
  Evaluator& evaluator;
  const Node& node;
  std::span<const Value* const> arguments;
  Value& result;

  const Value& operator[](std::size_t index) const { return *arguments[index]; }
  std::size_t size() const { return arguments.size(); }
  bool give(Value value) {
    result = std::move(value);
    return true;
  }
  bool refuse(std::string_view reason, std::string message = {}) {
    return evaluator.refuse(node, reason, std::move(message));
  }
  bool refuse_overload() { return evaluator.refuse_overload(node, arguments); }
};

// The implementation of a unary or binary operator; null for what is none.
Implementation operator_implementation(Op op);

}  // namespace praxis::expr
