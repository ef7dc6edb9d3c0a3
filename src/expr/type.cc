#include "expr/type.h"

#include <fmt/format.h>

namespace praxis::expr {

std::string to_text(const Type& type) {
  const auto parameter = [&](std::size_t index) {
    return index < type.parameters.size() ? to_text(type.parameters[index]) : std::string("dyn");
  };
  switch (type.kind) {
    case Kind::dyn:
      return "dyn";
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::unsigned_integer:
      return "uint";
    case Kind::real:
      return "double";
    case Kind::text:
      return "text";
    case Kind::bytes:
      return "bytes";
    case Kind::timestamp:
      return "timestamp";
    case Kind::duration:
      return "duration";
    case Kind::list:
      return fmt::format("list({})", parameter(0));
    case Kind::map:
      return fmt::format("map({}, {})", parameter(0), parameter(1));
    case Kind::type:
      return "type";
    case Kind::reference:
      return type.name.empty() ? "reference" : fmt::format("reference({})", type.name);
    case Kind::choice:
      return type.name.empty() ? "choice" : fmt::format("choice({})", type.name);
    case Kind::decimal:
      return fmt::format("decimal({})", type.scale);
  }
  return "dyn";
}

}  // namespace praxis::expr
