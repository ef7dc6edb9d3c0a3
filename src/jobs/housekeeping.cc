#include "jobs/housekeeping.h"

#include "identity/session_store.h"
#include "identity/throttle.h"
#include "usecases/attach_file.h"
#include "usecases/idempotency.h"
#include "usecases/presence.h"

namespace praxis::jobs {
namespace {

constexpr Span housekeeping_every = minutes(10);

Status clean_up(usecases::Application& application, Instant now) {
  TRY(application.database.write([&](db::Transaction& tx) -> Status {
    TRY(identity::remove_old_sessions(tx, {}, now));
    TRY(identity::remove_old_failures(tx, now));
    TRY(usecases::forget_absent(tx, now));
    return usecases::forget_old_keys(tx, now);
  }));
  return usecases::collect_unreferenced(application);
}

}  // namespace

Job housekeeping(usecases::Application& application) {
  auto next = std::make_shared<Instant>();
  return {"housekeeping", [&application, next]() -> Result<std::optional<Instant>> {
            const auto now = application.time.now();
            if (now >= *next) {
              TRY(clean_up(application, now));
              *next = now + housekeeping_every;
            }
            return std::optional(*next);
          }};
}

}  // namespace praxis::jobs
