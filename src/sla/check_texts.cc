#include "sla/check_texts.h"

#include "sla/calendar.h"

namespace praxis::sla {
namespace {

void add_faults(const std::string& field, Error error, std::vector<FieldError>& faults) {
  if (error.fields.empty()) {
    faults.push_back({field, error.reason, {{"why", error.message}}});
    return;
  }
  for (auto& fault : error.fields) {
    fault.details["place"] = fault.field;
    faults.push_back({field, std::move(fault.reason), std::move(fault.details)});
  }
}

Status check_calendar_text(std::string_view text) {
  const auto json = json_from_text(text);
  if (!json) return fail(Code::invalid_argument, "calendar.json", json.error().message);
  TRY(calendar_from_json(*json));
  return {};
}

}  // namespace

std::vector<FieldError> check_texts(const record::Record* before, const record::Record& after) {
  std::vector<FieldError> faults;
  const int position = after.type->field_with(pack::FieldRole::calendar);
  if (position < 0) return faults;
  const auto& value = after.value(position);
  if (!value.get<std::string>() || (before && before->value(position) == value)) return faults;
  if (auto status = check_calendar_text(value.text()); !status)
    add_faults(after.type->fields[static_cast<std::size_t>(position)].name,
               std::move(status.error()), faults);
  return faults;
}

}  // namespace praxis::sla
