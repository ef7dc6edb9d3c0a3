// From the text of a cell to a value: what a map makes of it (pure), the JSON that a field wants,
// and a wrong value in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "usecases/import_map.h"
#include "usecases/import_time.h"

namespace praxis::usecases {

// What the map makes of a cell's text: nothing where it is empty; an error, in words, where the map
// refuses it.
Result<std::optional<std::string>> mapped_text(const ImportMap& map, const ValueSource& source,
                                               std::string_view cell);

// The text of a field as the JSON that value_from_json wants: "true", "a;b" (references), "12.50
// EUR".
Json json_of_text(const pack::Field& field, std::string_view text);
// The same for a cell: instants and dates in the map's own format.
Result<Json> json_of_cell(const pack::Field& field, std::string_view text, const TimeReader& times);

// `{text}` in a pattern replaced.
std::string with_text(std::string_view pattern, std::string_view text);
// Cut to `length_max` characters, the last one an ellipsis, if it is longer.
std::string shortened(std::string text, std::int64_t length_max);

// "\"5 - Planning\" is no choice (one of: high, medium, low)".
std::string in_words(const Error& error, std::string_view text);

}  // namespace praxis::usecases
