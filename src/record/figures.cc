#include "record/figures.h"

#include <algorithm>

namespace praxis::record {
namespace {

using expr::Value;

std::string argument(const pack::Meaning& meaning, std::size_t i) {
  if (i >= meaning.arguments.size()) return {};
  const auto* text = meaning.arguments[i].get<std::string>();
  return text ? *text : std::string();
}

bool is_state_in(const pack::RecordType& type, std::string_view state, std::string_view wanted) {
  if (state.empty()) return false;
  if (!wanted.starts_with("phase.")) return state == wanted;
  const int i = type.find_state(state);
  return i >= 0 && name(type.states[static_cast<std::size_t>(i)].phase) == wanted.substr(6);
}

bool is_hand_over(const Entry& entry, std::string_view field) {
  return std::any_of(entry.changes.begin(), entry.changes.end(), [&](const ValueChange& change) {
    return change.name == field && !change.from.is_null() && !change.to.is_null();
  });
}

// Whether an entry alters the figure at all.
bool touches(const pack::Meaning& meaning, const pack::RecordType& type, const Entry& entry) {
  const auto first = argument(meaning, 0);
  if (meaning.name == "entered_at") return is_state_in(type, entry.to_state, first);
  if (meaning.name == "time_in")
    return is_state_in(type, entry.to_state, first) || is_state_in(type, entry.from_state, first);
  if (meaning.name == "first_comment_at")
    return entry.kind == EntryKind::comment && entry.visibility == first &&
           name(entry.side) == argument(meaning, 1);
  if (meaning.name == "changes") return is_hand_over(entry, first);
  if (meaning.name == "times" || meaning.name == "made_by") return entry.transition == first;
  if (meaning.name == "entries") return name(entry.side) == first;
  return false;
}

Value last_touch(const pack::Meaning& meaning, const Entry& entry) {
  return meaning.name == "made_by" ? Value(entry.actor) : Value(entry.occurred_at);
}

Value time_in(const pack::RecordType& type, std::span<const Entry> entries, std::string_view wanted,
              Instant now) {
  Span total{};
  std::optional<Instant> since;
  for (const auto& entry : entries) {
    if (entry.to_state.empty()) continue;
    const bool is_in = is_state_in(type, entry.to_state, wanted);
    if (since && !is_in) total.us += (entry.occurred_at - *since).us;
    if (!is_in)
      since.reset();
    else if (!since)
      since = entry.occurred_at;
  }
  if (since) total.us += (now - *since).us;
  return total;
}

bool is_bare_call(const pack::Expression& expression) {
  return expression.meanings.size() == 1 &&
         expression.text.starts_with(expression.meanings[0].name) &&
         expression.text.find(')') == expression.text.size() - 1;
}

// The figure's next value from its last one; nothing where the journal must be read.
std::optional<Value> moved_on(const pack::Meaning& meaning, const Value& last, const Entry& entry) {
  if (meaning.name == "entered_at" || meaning.name == "made_by") return last_touch(meaning, entry);
  if (meaning.name == "first_comment_at") return last.is_null() ? last_touch(meaning, entry) : last;
  if (meaning.name == "time_in") return std::nullopt;
  return Value(last.is_null() ? std::int64_t{1} : last.integer() + 1);
}

bool is_journal(const pack::Meaning& meaning) {
  return meaning.kind == pack::Meaning::Kind::journal;
}

// An expression over figures of the entries given.
Result<Value> evaluate_over(const Surroundings& in, const pack::Expression& expression,
                            const Record& record, std::span<const Entry> entries) {
  struct WithEntries final : expr::Bindings {
    const Surroundings& in;
    const pack::Expression& expression;
    const Record& record;
    std::span<const Entry> entries;
    WithEntries(const Surroundings& i, const pack::Expression& e, const Record& r,
                std::span<const Entry> es)
        : in(i), expression(e), record(r), entries(es) {}
    Result<Value> value(std::uint32_t slot) const override {
      const auto& meaning = expression.meanings[slot];
      if (is_journal(meaning)) return figure(meaning, *record.type, entries, in.now);
      return meaning_value(meaning, in, record);
    }
  };
  return expression.program->evaluate(WithEntries(in, expression, record, entries));
}

// The same with the pending entry counted in.
Result<Value> evaluate_with(const Surroundings& in, const pack::Expression& expression,
                            const Record& record, const Entry& pending) {
  auto entries =
      record.journal_seq == 0 ? std::vector<Entry>() : TRY(read_entries(*in.tx, record.id, {}));
  entries.push_back(pending);
  return evaluate_over(in, expression, record, entries);
}

}  // namespace

Value figure(const pack::Meaning& meaning, const pack::RecordType& type,
             std::span<const Entry> entries, Instant now) {
  const auto is_touched = [&](const Entry& entry) { return touches(meaning, type, entry); };
  if (meaning.name == "time_in") return time_in(type, entries, argument(meaning, 0), now);
  if (meaning.name == "first_comment_at") {
    const auto first = std::find_if(entries.begin(), entries.end(), is_touched);
    return first == entries.end() ? Value() : Value(first->occurred_at);
  }
  if (meaning.name == "entered_at" || meaning.name == "made_by") {
    const auto last = std::find_if(entries.rbegin(), entries.rend(), is_touched);
    return last == entries.rend() ? Value() : last_touch(meaning, *last);
  }
  return Value(std::int64_t{std::count_if(entries.begin(), entries.end(), is_touched)});
}

bool keeps_figure(const pack::Field& field, const pack::Meaning& meaning) {
  if (!field.is_stored_journal_figure || !is_bare_call(*field.computed)) return false;
  const auto& kept = field.computed->meanings[0];
  return is_journal(kept) && kept.name == meaning.name && kept.arguments == meaning.arguments;
}

std::vector<std::string> states_meant(const pack::RecordType& type, std::string_view wanted) {
  std::vector<std::string> names;
  for (const auto& state : type.states)
    if (is_state_in(type, state.name, wanted)) names.push_back(state.name);
  return names;
}

Status update_figures(const Surroundings& in, Record& after, const Entry& pending) {
  for (std::size_t i = 0; i < after.type->fields.size(); ++i) {
    const auto& field = after.type->fields[i];
    if (!field.is_stored_journal_figure) continue;
    const auto& expression = *field.computed;
    auto& value = after.values[i];
    const bool is_first = value.is_null() && after.journal_seq == 0;
    const auto is_touched = [&](const pack::Meaning& m) {
      return !is_journal(m) || touches(m, *after.type, pending);
    };
    if (!is_first &&
        std::none_of(expression.meanings.begin(), expression.meanings.end(), is_touched))
      continue;
    if (!is_first && is_bare_call(expression))
      if (auto next = moved_on(expression.meanings[0], value, pending)) {
        value = std::move(*next);
        continue;
      }
    auto computed = evaluate_with(in, expression, after, pending);
    value = computed ? std::move(*computed) : Value();
  }
  return {};
}

void compute_figures(const Surroundings& in, Record& record, std::span<const Entry> entries) {
  for (std::size_t i = 0; i < record.type->fields.size(); ++i) {
    const auto& field = record.type->fields[i];
    if (!field.is_stored_journal_figure) continue;
    auto computed = evaluate_over(in, *field.computed, record, entries);
    record.values[i] = computed ? std::move(*computed) : Value();
  }
}

}  // namespace praxis::record
