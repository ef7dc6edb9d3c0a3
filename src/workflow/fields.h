// What a draft asks of a record's fields: each value parsed, unknown and computed fields found out,
// all errors at once. Pure but for the resolver of references.
#pragma once

#include <map>
#include <vector>

#include "record/bindings.h"
#include "record/field_value.h"
#include "record/record.h"

namespace praxis::workflow {

struct ParsedFields {
  std::map<int, record::ParsedValue> values{};  // by field position
  std::map<int, record::ParsedValue>
      overrides{};  // of computed fields; null takes an override back
  std::vector<FieldError>
      errors{};  // "unknown_field" with {"near"}, "computed", and value_from_json's
};

ParsedFields parse_fields(const pack::PackSet& packs, const pack::RecordType& type,
                          const JsonObject& fields, const record::Resolver& resolve);

// Puts parsed values into the record.
void put_fields(record::Record& record, const ParsedFields& fields);
void put_value(record::Record& record, int field, const record::ParsedValue& value);
// Puts what an expression gives; money has the currency of the money that it was computed from.
void put_evaluated(const record::Surroundings& in, record::Record& record, int field,
                   const pack::Expression& expression);

}  // namespace praxis::workflow
