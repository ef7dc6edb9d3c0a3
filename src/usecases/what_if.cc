#include "usecases/what_if.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/record_store.h"
#include "sla/settle_clock.h"
#include "usecases/clock_stretch.h"
#include "usecases/keep_clocks.h"

namespace praxis::usecases {
namespace {

using Rows = std::vector<sla::ClockRow>;

const pack::Clock* clock_of_type(const pack::RecordType& type, std::string_view name) {
  const auto found = std::ranges::find(type.clocks, name, &pack::Clock::name);
  return found == type.clocks.end() ? nullptr : &*found;
}

enum class Over { stays, is_judged_anew };

ClockFace face_of(const Work& work, const pack::RecordType& type, sla::ClockRow row, Over over) {
  const auto* clock = clock_of_type(type, row.name);
  if (!clock) return {};
  // What is over stays as it was judged.
  if (row.finished_at && over == Over::stays)
    return {row.state, row.due_at, row.used, row.terms.target.us > 0};
  sla::settle(row, *clock, work.book, work.now);
  const auto calendar_of = [&](Id id) -> const sla::Calendar& { return work.book.calendar(id); };
  const auto measured = sla::measured(row, *clock, work.book);
  return {row.state, row.due_at, sla::used(measured, calendar_of, work.now),
          row.terms.target.us > 0};
}

const sla::ClockRow* row_named(const Rows& rows, std::string_view name) {
  const auto found = std::ranges::find(rows, name, &sla::ClockRow::name);
  return found == rows.end() ? nullptr : &*found;
}

// A month in UTC: 2026-03.
std::string month_of(Instant at) { return to_text(at).substr(0, 7); }

class Weigher {
 public:
  Weigher(const WhatIf& wanted, std::shared_ptr<const record::Model> future, WhatIfReport& report)
      : wanted_(wanted), future_(std::move(future)), report_(report) {}

  Status weigh(Work& work, std::span<const record::Record> records) {
    TRY(prepare(work));
    std::vector<Id> ids;
    for (const auto& record : records) ids.push_back(record.id);
    std::map<Id, Rows> stored;
    for (auto& row : TRY(sla::read_clocks_of(work.tx, ids)))
      stored[row.record].push_back(std::move(row));
    for (const auto& record : records) TRY(weigh_one(work, record, stored[record.id]));
    return {};
  }

 private:
  // The book as it would be; made anew when the one in force is another.
  Status prepare(Work& work) {
    if (made_of_ == &work.book && book_) return {};
    made_of_ = &work.book;
    if (future_) {
      book_ = work.book.under(future_);
    } else if (wanted_.hours) {
      const auto id = work.book.calendar_by_key(wanted_.calendar);
      if (id.is_nil())
        return fail(Code::invalid_argument, "calendar.unknown",
                    fmt::format("no calendar has the key '{}'", wanted_.calendar));
      book_ = work.book.with_calendar(id, wanted_.hours);
    }
    return {};
  }

  Result<Rows> replayed(Work& work, const record::Record& record) {
    const auto entries = TRY(record::read_entries(work.tx, record.id, {}));
    if (!future_) return replay_clocks(work, record, entries);
    const auto* type = future_->type(record.type->name);
    if (!type || type->is_abstract) return Rows();
    auto there = as_it_would_be(work, *future_);
    return replay_clocks(there, record::recast(record, *type), entries, &work.model);
  }

  Work as_it_would_be(Work& work, const record::Model& model) const {
    return Work{.tx = work.tx,
                .model = model,
                .directory = work.directory,
                .book = book_ ? *book_ : work.book,
                .scope = work.scope,
                .now = work.now,
                .recorded_at = work.recorded_at,
                .via = work.via};
  }

  Status weigh_one(Work& work, const record::Record& record, Rows rows) {
    if (rows.size() < record.type->clocks.size()) rows = TRY(clocks_of(work, record));
    const auto after =
        wanted_.is_only_counted || (wanted_.hours && !future_) ? rows : TRY(replayed(work, record));
    auto there = as_it_would_be(work, future_ ? *future_ : work.model);
    const auto* type = there.model.type(record.type->name);
    ++report_.records;
    for (const auto& row : rows) {
      const auto* other = row_named(after, row.name);
      const auto before_face = face_of(work, *record.type, row, Over::stays);
      note(work, record, row, other ? *other : row, before_face,
           other && type ? face_of(there, *type, *other, Over::is_judged_anew) : ClockFace{});
    }
    if (!type) return {};
    for (const auto& row : after)  // a clock that there is not yet
      if (!row_named(rows, row.name))
        note(work, record, row, row, {}, face_of(there, *type, row, Over::is_judged_anew));
    return {};
  }

  void note(Work& work, const record::Record& record, const sla::ClockRow& row,
            const sla::ClockRow& other, const ClockFace& before, const ClockFace& after) {
    if (before.state.empty() && after.state.empty()) return;
    ++report_.clocks;
    if (!(before == after)) {
      ++report_.changed;
      if (report_.changes.size() < changes_listed_max)
        report_.changes.push_back({record.number, record.type->name, row.name, before, after});
    }
    auto& by = report_.judged[record.type->name + "." + row.name];
    const auto add = [&](const char* split, const std::string& value) {
      auto& tally = by[split][value];
      tally.before.add(before);
      tally.after.add(after);
    };
    add("all", "");
    add("month", month_of(record.created_at));
    for (const auto role : {pack::FieldRole::priority, pack::FieldRole::group,
                            pack::FieldRole::concerns, pack::FieldRole::organization})
      if (const int field = record.type->field_with(role); field >= 0)
        add(record.type->fields[static_cast<std::size_t>(field)].name.c_str(),
            value_text(work, record.value(field)));
    by["agreement"][id_text(work, row.terms.agreement)].before.add(before);
    by["agreement"][id_text(work, other.terms.agreement)].after.add(after);
  }

  std::string value_text(Work& work, const expr::Value& value) {
    if (const auto* id = value.get<Id>()) return id_text(work, *id);
    if (const auto* number = value.get<std::int64_t>()) return std::to_string(*number);
    return "";
  }

  std::string id_text(Work& work, Id id) {
    if (id.is_nil()) return "";
    auto text = to_text(id);
    if (report_.titles.contains(text)) return text;
    auto& title = report_.titles[text];
    for (const auto& [name, family] : work.model.families()) {
      const auto found = record::find_in(work.tx, work.model, family, id);
      if (!found || !*found) continue;
      title = (*found)->text_of(pack::FieldRole::title);
      break;
    }
    return text;
  }

  const WhatIf& wanted_;
  std::shared_ptr<const record::Model> future_;
  WhatIfReport& report_;
  std::shared_ptr<const sla::Book> book_{};
  const sla::Book* made_of_ = nullptr;
};

}  // namespace

Result<WhatIfReport> what_if(Application& application, const Caller& caller, const WhatIf& wanted,
                             Progress progress) {
  std::shared_ptr<const record::Model> future;
  if (!wanted.sources.empty()) future = record::Model::make(TRY(load_packs(wanted.sources)), 0);
  WhatIfReport report;
  Weigher weigher(wanted, std::move(future), report);
  TRY(go_through(application, caller, wanted.stretch, Through::reads, progress,
                 [&](Work& work, std::span<const record::Record> records) {
                   return weigher.weigh(work, records);
                 }));
  return report;
}

}  // namespace praxis::usecases
