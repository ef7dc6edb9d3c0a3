#include "usecases/work.h"

#include "usecases/tenant.h"

namespace praxis::usecases {

Work Work::as_system(const record::Scope& system, std::string through) const {
  return Work{.tx = tx,
              .model = model,
              .directory = directory,
              .book = book,
              .scope = system,
              .now = now,
              .recorded_at = recorded_at,
              .via = std::move(through),
              .operation = operation,
              .is_dry = is_dry,
              .is_silent = is_silent,
              .running_rules = running_rules,
              .passed = passed,
              .depth = depth + 1};
}

Work Work::beyond(Id record) const {
  auto work = *this;
  work.passed.push_back(record);
  ++work.depth;
  return work;
}

record::Entry Work::entry(record::EntryKind kind) const {
  record::Entry entry;
  entry.kind = kind;
  entry.occurred_at = now;
  entry.recorded_at = recorded_at;
  entry.actor = scope.person;
  entry.side = scope.side;
  entry.via = via;
  entry.operation = operation;
  entry.generation = model.generation();
  return entry;
}

Result<InForce> in_force(Application& application, db::Transaction& tx) {
  const auto state = TRY(record::read_tenant_state(tx));
  auto current = application.models.current();
  if (current.model->generation() != state.generation)
    return fail(Code::unavailable, std::string(stale_reason), "the packs have changed; try again");
  if (!current.directory || current.directory->version() != state.directory_version) {
    current.directory = TRY(record::Directory::load(tx, *current.model));
    current.book = TRY(sla::Book::load(tx, current.model, current.book));
    application.models.put(current);
  }
  return InForce{std::move(current.model), std::move(current.directory), std::move(current.book)};
}

}  // namespace praxis::usecases
