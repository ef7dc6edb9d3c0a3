// Drafts that survive: an unsent reply, an unsaved form. They belong to one person, are not
// journaled, can be handed to someone else, and say which version of the record they were begun on.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "usecases/work.h"

namespace praxis::usecases {

constexpr std::size_t saved_draft_size_max = 256 * 1024;  // bytes of content
constexpr std::int64_t saved_drafts_of_person_max = 200;

struct SavedDraft {
  Id id;
  Id person;
  std::optional<Id> record{};  // none: of a record that is yet to be made
  std::string kind;            // "reply", "note", "form": the application's own word
  std::string type;            // record type
  std::int64_t base_version = 0;
  JsonObject content{};
  Instant updated_at{};
};

// One's own, newest first; of one record if it is given.
Result<std::vector<SavedDraft>> read_saved_drafts(Work& work, std::optional<Id> record);
// Makes or replaces one's own draft with this id. TooLarge "draft.too_large", Conflict
// "draft.too_many".
Result<SavedDraft> save_draft(Application& application, const Caller& caller, SavedDraft draft);
Status discard_draft(Application& application, const Caller& caller, Id id);
// Hands one's own draft to another person.
Status hand_over_draft(Application& application, const Caller& caller, Id id, Id to);

}  // namespace praxis::usecases
