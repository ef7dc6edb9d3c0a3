// The closed lists that constants in expressions are checked against: keys of choice lists, states,
// types. Made once for a PackSet and shared by its expressions. Immutable.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "expr/type.h"
#include "pack/model.h"

namespace praxis::pack {

class PackSet;

using Keys = std::shared_ptr<const std::vector<std::string>>;

struct Vocabulary {
  std::map<std::string, Keys, std::less<>> choices;      // by choice list
  std::map<std::string, Keys, std::less<>> states;       // by type: its own and its subtypes'
  std::map<std::string, Keys, std::less<>> transitions;  // the same, models' included
  std::map<std::string, Keys, std::less<>> types;        // concrete types at or below it
  std::map<std::string, Keys, std::less<>> clocks;
  Keys phases, sides, visibilities, clock_states, entry_kinds, roles, links;

  static const Keys& none();
  const Keys& of(const std::map<std::string, Keys, std::less<>>& lists,
                 std::string_view name) const {
    const auto found = lists.find(name);
    return found == lists.end() ? none() : found->second;
  }
};

const std::vector<std::string>& phase_names();  // open pending resolved closed

struct Draft;
// When types are there in outline: transitions and clocks are known by name before they are read.
Vocabulary make_vocabulary(const Draft& draft);

// What a field is in an expression.
expr::Type expression_type(const Field& field, const Vocabulary& vocabulary);
// What a plain setting or a default of that field type is.
expr::Type expression_type(FieldType type, int scale);

}  // namespace praxis::pack
