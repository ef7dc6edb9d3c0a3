#include "record/content_store.h"

#include <openssl/evp.h>

#include <algorithm>

namespace praxis::record {
namespace {

constexpr std::size_t head_size = 4'096;

Digest digest_from(std::string_view bytes) {
  Digest digest{};
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

}  // namespace

// SHA-256 over a stream.
struct ContentUpload::Hasher {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Hasher() { must(EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1); }
  ~Hasher() { EVP_MD_CTX_free(context); }
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  void add(std::string_view bytes) {
    must(EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1);
  }
  Digest finish() {
    Digest digest{};
    must(EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1);
    return digest;
  }
};

std::vector<db::TableWanted> content_tables() {
  using db::ColumnType;
  return {{"content",
           {{"hash", ColumnType::blob, true},
            {"upload", ColumnType::id, true},
            {"size", ColumnType::integer, true},
            {"stored_at", ColumnType::integer, true}},
           {"hash"},
           false},
          {"content_chunk",
           {{"upload", ColumnType::id, true},
            {"chunk", ColumnType::integer, true},
            {"bytes", ColumnType::blob, true},
            {"written_at", ColumnType::integer, true}},
           {"upload", "chunk"},
           false}};
}

ContentUpload::ContentUpload(db::Database& contents, Instant now)
    : contents_(contents), now_(now), upload_(new_id(now)), hasher_(std::make_shared<Hasher>()) {}

Status ContentUpload::add(std::string_view bytes) {
  hasher_->add(bytes);
  size_ += static_cast<std::int64_t>(bytes.size());
  if (whole_head_.size() < head_size)
    whole_head_ += bytes.substr(0, head_size - whole_head_.size());
  while (!bytes.empty()) {
    const auto taken = std::min(bytes.size(), content_chunk_size - buffer_.size());
    buffer_ += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (buffer_.size() == content_chunk_size) TRY(flush());
  }
  return {};
}

Status ContentUpload::flush() {
  TRY(contents_.write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(
        R"(INSERT INTO "content_chunk" ("upload", "chunk", "bytes", "written_at") VALUES ($1, $2, $3, $4))",
        {upload_, chunks_, db::Bytes{buffer_}, now_.us}));
    return {};
  }));
  ++chunks_;
  buffer_.clear();
  return {};
}

Result<ContentUpload::Stored> ContentUpload::finish() {
  if (!buffer_.empty()) TRY(flush());
  const Stored stored{hasher_->finish(), size_, whole_head_};
  TRY(contents_.write([&](db::Transaction& tx) -> Status {
    const auto made = TRY(tx.execute(
        R"(INSERT INTO "content" ("hash", "upload", "size", "stored_at") VALUES ($1, $2, $3, $4)
           ON CONFLICT ("hash") DO UPDATE SET "stored_at" = excluded."stored_at" WHERE "content"."stored_at" < excluded."stored_at")",
        {db::Bytes{view(stored.hash)}, upload_, size_, now_.us}));
    (void)made;
    // It was there already: the chunks just written are a second copy.
    TRY(tx.execute(R"(DELETE FROM "content_chunk" WHERE "upload" = $1 AND NOT EXISTS
                      (SELECT 1 FROM "content" WHERE "content"."upload" = $1))",
                   {upload_}));
    return {};
  }));
  return stored;
}

void ContentUpload::abandon() {
  // What cannot be taken back now is collected after a day.
  [[maybe_unused]] const auto removed = contents_.write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(R"(DELETE FROM "content_chunk" WHERE "upload" = $1)", {upload_}));
    return {};
  });
}

Result<std::string> read_chunk(db::Database& contents, const Digest& hash, std::int64_t chunk) {
  return contents.read([&](db::Transaction& tx) -> Result<std::string> {
    std::string bytes;
    TRY(tx.query(
        R"(SELECT c."bytes" FROM "content" t JOIN "content_chunk" c ON c."upload" = t."upload"
                    WHERE t."hash" = $1 AND c."chunk" = $2)",
        {db::Bytes{view(hash)}, chunk}, [&](const db::Row& row) -> Status {
          bytes = row.bytes(0);
          return {};
        }));
    return bytes;
  });
}

Result<std::int64_t> collect_contents(db::Database& contents, Instant now,
                                      FunctionRef<Result<bool>(const Digest&)> is_referenced) {
  const auto before = now - content_kept_unreferenced;
  std::vector<std::pair<Digest, Id>> old;
  TRY(contents.read([&](db::Transaction& tx) -> Status {
    return tx.query(R"(SELECT "hash", "upload" FROM "content" WHERE "stored_at" < $1)", {before.us},
                    [&](const db::Row& row) -> Status {
                      old.emplace_back(digest_from(row.bytes(0)), row.id(1));
                      return {};
                    });
  }));
  std::int64_t collected = 0;
  for (const auto& [hash, upload] : old) {
    if (TRY(is_referenced(hash))) continue;
    TRY(contents.write([&, &content = hash, &chunks = upload](db::Transaction& tx) -> Status {
      TRY(tx.execute(R"(DELETE FROM "content" WHERE "hash" = $1 AND "stored_at" < $2)",
                     {db::Bytes{view(content)}, before.us}));
      TRY(tx.execute(R"(DELETE FROM "content_chunk" WHERE "upload" = $1 AND NOT EXISTS
                        (SELECT 1 FROM "content" WHERE "content"."upload" = $1))",
                     {chunks}));
      return {};
    }));
    ++collected;
  }
  TRY(contents.write([&](db::Transaction& tx) -> Status {
    TRY(tx.execute(R"(DELETE FROM "content_chunk" WHERE "written_at" < $1 AND NOT EXISTS
                      (SELECT 1 FROM "content" WHERE "content"."upload" = "content_chunk"."upload"))",
                   {before.us}));
    return {};
  }));
  return collected;
}

}  // namespace praxis::record
