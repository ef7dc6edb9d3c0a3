// Contents of attachments: kept once by their SHA-256, in chunks of 256 kB. A content is committed
// before anything refers to it; what nothing refers to is collected after a day. On SQLite the
// contents have a database file of their own, so that reading and backing up records is not slowed
// by them. Runs inside the caller's transactions.
#pragma once

#include <optional>
#include <string>

#include "base/function_ref.h"
#include "base/hash.h"
#include "db/database.h"
#include "db/migrate.h"

namespace praxis::record {

constexpr std::size_t content_chunk_size = 256 * 1024;
constexpr Span content_kept_unreferenced = days(1);

std::vector<db::TableWanted> content_tables();

// A content that is coming in: chunks are written as they come, each in a transaction of its own,
// under an upload's id.
class ContentUpload {
 public:
  ContentUpload(db::Database& contents, Instant now);
  Status add(std::string_view bytes);
  // Finishes it: its hash and size. The same content that is there already is not kept twice.
  struct Stored {
    Digest hash{};
    std::int64_t size = 0;
    std::string head{};  // the first bytes, to tell the type by
  };
  Result<Stored> finish();
  // Takes back what was written; called when the upload fails.
  void abandon();

 private:
  Status flush();

  db::Database& contents_;
  Instant now_;
  Id upload_;
  std::string buffer_;
  std::string whole_head_;
  std::int64_t chunks_ = 0, size_ = 0;
  struct Hasher;
  std::shared_ptr<Hasher> hasher_;
};

// One chunk of a content, from 0; empty after the last.
Result<std::string> read_chunk(db::Database& contents, const Digest& hash, std::int64_t chunk);
// Removes contents older than a day that `is_referenced` does not know, and uploads that never
// ended; how many.
Result<std::int64_t> collect_contents(db::Database& contents, Instant now,
                                      FunctionRef<Result<bool>(const Digest&)> is_referenced);

}  // namespace praxis::record
