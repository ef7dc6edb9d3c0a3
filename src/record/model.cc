#include "record/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "record/search_terms.h"

namespace praxis::record {
namespace {

using db::ColumnType;
using pack::FieldType;

db::ColumnType stored_as(FieldType type) {
  switch (type) {
    case FieldType::integer:
    case FieldType::decimal:
    case FieldType::money:
    case FieldType::boolean:
    case FieldType::date:
    case FieldType::instant:
    case FieldType::duration:
      return ColumnType::integer;
    case FieldType::reference:
      return ColumnType::id;
    default:
      return ColumnType::text;
  }
}

// Which text columns have a folded twin: those that people sort and compare by without regard to
// letter case.
bool has_folded_twin(FieldType type) { return type == FieldType::text || type == FieldType::email; }

std::vector<db::ColumnWanted> engine_column_list() {
  return {{"row", ColumnType::integer},
          {"id", ColumnType::id, true},
          {"number", ColumnType::text, true},
          {"type", ColumnType::text, true},
          {"state", ColumnType::text, true},
          {"phase", ColumnType::text, true},
          {"version", ColumnType::integer, true},
          {"created_at", ColumnType::integer, true},
          {"created_by", ColumnType::id, true},
          {"updated_at", ColumnType::integer, true},
          {"updated_by", ColumnType::id, true},
          {"journal_seq", ColumnType::integer, true},
          {"journal_head", ColumnType::blob, true},
          {"external_source", ColumnType::text},
          {"external_key", ColumnType::text},
          {"next_target_at", ColumnType::integer},
          {"next_target_clock", ColumnType::text},
          {"target_rank", ColumnType::integer}};
}

int add_column(Family& family, std::string name, ColumnType type) {
  family.columns.push_back({std::move(name), type});
  return static_cast<int>(family.columns.size()) - 1;
}

void place_field(Family& family, const pack::Field& field) {
  if (family.places.contains(field.name)) return;
  FieldPlace place;
  place.type = stored_as(field.type);
  if (field.type == FieldType::markdown || field.type == FieldType::translatable) {
    place.kind = FieldPlace::Kind::text;
    family.has_texts = true;
  } else if (field.type == FieldType::references) {
    place.kind = FieldPlace::Kind::set;
    family.has_sets = true;
  } else {
    place.column = add_column(family, field.name, place.type);
    if (has_folded_twin(field.type))
      place.folded = add_column(family, field.name + "_folded", ColumnType::text);
    if (field.type == FieldType::money)
      place.currency = add_column(family, field.name + "_currency", ColumnType::text);
    if (field.override_by)
      place.override_column = add_column(family, field.name + "_override", place.type);
  }
  family.places.emplace(field.name, place);
}

bool feeds_book_of(const pack::PackSet& packs, const pack::RecordType& type) {
  if (type.agreement || type.field_with(pack::FieldRole::calendar) >= 0) return true;
  return std::any_of(type.fields.begin(), type.fields.end(), [&](const pack::Field& field) {
    const auto* target =
        field.type == pack::FieldType::reference ? packs.type(field.target) : nullptr;
    return target && target->field_with(pack::FieldRole::calendar) >= 0;
  });
}

void compose_statements(Family& family) {
  std::string names, marks;
  for (std::size_t i = 0; i < family.columns.size(); ++i) {
    const auto quoted = db::quoted(family.columns[i].name);
    family.select_list += (i == 0 ? "" : ", ") + quoted;
    if (i == column_row) continue;
    names += (names.empty() ? "" : ", ") + quoted;
    marks += fmt::format("{}${}", marks.empty() ? "" : ", ", i);
  }
  family.insert_sql = fmt::format("INSERT INTO {} ({}) VALUES ({}) RETURNING \"row\"",
                                  db::quoted(family.name), names, marks);
}

void note_permission_columns(Family& family) {
  using pack::FieldRole;
  constexpr std::array roles{FieldRole::organization, FieldRole::group, FieldRole::requester,
                             FieldRole::assignee, FieldRole::confidentiality};
  for (const auto role : roles)
    for (const auto* type : family.types) {
      const int position = type->field_with(role);
      if (position < 0) continue;
      const auto& name = type->fields[static_cast<std::size_t>(position)].name;
      if (std::find(family.permission_columns.begin(), family.permission_columns.end(), name) ==
          family.permission_columns.end())
        family.permission_columns.push_back(name);
    }
}

db::IndexWanted declared_index(const Family& family, const pack::Index& index) {
  db::IndexWanted wanted{.name = family.name + "_" + index.name, .columns = {}};
  for (const auto& name : index.equal) wanted.columns.push_back(db::quoted(name));
  for (const auto& name : index.sort) wanted.columns.push_back(sort_key(family, name));
  wanted.columns.push_back(
      "\"id\"");  // ends the order of a list, so it stands before what only filters
  for (const auto& name : family.permission_columns) {
    const auto quoted = db::quoted(name);
    if (std::find(wanted.columns.begin(), wanted.columns.end(), quoted) == wanted.columns.end())
      wanted.columns.push_back(quoted);
  }
  if (index.is_active_only) wanted.where = "\"phase\" <> 'closed'";
  return wanted;
}

void name_tables(Family& family, std::string name) {
  family.name = std::move(name);
  family.text_table = family.name + "_text";
  family.set_table = family.name + "_set";
  family.search_table = family.name + "_search";
  family.word_table = family.name + "_word";
}

std::shared_ptr<const Family> newest_versions_of(const Family& family) {
  auto newest = std::make_shared<Family>(family);
  newest->face = Face::newest_version;
  name_tables(*newest, family.name + "_newest");
  compose_statements(*newest);
  return newest;
}

std::vector<db::IndexWanted> family_indexes(const Family& family) {
  std::vector<db::IndexWanted> indexes{{family.name + "_id", {"\"id\""}, true},
                                       {family.name + "_number", {"\"number\""}, true},
                                       {family.name + "_external",
                                        {"\"external_source\"", "\"external_key\""},
                                        true,
                                        "\"external_key\" IS NOT NULL"}};
  for (const auto* type : family.types) {
    for (const auto& index : type->indexes) {
      auto wanted = declared_index(family, index);
      const auto same = [&](const auto& other) { return other.name == wanted.name; };
      if (std::none_of(indexes.begin(), indexes.end(), same)) indexes.push_back(std::move(wanted));
    }
    for (const auto& field : type->fields) {
      const auto& place = family.places.at(field.name);
      if (field.grants_read && place.kind == FieldPlace::Kind::column) {
        const auto column = db::quoted(field.name);
        db::IndexWanted wanted{
            family.name + "_grant_" + field.name, {column}, false, column + " IS NOT NULL"};
        const auto same = [&](const auto& other) { return other.name == wanted.name; };
        if (std::none_of(indexes.begin(), indexes.end(), same))
          indexes.push_back(std::move(wanted));
      }
      // What an older version keeps may be another record's by now.
      if (!field.is_unique || family.face == Face::newest_version) continue;
      const auto column = place.folded >= 0 ? field.name + "_folded" : field.name;
      db::IndexWanted wanted{family.name + "_unique_" + field.name, {db::quoted(column)}, true};
      const auto same = [&](const auto& other) { return other.name == wanted.name; };
      if (std::none_of(indexes.begin(), indexes.end(), same)) indexes.push_back(std::move(wanted));
    }
  }
  return indexes;
}

void add_family_tables(const Family& family, std::vector<db::TableWanted>& tables) {
  db::TableWanted rows{.name = family.name, .columns = {}, .indexes = family_indexes(family)};
  rows.columns.assign(family.columns.begin() + 1,
                      family.columns.end());  // the row key comes by itself
  tables.push_back(std::move(rows));
  if (family.has_texts)
    tables.push_back({family.text_table,
                      {{"id", ColumnType::id, true},
                       {"field", ColumnType::text, true},
                       {"value", ColumnType::text, true}},
                      {"id", "field"},
                      true});
  if (family.has_sets)
    tables.push_back({family.set_table,
                      {{"id", ColumnType::id, true},
                       {"field", ColumnType::text, true},
                       {"target", ColumnType::id, true}},
                      {"id", "field", "target"},
                      true,
                      {{family.set_table + "_target", {"\"target\"", "\"field\"", "\"id\""}}}});
  if (is_searched(family))
    tables.push_back({family.word_table,
                      {{"key", ColumnType::integer, true}, {"word", ColumnType::text, true}},
                      {"key", "word"},
                      true});
}

void add_record_tables(std::vector<db::TableWanted>& tables) {
  tables.push_back(
      {"journal",
       {{"record", ColumnType::id, true},
        {"seq", ColumnType::integer, true},
        {"kind", ColumnType::text, true},
        {"occurred_at", ColumnType::integer, true},
        {"actor", ColumnType::id, true},
        {"side", ColumnType::text, true},
        {"entry", ColumnType::text, true},  // JSON with salt and values; see docs/journal.md
        {"head", ColumnType::blob, true},
        {"operation", ColumnType::id}},  // the entry's, to be found by
       {"record", "seq"},
       true,
       {{"journal_operation",
         {"\"operation\"", "\"record\"", "\"seq\""},
         false,
         "\"operation\" IS NOT NULL"}}});
  tables.push_back({"checkpoint",
                    {{"number", ColumnType::integer, true},
                     {"at", ColumnType::integer, true},
                     {"records", ColumnType::integer, true},
                     {"root", ColumnType::blob, true}},
                    {"number"}});
  tables.push_back({"link",
                    {{"name", ColumnType::text, true},
                     {"from_id", ColumnType::id, true},
                     {"to_id", ColumnType::id, true},
                     {"from_type", ColumnType::text, true},
                     {"to_type", ColumnType::text, true},
                     {"created_at", ColumnType::integer, true},
                     {"created_by", ColumnType::id, true},
                     {"out_of_step", ColumnType::text, false}},
                    {"from_id", "name", "to_id"},
                    true,
                    {{"link_reverse", {"\"to_id\"", "\"name\"", "\"from_id\""}, true}}});
  tables.push_back({"record_version",
                    {{"record", ColumnType::id, true},
                     {"number", ColumnType::integer, true},
                     {"cut_at", ColumnType::integer, true},
                     {"cut_by", ColumnType::id, true},
                     {"journal_seq", ColumnType::integer, true},
                     {"values", ColumnType::text, true}},
                    {"record", "number"},
                    true});
  tables.push_back({"watcher",
                    {{"record", ColumnType::id, true},
                     {"person", ColumnType::id, true},
                     {"since", ColumnType::integer, true}},
                    {"record", "person"},
                    true,
                    {{"watcher_person", {"\"person\"", "\"record\""}}}});
}

// Clocks are kept by the room sla; lists and metrics ask of them.
void add_clock_table(std::vector<db::TableWanted>& tables) {
  tables.push_back({"clock",
                    {{"record", ColumnType::id, true},
                     {"name", ColumnType::text, true},
                     {"type", ColumnType::text, true},
                     {"state", ColumnType::text, true},
                     {"agreement", ColumnType::id},
                     {"agreement_version", ColumnType::integer, true},
                     {"calendar", ColumnType::id},
                     {"target", ColumnType::integer, true},
                     {"target_name", ColumnType::text, true},
                     {"started_at", ColumnType::integer},
                     {"running_since", ColumnType::integer},
                     {"paused_since", ColumnType::integer},
                     {"finished_at", ColumnType::integer},
                     {"due_at", ColumnType::integer},
                     {"used", ColumnType::integer, true},
                     {"next_look_at", ColumnType::integer},
                     {"run", ColumnType::integer, true},
                     {"fired", ColumnType::text, true},
                     {"points", ColumnType::text, true}},
                    {"record", "name"},
                    true,
                    {{"clock_look",
                      {"\"next_look_at\"", "\"record\""},
                      false,
                      "\"next_look_at\" IS NOT NULL"}}});
}

void add_attachment_table(std::vector<db::TableWanted>& tables) {
  tables.push_back({"attachment",
                    {{"id", ColumnType::id, true},
                     {"record", ColumnType::id, true},
                     {"name", ColumnType::text, true},
                     {"media_type", ColumnType::text, true},
                     {"kind", ColumnType::text, true},
                     {"visibility", ColumnType::text, true},
                     {"size", ColumnType::integer, true},
                     {"hash", ColumnType::blob, true},
                     {"created_at", ColumnType::integer, true},
                     {"created_by", ColumnType::id, true},
                     {"proves_seq", ColumnType::integer, false}},
                    {"id"},
                    false,
                    {{"attachment_record", {"\"record\"", "\"created_at\""}},
                     {"attachment_hash", {"\"hash\""}}}});
}

void add_tenant_tables(std::vector<db::TableWanted>& tables) {
  tables.push_back({"word_fill",
                    {{"family", ColumnType::text, true}, {"filled_to", ColumnType::integer, true}},
                    {"family"},
                    true});
  tables.push_back({"tenant_state",
                    {{"one", ColumnType::integer, true},
                     {"generation", ColumnType::integer, true},
                     {"directory_version", ColumnType::integer, true}},
                    {"one"}});
  tables.push_back({"setting",
                    {{"organization", ColumnType::id, true},
                     {"name", ColumnType::text, true},
                     {"value", ColumnType::text, true},
                     {"changed_at", ColumnType::integer, true},
                     {"changed_by", ColumnType::id, true}},
                    {"organization", "name"},
                    true});
  tables.push_back({"pack_generation",
                    {{"generation", ColumnType::integer, true},
                     {"sources", ColumnType::text, true},
                     {"made_at", ColumnType::integer, true},
                     {"made_by", ColumnType::id, true},
                     {"reason", ColumnType::text, true},
                     {"report", ColumnType::text},
                     {"status", ColumnType::text, true}},
                    {"generation"}});
}

void add_delivery_tables(std::vector<db::TableWanted>& tables) {
  tables.push_back({"outbox",
                    {{"kind", ColumnType::text, true},
                     {"record", ColumnType::id, true},
                     {"message", ColumnType::text, true},
                     {"recipient", ColumnType::id, true},
                     {"payload", ColumnType::text, true},
                     {"key", ColumnType::text, true},
                     {"created_at", ColumnType::integer, true},
                     {"due_at", ColumnType::integer, true},
                     {"attempts", ColumnType::integer, true},
                     {"claimed_until", ColumnType::integer},
                     {"done_at", ColumnType::integer},
                     {"failure", ColumnType::text}},
                    {},
                    false,
                    {{"outbox_due", {"\"due_at\"", "\"row\""}, false, "\"done_at\" IS NULL"},
                     {"outbox_record", {"\"record\""}}}});
  tables.push_back({"live_event",
                    {{"sequence", ColumnType::integer},
                     {"record", ColumnType::id, true},
                     {"type", ColumnType::text, true},
                     {"at", ColumnType::integer, true},
                     {"body", ColumnType::text, true}},
                    {},
                    false,
                    {{"live_event_sequence", {"\"sequence\""}, true},
                     {"live_event_unnumbered", {"\"row\""}, false, "\"sequence\" IS NULL"}}});
  tables.push_back({"timer",
                    {{"record", ColumnType::id, true},
                     {"transition", ColumnType::text, true},
                     {"type", ColumnType::text, true},
                     {"due_at", ColumnType::integer, true},
                     {"times", ColumnType::integer, true},
                     {"started_at", ColumnType::integer, true}},
                    {"record", "transition"},
                    true,
                    {{"timer_due", {"\"due_at\"", "\"record\""}}}});
  tables.push_back({"idempotency",
                    {{"person", ColumnType::id, true},
                     {"key", ColumnType::text, true},
                     {"fingerprint", ColumnType::text, true},
                     {"status", ColumnType::integer, true},
                     {"response", ColumnType::text, true},
                     {"at", ColumnType::integer, true}},
                    {"person", "key"},
                    true,
                    {{"idempotency_at", {"\"at\""}}}});
}

// What each person keeps beside the records: drafts, where they are just now, what they have seen.
void add_personal_tables(std::vector<db::TableWanted>& tables) {
  tables.push_back({"draft",
                    {{"id", ColumnType::id, true},
                     {"person", ColumnType::id, true},
                     {"record", ColumnType::id},
                     {"kind", ColumnType::text, true},
                     {"type", ColumnType::text, true},
                     {"base_version", ColumnType::integer, true},
                     {"content", ColumnType::text, true},
                     {"updated_at", ColumnType::integer, true}},
                    {"id"},
                    false,
                    {{"draft_person", {"\"person\"", "\"record\"", "\"kind\""}}}});
  tables.push_back({"presence",
                    {{"record", ColumnType::id, true},
                     {"person", ColumnType::id, true},
                     {"doing", ColumnType::text, true},
                     {"since", ColumnType::integer, true},
                     {"until_at", ColumnType::integer, true}},
                    {"record", "person"},
                    true});
  tables.push_back({"read_mark",
                    {{"person", ColumnType::id, true},
                     {"record", ColumnType::id, true},
                     {"journal_seq", ColumnType::integer, true}},
                    {"person", "record"},
                    true});
}

}  // namespace

std::shared_ptr<const Model> Model::make(std::shared_ptr<const pack::PackSet> packs,
                                         std::int64_t generation) {
  auto model = std::make_shared<Model>();
  model->packs_ = std::move(packs);
  model->generation_ = generation;
  for (const auto& type : model->packs_->types()) {
    auto& family = model->families_[type->family];
    if (family.name.empty()) {
      name_tables(family, type->family);
      family.columns = engine_column_list();
    }
    family.types.push_back(type.get());
    for (const auto& field : type->fields) place_field(family, field);
    if (const auto at = type->number.find("{}"); at != std::string::npos && !type->is_abstract)
      model->by_prefix_.emplace(type->number.substr(0, at), type.get());
  }
  for (const auto& type : model->packs_->types())
    for (const auto& field : type->fields)
      model->layouts_[type.get()].push_back(
          model->families_.at(type->family).places.at(field.name));
  for (auto& [name, family] : model->families_) {
    family.feeds_book = std::any_of(family.types.begin(), family.types.end(), [&](const auto* t) {
      return feeds_book_of(*model->packs_, *t);
    });
    family.is_in_directory =
        family.feeds_book || name == "organization" || name == "person" || name == "group";
    note_permission_columns(family);
    const auto has_versions = [](const auto* type) { return type->versions.has_value(); };
    if (std::any_of(family.types.begin(), family.types.end(), has_versions))
      family.newest = newest_versions_of(family);
    compose_statements(family);
  }
  return model;
}

const Family& Model::family(std::string_view root) const {
  const auto found = families_.find(root);
  must(found != families_.end());
  return found->second;
}

const std::vector<FieldPlace>& Model::layout(const pack::RecordType& type) const {
  return layouts_.at(&type);
}

const pack::RecordType* Model::type_of_number(std::string_view number) const {
  std::size_t digits = number.size();
  while (digits > 0 && number[digits - 1] >= '0' && number[digits - 1] <= '9') --digits;
  if (digits == number.size()) return nullptr;
  const auto found = by_prefix_.find(std::string(number.substr(0, digits)));
  return found == by_prefix_.end() ? nullptr : found->second;
}

std::string sort_key(const Family& family, std::string_view field) {
  static constexpr std::array<std::string_view, 9> never_null{
      "row", "id", "number", "type", "state", "phase", "version", "created_at", "updated_at"};
  const auto plain = db::quoted(field);
  if (std::find(never_null.begin(), never_null.end(), field) != never_null.end()) return plain;
  auto type = ColumnType::integer;
  std::string column(field);
  if (const auto place = family.places.find(field); place != family.places.end()) {
    type = place->second.type;
    if (place->second.folded >= 0) column += "_folded";
  } else if (field == "next_target_clock" || field == "external_key" ||
             field == "external_source") {
    type = ColumnType::text;
  }
  switch (type) {
    case ColumnType::text:
      return fmt::format("COALESCE({}, '\U0010FFFF')", db::quoted(column));
    case ColumnType::id:
      return db::quoted(column);  // nobody sorts by ids; equal columns only
    default:
      return fmt::format("COALESCE({}, 9223372036854775807)", db::quoted(column));
  }
}

std::vector<db::TableWanted> engine_tables() {
  std::vector<db::TableWanted> tables;
  add_record_tables(tables);
  add_clock_table(tables);
  add_attachment_table(tables);
  add_tenant_tables(tables);
  add_delivery_tables(tables);
  add_personal_tables(tables);
  return tables;
}

std::vector<db::TableWanted> family_tables(const Model& model) {
  std::vector<db::TableWanted> tables;
  for (const auto& [name, family] : model.families()) {
    add_family_tables(family, tables);
    if (family.newest) add_family_tables(*family.newest, tables);
  }
  return tables;
}

}  // namespace praxis::record
