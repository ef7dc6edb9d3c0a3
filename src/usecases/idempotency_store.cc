#include "usecases/idempotency.h"

#include <charconv>

namespace praxis::usecases {
namespace {

constexpr std::int64_t status_created = 201;

constexpr std::size_t id_length = 36;

// What the first request answered with: an id, or an id and the number of an entry.
Result<std::optional<std::string>> recall_response(Work& work, const Idempotency& idempotency) {
  std::optional<std::string> response;
  const auto since = work.recorded_at - idempotency_kept;
  TRY(work.tx.query(
      R"(SELECT "fingerprint", "response" FROM "idempotency" WHERE "person" = $1 AND "key" = $2 AND "at" > $3)",
      {work.scope.person, std::string_view(idempotency.key), since.us},
      [&](const db::Row& row) -> Status {
        if (row.text(0) != idempotency.fingerprint)
          return fail(Code::conflict, "idempotency.other_request",
                      "this idempotency key was used for another request");
        response = std::string(row.text(1));
        return {};
      }));
  return response;
}

Status remember_response(Work& work, const Idempotency& idempotency, std::string_view response) {
  const auto since = work.recorded_at - idempotency_kept;
  const auto written = TRY(work.tx.execute(
      R"(INSERT INTO "idempotency" ("person", "key", "fingerprint", "status", "response", "at")
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ("person", "key") DO UPDATE SET "fingerprint" = excluded."fingerprint",
           "response" = excluded."response", "at" = excluded."at" WHERE "idempotency"."at" <= $7)",
      {work.scope.person, std::string_view(idempotency.key),
       std::string_view(idempotency.fingerprint), status_created, response, work.recorded_at.us,
       since.us}));
  if (written == 0)
    return fail(Code::conflict, "idempotency.at_once", "the same request is being answered");
  return {};
}

}  // namespace

Result<std::optional<Id>> recall(Work& work, const Idempotency& idempotency) {
  const auto response = TRY(recall_response(work, idempotency));
  if (!response) return std::optional<Id>();
  return std::optional(TRY(id_from_text(std::string_view(*response).substr(0, id_length))));
}

Status remember(Work& work, const Idempotency& idempotency, Id record) {
  return remember_response(work, idempotency, to_text(record));
}

Result<std::optional<RememberedEntry>> recall_entry(Work& work, const Idempotency& idempotency) {
  const auto response = TRY(recall_response(work, idempotency));
  if (!response || response->size() <= id_length) return std::optional<RememberedEntry>();
  RememberedEntry entry{TRY(id_from_text(std::string_view(*response).substr(0, id_length)))};
  const auto* begin = response->data() + id_length + 1;
  std::from_chars(begin, response->data() + response->size(), entry.seq);
  return std::optional(entry);
}

Status remember_entry(Work& work, const Idempotency& idempotency, const RememberedEntry& entry) {
  return remember_response(work, idempotency,
                           to_text(entry.record) + "/" + std::to_string(entry.seq));
}

Status forget_old_keys(db::Transaction& tx, Instant now) {
  const auto since = now - idempotency_kept;
  TRY(tx.execute(R"(DELETE FROM "idempotency" WHERE "at" <= $1)", {since.us}));
  return {};
}

}  // namespace praxis::usecases
