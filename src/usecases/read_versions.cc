#include "usecases/read_versions.h"

#include <fmt/format.h>

#include "identity/permission.h"
#include "record/field_value.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view working_name = "working";

// The working copy in the form of a version.
record::Version working_version(const record::Record& record) {
  record::Version working{
      .cut_at = record.updated_at, .cut_by = record.updated_by, .journal_seq = record.journal_seq};
  for (const int position : record.type->versions->fields) {
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    const auto currency = record.currencies.find(position);
    working.values[field.name] = record::value_to_json(
        field, record.value(position), currency == record.currencies.end() ? "" : currency->second);
  }
  return working;
}

}  // namespace

Result<std::vector<record::Version>> read_versions(Work& work, const record::Record& record) {
  if (!record.type->versions) return std::vector<record::Version>();
  auto versions = TRY(record::versions_of(work.tx, record.id));
  if (record.face == record::Face::newest_version && versions.size() > 1) versions.resize(1);
  return versions;
}

Result<record::Version> read_version(Work& work, const record::Record& record,
                                     std::string_view name) {
  const bool is_working =
      record.face == record::Face::working_copy && record.type->versions && name == working_name;
  if (is_working) return working_version(record);
  for (auto& version : TRY(read_versions(work, record)))
    if (std::to_string(version.number) == name) return std::move(version);
  return fail(Code::not_found, "version.not_found",
              fmt::format("{} has no version '{}'", record.number, name.substr(0, 40)));
}

std::vector<const pack::Field*> kept_fields(Work& work, const record::Record& record) {
  std::vector<const pack::Field*> fields;
  if (!record.type->versions) return fields;
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const auto in = work.around(record);
  const auto readable = identity::RecordRights(actor, in).readable_fields();
  for (const int position : record.type->versions->fields)
    if (readable.test(static_cast<std::size_t>(position)))
      fields.push_back(&record.type->fields[static_cast<std::size_t>(position)]);
  return fields;
}

std::vector<FieldDifference> differences(Work& work, const record::Record& record,
                                         const record::Version& from, const record::Version& to) {
  const auto value_of = [](const record::Version& version, const std::string& name) {
    const auto* found = version.values.if_contains(name);
    return found ? *found : Json(nullptr);  // the field is younger than the version
  };
  std::vector<FieldDifference> all;
  for (const auto* field : kept_fields(work, record)) {
    auto before = value_of(from, field->name), after = value_of(to, field->name);
    if (before != after) all.push_back({field, std::move(before), std::move(after)});
  }
  return all;
}

}  // namespace praxis::usecases
