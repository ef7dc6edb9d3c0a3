#include "usecases/idempotency.h"

namespace praxis::usecases {

Result<std::optional<Id>> recall(Work& work, const Idempotency& idempotency) {
  std::optional<Id> made;
  bool is_other = false;
  TRY(work.tx.query(R"(SELECT "fingerprint", "response" FROM "idempotency" WHERE "person" = $1 AND "key" = $2 AND "at" > $3)",
                    {work.scope.person, std::string_view(idempotency.key), (work.recorded_at - idempotency_kept).us},
                    [&](const db::Row& row) -> Status {
                      is_other = row.text(0) != idempotency.fingerprint;
                      made = TRY(id_from_text(row.text(1)));
                      return {};
                    }));
  if (is_other)
    return fail(Code::conflict, "idempotency.other_request", "this Idempotency-Key was used for another request within the last day");
  return made;
}

Status remember(Work& work, const Idempotency& idempotency, Id record) {
  TRY(work.tx.execute(R"(INSERT INTO "idempotency" ("person", "key", "fingerprint", "status", "response", "at")
                         VALUES ($1, $2, $3, 201, $4, $5) ON CONFLICT ("person", "key") DO UPDATE SET
                         "fingerprint" = excluded."fingerprint", "response" = excluded."response", "at" = excluded."at")",
                      {work.scope.person, std::string_view(idempotency.key), std::string_view(idempotency.fingerprint),
                       std::string_view(to_text(record)), work.recorded_at.us}));
  return {};
}

}  // namespace praxis::usecases
