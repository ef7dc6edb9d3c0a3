#include "expr/conjunction.h"

#include "expr/ast.h"

namespace praxis::expr {
namespace {

// The value of a constant or of a list of constants.
std::optional<Value> constant_of(const Node& node) {
  if (node.op == Op::constant) return node.constant;
  if (node.op != Op::list) return std::nullopt;
  List values;
  for (const auto& element : node.arguments) {
    if (element->op != Op::constant) return std::nullopt;
    values.push_back(element->constant);
  }
  return Value(std::move(values));
}

void add_fixed(const Node& column, const Node& value, Fixing how, std::vector<FixedSlot>& out) {
  if (column.op != Op::variable) return;
  if (value.op == Op::variable) {
    out.push_back({column.slot, how, std::nullopt, value.slot});
  } else if (auto constant = constant_of(value)) {
    out.push_back({column.slot, how, std::move(constant), std::nullopt});
  }
}

void collect_fixed(const Node& term, std::vector<FixedSlot>& out) {
  switch (term.op) {
    case Op::logical_and:
      for (const auto& argument : term.arguments) collect_fixed(*argument, out);
      return;
    case Op::equal:
      add_fixed(*term.arguments[0], *term.arguments[1], Fixing::equal, out);
      add_fixed(*term.arguments[1], *term.arguments[0], Fixing::equal, out);
      return;
    case Op::in:
      add_fixed(*term.arguments[0], *term.arguments[1], Fixing::in, out);
      return;
    case Op::variable:
      if (term.type.kind == Kind::boolean)
        out.push_back({term.slot, Fixing::equal, Value(true), std::nullopt});
      return;
    default:
      return;
  }
}

void collect_alternatives(const Node& node, std::vector<std::vector<FixedSlot>>& out) {
  if (node.op == Op::logical_or) {
    for (const auto& argument : node.arguments) collect_alternatives(*argument, out);
    return;
  }
  collect_fixed(node, out.emplace_back());
}

}  // namespace

std::vector<std::vector<FixedSlot>> fixed_slots(const Program& program) {
  std::vector<std::vector<FixedSlot>> alternatives;
  collect_alternatives(program.root(), alternatives);
  return alternatives;
}

}  // namespace praxis::expr
