// Gives an expression's names their values for one record: its fields, what its references lead to
// (read when first asked for, inside the caller's transaction), settings of its organization,
// links, journal figures, the actor. Belongs to one thread and one transaction.
#pragma once

#include <memory>
#include <unordered_map>

#include "db/database.h"
#include "record/clock_book.h"
#include "record/directory.h"
#include "record/record_store.h"
#include "record/scope.h"

namespace praxis::record {

// What evaluations read of a record: the same values in those fields give the same results, as long
// as actor, packs, directory and time are the same.
struct ReadTrace {
  std::vector<int> fields{};
  bool has_more = false;  // something beyond fields was read too
};

struct Surroundings {
  db::Transaction* tx = nullptr;  // null: references, links and journal figures are errors
  const Model* model = nullptr;
  // By which tables are read, where `model` is of packs that are not in force; null: `model`.
  const Model* stored = nullptr;
  const Directory* directory = nullptr;
  const Scope* scope = nullptr;  // `me`
  Instant now{};
  const Record* record = nullptr;
  const Record* old = nullptr;        // rules
  const Record* candidate = nullptr;  // among
  const Entry* entry = nullptr;       // rules
  std::string_view role{};     // for which `me.organizations` is asked; "" = all roles together
  ReadTrace* trace = nullptr;  // told what of the record expressions read
  const ClockBook* clocks = nullptr;  // none: clocks are unknown here
};

// The record that a reference leads to, as `model` sees it; nothing if there is none. No rights are
// asked: for what packs declare.
Result<std::optional<Record>> referenced(const Surroundings& in, const std::string& type, Id id);
// What one name of an expression is worth for a record.
Result<expr::Value> meaning_value(const pack::Meaning& meaning, const Surroundings& in,
                                  const Record& record);
// Evaluates an expression; errors are the expression's.
Result<expr::Value> evaluate(const pack::Expression& expression, const Surroundings& in);
// The currency of the first money that an expression reads; "" where it reads none.
std::string currency_read(const pack::Expression& expression, const Surroundings& in);
// True only where the value is true: an error does not hold.
bool holds(const pack::Expression& expression, const Surroundings& in);
bool applies(const pack::Rule& rule, const Surroundings& in);

}  // namespace praxis::record
