// A record: the noun of every practice. A plain value: what one row of a family table, its long
// texts and its sets hold, by the positions of its type's fields. It never reads or writes by
// itself.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/id.h"
#include "expr/value.h"
#include "pack/model.h"

namespace praxis::record {

// Which of the two a record of a type with versions is: what people work on, or its newest version,
// which is all that readers see. Only the working copy is ever written to.
enum class Face { working_copy, newest_version };

struct Record {
  const pack::RecordType* type = nullptr;
  Id id{};
  std::int64_t row = 0;  // the table's own key; newest is largest
  std::string number{};
  int state = -1;            // index into type->states; -1: the type has no lifecycle
  std::int64_t version = 0;  // raised by field edits and transitions
  Instant created_at{}, updated_at{};
  Id created_by{}, updated_by{};
  std::int64_t journal_seq = 0;
  Digest journal_head{};
  std::string external_source{}, external_key{};
  std::optional<Instant> next_target_at{};
  std::string next_target_clock{};
  std::vector<expr::Value> values{};        // by field position; null is empty
  std::map<int, std::string> currencies{};  // of money fields
  std::map<int, expr::Value> overrides{};   // what a person set in place of the computed value
  Face face = Face::working_copy;

  const expr::Value& value(int field) const { return values[static_cast<std::size_t>(field)]; }
  expr::Value& value(int field) { return values[static_cast<std::size_t>(field)]; }
  const expr::Value& value(
      std::string_view field) const;  // null value if the type has no such field
  // The reference in the field with that role; nil if empty or absent.
  Id reference(pack::FieldRole role) const;
  std::string text_of(pack::FieldRole role) const;
  pack::Phase phase() const;
  const std::string& state_name() const;  // "" without a lifecycle
  bool is_active() const { return phase() != pack::Phase::closed; }
};

// The same record as another generation of its type sees it: fields and state by their names; what
// that generation lacks is left out.
Record recast(const Record& record, const pack::RecordType& type);

std::string_view name(pack::Phase phase);  // "open" …
std::string_view name(pack::Side side);    // "agent" …

}  // namespace praxis::record
