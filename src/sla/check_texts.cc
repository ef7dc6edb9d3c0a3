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

std::vector<FieldError> check_texts(const pack::PackSet& packs, const Book& book,
                                    const record::Record* before, const record::Record& after) {
  std::vector<FieldError> faults;
  const auto& type = *after.type;
  const auto check = [&](int position, auto read) {
    if (position < 0) return;
    const auto& value = after.value(position);
    if (!value.get<std::string>() || (before && before->value(position) == value)) return;
    if (Status status = read(value.text()); !status)
      add_faults(type.fields[static_cast<std::size_t>(position)].name, std::move(status.error()),
                 faults);
  };
  check(type.field_with(pack::FieldRole::calendar), check_calendar_text);
  check(type.agreement ? type.agreement->terms : -1, [&](std::string_view text) -> Status {
    TRY(AgreedTerms::read(text, packs, type, book));
    return {};
  });
  return faults;
}

}  // namespace praxis::sla
