// Lists of known names, for references and for "did you mean". Part of one load.
#pragma once

#include <string>
#include <vector>

#include "pack/draft.h"
#include "pack/reader.h"

namespace praxis::pack {

std::vector<std::string> type_names_of(const Draft& draft);
std::vector<std::string> choice_list_names(const Draft& draft);
std::vector<std::string> choice_keys(const ChoiceList& list);
std::vector<std::string> role_names(const Draft& draft);
std::vector<std::string> link_names(const Draft& draft);  // both names of each
std::vector<std::string> field_names(const RecordType& type);
std::vector<std::string> column_names(const RecordType& type);      // fields and engine columns
std::vector<std::string> transition_names(const RecordType& type);  // models' included

// Lists of names that must exist; what does not is a finding and left out.
std::vector<std::string> read_role_names(Draft& draft, const MapReader& reader,
                                         std::string_view key);
std::vector<int> read_field_names(const RecordType& type, Draft& draft, const MapReader& reader,
                                  std::string_view key);
std::vector<std::string> read_column_names(const RecordType& type, Draft& draft,
                                           const MapReader& reader, std::string_view key);
bool is_column(const RecordType& type, std::string_view name);
// `at`: the instant that decides into which window a record falls; what is none is a finding.
std::string read_deciding_instant(const RecordType& type, const MapReader& reader);
// Whether a link has an end at the type that declares this (or below or above it), by that name
// seen from it: where a class that inherits it lacks the link, there are none.
bool has_link_end(Draft& draft, const RecordType& type, const Node& name);

}  // namespace praxis::pack
