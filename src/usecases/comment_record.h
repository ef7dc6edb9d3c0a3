// Adds a comment, public or internal, to a record's journal; rules and flows (a parent's word to
// its children) follow.
#pragma once

#include "record/record_store.h"
#include "usecases/draft.h"

namespace praxis::usecases {

struct CommentDraft {
  std::string body;          // Markdown, 1 to 100,000 characters
  std::string visibility{};  // public, internal; "": public for a requester, internal for an agent
  std::vector<std::string> flows{};      // flows of links that are to carry it on
  std::optional<Instant> promised_at{};  // when the requester will hear more
  std::optional<Instant> occurred_at{};
  bool is_silent = false;
  std::optional<Idempotency> idempotency{};  // a retry says nothing twice
};
struct CommentOutcome {
  record::Record record;  // after it: a rule may have moved it
  record::Entry entry;
  bool is_replayed = false;  // made by an earlier request with this idempotency key
};
Result<CommentOutcome> comment_record(Application& application, const Caller& caller,
                                      const record::RecordName& name, const CommentDraft& draft);
Result<CommentOutcome> comment_in(Work& work, const record::Record& before,
                                  const CommentDraft& draft);

}  // namespace praxis::usecases
