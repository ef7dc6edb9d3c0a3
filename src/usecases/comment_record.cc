#include "usecases/comment_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "identity/permission.h"
#include "record/link_store.h"
#include "usecases/flow_records.h"
#include "usecases/link_record.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

constexpr std::size_t comment_length_max = 100'000;  // characters

tl::unexpected<Error> wrong_comment(std::string field, std::string reason,
                                    JsonObject details = {}) {
  Error error{Code::invalid_argument, "invalid_fields", "the comment is wrong"};
  error.fields.push_back({std::move(field), std::move(reason), std::move(details)});
  return fail(std::move(error));
}

Result<std::string> visibility_of(const Work& work, const CommentDraft& draft) {
  if (draft.visibility.empty())
    return std::string(work.scope.side == pack::Side::requester ? "public" : "internal");
  if (draft.visibility != "public" && draft.visibility != "internal")
    return wrong_comment("visibility", "unknown_choice",
                         {{"allowed", JsonArray{"public", "internal"}}});
  return draft.visibility;
}

Status check_comment(Work& work, const record::Record& record, const CommentDraft& draft,
                     std::string_view visibility) {
  if (draft.body.empty()) return wrong_comment("body", "required");
  if (!is_valid_text(draft.body)) return wrong_comment("body", "not_a_text");
  if (length_of(draft.body) > comment_length_max)
    return wrong_comment("body", "too_long", {{"max", comment_length_max}});
  const auto action =
      visibility == "public" ? pack::Action::comment_public : pack::Action::comment_internal;
  if (work.scope.is_system || identity::may(work.around(record), action)) return {};
  return fail(Code::forbidden, "comment_not_allowed",
              fmt::format("you may not write a {} comment on {}", visibility, record.number));
}

// One of the flows that a comment may take to linked records, with the name of the link as seen
// from the commented one.
struct Flow {
  const pack::LinkFlow* flow;
  std::string link;
};

std::vector<Flow> comment_flows(const Work& work, std::string_view visibility) {
  std::vector<Flow> flows;
  for (const auto& type : work.model.packs().links())
    for (const auto& flow : type.flows)
      if (flow.comment == visibility)
        flows.push_back({&flow, flow.is_forward ? type.name : type.reverse});
  return flows;
}

// Carries the comment to the other ends of a flow's links, as the same person's word.
Status carry(Work& work, const record::Record& record, const Flow& flow, const std::string& body) {
  for (const auto& link : TRY(record::links_named(work.tx, work.model, record.id, flow.link))) {
    const auto* type = work.model.type(link.other_type);
    if (!type) continue;
    const auto other = record::lock(work.tx, work.lister(), *type, link.other);
    if (!other) continue;  // what one may not see, one does not tell
    if (!flow_reaches(work, *flow.flow, *other)) continue;
    TRY(comment_in(work, *other, {.body = body, .visibility = flow.flow->comment}));
  }
  return {};
}

Status check_flows(const Work& work, const CommentDraft& draft, std::string_view visibility) {
  const auto offered = comment_flows(work, visibility);
  for (const auto& wanted : draft.flows)
    if (std::none_of(offered.begin(), offered.end(),
                     [&](const Flow& f) { return f.flow->name == wanted; })) {
      JsonArray allowed;
      for (const auto& flow : offered) allowed.emplace_back(flow.flow->name);
      return wrong_comment("flows", "unknown_flow",
                           {{"value", wanted}, {"allowed", std::move(allowed)}});
    }
  return {};
}

Status carry_flows(Work& work, const record::Record& record, const CommentDraft& draft,
                   std::string_view visibility) {
  for (const auto& flow : comment_flows(work, visibility)) {
    const bool is_asked =
        std::find(draft.flows.begin(), draft.flows.end(), flow.flow->name) != draft.flows.end();
    if (is_asked || flow.flow->offer == "always") TRY(carry(work, record, flow, draft.body));
  }
  return {};
}

Result<CommentOutcome> replayed(Work& work, const RememberedEntry& made) {
  auto record = TRY(record::read(work.tx, work.lister(), {"", to_text(made.record)}));
  auto page =
      TRY(record::read_journal(work.tx, record.id, made.seq - 1, 1, record::Order::oldest_first));
  if (page.entries.empty()) return fail(Code::internal, "journal.no_entry", "a comment is gone");
  return CommentOutcome{std::move(record), std::move(page.entries.front()), true};
}

}  // namespace

Result<CommentOutcome> comment_in(Work& work, const record::Record& before,
                                  const CommentDraft& draft) {
  const auto visibility = TRY(visibility_of(work, draft));
  TRY(check_comment(work, before, draft, visibility));
  TRY(check_flows(work, draft, visibility));
  auto after = before;
  auto entry = work.entry(record::EntryKind::comment);
  entry.visibility = visibility;
  entry.promised_at = draft.promised_at;
  entry.changes.push_back({"body", nullptr, Json(draft.body)});
  entry.seq = before.journal_seq + 1;
  if (work.is_dry) return CommentOutcome{std::move(after), std::move(entry)};
  TRY(write_change(work, before, after, entry,
                   {.event = pack::EventRule::Event::comment, .comment = draft.body}));
  if (!work.is_silent) TRY(carry_flows(work, after, draft, visibility));
  return CommentOutcome{std::move(after), std::move(entry)};
}

Result<CommentOutcome> comment_record(Application& application, const Caller& caller,
                                      const record::RecordName& name, const CommentDraft& draft) {
  const WriteOptions options{DryRun::no, draft.occurred_at, draft.is_silent};
  return in_write(application, caller, options, [&](Work& work) -> Result<CommentOutcome> {
    if (draft.idempotency)
      if (const auto made = TRY(recall_entry(work, *draft.idempotency)))
        return replayed(work, *made);
    const auto before = TRY(record::lock(work.tx, work.lister(), name));
    auto outcome = TRY(comment_in(work, before, draft));
    if (draft.idempotency)
      TRY(remember_entry(work, *draft.idempotency, {outcome.record.id, outcome.entry.seq}));
    return outcome;
  });
}

}  // namespace praxis::usecases
