#include "usecases/idempotency.h"

namespace praxis::usecases {
namespace {

constexpr std::int64_t status_created = 201;

}  // namespace

Result<std::optional<Id>> recall(Work& work, const Idempotency& idempotency) {
  std::optional<Id> record;
  const auto since = work.recorded_at - idempotency_kept;
  TRY(work.tx.query(
      R"(SELECT "fingerprint", "response" FROM "idempotency" WHERE "person" = $1 AND "key" = $2 AND "at" > $3)",
      {work.scope.person, std::string_view(idempotency.key), since.us},
      [&](const db::Row& row) -> Status {
        if (row.text(0) != idempotency.fingerprint)
          return fail(Code::conflict, "idempotency.other_request",
                      "this idempotency key was used for another request");
        record = TRY(id_from_text(row.text(1)));
        return {};
      }));
  return record;
}

Status remember(Work& work, const Idempotency& idempotency, Id record) {
  const auto response = to_text(record);
  const auto since = work.recorded_at - idempotency_kept;
  const auto written = TRY(work.tx.execute(
      R"(INSERT INTO "idempotency" ("person", "key", "fingerprint", "status", "response", "at")
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ("person", "key") DO UPDATE SET "fingerprint" = excluded."fingerprint",
           "response" = excluded."response", "at" = excluded."at" WHERE "idempotency"."at" <= $7)",
      {work.scope.person, std::string_view(idempotency.key),
       std::string_view(idempotency.fingerprint), status_created, std::string_view(response),
       work.recorded_at.us, since.us}));
  if (written == 0)
    return fail(Code::conflict, "idempotency.at_once", "the same request is being answered");
  return {};
}

Status forget_old_keys(db::Transaction& tx, Instant now) {
  const auto since = now - idempotency_kept;
  TRY(tx.execute(R"(DELETE FROM "idempotency" WHERE "at" <= $1)", {since.us}));
  return {};
}

}  // namespace praxis::usecases
