// Attaches a file to a record: its content is streamed into the content store and committed, then
// the attachment and its journal entry are written. Who may comment may attach, with the same
// visibility.
#pragma once

#include <functional>

#include "record/content_store.h"
#include "record/record_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

constexpr std::int64_t attachment_size_max = 50 * 1024 * 1024;
constexpr int attachments_of_record_max = 500;

struct Attachment {
  Id id;
  Id record;
  std::string name;        // as given, without folders
  std::string media_type;  // sniffed from the content; the sender's word is not believed
  std::string kind;        // of evidence: "wipe_certificate"; "" for others
  std::string visibility;  // public, internal
  std::int64_t size = 0;
  Digest hash{};
  Instant created_at{};
  Id created_by{};
};

struct AttachmentDraft {
  std::string name, kind{}, visibility{};
};

// Fills the buffer; 0 at the end.
using ContentSource = std::function<Result<std::size_t>(std::span<char>)>;

// TooLarge "attachment.too_large" {max}; NotFound, Forbidden as comments.
Result<Attachment> attach_file(Application& application, const Caller& caller,
                               const record::RecordName& name, const AttachmentDraft& draft,
                               const ContentSource& source);

// What the caller may see of a record's attachments, oldest first.
Result<std::vector<Attachment>> read_attachments(Work& work, const record::Record& record);
Result<Attachment> read_attachment(Work& work, const record::Record& record, Id attachment);
Status remove_attachment(Application& application, const Caller& caller,
                         const record::RecordName& name, Id attachment);

// For a job: contents that no attachment refers to, a day after they came.
Status collect_unreferenced(Application& application);

}  // namespace praxis::usecases
