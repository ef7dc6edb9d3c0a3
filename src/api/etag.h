// Entity tags of records: "v<version>.<journal_seq>.<hash>". The whole tag names one
// representation: what this actor may read of it, in this selection. Its first part is the record's
// version, which is all that If-Match asks about: comments, links and clocks do not raise it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "record/record.h"

namespace praxis::api {

// With its quotes. The hash tells representations apart; it protects nothing.
std::string etag_of(const record::Record& record, std::string_view representation);
// Of what has a version and no journal.
std::string etag_of(std::int64_t version, std::string_view representation);
// Of answers that are no record: metadata, lists, documents.
std::string etag_of(std::string_view representation);

// The version that a tag's text (without quotes) begins with; none if it is no tag of a record.
std::optional<std::int64_t> version_in_etag(std::string_view opaque);

// The version that If-Match names: none without that header or for "*". InvalidArgument
// "header.if_match" for a tag that GET never gave.
Result<std::optional<std::int64_t>> wanted_version(const http::Request& request);

}  // namespace praxis::api
