// One unit of work: a transaction with the model, directory and scope it decides by. in_write()
// makes sure that the model is the one in force (the tenant's generation is read inside the
// transaction) and that the directory is fresh; a stale one is reloaded and the closure runs again.
// Belongs to one thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "record/bindings.h"
#include "record/journal.h"
#include "record/lister.h"
#include "usecases/application.h"

namespace praxis::usecases {

struct Work {
  db::Transaction& tx;
  const record::Model& model;
  const record::Directory& directory;
  const sla::Book& book;
  const record::Scope& scope;
  Instant now;  // when it happens: what the journal calls occurred_at
  Instant recorded_at;
  std::string via;
  Id operation{};
  bool is_dry = false;     // a dry run: rolled back at the end, takes no number
  bool is_silent = false;  // imports of the past: no notices, rules, timers or live events
  std::vector<std::string> running_rules{};  // a rule is never fired by its own effect
  int* writes = nullptr;  // counts what is begun to be written, for who wants to know
  std::vector<Id> passed{};  // records whose change links carry on: none gets its own back
  int depth = 0;             // of effects that cause effects; effect_chain_max ends them

  record::Lister lister() const { return {model, directory, scope, now, &book}; }
  record::Surroundings around(const record::Record& record) const {
    return {.tx = &tx,
            .model = &model,
            .directory = &directory,
            .scope = &scope,
            .now = now,
            .record = &record,
            .clocks = &book};
  }
  // The same work done by the engine itself: for rules, time and flows. One step deeper.
  Work as_system(const record::Scope& system, std::string through) const;
  // The same work, one step deeper, on what a link leads to from `record`.
  Work beyond(Id record) const;
  record::Entry entry(record::EntryKind kind) const;
};

// The model and directory in force for a transaction; reloads the directory, or says "stale" if the
// model is.
struct InForce {
  std::shared_ptr<const record::Model> model;
  std::shared_ptr<const record::Directory> directory;
  std::shared_ptr<const sla::Book> book;
};
Result<InForce> in_force(Application& application, db::Transaction& tx);
// Loads the tenant's generation into Application::models.
Status reload_model(Application& application);

constexpr int effect_chain_max = 16;  // effects of effects in one write
constexpr std::string_view effect_chain_reason = "effects.too_long";

enum class DryRun { no, yes };
constexpr std::string_view dry_run_reason = "dry_run";
constexpr std::string_view stale_reason = "generation.stale";
constexpr int stale_retries_max = 5;

struct WriteOptions {
  DryRun dry_run = DryRun::no;
  std::optional<Instant> occurred_at{};
  bool is_silent = false;
};

template <class F>
auto in_write(Application& application, const Caller& caller, WriteOptions options, F&& body)
    -> std::invoke_result_t<F&, Work&> {
  using Outcome = std::invoke_result_t<F&, Work&>;
  for (int attempt = 0;; ++attempt) {
    std::optional<Outcome> dry_outcome;
    auto outcome = application.database.write([&](db::Transaction& tx) -> Outcome {
      const auto force = TRY(in_force(application, tx));
      const auto now = application.time.now();
      Work work{.tx = tx,
                .model = *force.model,
                .directory = *force.directory,
                .book = *force.book,
                .scope = *caller.scope,
                .now = options.occurred_at.value_or(now),
                .recorded_at = now,
                .via = caller.via,
                .operation = caller.operation,
                .is_dry = options.dry_run == DryRun::yes,
                .is_silent = options.is_silent};
      auto done = body(work);
      if (options.dry_run == DryRun::no) return done;
      dry_outcome = std::move(done);
      return fail(Code::internal, std::string(dry_run_reason));  // rolls back
    });
    if (dry_outcome) return std::move(*dry_outcome);
    if (!outcome && outcome.error().reason == stale_reason && attempt < stale_retries_max) {
      TRY(reload_model(application));
      continue;
    }
    if (outcome && application.signals && !options.is_silent) application.signals->committed();
    return outcome;
  }
}

template <class F>
auto in_read(Application& application, const Caller& caller, F&& body, db::ReadLimits limits = {})
    -> std::invoke_result_t<F&, Work&> {
  using Outcome = std::invoke_result_t<F&, Work&>;
  for (int attempt = 0;; ++attempt) {
    auto outcome = application.database.read(
        [&](db::Transaction& tx) -> Outcome {
          const auto force = TRY(in_force(application, tx));
          const auto now = application.time.now();
          Work work{.tx = tx,
                    .model = *force.model,
                    .directory = *force.directory,
                    .book = *force.book,
                    .scope = *caller.scope,
                    .now = now,
                    .recorded_at = now,
                    .via = caller.via,
                    .operation = caller.operation};
          return body(work);
        },
        limits);
    if (!outcome && outcome.error().reason == stale_reason && attempt < stale_retries_max) {
      TRY(reload_model(application));
      continue;
    }
    return outcome;
  }
}

}  // namespace praxis::usecases
