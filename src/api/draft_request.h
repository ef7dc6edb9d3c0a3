// Requests that change records, read: body, If-Match, ?dry_run, Idempotency-Key. Pure.
#pragma once

#include "api/call.h"
#include "usecases/comment_record.h"
#include "usecases/draft.h"

namespace praxis::api {

// The record that the path names: {type} and {id}, or {id} alone.
record::RecordName record_name_of(const Call& call);

// Body members beside fields: "links", "watchers", "reason", and "version" in place of If-Match.
Result<usecases::Draft> draft_of(const Call& call);
Result<usecases::CommentDraft> comment_draft_of(const Call& call);

// The same of a comment inside another body: errors name its members.
Result<usecases::CommentDraft> comment_draft_from(const JsonObject& body);

// None without the header; InvalidArgument "header.idempotency_key" if it is too long.
Result<std::optional<usecases::Idempotency>> idempotency_of(const Call& call);

}  // namespace praxis::api
