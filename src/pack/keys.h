// The words of the format: which keys may stand where. One place, so that checker, schema and
// documentation agree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace praxis::pack {

struct KindOfFile {
  std::string_view name;          // "lifecycle" of lifecycle.yaml
  std::vector<std::string> keys;  // what its documents may hold
};
const std::vector<KindOfFile>& kinds_of_file();

const std::vector<std::string>& type_keys();  // of a document that begins with `type:`
const std::vector<std::string>& pack_keys();  // choices settings roles links texts
const std::vector<std::string>& field_keys();
const std::vector<std::string>& transition_keys();
const std::vector<std::string>& link_keys();

// Names that a field must not have: the engine's own columns.
bool is_reserved_field(std::string_view name);
// Names that a record type must not have: words of the format and of expressions.
bool is_reserved_type(std::string_view name);
// Columns that the engine keeps for every record and that lists may show and sort by.
const std::vector<std::string>& engine_columns_shown();

}  // namespace praxis::pack
