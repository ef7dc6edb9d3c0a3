// States, phases and rules as declarations name them. Part of one load.
#pragma once

#include <string>
#include <vector>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/reader.h"

namespace praxis::pack {

// All states of a type and of its subtypes, by name.
std::vector<std::string> state_names_below(const PackSet& set, const RecordType& type);

StateSet states_in_phase(const RecordType& type, Phase phase);

// `[resolved, phase.pending]` as bits. A phase stands for all its states; a state that only other
// subtypes have counts there, and is skipped here.
StateSet read_state_list(Draft& draft, const RecordType& type, const MapReader& reader,
                         std::string_view key);
// The same, phases apart from named states (clocks: a named state beats its phase).
struct NamedStates {
  StateSet named = 0, by_phase = 0;
};
NamedStates read_named_states(Draft& draft, const RecordType& type, const MapReader& reader,
                              std::string_view key);

// true, false, a list of states, or an expression.
Rule read_rule(Draft& draft, const RecordType& type, const MapReader& reader, std::string_view key);

std::optional<Phase> phase_named(std::string_view name);

}  // namespace praxis::pack
