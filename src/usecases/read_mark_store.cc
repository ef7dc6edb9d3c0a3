#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "usecases/read_marks.h"
#include "usecases/read_records.h"

namespace praxis::usecases {
namespace {

constexpr int unread_page = 20;       // entries looked at at a time
constexpr int unread_pages_max = 10;  // one's own entries passed over before it counts as unread

constexpr std::size_t marks_asked = 50;  // at a time, or a multiple

constexpr std::size_t rounded_up(std::size_t count, std::size_t step) {
  return (count + step - 1) / step * step;
}

using Marks = std::unordered_map<Id, std::int64_t>;

Result<Marks> marks_of(Work& work, std::span<const record::Record> records) {
  Marks marks;
  if (records.empty()) return marks;
  std::string list;
  std::vector<db::Parameter> parameters{work.scope.person};
  // A full list of parameters, whatever the page: so that statements stay prepared.
  const auto count = records.size() == 1 ? 1 : rounded_up(records.size(), marks_asked);
  for (std::size_t i = 0; i < count; ++i) {
    parameters.emplace_back(records[std::min(i, records.size() - 1)].id);
    list += fmt::format("{}${}", list.empty() ? "" : ", ", parameters.size());
  }
  const auto sql = fmt::format(
      R"(SELECT "record", "journal_seq" FROM "read_mark" WHERE "person" = $1 AND "record" IN ({}))",
      list);
  TRY(work.tx.query(sql, std::span<const db::Parameter>(parameters),
                    [&](const db::Row& row) -> Status {
                      marks.emplace(row.id(0), row.integer(1));
                      return {};
                    }));
  return marks;
}

// Whether others wrote something after `seq` that the actor may see.
Result<bool> has_news(Work& work, const record::Record& record, std::int64_t seq) {
  for (int page = 0; page < unread_pages_max; ++page) {
    const auto history =
        TRY(read_history(work, record, seq, unread_page, record::Order::oldest_first));
    for (const auto& entry : history.entries)
      if (entry.actor != work.scope.person) return true;
    if (!history.has_more || history.entries.empty()) return false;
    seq = history.entries.back().seq;
  }
  return true;
}

}  // namespace

Status mark_read(Application& application, const Caller& caller, const record::RecordName& name,
                 std::optional<std::int64_t> seq) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto record = TRY(record::read(work.tx, work.lister(), name));
    const auto up_to = std::min(seq.value_or(record.journal_seq), record.journal_seq);
    TRY(work.tx.execute(
        R"(INSERT INTO "read_mark" ("person", "record", "journal_seq") VALUES ($1, $2, $3)
           ON CONFLICT ("person", "record") DO UPDATE SET "journal_seq" = excluded."journal_seq"
           WHERE "read_mark"."journal_seq" < excluded."journal_seq")",
        {work.scope.person, record.id, up_to}));
    return {};
  });
}

Status mark_unread(Application& application, const Caller& caller, const record::RecordName& name) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto record = TRY(record::read(work.tx, work.lister(), name));
    TRY(work.tx.execute(
        R"(INSERT INTO "read_mark" ("person", "record", "journal_seq") VALUES ($1, $2, -1)
           ON CONFLICT ("person", "record") DO UPDATE SET "journal_seq" = -1)",
        {work.scope.person, record.id}));
    return {};
  });
}

Result<std::vector<bool>> unread(Work& work, std::span<const record::Record> records) {
  const auto marks = TRY(marks_of(work, records));
  std::vector<bool> all;
  all.reserve(records.size());
  for (const auto& record : records) {
    const auto mark = marks.find(record.id);
    const auto seq = mark == marks.end() ? 0 : mark->second;
    all.push_back(seq < 0 || (seq < record.journal_seq && TRY(has_news(work, record, seq))));
  }
  return all;
}

}  // namespace praxis::usecases
