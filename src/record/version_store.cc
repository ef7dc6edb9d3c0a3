#include "record/version_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/field_value.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

JsonObject kept_values(const Record& record) {
  JsonObject values;
  for (const int position : record.type->versions->fields) {
    const auto& field = record.type->fields[static_cast<std::size_t>(position)];
    const auto currency = record.currencies.find(position);
    values[field.name] = value_to_json(field, record.value(position),
                                       currency == record.currencies.end() ? "" : currency->second);
  }
  return values;
}

Status insert_version(db::Transaction& tx, const Record& record, const Entry& entry) {
  const auto values = to_text(Json(kept_values(record)));
  const auto number = TRY(newest_version_of(tx, record.id)) + 1;
  return tx
      .execute(
          R"(INSERT INTO "record_version" ("record", "number", "cut_at", "cut_by", "journal_seq", "values")
             VALUES ($1, $2, $3, $4, $5, $6))",
          {record.id, number, entry.occurred_at.us, entry.actor, record.journal_seq,
           std::string_view(values)})
      .map([](auto) {});
}

bool is_kept(const pack::RecordType& type, int field) {
  const auto& kept = type.versions->fields;
  return std::find(kept.begin(), kept.end(), field) != kept.end();
}

template <class T>
void take_over(int field, const std::map<int, T>& from, std::map<int, T>& into) {
  into.erase(field);
  if (const auto found = from.find(field); found != from.end()) into.emplace(*found);
}

// The newest version as it is to stand beside the working copy: what it keeps stays, all else is as
// it is now. It stays in the state in which it was cut until the working copy is closed.
Record newest_beside(const Record& newest, const Record& after) {
  auto beside = newest;
  for (std::size_t i = 0; i < after.values.size(); ++i) {
    const int field = static_cast<int>(i);
    if (is_kept(*after.type, field)) continue;
    beside.values[i] = after.values[i];
    take_over(field, after.currencies, beside.currencies);
    take_over(field, after.overrides, beside.overrides);
  }
  beside.external_source = after.external_source;
  beside.external_key = after.external_key;
  if (after.phase() == pack::Phase::closed) beside.state = after.state;
  return beside;
}

}  // namespace

bool cuts_version(const pack::RecordType& type, const Entry& entry) {
  return type.versions && !entry.transition.empty() && entry.transition == type.versions->cut_by;
}

bool is_reader(const pack::RecordType& type, std::string_view role) {
  if (!type.versions) return false;
  const auto& readers = type.versions->readers;
  return std::find(readers.begin(), readers.end(), role) != readers.end();
}

Result<std::vector<Version>> versions_of(db::Transaction& tx, Id record) {
  std::vector<Version> versions;
  TRY(tx.query(R"(SELECT "number", "cut_at", "cut_by", "journal_seq", "values" FROM "record_version"
                  WHERE "record" = $1 ORDER BY "number" DESC)",
               {record}, [&](const db::Row& row) -> Status {
                 auto values = TRY(json_from_text(row.text(4)));
                 versions.push_back({row.integer(0), row.instant(1), row.id(2), row.integer(3),
                                     std::move(values.get_object())});
                 return {};
               }));
  return versions;
}

Result<std::int64_t> newest_version_of(db::Transaction& tx, Id record) {
  std::int64_t number = 0;
  TRY(tx.query(R"(SELECT COALESCE(MAX("number"), 0) FROM "record_version" WHERE "record" = $1)",
               {record}, [&](const db::Row& row) -> Status {
                 number = row.integer(0);
                 return {};
               }));
  return number;
}

Result<std::optional<Record>> find_newest(db::Transaction& tx, const Model& model,
                                          const pack::RecordType& type, Id id) {
  const auto& family = model.family_of(type);
  if (!type.versions || !family.newest) return std::optional<Record>();
  return find_in(tx, model, *family.newest, id);
}

Status follow_with_versions(db::Transaction& tx, const Model& model, const Record& after,
                            const Entry& entry) {
  if (!after.type->versions) return {};
  const auto& newest_family = *model.family_of(*after.type).newest;
  const auto standing = TRY(find_in(tx, model, newest_family, after.id));
  if (!cuts_version(*after.type, entry)) {
    if (!standing) return {};
    return write_row(tx, model, newest_family, *standing, newest_beside(*standing, after));
  }
  TRY(insert_version(tx, after, entry));
  auto cut = after;
  if (!standing) return insert_row(tx, model, newest_family, cut);
  cut.row = standing->row;
  return write_row(tx, model, newest_family, *standing, cut);
}

}  // namespace praxis::record
