// Constants of declarations as values: defaults and bounds, typed as the field is. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/value.h"
#include "pack/model.h"
#include "pack/node.h"

namespace praxis::pack {

std::optional<FieldType> field_type(std::string_view name);  // `person` … are references
const std::vector<std::string>& field_type_names();
std::string_view name(FieldType type);
// Settings hold plain values: no references, no choices.
std::optional<FieldType> setting_type(std::string_view name);
const std::vector<std::string>& setting_type_names();

// None: the constant is no value of that field. A choice's and a text's own rules are the caller's.
std::optional<expr::Value> default_from(const Field& field, const Node& node);
// `min`, `max`: decimals scaled, durations in microseconds.
std::optional<std::int64_t> bound_from(const Field& field, const Node& node);
bool is_date(std::string_view text);  // 2026-03-02

}  // namespace praxis::pack
