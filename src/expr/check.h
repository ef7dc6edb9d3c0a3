// Gives each node its meaning and type, in place: names by the environment, functions by the
// standard library, constants by what they meet. The rules are in docs/expressions.md.
#pragma once

#include "expr/ast.h"
#include "expr/functions.h"

namespace praxis::expr {

// For what reads none: its values are an error.
const Bindings& no_bindings();

class Checker {
 public:
  Checker(std::string_view text, const Environment& environment, const CheckOptions& options)
      : text_(text), environment_(environment), options_(options) {}

  Status run(Node& root);

  const std::vector<std::uint32_t>& slots() const { return slots_; }
  std::size_t local_count() const { return local_count_; }

 private:
  struct Local {
    std::string name;
    Type type;
  };

  Status check(Node& node);
  Status check_result(Node& root);
  void fold_constants(Node& node);
  Status check_arguments(Node& node);

  // check_names.cc
  Status check_path(Node& node);
  Status check_select(Node& node);
  Status check_has(Node& node);
  bool is_local(const Node& identifier) const;
  Result<bool> resolve_variable(Node& outer, std::span<Node* const> chain);
  void make_variable(Node& node, const Symbol& symbol);
  Status unknown_name(Node& node, std::string_view name);
  std::vector<std::string> known_names() const;

  // check_operators.cc
  Status check_index(Node& node);
  Status check_list(Node& node);
  Status check_map(Node& node);
  Status check_conditional(Node& node);
  Status check_logical(Node& node);
  Status check_equality(Node& node);
  Status check_order(Node& node);
  Status check_in(Node& node);
  Status check_arithmetic(Node& node);
  Status check_negation(Node& node);
  Status check_comprehension(Node& node);
  Status meet(Node& left, Node& right);
  Status meet_all(Node& node, std::size_t first, std::size_t step);

  // check_calls.cc
  Status check_call(Node& node);
  void qualify(Node& call) const;
  bool is_name_known(const Node& identifier) const;
  bool ask_environment(Node& call);
  Status check_function(Node& call);
  Status unknown_function(Node& call);
  Status compile_pattern(Node& call);
  Status fold_call(Node& call);

  bool is_typed() const { return options_.is_typed; }
  tl::unexpected<Error> refuse(const Node& node, std::string_view reason,
                               std::string_view message) const {
    return fail(error_at(text_, node.at, reason, message));
  }
  // An operator that is not defined for the types of its arguments; fine where nothing is typed.
  Status no_overload(Node& node) const;

  std::string_view text_;
  const Environment& environment_;
  const CheckOptions& options_;
  std::vector<Local> locals_{};
  std::size_t local_count_ = 0;
  std::vector<std::uint32_t> slots_{};
};

}  // namespace praxis::expr
