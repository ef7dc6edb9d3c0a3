#include "workflow/fields.h"

#include <algorithm>

namespace praxis::workflow {
namespace {

// The field whose name is nearest, for "did you mean"; "" where none is near.
std::string near_name(const pack::RecordType& type, std::string_view wrong) {
  std::string best;
  std::size_t best_distance = 3;
  for (const auto& field : type.fields) {
    std::vector<std::size_t> row(field.name.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= wrong.size(); ++i) {
      auto diagonal = row[0];
      row[0] = i;
      for (std::size_t j = 1; j < row.size(); ++j) {
        const auto above = row[j];
        row[j] = std::min(
            {row[j] + 1, row[j - 1] + 1, diagonal + (wrong[i - 1] == field.name[j - 1] ? 0 : 1)});
        diagonal = above;
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = field.name;
    }
  }
  return best;
}

FieldError unknown_field(const pack::RecordType& type, std::string_view name) {
  FieldError error{std::string(name), "unknown_field"};
  if (const auto near = near_name(type, name); !near.empty()) error.details.emplace("near", near);
  return error;
}

}  // namespace

ParsedFields parse_fields(const pack::PackSet& packs, const pack::RecordType& type,
                          const JsonObject& fields, const record::Resolver& resolve) {
  ParsedFields parsed;
  for (const auto& pair : fields) {
    const std::string_view name(pair.key().data(), pair.key().size());
    const int position = type.find_field(name);
    if (position < 0) {
      parsed.errors.push_back(unknown_field(type, name));
      continue;
    }
    const auto& field = type.fields[static_cast<std::size_t>(position)];
    if (field.computed && !field.override_by) {
      parsed.errors.push_back({field.name, "computed"});
      continue;
    }
    auto value = record::value_from_json(packs, field, pair.value(), resolve);
    if (!value)
      parsed.errors.insert(parsed.errors.end(), value.error().fields.begin(),
                           value.error().fields.end());
    else
      (field.computed ? parsed.overrides : parsed.values).emplace(position, std::move(*value));
  }
  return parsed;
}

void put_value(record::Record& record, int field, const record::ParsedValue& value) {
  record.value(field) = value.value;
  if (value.currency.empty())
    record.currencies.erase(field);
  else
    record.currencies[field] = value.currency;
}

void put_evaluated(const record::Surroundings& in, record::Record& record, int field,
                   const pack::Expression& expression) {
  auto value = record::evaluate(expression, in);
  const bool is_money =
      record.type->fields[static_cast<std::size_t>(field)].type == pack::FieldType::money;
  // What cannot be computed (the site of a requester without one) leaves the field empty.
  const bool is_there = value && !value->is_null();
  put_value(record, field,
            {is_there ? std::move(*value) : expr::Value(),
             is_money && is_there ? record::currency_read(expression, in) : std::string()});
}

void put_fields(record::Record& record, const ParsedFields& fields) {
  for (const auto& [position, value] : fields.values) put_value(record, position, value);
  for (const auto& [position, value] : fields.overrides) {
    if (value.value.is_null())
      record.overrides.erase(position);
    else
      record.overrides[position] = value.value;
  }
}

}  // namespace praxis::workflow
