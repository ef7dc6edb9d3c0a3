#include "record/journal_figure_store.h"

#include <fmt/format.h>

#include "record/column_names_store.h"
#include "record/figures.h"

namespace praxis::record {
namespace {

class JournalFigureWriter {
 public:
  JournalFigureWriter(const pack::Meaning& meaning, const pack::RecordType& type,
                      const JournalOf& of)
      : meaning_(meaning), type_(type), of_(of) {}

  Result<std::string> write() const {
    const auto& name = meaning_.name;
    if (name == "entered_at") return last("occurred_at", entered(text_argument(0)));
    if (name == "made_by") return last("actor", transition_is(text_argument(0)));
    if (name == "times") return count(transition_is(text_argument(0)));
    if (name == "entries") return count(column("side") + " = " + literal(text_argument(0)));
    if (name == "changes") return count(hand_over(text_argument(0)));
    if (name == "first_comment_at") return first_comment();
    if (name == "time_in") return time_in(text_argument(0));
    return fail(Code::invalid_argument, "expression.not_in_sql",
                fmt::format("{}() cannot select records", name));
  }

 private:
  std::string text_argument(std::size_t i) const {
    const auto* text =
        i < meaning_.arguments.size() ? meaning_.arguments[i].get<std::string>() : nullptr;
    return text ? *text : std::string();
  }
  std::string literal(std::string_view text) const { return sql_literal(text, of_.engine); }
  std::string column(std::string_view name) const {
    return fmt::format("{}.\"{}\"", of_.alias, name);
  }
  // A text of the entry's JSON; NULL where it has none.
  std::string member(std::string_view key) const {
    return of_.engine == db::Engine::sqlite
               ? fmt::format("json_extract({}, '$.{}')", column("entry"), key)
               : fmt::format("(CAST({} AS jsonb) ->> '{}')", column("entry"), key);
  }
  std::string rows() const {
    return fmt::format("FROM \"journal\" {} WHERE {} = {}", of_.alias, column("record"),
                       of_.record);
  }

  std::string transition_is(std::string_view name) const {
    return fmt::format("{} = {}", member("transition"), literal(name));
  }
  std::string list_of_states(std::string_view wanted) const {
    std::string list;
    for (const auto& state : states_meant(type_, wanted))
      list += (list.empty() ? "" : ", ") + literal(state);
    return list.empty() ? "NULL" : list;
  }
  std::string entered(std::string_view wanted) const {
    return fmt::format("{} IN ({})", member("to_state"), list_of_states(wanted));
  }
  // From one value to another.
  std::string hand_over(std::string_view field) const {
    if (of_.engine == db::Engine::sqlite)
      return fmt::format(
          "EXISTS (SELECT 1 FROM json_each({}, '$.changes') c WHERE json_extract(c.value, '$[0]') "
          "= "
          "{} AND json_type(c.value, '$[1]') <> 'null' AND json_type(c.value, '$[2]') <> 'null')",
          column("entry"), literal(field));
    return fmt::format(
        "EXISTS (SELECT 1 FROM jsonb_array_elements(CAST({} AS jsonb) -> 'changes') c WHERE c ->> "
        "0 "
        "= {} AND jsonb_typeof(c -> 1) <> 'null' AND jsonb_typeof(c -> 2) <> 'null')",
        column("entry"), literal(field));
  }

  std::string count(std::string_view condition) const {
    return fmt::format("(SELECT COUNT(*) {} AND {})", rows(), condition);
  }
  std::string last(std::string_view what, std::string_view condition) const {
    return fmt::format("(SELECT {} {} AND {} ORDER BY {} DESC LIMIT 1)", column(what), rows(),
                       condition, column("seq"));
  }
  std::string first_comment() const {
    return fmt::format(
        "(SELECT {} {} AND {} = 'comment' AND {} = {} AND {} = {} ORDER BY {} LIMIT 1)",
        column("occurred_at"), rows(), column("kind"), member("visibility"),
        literal(text_argument(0)), column("side"), literal(text_argument(1)), column("seq"));
  }
  // Each stay lasts until the next entry that says a state.
  std::string time_in(std::string_view wanted) const {
    return fmt::format(
        "(SELECT COALESCE(CAST(SUM(s.until - s.since) AS BIGINT), 0) FROM (SELECT {} AS since, "
        "LEAD({}, 1, {}) OVER (ORDER BY {}) AS until, {} AS state {} AND {} IS NOT NULL) s WHERE "
        "s.state IN ({}))",
        column("occurred_at"), column("occurred_at"), number_of_now(), column("seq"),
        member("to_state"), rows(), member("to_state"), list_of_states(wanted));
  }
  std::string number_of_now() const { return fmt::format("CAST({} AS BIGINT)", of_.now.us); }

  const pack::Meaning& meaning_;
  const pack::RecordType& type_;
  const JournalOf& of_;
};

}  // namespace

Result<std::string> journal_figure_sql(const pack::Meaning& meaning, const pack::RecordType& type,
                                       const JournalOf& of) {
  return JournalFigureWriter(meaning, type, of).write();
}

}  // namespace praxis::record
