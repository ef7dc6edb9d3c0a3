#include "usecases/import_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "record/import_store.h"
#include "usecases/import_case_store.h"
#include "usecases/import_counts.h"
#include "usecases/import_replay.h"
#include "usecases/timers.h"
#include "usecases/work.h"

namespace praxis::usecases {
namespace {

Error import_stopped() {
  return Error{Code::unavailable, "import.stopped",
               "the import was stopped; what is written stays, and the next run goes on behind it"};
}

Result<ImportMap> map_of(const Work& work, const ImportEventsRequest& request) {
  auto reading =
      read_import_map(request.map_text, request.map_path, work.model.packs(), ImportKind::events);
  if (reading.map) return std::move(*reading.map);
  Error error{Code::invalid_argument, "import.map", ""};
  for (const auto& finding : reading.findings)
    error.message += (error.message.empty() ? "" : "\n") + pack::to_text(finding);
  return fail(std::move(error));
}

// Of the first `count` rows of a case, one after the other.
ImportTable::RowDigest fingerprint_of(const ImportTable& table, std::span<const std::uint32_t> rows,
                                      std::size_t count) {
  ImportTable::RowDigest chain{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto& row = table.digests[rows[i]];
    const auto next = sha256(
        {std::string_view(chain.data(), chain.size()), std::string_view(row.data(), row.size())});
    std::copy_n(next.begin(), chain.size(), chain.begin());
  }
  return chain;
}

// What one transaction did: put into the report once it is committed, for a closure may run twice.
struct BatchOutcome {
  std::int64_t created = 0, changed = 0, unchanged = 0;
  ImportProblems problems{};
  ImportCounts counts{};
};

class EventImport {
 public:
  EventImport(Application& application, const Caller& caller, const ImportEventsRequest& request,
              ImportWatch watch)
      : application_(application), caller_(caller), request_(request), watch_(watch) {
    caller_.via = "import";
    caller_.operation = new_id(application.time.now());
  }
  Result<ImportReport> run();

 private:
  Status prepare();
  Status check();
  Status make_missing();
  Status write();
  Status look_through();
  Status take_case(Work& work, std::size_t case_index, BatchOutcome& out);
  Status extend_case(Work& work, const ImportedCase& known, std::size_t case_index,
                     BatchOutcome& out);
  static Status set_timers_of(Work& work, const record::Record* before, const Replayed& told);
  Result<BatchOutcome> take_cases(Work& work, std::size_t from, std::size_t to);
  std::size_t batch_end(std::size_t from) const;
  void add(BatchOutcome& out);
  bool go_on(std::string_view doing, std::int64_t done, std::int64_t total,
             std::string_view unit) const {
    return watch_({doing, done, total, unit});
  }
  Status is_same_generation(const Work& work) const;

  Application& application_;
  Caller caller_;
  const ImportEventsRequest& request_;
  ImportWatch watch_;
  std::shared_ptr<const record::Model> model_;  // keeps the packs that the map points into
  ImportMap map_;
  ImportTable table_;
  ImportPlan plan_;
  ImportProblems problems_;
  ImportCounts counts_;
  ImportReport report_;
};

Status EventImport::is_same_generation(const Work& work) const {
  if (work.model.generation() == plan_.generation && work.model.type(map_.type->name) == map_.type)
    return {};
  return fail(Code::conflict, "import.packs_changed",
              "the packs were changed during the import; start it again");
}

// The map and the file, each whole.
Status EventImport::prepare() {
  TRY(in_read(application_, caller_, [&](Work& work) -> Status {
    model_ = application_.models.current().model;
    if (model_->generation() != work.model.generation())
      return fail(Code::unavailable, std::string(stale_reason));
    map_ = TRY(map_of(work, request_));
    return {};
  }));
  table_ = TRY(read_import_table(request_.file, map_.delimiter, map_.columns(), problems_, watch_));
  report_.rows = static_cast<std::int64_t>(table_.rows());
  report_.records = static_cast<std::int64_t>(table_.cases());
  report_.operation = caller_.operation;
  return {};
}

Status EventImport::check() {
  if (!problems_.is_empty()) return {};
  if (!go_on("checking", 0, report_.rows, "rows")) return fail(import_stopped());
  TRY(in_read(application_, caller_, [&](Work& work) -> Status {
    plan_ = plan_import(map_, table_, work, problems_);
    TRY(is_same_generation(work));
    return find_wanted(plan_, work, problems_);
  }));
  for (const auto& wanted : plan_.wanted)
    if (wanted.is_missing) ++report_.made[wanted.type->name];
  return {};
}

Status EventImport::make_missing() {
  std::int64_t done = 0, total = 0;
  for (const auto& [type, count] : report_.made) total += count;
  for (const auto& batch : missing_batches(plan_)) {
    const auto ids = TRY(in_write(application_, caller_, {.is_silent = true},
                                  [&](Work& work) -> Result<std::vector<Id>> {
                                    TRY(is_same_generation(work));
                                    return make_wanted(plan_, work, batch);
                                  }));
    for (std::size_t i = 0; i < batch.size(); ++i) plan_.wanted[batch[i]].id = ids[i];
    done += static_cast<std::int64_t>(batch.size());
    if (!go_on("preparing", done, total, "records")) return fail(import_stopped());
  }
  return {};
}

Status EventImport::extend_case(Work& work, const ImportedCase& known, std::size_t case_index,
                                BatchOutcome& out) {
  const auto rows = table_.rows_of(case_index);
  const auto& key = table_.text(rows.front(), 0);
  const auto old_rows = static_cast<std::size_t>(known.rows);
  if (old_rows > rows.size() || fingerprint_of(table_, rows, old_rows) != known.fingerprint) {
    out.problems.add(
        table_.lines[rows.front()], map_.key_column,
        fmt::format(
            "{} was imported before, and its first {} rows are others now; it is left as it is",
            key, old_rows));
    return {};
  }
  if (old_rows == rows.size()) {
    ++out.unchanged;
    return {};
  }
  ++out.changed;
  if (request_.mode == ImportMode::dry_run) return {};
  const auto stored = TRY(record::lock(work.tx, work.lister(), *map_.type, known.record));
  Replay replay(plan_, work);
  auto grown = TRY(replay.rest(stored, rows, old_rows));
  TRY(record::update_with_history(work.tx, work.model, stored, grown.record,
                                  std::move(grown.entries)));
  TRY(set_timers_of(work, &stored, grown));
  return remember_imported_case(work.tx, {map_.source, map_.type->name, key},
                                {known.record, static_cast<std::int64_t>(rows.size()),
                                 fingerprint_of(table_, rows, rows.size())});
}

// Timers of what is still open, from when its state was entered.
Status EventImport::set_timers_of(Work& work, const record::Record* before, const Replayed& told) {
  auto then = work;
  then.now = told.entered_at;
  return set_timers(then, before, told.record);
}

Status EventImport::take_case(Work& work, std::size_t case_index, BatchOutcome& out) {
  const auto rows = table_.rows_of(case_index);
  const auto& key = table_.text(rows.front(), 0);
  const CaseName name{map_.source, map_.type->name, key};
  Replay replay(plan_, work);
  auto told = replay.whole(rows);
  out.counts.add(plan_, rows, told);
  if (const auto known = TRY(find_imported_case(work.tx, name)))
    return extend_case(work, *known, case_index, out);
  ++out.created;
  if (request_.mode == ImportMode::dry_run) return {};
  auto& record = told.record;
  record.id = new_id(record.created_at);
  record.number = TRY(record::next_number(work.tx, work.model, *map_.type));
  TRY(record::insert_with_history(work.tx, work.model, record, std::move(told.entries)));
  TRY(set_timers_of(work, nullptr, told));
  return remember_imported_case(work.tx, name,
                                {record.id, static_cast<std::int64_t>(rows.size()),
                                 fingerprint_of(table_, rows, rows.size())});
}

Result<BatchOutcome> EventImport::take_cases(Work& work, std::size_t from, std::size_t to) {
  TRY(is_same_generation(work));
  BatchOutcome out;
  for (std::size_t i = from; i < to; ++i) TRY(take_case(work, i, out));
  return out;
}

std::size_t EventImport::batch_end(std::size_t from) const {
  std::size_t end = from + 1;
  const auto start = table_.case_starts[from];
  while (end < table_.cases() &&
         table_.case_starts[end + 1] - start <= request_.rows_per_transaction)
    ++end;
  return end;
}

void EventImport::add(BatchOutcome& out) {
  report_.created += out.created;
  report_.changed += out.changed;
  report_.unchanged += out.unchanged;
  counts_.add(out.counts);
  problems_.add(std::move(out.problems));
}

// In a dry run records that are not there yet get ids for the time being.
Status EventImport::look_through() {
  for (auto& wanted : plan_.wanted)
    if (wanted.id.is_nil()) wanted.id = new_id(application_.time.now());
  for (std::size_t from = 0; from < table_.cases();) {
    const auto to = batch_end(from);
    auto out =
        TRY(in_read(application_, caller_, [&](Work& work) { return take_cases(work, from, to); }));
    add(out);
    from = to;
    if (!go_on("checking", static_cast<std::int64_t>(table_.case_starts[to]), report_.rows, "rows"))
      return fail(import_stopped());
  }
  return {};
}

Status EventImport::write() {
  TRY(make_missing());
  for (std::size_t from = 0; from < table_.cases();) {
    const auto to = batch_end(from);
    auto out = TRY(in_write(application_, caller_, {.is_silent = true},
                            [&](Work& work) -> Result<BatchOutcome> {
                              TRY(work.tx.lock("import:" + map_.source));
                              return take_cases(work, from, to);
                            }));
    add(out);
    from = to;
    if (!go_on("writing", static_cast<std::int64_t>(table_.case_starts[to]), report_.rows, "rows"))
      return fail(import_stopped());
  }
  report_.is_applied = true;
  return {};
}

Result<ImportReport> EventImport::run() {
  TRY(prepare());
  TRY(check());
  if (problems_.is_empty()) {
    if (request_.mode == ImportMode::apply)
      TRY(write());
    else
      TRY(look_through());
    counts_.report(plan_, report_);
  }
  report_.problems_total = problems_.total();
  report_.problems = problems_.take();
  return std::move(report_);
}

}  // namespace

Result<ImportReport> import_events(Application& application, const Caller& caller,
                                   const ImportEventsRequest& request, ImportWatch watch) {
  if (!caller.scope->is_system)
    return fail(Code::forbidden, "import.not_allowed", "an import of history is for the operator");
  return EventImport(application, caller, request, watch).run();
}

}  // namespace praxis::usecases
