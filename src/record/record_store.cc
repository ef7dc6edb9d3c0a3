#include "record/record_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "record/field_value.h"
#include "record/list.h"
#include "record/row_codec.h"
#include "record/search.h"
#include "record/version_store.h"

namespace praxis::record {
namespace {

enum class Lock { none, row };

tl::unexpected<Error> no_such_record(std::string_view text) {
  return fail(Code::not_found, "record.not_found",
              fmt::format("there is no record '{}' that you may see", text.substr(0, 64)));
}

std::string select_where(const Family& family, std::string_view condition) {
  return fmt::format("SELECT {} FROM {} WHERE {}", family.select_list, db::quoted(family.name),
                     condition);
}

Result<std::optional<Record>> select_one(db::Transaction& tx, const Model& model,
                                         const Family& family, std::string_view condition,
                                         std::initializer_list<db::Parameter> parameters,
                                         Lock lock) {
  std::optional<Record> found;
  const auto sql =
      select_where(family, condition) + std::string(lock == Lock::row ? tx.for_update() : "");
  TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    found = TRY(record_from_row(model, family, row));
    return {};
  }));
  if (found) TRY(add_texts_and_sets(tx, family, std::span(&*found, 1)));
  return found;
}

Result<std::optional<Record>> find_by_id(db::Transaction& tx, const Model& model,
                                         const Family& family, Id id, Lock lock) {
  return select_one(tx, model, family, "\"id\" = $1", {id}, lock);
}

Result<std::optional<Record>> find_named(db::Transaction& tx, const Model& model,
                                         const RecordName& name, Lock lock) {
  const auto* type = name.type.empty() ? nullptr : model.type(name.type);
  if (!name.type.empty() && !type) return std::nullopt;
  std::optional<Record> found;
  if (const auto id = id_from_text(name.text)) {
    if (type) {
      found = TRY(find_by_id(tx, model, model.family_of(*type), *id, lock));
    } else {
      for (const auto& [root, family] : model.families())
        if (!found) found = TRY(find_by_id(tx, model, family, *id, lock));
    }
  } else if (const auto* named = model.type_of_number(name.text)) {
    found = TRY(select_one(tx, model, model.family_of(*named), "\"number\" = $1",
                           {std::string_view(name.text)}, lock));
  }
  if (found && type && !found->type->is_a(type->name)) found.reset();
  return found;
}

Result<Record> permitted(db::Transaction& tx, const Lister& lister, std::optional<Record> found,
                         std::string_view text) {
  if (!found || !may_read(tx, lister, *found)) return no_such_record(text);
  return std::move(*found);
}

// Who only reads versions sees the newest one, if there is any.
Result<std::optional<Record>> seen_by(db::Transaction& tx, const Lister& lister,
                                      std::optional<Record> found) {
  if (!found) return found;
  const auto sight = sight_of(tx, lister, *found);
  if (sight == Sight::nothing) return std::optional<Record>();
  if (sight == Sight::working_copy) return found;
  return find_newest(tx, lister.model, *found->type, found->id);
}

Result<Record> seen(db::Transaction& tx, const Lister& lister, std::optional<Record> found,
                    std::string_view text) {
  auto record = TRY(seen_by(tx, lister, std::move(found)));
  if (!record) return no_such_record(text);
  return std::move(*record);
}

// Makes a Conflict of a violated unique index say which field it is.
Error explained(Error error, const Record& record) {
  if (error.reason != "unique") return error;
  const auto* constraint = error.details.if_contains("constraint");
  const auto text =
      constraint && constraint->is_string() ? std::string(constraint->get_string()) : std::string();
  for (const auto& field : record.type->fields)
    if (field.is_unique && text.find(field.name) != std::string::npos) {
      error.fields.push_back({field.name, "not_unique"});
      error.message = "another record has this value";
    }
  if (error.fields.empty() && text.find("external") != std::string::npos)
    error.fields.push_back({"external_key", "not_unique"});
  return error;
}

Status write_texts(db::Transaction& tx, const Model& model, const Family& family,
                   const Record* before, const Record& after) {
  const auto& layout = model.layout(*after.type);
  const auto table = db::quoted(family.text_table);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (layout[i].kind != FieldPlace::Kind::text) continue;
    const auto& value = after.values[i];
    if (before ? before->values[i] == value : value.is_null()) continue;
    const std::string_view field = after.type->fields[i].name;
    if (value.is_null())
      TRY(tx.execute(fmt::format(R"(DELETE FROM {} WHERE "id" = $1 AND "field" = $2)", table),
                     {after.id, field}));
    else
      TRY(tx.execute(fmt::format(R"(INSERT INTO {} ("id", "field", "value") VALUES ($1, $2, $3)
                                    ON CONFLICT ("id", "field") DO UPDATE SET "value" = excluded."value")",
                                 table),
                     {after.id, field, std::string_view(value.text())}));
  }
  return {};
}

Status write_sets(db::Transaction& tx, const Model& model, const Family& family,
                  const Record* before, const Record& after) {
  const auto& layout = model.layout(*after.type);
  const auto table = db::quoted(family.set_table);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if (layout[i].kind != FieldPlace::Kind::set) continue;
    const auto& value = after.values[i];
    if (before ? before->values[i] == value : value.is_null()) continue;
    const std::string_view field = after.type->fields[i].name;
    if (before)
      TRY(tx.execute(fmt::format(R"(DELETE FROM {} WHERE "id" = $1 AND "field" = $2)", table),
                     {after.id, field}));
    if (value.is_null()) continue;
    for (const auto& target : value.list())
      TRY(tx.execute(
          fmt::format(R"(INSERT INTO {} ("id", "field", "target") VALUES ($1, $2, $3))", table),
          {after.id, field, target.id()}));
  }
  return {};
}

Status write_beside(db::Transaction& tx, const Model& model, const Family& family,
                    const Record* before, const Record& after) {
  if (family.has_texts) TRY(write_texts(tx, model, family, before, after));
  if (family.has_sets) TRY(write_sets(tx, model, family, before, after));
  return index_for_search(tx, family, before, after);
}

// Records whose change alters what others may see or which settings apply.
Status note_directory_change(db::Transaction& tx, const Family& family) {
  return family.is_in_directory ? raise_directory_version(tx) : Status{};
}

std::string update_sql(const Family& family, const std::vector<std::size_t>& columns) {
  std::string set;
  for (std::size_t i = 0; i < columns.size(); ++i)
    set += fmt::format("{}{} = ${}", i == 0 ? "" : ", ",
                       db::quoted(family.columns[columns[i] + 1].name), i + 1);
  return fmt::format("UPDATE {} SET {} WHERE \"id\" = ${}", db::quoted(family.name), set,
                     columns.size() + 1);
}

bool is_same(const db::Parameter& a, const db::Parameter& b) {
  if (a.index() != b.index()) return false;
  if (const auto* bytes = std::get_if<db::Bytes>(&a))
    return bytes->bytes == std::get<db::Bytes>(b).bytes;
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, db::Bytes>)
          return true;
        else
          return value == std::get<T>(b);
      },
      a);
}

}  // namespace

Result<Record> read(db::Transaction& tx, const Lister& lister, const RecordName& name) {
  return seen(tx, lister, TRY(find_named(tx, lister.model, name, Lock::none)), name.text);
}

Result<Record> read(db::Transaction& tx, const Lister& lister, const pack::RecordType& type,
                    Id id) {
  return seen(tx, lister,
              TRY(find_by_id(tx, lister.model, lister.model.family_of(type), id, Lock::none)),
              to_text(id));
}

Result<Record> lock(db::Transaction& tx, const Lister& lister, const RecordName& name) {
  return permitted(tx, lister, TRY(find_named(tx, lister.model, name, Lock::row)), name.text);
}

Result<Record> lock(db::Transaction& tx, const Lister& lister, const pack::RecordType& type,
                    Id id) {
  return permitted(tx, lister,
                   TRY(find_by_id(tx, lister.model, lister.model.family_of(type), id, Lock::row)),
                   to_text(id));
}

Result<std::optional<Record>> find_in(db::Transaction& tx, const Model& model, const Family& family,
                                      Id id) {
  return find_by_id(tx, model, family, id, Lock::none);
}

Result<std::optional<Record>> find(db::Transaction& tx, const Model& model,
                                   const pack::RecordType& type, Id id) {
  return find_by_id(tx, model, model.family_of(type), id, Lock::none);
}

Result<std::optional<Record>> find_external(db::Transaction& tx, const Model& model,
                                            const pack::RecordType& type, std::string_view source,
                                            std::string_view key) {
  return select_one(tx, model, model.family_of(type),
                    "\"external_source\" = $1 AND \"external_key\" = $2", {source, key},
                    Lock::none);
}

Result<std::optional<Id>> find_id(db::Transaction& tx, const Model& model,
                                  const pack::RecordType& type, std::string_view text) {
  const auto& family = model.family_of(type);
  std::optional<Id> found;
  const auto ask = [&](std::string_view condition, db::Parameter parameter) -> Status {
    if (found) return {};
    return tx.query(
        fmt::format(R"(SELECT "id", "type" FROM {} WHERE {})", db::quoted(family.name), condition),
        {parameter}, [&](const db::Row& row) -> Status {
          const auto* actual = model.type(row.text(1));
          if (actual && actual->is_a(type.name)) found = row.id(0);
          return {};
        });
  };
  if (const auto id = id_from_text(text)) {
    TRY(ask("\"id\" = $1", *id));
    return found;
  }
  TRY(ask("\"number\" = $1", text));
  const auto folded = fold(text);
  for (const auto& field : type.fields) {
    if (!field.is_unique) continue;
    const auto& place = family.places.at(field.name);
    if (place.type != db::ColumnType::text) continue;
    const bool has_twin = place.folded >= 0;
    TRY(ask(db::quoted(has_twin ? field.name + "_folded" : field.name) + " = $1",
            has_twin ? std::string_view(folded) : text));
  }
  return found;
}

Result<std::vector<Title>> titles(db::Transaction& tx, const Model& model,
                                  const pack::RecordType& type, std::span<const Id> ids) {
  std::vector<Title> found;
  const auto& family = model.family_of(type);
  const int title = type.field_with(pack::FieldRole::title);
  const auto column = title < 0 ? std::string("\"number\"")
                                : db::quoted(type.fields[static_cast<std::size_t>(title)].name);
  // Of a type with versions the title that everybody may see: whoever sees a reference is told.
  const auto& shown = type.versions && family.newest ? *family.newest : family;
  const auto sql = fmt::format(R"(SELECT "type", "number", {} FROM {} WHERE "id" = $1)", column,
                               db::quoted(shown.name));
  for (const auto& id : ids)
    TRY(tx.query(sql, {id}, [&](const db::Row& row) -> Status {
      found.push_back(
          {id, std::string(row.text(0)), std::string(row.text(1)), row.text_or_empty(2)});
      return {};
    }));
  return found;
}

std::string number_sequence(const Model& model, const pack::RecordType& type) {
  std::string owner = type.name;
  for (const auto& name : type.chain) {
    const auto* above = model.type(name);
    if (!above || above->number != type.number) break;
    owner = name;
  }
  return "number_" + owner;
}

Result<std::string> next_number(db::Transaction& tx, const Model& model,
                                const pack::RecordType& type) {
  const auto n = TRY(tx.next_number(number_sequence(model, type)));
  const auto at = type.number.find("{}");
  must(at != std::string::npos);
  return type.number.substr(0, at) + std::to_string(n) + type.number.substr(at + 2);
}

Status insert(db::Transaction& tx, const Model& model, Record& record, Entry entry) {
  const auto& family = model.family_of(*record.type);
  TRY(append(tx, record, entry));
  TRY(insert_row(tx, model, family, record));
  TRY(follow_with_versions(tx, model, record, entry));
  return note_directory_change(tx, family);
}

Status insert_row(db::Transaction& tx, const Model& model, const Family& family, Record& record) {
  const auto row = row_parameters(model, family, record);
  const auto status = tx.query(family.insert_sql, std::span<const db::Parameter>(row.values),
                               [&](const db::Row& made) -> Status {
                                 record.row = made.integer(0);
                                 return {};
                               });
  if (!status) return fail(explained(status.error(), record));
  return write_beside(tx, model, family, nullptr, record);
}

Status update(db::Transaction& tx, const Model& model, const Record& before, Record& after,
              Entry entry) {
  const bool is_edit = entry.kind == EntryKind::field || entry.kind == EntryKind::transition;
  if (is_edit) {
    after.version = before.version + 1;
    after.updated_by = entry.actor;
  }
  after.updated_at = std::max(before.updated_at, entry.occurred_at);
  TRY(append(tx, after, entry));
  TRY(update_row(tx, model, before, after));
  return follow_with_versions(tx, model, after, entry);
}

Status update_row(db::Transaction& tx, const Model& model, const Record& before,
                  const Record& after) {
  const auto& family = model.family_of(*after.type);
  TRY(write_row(tx, model, family, before, after));
  return note_directory_change(tx, family);
}

Status write_row(db::Transaction& tx, const Model& model, const Family& family,
                 const Record& before, const Record& after) {
  const auto old_row = row_parameters(model, family, before);
  const auto new_row = row_parameters(model, family, after);
  std::vector<std::size_t> columns;
  std::vector<db::Parameter> parameters;
  for (std::size_t i = 0; i < new_row.values.size(); ++i) {
    if (is_same(old_row.values[i], new_row.values[i])) continue;
    columns.push_back(i);
    parameters.push_back(new_row.values[i]);
  }
  parameters.push_back(after.id);
  if (!columns.empty()) {
    const auto written =
        tx.execute(update_sql(family, columns), std::span<const db::Parameter>(parameters));
    if (!written) return fail(explained(written.error(), after));
  }
  return write_beside(tx, model, family, &before, after);
}

std::vector<ValueChange> changes_between(const Record& before, const Record& after) {
  std::vector<ValueChange> changes;
  const auto currency = [](const Record& record, int i) -> std::string_view {
    const auto found = record.currencies.find(i);
    return found == record.currencies.end() ? std::string_view() : std::string_view(found->second);
  };
  for (std::size_t i = 0; i < after.values.size(); ++i) {
    const int position = static_cast<int>(i);
    const auto& field = after.type->fields[i];
    const bool is_same_money = currency(before, position) == currency(after, position);
    if (field.is_stored_journal_figure || (before.values[i] == after.values[i] && is_same_money))
      continue;
    changes.push_back({field.name,
                       value_to_json(field, before.values[i], currency(before, position)),
                       value_to_json(field, after.values[i], currency(after, position))});
  }
  return changes;
}

Status add_texts_and_sets(db::Transaction& tx, const Family& family, std::span<Record> records) {
  for (auto& record : records) {
    if (family.has_texts)
      TRY(tx.query(fmt::format(R"(SELECT "field", "value" FROM {} WHERE "id" = $1)",
                               db::quoted(family.text_table)),
                   {record.id}, [&](const db::Row& row) -> Status {
                     if (const int i = record.type->find_field(row.text(0)); i >= 0)
                       record.value(i) = std::string(row.text(1));
                     return {};
                   }));
    if (family.has_sets) {
      std::map<int, expr::List> sets;
      TRY(tx.query(
          fmt::format(
              R"(SELECT "field", "target" FROM {} WHERE "id" = $1 ORDER BY "field", "target")",
              db::quoted(family.set_table)),
          {record.id}, [&](const db::Row& row) -> Status {
            if (const int i = record.type->find_field(row.text(0)); i >= 0)
              sets[i].emplace_back(row.id(1));
            return {};
          }));
      for (auto& [i, list] : sets) record.value(i) = std::move(list);
    }
  }
  return {};
}

}  // namespace praxis::record
