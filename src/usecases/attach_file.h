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
  std::optional<std::int64_t>
      proves_seq{};  // the journal entry of the transition that relied on it
};

struct AttachmentDraft {
  std::string name, kind{}, visibility{};
  bool is_trusted = false;  // rights are not asked
};

// Fills the buffer; 0 at the end.
using ContentSource = std::function<Result<std::size_t>(std::span<char>)>;

// TooLarge "attachment.too_large" {max}; NotFound, Forbidden as comments. A kind is one that a
// transition of the record's type asks for as evidence.
Result<Attachment> attach_file(Application& application, const Caller& caller,
                               const record::RecordName& name, const AttachmentDraft& draft,
                               const ContentSource& source);

// What the caller may see of a record's attachments, oldest first.
Result<std::vector<Attachment>> read_attachments(Work& work, const record::Record& record);
Result<Attachment> read_attachment(Work& work, const record::Record& record, Id attachment);
// Conflict "attachment.is_evidence" once a transition was made on the strength of it.
Status remove_attachment(Application& application, const Caller& caller,
                         const record::RecordName& name, Id attachment);

// The kinds of evidence that the transition asks for and the record does not have, whoever may see
// its attachments. What an earlier transition relied on proves that one: a second handing-out needs
// a second receipt.
Result<std::vector<std::string>> missing_evidence(Work& work, const record::Record& record,
                                                  const pack::Transition& transition);

// Marks the evidence of a transition as relied on by the entry `seq`.
Status rely_on_evidence(Work& work, const record::Record& record,
                        const pack::Transition& transition, std::int64_t seq);

// For a job: contents that no attachment refers to, a day after they came.
Status collect_unreferenced(Application& application);

}  // namespace praxis::usecases
