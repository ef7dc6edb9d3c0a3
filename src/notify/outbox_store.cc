#include <fmt/format.h>

#include <algorithm>

#include "notify/outbox.h"

namespace praxis::notify {
namespace {

void add_once(std::vector<Id>& ids, Id id) {
  if (!id.is_nil() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
}

Status add_watchers(db::Transaction& tx, Id record, std::vector<Id>& ids) {
  return tx.query(
      R"(SELECT "person" FROM "watcher" WHERE "record" = $1 ORDER BY "since", "person")", {record},
      [&](const db::Row& row) -> Status {
        add_once(ids, row.id(0));
        return {};
      });
}

Status add_role_holders(const record::Surroundings& in, std::string_view role,
                        std::vector<Id>& ids) {
  const auto organization = in.record->reference(pack::FieldRole::organization);
  for (const auto& above : in.directory->up(organization))
    TRY(in.tx->query(
        R"(SELECT "person" FROM "role_holding" WHERE "role" = $1 AND "organization" = $2 ORDER BY "person")",
        {role, above}, [&](const db::Row& row) -> Status {
          add_once(ids, row.id(0));
          return {};
        }));
  return {};
}

}  // namespace

Result<std::vector<Id>> recipients(const record::Surroundings& in, const pack::Notice& notice) {
  std::vector<Id> ids;
  for (const auto& name : notice.to) {
    if (name == "watchers") {
      TRY(add_watchers(*in.tx, in.record->id, ids));
    } else if (const int field = in.record->type->find_field(name); field >= 0) {
      const auto& value = in.record->value(field);
      if (const auto* id = value.get<Id>()) add_once(ids, *id);
      if (value.get<std::shared_ptr<const expr::List>>())
        for (const auto& element : value.list()) add_once(ids, element.id());
    } else {
      TRY(add_role_holders(in, name, ids));
    }
  }
  return ids;
}

Status enqueue(const record::Surroundings& in, const pack::Notice& notice,
               std::string_view entry_text) {
  const auto message = notice.declared_by + "." + notice.message;
  std::string payload;
  JsonWriter writer(payload);
  writer.begin_object()
      .key("number")
      .text(in.record->number)
      .key("type")
      .text(in.record->type->name);
  if (!entry_text.empty()) writer.key("entry").text(entry_text);
  writer.end_object();
  for (const auto& recipient : TRY(recipients(in, notice))) {
    const auto key = fmt::format("{}.{}.{}.{}", to_text(in.record->id), in.record->journal_seq,
                                 message, to_text(recipient));
    TRY(in.tx->execute(
        R"(INSERT INTO "outbox" ("kind", "record", "message", "recipient", "payload", "key", "created_at", "due_at", "attempts")
           VALUES ('mail', $1, $2, $3, $4, $5, $6, $6, 0))",
        {in.record->id, std::string_view(message), recipient, std::string_view(payload),
         std::string_view(key), in.now.us}));
  }
  return {};
}

Result<std::vector<OutboxRow>> read_outbox(db::Transaction& tx, std::int64_t after_row, int limit) {
  std::vector<OutboxRow> rows;
  TRY(tx.query(
      R"(SELECT "row", "kind", "record", "message", "recipient", "payload", "key", "created_at", "due_at",
                         "attempts", "done_at", "failure" FROM "outbox" WHERE "row" > $1 ORDER BY "row" LIMIT $2)",
      {after_row, std::int64_t{limit}}, [&](const db::Row& row) -> Status {
        OutboxRow out{row.integer(0),
                      std::string(row.text(1)),
                      row.id(2),
                      std::string(row.text(3)),
                      row.id(4),
                      std::string(row.text(5)),
                      std::string(row.text(6)),
                      row.instant(7),
                      row.instant(8),
                      row.integer(9),
                      std::nullopt,
                      row.text_or_empty(11)};
        if (!row.is_null(10)) out.done_at = row.instant(10);
        rows.push_back(std::move(out));
        return {};
      }));
  return rows;
}

}  // namespace praxis::notify
