#include "usecases/change_setting.h"

#include <fmt/format.h>

#include "record/field_value.h"
#include "record/record_store.h"
#include "usecases/owner.h"

namespace praxis::usecases {
namespace {

Result<Id> no_references(const std::string&, std::string_view) {
  return fail(Code::not_found, "not_found");
}

// A setting's value is checked as a field's of the same type would be.
pack::Field field_for(const pack::Setting& setting) {
  pack::Field field;
  field.name = "value";
  field.type = setting.type;
  return field;
}

pack::Field field_for_cell(const pack::PackSet& packs, const pack::Setting::Matrix& matrix) {
  pack::Field field;
  const auto* list = packs.choices(matrix.gives);
  const bool is_integer = list && list->has_integer_keys;
  field.type = is_integer ? pack::FieldType::integer : pack::FieldType::choice;
  field.list = matrix.gives;
  return field;
}

class MatrixCheck {
 public:
  MatrixCheck(const pack::PackSet& packs, const pack::Setting::Matrix& matrix)
      : packs_(packs), matrix_(matrix), cell_(field_for_cell(packs, matrix)) {}

  Result<Json> run(const Json& value) {
    if (!value.is_object())
      refuse("value", "form", R"({"row": {"column": "value"}})");
    else
      for (const auto& row : value.get_object()) take_row(row.key(), row.value());
    if (errors_.empty()) return Json(std::move(result_));
    return fail(Error{Code::invalid_argument, "invalid_fields", "some cells are wrong",
                      std::move(errors_)});
  }

 private:
  void refuse(std::string field, std::string_view reason, std::string_view form) {
    errors_.push_back({std::move(field), std::string(reason), {{"form", form}}});
  }
  void refuse_choice(std::string field, const std::string& list_name) {
    JsonArray allowed;
    if (const auto* list = packs_.choices(list_name))
      for (const auto& choice : list->choices) allowed.emplace_back(choice.key);
    errors_.push_back({std::move(field), "unknown_choice", {{"allowed", std::move(allowed)}}});
  }
  bool has(const std::string& list_name, std::string_view key) const {
    const auto* list = packs_.choices(list_name);
    return list && list->find(key) >= 0;
  }

  void take_row(std::string_view row, const Json& columns) {
    const auto address = "value." + std::string(row);
    if (!has(matrix_.rows, row)) return refuse_choice(address, matrix_.rows);
    if (!columns.is_object()) return refuse(address, "form", R"({"column": "value"})");
    JsonObject cells;
    for (const auto& cell : columns.get_object())
      take_cell(address + "." + std::string(cell.key()), cell, cells);
    result_[row] = std::move(cells);
  }

  void take_cell(std::string address, const JsonObject::value_type& cell, JsonObject& cells) {
    if (!has(matrix_.columns, cell.key())) return refuse_choice(address, matrix_.columns);
    cell_.name = std::move(address);
    const auto parsed = record::value_from_json(packs_, cell_, cell.value(), no_references);
    if (!parsed) {
      errors_.insert(errors_.end(), parsed.error().fields.begin(), parsed.error().fields.end());
    } else if (parsed->value.is_null()) {
      errors_.push_back({cell_.name, "required"});
    } else {
      cells[cell.key()] = record::value_to_json(cell_, parsed->value);
    }
  }

  const pack::PackSet& packs_;
  const pack::Setting::Matrix& matrix_;
  pack::Field cell_;
  JsonObject result_{};
  std::vector<FieldError> errors_{};
};

Status journal_setting(Work& work, const record::Record& organization, const SettingWanted& wanted,
                       record::ValueChange change) {
  auto entry = work.entry(record::EntryKind::setting);
  entry.reason = wanted.reason;
  entry.changes.push_back(std::move(change));
  auto after = organization;
  return record::update(work.tx, work.model, organization, after, std::move(entry));
}

// The name of a framework that is there, or none at all.
Status check_framework(const pack::PackSet& packs, const expr::Value& value) {
  const auto* name = value.get<std::string>();
  if (!name || name->empty() || packs.framework(*name)) return {};
  JsonArray allowed;
  for (const auto& framework : packs.frameworks()) allowed.emplace_back(framework->name);
  return fail(Error{Code::invalid_argument,
                    "invalid_fields",
                    "there is no such framework",
                    {{"value", "unknown_choice", {{"allowed", std::move(allowed)}}}}});
}

}  // namespace

Result<Json> checked_setting(const pack::PackSet& packs, const pack::Setting& setting,
                             const Json& value) {
  if (setting.matrix) return MatrixCheck(packs, *setting.matrix).run(value);
  const auto field = field_for(setting);
  const auto parsed = TRY(record::value_from_json(packs, field, value, no_references));
  if (setting.names_framework) TRY(check_framework(packs, parsed.value));
  return record::value_to_json(field, parsed.value);
}

Status change_setting(Application& application, const Caller& caller, const SettingWanted& wanted) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto* setting = work.model.packs().setting(wanted.name);
    if (!setting)
      return fail(Code::not_found, "setting.unknown",
                  fmt::format("there is no setting '{}'", wanted.name.substr(0, 64)));
    const auto* type = work.model.type("organization");
    if (!type) return fail(Code::not_found, "record.not_found", "there are no organizations");
    const auto organization = TRY(record::lock(work.tx, work.lister(), *type, wanted.organization));
    TRY(check_owner(work.model.packs(), work.scope, wanted.organization));
    const auto before = TRY(own_setting(work.tx, wanted.organization, wanted.name));
    Json after;
    if (wanted.value.is_null()) {
      TRY(remove_own_setting(work, wanted.organization, wanted.name));
    } else {
      after = TRY(checked_setting(work.model.packs(), *setting, wanted.value));
      TRY(write_own_setting(work, wanted.organization, wanted.name, after));
    }
    if (before.value_or(nullptr) == after) return {};
    return journal_setting(work, organization, wanted,
                           {"settings." + wanted.name, before.value_or(nullptr), after});
  });
}

}  // namespace praxis::usecases
