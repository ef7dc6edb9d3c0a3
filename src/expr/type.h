// Types of the expression language. Every type but `dyn` may also hold null, as a record's fields
// may be empty.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace praxis::expr {

enum class Kind {
  dyn,
  null,
  boolean,
  integer,
  unsigned_integer,
  real,
  text,
  bytes,
  timestamp,
  duration,
  list,
  map,
  type,
  reference,  // `name`: the record type it leads to ("person"); compares with references and, where
              // given, with ids
  choice,  // text whose constants are checked; `name`: the choice list, `keys`: what a constant may
           // be
  decimal,  // a scaled integer; `scale`: decimal places. Constants compared with it are scaled when
            // checked.
};

struct Type {
  Kind kind = Kind::dyn;
  std::string name{};
  int scale = 0;
  std::shared_ptr<const std::vector<std::string>> keys{};  // of a choice
  std::vector<Type> parameters{};                          // list: element; map: key, value

  bool operator==(const Type& other) const {
    return kind == other.kind && name == other.name && scale == other.scale &&
           parameters == other.parameters;
  }
};

inline Type list_of(Type element) {
  return {.kind = Kind::list, .parameters = {std::move(element)}};
}
inline Type map_of(Type key, Type value) {
  return {.kind = Kind::map, .parameters = {std::move(key), std::move(value)}};
}
std::string to_text(const Type& type);  // "int", "list(reference(group))"

}  // namespace praxis::expr
