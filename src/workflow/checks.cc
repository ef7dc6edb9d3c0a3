#include "workflow/checks.h"

#include <algorithm>

#include "workflow/fields.h"

namespace praxis::workflow {
namespace {

record::Surroundings around(record::Surroundings in, const record::Record& record) {
  in.record = &record;
  return in;
}

bool lies_among(const record::Surroundings& in, const pack::Field& field, Id id) {
  if (!in.tx) return true;
  const auto candidate = record::referenced(in, field.target, id);
  if (!candidate || !*candidate) return false;
  auto with_candidate = in;
  with_candidate.candidate = &**candidate;
  // A name that is empty on the record restricts nothing: with no group chosen, every person may be
  // assigned.
  const auto value = record::evaluate(*field.among, with_candidate);
  if (!value || value->is_true()) return value.has_value();
  for (const auto& meaning : field.among->meanings)
    if (meaning.kind == pack::Meaning::Kind::field && in.record->value(meaning.field).is_null())
      return true;
  return false;
}

void check_value(const record::Surroundings& in, int position, std::vector<FieldError>& errors) {
  const auto& field = in.record->type->fields[static_cast<std::size_t>(position)];
  const auto& value = in.record->value(position);
  if (value.is_null()) return;
  if (field.check && !record::holds(*field.check, in))
    errors.push_back({field.name, "check", {{"rule", field.check->text}}});
  if (!field.among) return;
  const bool is_right =
      field.type == pack::FieldType::references
          ? std::all_of(value.list().begin(), value.list().end(),
                        [&](const auto& id) { return lies_among(in, field, id.id()); })
          : lies_among(in, field, value.id());
  if (!is_right) errors.push_back({field.name, "not_among", {{"rule", field.among->text}}});
}

}  // namespace

void compute_fields(const record::Surroundings& in, record::Record& record) {
  for (const int position : record.type->computed_order) {
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    if (field.is_stored_journal_figure) continue;
    if (const auto own = record.overrides.find(position); own != record.overrides.end()) {
      record.value(position) = own->second;
      continue;
    }
    put_evaluated(around(in, record), record, position, *field.computed);
  }
}

bool is_required(const record::Surroundings& in, const pack::Field& field) {
  return record::applies(field.required, in);
}
bool is_fixed(const record::Surroundings& in, const pack::Field& field) {
  return record::applies(field.fixed, in);
}
bool is_hidden(const record::Surroundings& in, const pack::Field& field) {
  return record::applies(field.hidden, in);
}

std::vector<FieldError> check_record(const record::Surroundings& surroundings,
                                     const record::Record* before, const record::Record& after,
                                     RequiredOf required, const std::vector<int>& given) {
  std::vector<FieldError> errors;
  const auto in = around(surroundings, after);
  for (std::size_t i = 0; i < after.type->fields.size(); ++i) {
    const auto& field = after.type->fields[i];
    const bool is_emptied = before && !before->values[i].is_null();
    if (!after.values[i].is_null() || field.is_retired || field.computed) continue;
    if (required == RequiredOf::emptied_fields && !is_emptied) continue;
    if (is_required(in, field)) errors.push_back({field.name, "required"});
  }
  for (const int position : given) check_value(in, position, errors);
  return errors;
}

}  // namespace praxis::workflow
