// The tree of an expression: made by the parser, resolved and typed in place by the checker, then
// never changed. Nodes know no text but their names; their position points into Program::text().
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expr/position.h"
#include "expr/program.h"

namespace re2 {
class RE2;
}

namespace praxis::expr {

enum class Op : std::uint8_t {
  constant,
  identifier,  // by the parser only: the checker makes it a variable, a local, a constant or a
               // failing node
  variable,    // `slot`
  local,       // `slot`: index of an iteration variable
  failing,  // an unknown name or function of an unchecked expression: an error when it is evaluated
  select,   // arguments[0].name
  has_field,  // has(arguments[0].name)
  has_value,  // has(path) of a path that is a variable: not null
  index,      // arguments[0][arguments[1]]
  call,       // a function; the target of a receiver call is arguments[0]
  list,
  map,  // arguments: key, value, key, value …
  conditional,
  logical_and,  // any number of arguments
  logical_or,   // any number of arguments
  logical_not,
  negate,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  comprehension,  // `macro` over arguments[0] with the locals `variables`; arguments[1], [2]: its
                  // bodies
};

enum class Macro : std::uint8_t {
  all,
  exists,
  exists_one,
  map,  // bodies: transform, or filter and transform
  filter,
  transform_list,  // as map, of two variables
  transform_map,
  transform_map_entry,
};

enum class CallStyle : std::uint8_t { global, receiver };

struct Call;
using Implementation = bool (*)(Call&);

struct Program::Node {
  Op op = Op::constant;
  Macro macro = Macro::all;
  CallStyle style = CallStyle::global;
  bool is_absolute = false;  // an identifier written with a leading dot: never a local
  std::uint16_t depth = 1;   // of the tree below, itself included
  std::uint32_t slot = 0;
  Position at{};
  Type type{};
  Value constant{};
  std::string name{};
  std::vector<std::string> variables{};
  Implementation implementation = nullptr;
  std::shared_ptr<const re2::RE2> pattern{};  // of matches() with a constant pattern
  std::vector<std::unique_ptr<Node>> arguments{};
};

using Node = Program::Node;
using NodePointer = std::unique_ptr<Node>;

// "&&" for logical_and …; "" for what is no operator.
std::string_view operator_text(Op op);

}  // namespace praxis::expr
