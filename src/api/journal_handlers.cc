#include "api/journal_handlers.h"

#include <charconv>

#include "api/draft_request.h"
#include "api/entry_json.h"
#include "api/etag.h"
#include "api/query.h"
#include "api/record_handlers.h"
#include "api/respond.h"
#include "usecases/comment_record.h"
#include "usecases/read_records.h"
#include "usecases/update_record.h"

namespace praxis::api {
namespace {

using usecases::Work;

constexpr std::int64_t entries_max = 200;
constexpr int comment_reads_max = 50;  // pages of history looked through for one page of comments

struct HistoryRequest {
  std::int64_t from_seq = 0;
  int limit = 50;
  record::Order order = record::Order::newest_first;
};

Result<HistoryRequest> history_request_of(const Call& call) {
  const Query query(call.request);
  TRY(query.only({"limit", "cursor", "order", "titles", "language"}));
  HistoryRequest request;
  request.limit = static_cast<int>(TRY(query.integer("limit", {1, entries_max, 50})));
  request.from_seq = TRY(query.integer("cursor", {0, INT64_MAX, 0}));
  const auto order = TRY(query.one_of("order", {"newest", "oldest"}));
  if (order == "oldest") request.order = record::Order::oldest_first;
  return request;
}

// History holds more than comments: pages of it are read until there are enough.
Result<record::JournalPage> comments_of(Work& work, const record::Record& record,
                                        const HistoryRequest& request) {
  record::JournalPage comments;
  auto at = request.from_seq;
  for (int reads = 0; reads < comment_reads_max; ++reads) {
    auto page =
        TRY(usecases::read_history(work, record, at, static_cast<int>(entries_max), request.order));
    for (auto& entry : page.entries) {
      at = entry.seq;
      if (entry.kind != record::EntryKind::comment) continue;
      if (comments.entries.size() == static_cast<std::size_t>(request.limit)) {
        comments.has_more = true;
        return comments;
      }
      comments.entries.push_back(std::move(entry));
    }
    if (!page.has_more || page.entries.empty()) return comments;
  }
  comments.has_more = true;
  return comments;
}

Answer show_entries(Call& call, Work& work, const record::Record& record,
                    const record::JournalPage& page, std::string_view name) {
  const Selection selection{.wants_titles =
                                TRY(Query(call.request).flag("titles", Flag::on)) == Flag::on};
  RecordJson references(work, selection);
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key(name).begin_array();
  for (const auto& entry : page.entries) write_entry(writer, record, entry, references);
  writer.end_array().key("next");
  std::string next;
  if (page.has_more && !page.entries.empty()) next = std::to_string(page.entries.back().seq);
  if (next.empty())
    writer.null();
  else
    writer.text(next);
  TRY(references.write_titles(writer));
  writer.end_object();
  auto etag = etag_of(body);
  auto response = tagged_response(call, std::move(body), std::move(etag));
  set_paging_links(call, response, next, "");
  return response;
}

Result<std::int64_t> seq_of(const Call& call) {
  const auto text = call.segment("seq");
  std::int64_t seq = 0;
  const auto* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, seq);
  if (error != std::errc() || at != end || seq < 1)
    return fail(Code::not_found, "journal.no_entry", "the journal has no such entry");
  return seq;
}

}  // namespace

Answer read_journal(Call& call, Work& work) {
  const auto request = TRY(history_request_of(call));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  const auto page =
      TRY(usecases::read_history(work, record, request.from_seq, request.limit, request.order));
  return show_entries(call, work, record, page, "entries");
}

Answer undo_change(Call& call, const usecases::Caller& caller) {
  const auto seq = TRY(seq_of(call));
  const auto held = call.services.application.models.current();
  const auto outcome =
      TRY(usecases::undo_change(call.services.application, caller, record_name_of(call), seq));
  return show_outcome(call, caller, outcome);
}

Answer list_comments(Call& call, Work& work) {
  const auto request = TRY(history_request_of(call));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  return show_entries(call, work, record, TRY(comments_of(work, record, request)), "comments");
}

Answer add_comment(Call& call, const usecases::Caller& caller) {
  const auto draft = TRY(comment_draft_of(call));
  const auto held = call.services.application.models.current();
  const auto outcome =
      TRY(usecases::comment_record(call.services.application, caller, record_name_of(call), draft));
  auto response = TRY(read_again(call, caller, [&](Work& work) -> Answer {
    const auto record =
        TRY(record::read(work.tx, work.lister(), record::RecordName{"", outcome.record.number}));
    const Selection whole{};
    const Selection with_titles{.wants_titles = true};
    RecordJson references(work, with_titles);
    std::string body;
    JsonWriter writer(body);
    writer.begin_object().key("comment");
    write_entry(writer, record, outcome.entry, references);
    writer.key("record").raw(TRY(RecordJson(work, whole).one(record)));
    TRY(references.write_titles(writer));
    writer.end_object();
    return json_response(201, std::move(body));
  }));
  if (outcome.is_replayed) response.set("Idempotency-Replayed", "true");
  return response;
}

}  // namespace praxis::api
