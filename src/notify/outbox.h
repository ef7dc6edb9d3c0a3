// The outbox: side effects as rows of the writing transaction; jobs deliver them after the commit,
// at least once, each with a key by which a receiver knows a repeat. A notice names its message by
// address; the text is made when it is sent, in the recipient's language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "record/bindings.h"
#include "record/journal.h"

namespace praxis::notify {

struct OutboxRow {
  std::int64_t row = 0;
  std::string kind;  // "mail"
  Id record;
  std::string message;  // "incident.created"
  Id recipient;         // a person or a group
  std::string payload;  // JSON
  std::string key;
  Instant created_at, due_at;
  std::int64_t attempts = 0;
  std::optional<Instant> done_at;
  std::string failure;
};

// Who stands behind the names of a notice for this record: fields, "watchers", roles. Each once;
// groups as groups.
Result<std::vector<Id>> recipients(const record::Surroundings& in, const pack::Notice& notice);

// Writes a row for each recipient; `entry_text` is what {entry} stands for in the text.
Status enqueue(const record::Surroundings& in, const pack::Notice& notice,
               std::string_view entry_text);

// Rows of the outbox, oldest first, for operators and scenarios.
Result<std::vector<OutboxRow>> read_outbox(db::Transaction& tx, std::int64_t after_row, int limit);

}  // namespace praxis::notify
