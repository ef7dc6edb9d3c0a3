#include "usecases/bulk_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <unordered_set>

#include "record/list.h"
#include "usecases/asked_fields.h"
#include "usecases/record_filter.h"
#include "usecases/saved_views.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"

namespace praxis::usecases {
namespace {

using What = BulkResult::What;

constexpr std::string_view bulk_again = "bulk.again";

// What selects, compiled for the model of one unit of work.
struct CompiledSelection {
  const pack::RecordType* type = nullptr;
  record::ListRequest list{};
};

Result<CompiledSelection> compiled(const Work& work, const BulkSelection& of) {
  CompiledSelection selection{.type = work.model.type(of.type)};
  if (!selection.type)
    return fail(Code::not_found, "type.unknown",
                fmt::format("there is no type '{}'", of.type.substr(0, 64)));
  auto& list = selection.list;
  list.type = selection.type;
  list.is_active_only = of.is_active_only;
  if (!of.view.empty()) TRY(set_view(work, of.view, list));
  if (!of.filter.empty()) list.filter = TRY(compile_filter(work, *selection.type, of.filter));
  TRY(check_asked(work, list));
  return selection;
}

BulkResult selected_result(const record::Record& record, std::string name) {
  return {
      .name = std::move(name), .id = record.id, .type = record.type->name, .number = record.number};
}

Status select_named(Work& work, const BulkSelection& of, BulkOutcome& outcome) {
  TRY(compiled(work, of));
  std::unordered_set<Id> seen;
  for (const auto& name : of.names) {
    const auto record = record::read(work.tx, work.lister(), {of.type, name});
    if (record && seen.insert(record->id).second)
      outcome.results.push_back(selected_result(*record, name));
    else if (!record && record.error().code != Code::not_found)
      return fail(record.error());
    else if (!record)
      outcome.results.push_back({.name = name, .refusal = record.error()});
  }
  return {};
}

Status select_matching(Work& work, const BulkSelection& of, BulkOutcome& outcome) {
  auto request = TRY(compiled(work, of)).list;
  const auto wanted = static_cast<std::size_t>(of.limit);
  for (;;) {
    const auto missing = wanted - outcome.results.size();
    request.limit = static_cast<int>(std::min<std::size_t>(missing, record::list_limit_max));
    request.columns = {"number"};
    auto page = TRY(record::list(work.tx, work.lister(), request));
    for (const auto& record : page.records) outcome.results.push_back(selected_result(record, ""));
    outcome.has_more = !page.next.empty();
    if (page.next.empty() || outcome.results.size() >= wanted) return {};
    request.cursor = std::move(page.next);
  }
}

// Of those that the caller may see; what one may not see is no part of the operation for them.
Status select_of_operation(Work& work, Id operation, BulkOutcome& outcome) {
  const auto records = TRY(record::records_of_operation(work.tx, operation));
  if (records.size() > static_cast<std::size_t>(undone_records_max))
    return fail(Error{Code::conflict,
                      "operation.too_large",
                      "the operation changed too many records to be undone at once",
                      {},
                      {{"max", undone_records_max}}});
  for (const auto& id : records)
    if (const auto record = record::read(work.tx, work.lister(), {"", to_text(id)}))
      outcome.results.push_back(selected_result(*record, ""));
  if (outcome.results.empty())
    return fail(Code::not_found, "operation.not_found", "there is no such operation");
  return {};
}

// The edits that people made in the operation; what rules did about them is theirs.
bool is_undone(const record::Entry& entry) {
  return entry.kind == record::EntryKind::field && !entry.actor.is_nil();
}

Result<record::Record> undo_in(Work& work, const record::Record& before, Id operation) {
  auto entries = TRY(record::entries_of_operation(work.tx, operation, before.id));
  std::erase_if(entries, [](const auto& entry) { return !is_undone(entry); });
  if (entries.empty())
    return fail(Code::conflict, "undo.no_field_change",
                "only a change of fields can be undone; a transition is left by another one");
  auto record = before;
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    auto outcome = TRY(undo_entry(work, record, *entry));
    if (outcome.refusal) return fail(std::move(*outcome.refusal));
    record = std::move(outcome.record);
  }
  return record;
}

// What is wrong with one record, and not with the database or the whole request.
bool is_of_record(const Error& error) {
  switch (error.code) {
    case Code::invalid_argument:
    case Code::forbidden:
    case Code::not_found:
    case Code::conflict:
    case Code::too_large:
      return true;
    default:
      return false;
  }
}

class BulkRun {
 public:
  BulkRun(Application& application, const Caller& caller, const BulkDraft& draft)
      : application_(application), caller_(caller), draft_(draft) {}

  Result<BulkOutcome> run() {
    TRY(select());
    std::vector<BulkResult*> open;
    for (auto& result : outcome_.results)
      if (!result.id.is_nil() && !result.refusal && !done_.contains(result.id))
        open.push_back(&result);
    // Locked in id order by everybody, so that no two wait for each other.
    std::ranges::sort(open, {}, &BulkResult::id);
    for (std::size_t at = 0; at < open.size(); at += bulk_batch)
      TRY(write_batch(std::span(open).subspan(at, std::min(bulk_batch, open.size() - at))));
    return std::move(outcome_);
  }

 private:
  Status select() {
    return in_read(application_, caller_, [&](Work& work) -> Status {
      outcome_ = {.operation = new_id(work.recorded_at)};
      done_.clear();
      if (draft_.idempotency) TRY(resume(work));
      if (const auto* undo = std::get_if<OperationUndo>(&draft_.verb))
        return select_of_operation(work, undo->operation, outcome_);
      TRY(draft_.of.names.empty() ? select_matching(work, draft_.of, outcome_)
                                  : select_named(work, draft_.of, outcome_));
      return show_done(work);
    });
  }

  // The same request went before, perhaps not to its end.
  Status resume(Work& work) {
    const auto made = TRY(recall(work, *draft_.idempotency));
    if (!made) return {};
    outcome_.operation = *made;
    outcome_.is_replayed = true;
    is_remembered_ = true;
    for (const auto& id : TRY(record::records_of_operation(work.tx, *made))) done_.insert(id);
    return {};
  }

  // What the operation has changed already has its result too, also where the filter no longer
  // finds it.
  Status show_done(Work& work) {
    for (const auto& id : done_) {
      const auto record = record::read(work.tx, work.lister(), {"", to_text(id)});
      if (!record) continue;
      auto found = std::ranges::find(outcome_.results, id, &BulkResult::id);
      if (found == outcome_.results.end())
        found = outcome_.results.insert(found, selected_result(*record, ""));
      note(*found, *record, What::changed);
    }
    return {};
  }

  static void note(BulkResult& result, const record::Record& record, What what) {
    result.what = what;
    result.version = record.version;
    result.journal_seq = record.journal_seq;
  }

  // Runs again without the record that failed after something of it was written.
  Status write_batch(std::span<BulkResult*> batch) {
    auto caller = caller_;
    caller.operation = outcome_.operation;
    for (;;) {
      BulkResult* failed = nullptr;
      std::optional<Error> failure;
      const auto written =
          in_write(application_, caller, {.dry_run = draft_.dry_run}, [&](Work& work) -> Status {
            failed = nullptr;
            return change_batch(work, batch, failed, failure);
          });
      if (written) {
        is_remembered_ = true;
        return {};
      }
      if (!failed || !failure) return written;
      failed->refusal = std::move(failure);
      failed->what = What::refused;
      kept_.insert(failed->id);
    }
  }

  Status change_batch(Work& work, std::span<BulkResult*> batch, BulkResult*& failed,
                      std::optional<Error>& failure) {
    if (draft_.idempotency && !is_remembered_ && !work.is_dry)
      TRY(remember(work, *draft_.idempotency, outcome_.operation));
    std::optional<CompiledSelection> selection;
    if (draft_.of.names.empty() && !std::holds_alternative<OperationUndo>(draft_.verb))
      selection = TRY(compiled(work, draft_.of));
    for (auto* result : batch) {
      if (kept_.contains(result->id)) continue;
      int writes = 0;
      work.writes = &writes;
      result->refusal.reset();
      auto changed = change_one(work, selection ? &*selection : nullptr, *result);
      if (changed) continue;
      if (!is_of_record(changed.error())) return changed;
      if (writes > 0) {
        failed = result;
        failure = std::move(changed.error());
        return fail(Code::internal, std::string(bulk_again));
      }
      result->refusal = std::move(changed.error());
      result->what = What::refused;
    }
    return {};
  }

  Status change_one(Work& work, const CompiledSelection* selection, BulkResult& result) {
    const auto before =
        TRY(record::lock(work.tx, work.lister(), {result.type, to_text(result.id)}));
    if (selection && !is_listed(work, selection->list, before))
      return fail(Code::conflict, "bulk.no_longer_matches",
                  fmt::format("{} was changed meanwhile", before.number));
    auto after = TRY(apply(work, before, result));
    const bool is_changed = work.is_dry ? after.state != before.state || is_edited(before, after)
                                        : after.journal_seq != before.journal_seq;
    const bool is_comment = std::holds_alternative<CommentDraft>(draft_.verb);
    note(result, after,
         is_changed || is_comment || !result.made.empty() ? What::changed : What::unchanged);
    return {};
  }

  static bool is_edited(const record::Record& before, const record::Record& after) {
    return !record::changes_between(before, after).empty();
  }

  static Result<record::Record> taken(Outcome outcome) {
    if (outcome.refusal) return fail(std::move(*outcome.refusal));
    return std::move(outcome.record);
  }

  Result<record::Record> apply(Work& work, const record::Record& before, BulkResult& result) {
    if (const auto* edit = std::get_if<Draft>(&draft_.verb))
      return taken(TRY(update_or_preview(work, before, *edit)));
    if (const auto* comment = std::get_if<CommentDraft>(&draft_.verb))
      return TRY(comment_in(work, before, *comment)).record;
    if (const auto* undo = std::get_if<OperationUndo>(&draft_.verb))
      return undo_in(work, before, undo->operation);
    const auto& wanted = std::get<BulkTransition>(draft_.verb);
    auto outcome = TRY(transition_in(work, before, wanted.name, wanted.draft));
    if (!outcome.is_created) return taken(std::move(outcome));
    result.made = outcome.record.number;
    return before;
  }

  Application& application_;
  const Caller& caller_;
  const BulkDraft& draft_;
  BulkOutcome outcome_{};
  std::unordered_set<Id> done_{};  // by an earlier try of the same request
  std::unordered_set<Id> kept_{};  // refused after all, their batch rolled back once
  bool is_remembered_ = false;
};

}  // namespace

Result<BulkOutcome> bulk_records(Application& application, const Caller& caller,
                                 const BulkDraft& draft) {
  return BulkRun(application, caller, draft).run();
}

}  // namespace praxis::usecases
