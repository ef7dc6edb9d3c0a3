// A desk with an office calendar and incidents, whose time tests move: for clocks.
#pragma once

#include <gtest/gtest.h>

#include "record/list.h"
#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/comment_record.h"
#include "usecases/create_record.h"
#include "usecases/fire_clocks.h"
#include "usecases/keep_clocks.h"
#include "usecases/tenant.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"

namespace praxis::usecases {

constexpr const char* office_hours = R"({"timezone": "Europe/Berlin", "hours": {
    "mon": [["08:00", "17:00"]], "tue": [["08:00", "17:00"]], "wed": [["08:00", "17:00"]],
    "thu": [["08:00", "17:00"]], "fri": [["08:00", "17:00"]]}, "holidays": ["--05-01"]})";

class ClockWorld {
 public:
  explicit ClockWorld(db::Engine engine)
      : fresh(engine), models(opened(fresh, time)), application{*fresh, models, time} {
    const auto first =
        bootstrap(application, {"Harbor", "harbor", "Ada", "ada@harbor.example"}).value();
    person = first.person;
    organization = first.organization;
  }

  Id make(const std::string& type, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    auto made = create_record(application, caller, type, draft);
    EXPECT_TRUE(made) << (made ? "" : to_text(Json(made.error().reason)));
    return made ? made->record.id : Id{};
  }
  Id incident(JsonObject fields = {}) {
    fields.emplace("title", "No paper");
    fields.emplace("requester", to_text(person));
    fields.emplace("category", "printer");
    return make("incident", std::move(fields));
  }
  // Whether it was done: a move that is not possible from here is none.
  bool move(Id id, const std::string& transition, JsonObject fields = {}) {
    Draft draft;
    draft.fields = std::move(fields);
    draft.reason = "because";
    return transition_record(application, caller, {"", to_text(id)}, transition, draft).has_value();
  }
  bool change(Id id, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    draft.reason = "because";
    return update_record(application, caller, {"", to_text(id)}, draft).has_value();
  }
  bool say(Id id) {
    return comment_record(application, caller, {"", to_text(id)},
                          {.body = "We look at it.", .visibility = "public"})
        .has_value();
  }

  record::Record read(Id id) {
    return in_read(application, caller,
                   [&](Work& work) {
                     return record::read(work.tx, work.lister(), {"", to_text(id)});
                   })
        .value();
  }
  std::vector<sla::ClockRow> stored(Id id) {
    return in_read(application, caller, [&](Work& work) { return sla::read_clocks(work.tx, id); })
        .value();
  }
  sla::ClockRow stored(Id id, std::string_view name) {
    for (const auto& row : stored(id))
      if (row.name == name) return row;
    ADD_FAILURE() << "there is no clock " << name;
    return {};
  }
  std::vector<sla::ClockRow> replayed(Id id) {
    return in_read(
               application, caller,
               [&](Work& work) -> Result<std::vector<sla::ClockRow>> {
                 const auto record = TRY(record::read(work.tx, work.lister(), {"", to_text(id)}));
                 const auto entries = TRY(record::read_entries(work.tx, id, {}));
                 return replay_clocks(work, record, entries);
               })
        .value();
  }
  std::vector<record::Entry> clock_entries(Id id) {
    return in_read(application, caller,
                   [&](Work& work) {
                     return record::read_entries(work.tx, id, {record::EntryKind::clock});
                   })
        .value();
  }
  // Numbers of the records of which the list and the expression in memory say different things.
  std::string differing(const std::vector<Id>& ids, const std::string& filter, int& found) {
    const auto text = in_read(application, caller, [&](Work& work) -> Result<std::string> {
      pack::ExpressionContext context;
      context.must_compile_to_sql = true;
      record::ListRequest request{.type = work.model.type("incident"), .limit = 200};
      request.filter = TRY(work.model.packs().compile(*request.type, filter, context));
      const auto page = TRY(record::list(work.tx, work.lister(), request));
      found += static_cast<int>(page.records.size());
      std::string numbers;
      for (const auto id : ids) {
        const auto record = TRY(record::read(work.tx, work.lister(), {"", to_text(id)}));
        const bool is_listed = std::any_of(page.records.begin(), page.records.end(),
                                           [&](const auto& r) { return r.id == id; });
        if (is_listed != record::holds(*request.filter, work.around(record)))
          numbers += record.number + (is_listed ? " listed " : " missing ");
      }
      return numbers;
    });
    return text ? *text : text.error().message + text.error().reason;
  }
  std::int64_t count(const std::string& sql) {
    std::int64_t rows = -1;
    EXPECT_TRUE(fresh->read([&](db::Transaction& tx) {
      return tx.query(sql, {}, [&](const db::Row& row) -> Status {
        rows = row.integer(0);
        return {};
      });
    }));
    return rows;
  }

  test::FreshDatabase fresh;
  ManualTime time{*instant_from_text("2026-04-27T09:00:00Z")};
  Models models;
  Application application;
  Caller caller = an_agent();
  Id person{}, organization{};

 private:
  // May do all, and counts as an agent: whose public words are an answer.
  static Caller an_agent() {
    auto scope = record::Scope::system();
    scope.side = pack::Side::agent;
    return {std::make_shared<record::Scope>(scope), "api"};
  }
  static std::shared_ptr<const record::Model> opened(test::FreshDatabase& fresh,
                                                     const TimeSource& time) {
    const auto packs = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs").value();
    return open_tenant(*fresh, packs, time.now(),
                       [](std::size_t, std::size_t, const std::string&) {})
        .value();
  }
};

}  // namespace praxis::usecases
