// A field's value as JSON and back, with every wrong value explained. Pure but for one question:
// references come in as an id, a number ("PER-7") or "@key", which the caller's Resolver turns into
// ids.
#pragma once

#include <functional>
#include <string>

#include "base/json.h"
#include "expr/value.h"
#include "pack/pack_set.h"

namespace praxis::record {

struct MoneyValue {
  std::int64_t amount = 0;  // scaled by Field::scale
  std::string currency;     // ISO 4217
};

// Finds what a reference names: the target type and the text as given.
using Resolver = std::function<Result<Id>(const std::string& target_type, std::string_view text)>;

struct ParsedValue {
  expr::Value value;
  std::string currency{};  // of money
};

// null → empty. Errors: InvalidArgument with one FieldError: "not_a_number", "too_long" {max},
// "unknown_choice" {allowed}, "not_found" (a reference), "pattern" {pattern}, "too_small" {min},
// "too_large" {max}, "not_an_email" …
Result<ParsedValue> value_from_json(const pack::PackSet& packs, const pack::Field& field,
                                    const Json& json, const Resolver& resolve);

// Text form: ids as UUID text, instants RFC 3339, durations "1h30m", decimals as text "12.50",
// money {amount, currency}.
Json value_to_json(const pack::Field& field, const expr::Value& value,
                   std::string_view currency = {});

}  // namespace praxis::record
