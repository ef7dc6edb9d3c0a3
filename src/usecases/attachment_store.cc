#include <fmt/format.h>
#include <magic.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "identity/permission.h"
#include "usecases/attach_file.h"
#include "usecases/write_record.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

constexpr std::size_t name_length_max = 200;

tl::unexpected<Error> wrong_attachment(std::string field, std::string reason,
                                       JsonObject details = {}) {
  Error error{Code::invalid_argument, "invalid_fields", "the attachment is wrong"};
  error.fields.push_back({std::move(field), std::move(reason), std::move(details)});
  return fail(std::move(error));
}

// The last part of whatever path the sender's name holds.
Result<std::string> clean_name(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos)
    name.remove_prefix(slash + 1);
  if (name.empty() || name == "." || name == "..") return wrong_attachment("name", "required");
  if (!is_valid_text(name)) return wrong_attachment("name", "not_a_text");
  if (length_of(name) > name_length_max)
    return wrong_attachment("name", "too_long", {{"max", name_length_max}});
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
  if (std::any_of(name.begin(), name.end(), is_control))
    return wrong_attachment("name", "not_a_text");
  return std::string(name);
}

Result<std::string> visibility_of_attachment(const Work& work, const AttachmentDraft& draft) {
  if (draft.visibility.empty())
    return std::string(work.scope.side == pack::Side::requester ? "public" : "internal");
  if (draft.visibility != "public" && draft.visibility != "internal")
    return wrong_attachment("visibility", "unknown_choice",
                            {{"allowed", JsonArray{"public", "internal"}}});
  return draft.visibility;
}

Status check_attachment(Work& work, const record::Record& record, const AttachmentDraft& draft,
                        std::string_view visibility) {
  const auto action =
      visibility == "public" ? pack::Action::comment_public : pack::Action::comment_internal;
  if (!draft.is_trusted && !work.scope.is_system && !identity::may(work.around(record), action))
    return fail(Code::forbidden, "attach_not_allowed",
                fmt::format("you may not attach {} files to {}", visibility, record.number));
  const auto kinds = workflow::evidence_kinds(*record.type);
  if (draft.kind.empty() || std::find(kinds.begin(), kinds.end(), draft.kind) != kinds.end())
    return {};
  JsonArray allowed;
  for (const auto& kind : kinds) allowed.emplace_back(kind);
  return wrong_attachment("kind", "unknown_choice", {{"allowed", std::move(allowed)}});
}

// libmagic's database is loaded once; its handle is not thread-safe.
std::string sniffed_type(const std::string& head) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  static magic_t const cookie = [] {
    magic_t const made = magic_open(MAGIC_MIME_TYPE);
    if (made) magic_load(made, nullptr);
    return made;
  }();
  const char* type =
      cookie && !head.empty() ? magic_buffer(cookie, head.data(), head.size()) : nullptr;
  return type ? type : "application/octet-stream";
}

Status stream_content(record::ContentUpload& upload, const ContentSource& source) {
  std::vector<char> buffer(64 * 1024);
  std::int64_t total = 0;
  for (;;) {
    const auto count = TRY(source(buffer));
    if (count == 0) return {};
    total += static_cast<std::int64_t>(count);
    if (total > attachment_size_max) {
      Error error{Code::too_large, "attachment.too_large",
                  fmt::format("a file may have {} bytes at most", attachment_size_max)};
      error.details.emplace("max", attachment_size_max);
      return fail(std::move(error));
    }
    TRY(upload.add({buffer.data(), count}));
  }
}

constexpr std::string_view attachment_columns =
    R"("id", "record", "name", "media_type", "kind", "visibility", "size", "hash", "created_at", "created_by", "proves_seq")";

Attachment attachment_from(const db::Row& row) {
  Attachment attachment{row.id(0),
                        row.id(1),
                        std::string(row.text(2)),
                        std::string(row.text(3)),
                        std::string(row.text(4)),
                        std::string(row.text(5)),
                        row.integer(6),
                        {},
                        row.instant(8),
                        row.id(9),
                        row.is_null(10) ? std::nullopt : std::optional(row.integer(10))};
  const auto hash = row.bytes(7);
  if (hash.size() == attachment.hash.size())
    std::copy(hash.begin(), hash.end(), attachment.hash.begin());
  return attachment;
}

record::Entry attachment_entry(const Work& work, const Attachment& attachment, bool is_removal) {
  auto entry = work.entry(record::EntryKind::attachment);
  entry.visibility = attachment.visibility;
  const Json content = JsonObject{{"name", attachment.name},
                                  {"size", attachment.size},
                                  {"sha256", to_hex(view(attachment.hash))}};
  entry.changes.push_back(
      {"attachments", is_removal ? content : Json(nullptr), is_removal ? Json(nullptr) : content});
  return entry;
}

Status insert_attachment(Work& work, const Attachment& a) {
  std::int64_t count = 0;
  TRY(work.tx.query(R"(SELECT COUNT(*) FROM "attachment" WHERE "record" = $1)", {a.record},
                    [&](const db::Row& row) -> Status {
                      count = row.integer(0);
                      return {};
                    }));
  if (count >= attachments_of_record_max)
    return fail(Code::conflict, "attachment.too_many",
                fmt::format("a record has {} attachments at most", attachments_of_record_max));
  TRY(work.tx.execute(
      fmt::format(
          R"(INSERT INTO "attachment" ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL))",
          attachment_columns),
      {a.id, a.record, std::string_view(a.name), std::string_view(a.media_type),
       std::string_view(a.kind), std::string_view(a.visibility), a.size, db::Bytes{view(a.hash)},
       a.created_at.us, a.created_by}));
  return {};
}

Result<Attachment> write_attachment(Work& work, const record::RecordName& name,
                                    const AttachmentDraft& draft, Attachment attachment) {
  const auto before = TRY(record::lock(work.tx, work.lister(), name));
  TRY(check_attachment(work, before, draft, attachment.visibility));
  attachment.id = new_id(work.now);
  attachment.record = before.id;
  attachment.created_at = work.now;
  attachment.created_by = work.scope.person;
  TRY(insert_attachment(work, attachment));
  auto after = before;
  TRY(write_change(work, before, after, attachment_entry(work, attachment, false),
                   {.event = pack::EventRule::Event::link}));
  return attachment;
}

bool sees_internal(const Work& work, const record::Record& record) {
  std::vector<std::string> agent_roles;
  for (const auto& role : work.model.packs().roles())
    if (role.side == pack::Side::agent) agent_roles.push_back(role.name);
  const auto in = work.around(record);
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  return identity::RecordRights(actor, in).holds_one_of(agent_roles);
}

}  // namespace

Result<Attachment> attach_file(Application& application, const Caller& caller,
                               const record::RecordName& name, const AttachmentDraft& draft,
                               const ContentSource& source) {
  Attachment attachment;
  attachment.name = TRY(clean_name(draft.name));
  attachment.kind = draft.kind;
  // A courtesy: who may not attach need not send the whole file first. The guard is in the write
  // below.
  attachment.visibility = TRY(in_read(application, caller, [&](Work& work) -> Result<std::string> {
    const auto record = TRY(record::read(work.tx, work.lister(), name));
    const auto visibility = TRY(visibility_of_attachment(work, draft));
    TRY(check_attachment(work, record, draft, visibility));
    return visibility;
  }));
  if (!application.contents)
    return fail(Code::unavailable, "attachment.no_store", "this server keeps no attachments");
  record::ContentUpload upload(*application.contents, application.time.now());
  if (auto status = stream_content(upload, source); !status) {
    upload.abandon();
    return fail(status.error());
  }
  const auto stored = TRY(upload.finish());
  attachment.hash = stored.hash;
  attachment.size = stored.size;
  attachment.media_type = sniffed_type(stored.head);
  return in_write(application, caller, {},
                  [&](Work& work) { return write_attachment(work, name, draft, attachment); });
}

Result<std::vector<Attachment>> read_attachments(Work& work, const record::Record& record) {
  const bool is_agent = sees_internal(work, record);
  std::vector<Attachment> all;
  TRY(work.tx.query(
      fmt::format(R"(SELECT {} FROM "attachment" WHERE "record" = $1 ORDER BY "created_at", "id")",
                  attachment_columns),
      {record.id}, [&](const db::Row& row) -> Status {
        auto attachment = attachment_from(row);
        if (is_agent || attachment.visibility == "public") all.push_back(std::move(attachment));
        return {};
      }));
  return all;
}

Result<Attachment> read_attachment(Work& work, const record::Record& record, Id id) {
  for (auto& attachment : TRY(read_attachments(work, record)))
    if (attachment.id == id) return std::move(attachment);
  return fail(Code::not_found, "attachment.not_found",
              fmt::format("{} has no such attachment", record.number));
}

Status remove_attachment(Application& application, const Caller& caller,
                         const record::RecordName& name, Id id) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto before = TRY(record::lock(work.tx, work.lister(), name));
    const auto attachment = TRY(read_attachment(work, before, id));
    const bool is_own = attachment.created_by == work.scope.person;
    if (!work.scope.is_system && !is_own &&
        !identity::may(work.around(before), pack::Action::update))
      return fail(Code::forbidden, "attach_not_allowed",
                  fmt::format("you may not remove this attachment of {}", before.number));
    // What was proven then must be provable later.
    if (attachment.proves_seq)
      return fail(Code::conflict, "attachment.is_evidence",
                  fmt::format("{} has moved on the strength of this attachment", before.number));
    TRY(work.tx.execute(R"(DELETE FROM "attachment" WHERE "id" = $1)", {id}));
    auto after = before;
    return write_change(work, before, after, attachment_entry(work, attachment, true),
                        {.event = pack::EventRule::Event::link});
  });
}

Result<std::vector<std::string>> missing_evidence(Work& work, const record::Record& record,
                                                  const pack::Transition& transition) {
  auto missing = transition.evidence;
  if (missing.empty()) return missing;
  TRY(work.tx.query(
      R"(SELECT DISTINCT "kind" FROM "attachment" WHERE "record" = $1 AND "proves_seq" IS NULL)",
      {record.id}, [&](const db::Row& row) -> Status {
        std::erase(missing, row.text(0));
        return {};
      }));
  return missing;
}

Status rely_on_evidence(Work& work, const record::Record& record,
                        const pack::Transition& transition, std::int64_t seq) {
  for (const auto& kind : transition.evidence)
    TRY(work.tx.execute(
        R"(UPDATE "attachment" SET "proves_seq" = $3 WHERE "record" = $1 AND "kind" = $2 AND "proves_seq" IS NULL)",
        {record.id, std::string_view(kind), seq}));
  return {};
}

Status collect_unreferenced(Application& application) {
  if (!application.contents) return {};
  TRY(record::collect_contents(
      *application.contents, application.time.now(), [&](const Digest& hash) -> Result<bool> {
        return application.database.read([&](db::Transaction& tx) -> Result<bool> {
          bool is_referenced = false;
          TRY(tx.query(R"(SELECT 1 FROM "attachment" WHERE "hash" = $1 LIMIT 1)",
                       {db::Bytes{view(hash)}}, [&](const db::Row&) -> Status {
                         is_referenced = true;
                         return {};
                       }));
          return is_referenced;
        });
      }));
  return {};
}

}  // namespace praxis::usecases
