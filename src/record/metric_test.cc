// Metrics by SQL against the same worked out in memory, record by record, for several actors on
// both databases: every kind, windows, parts of time, splits, links, the journal, and matrices that
// organizations set otherwise.
#include "record/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "record/bindings.h"
#include "record/figures.h"
#include "record/list_world_for_test.h"

namespace praxis::record {
namespace {

using expr::Value;
using test_world::ListWorld;

// Records with a history: states entered, groups changed, comments, links.
class MetricWorld : public ListWorld {
 public:
  explicit MetricWorld(db::Engine engine) : ListWorld(engine) {
    records = test_world::add_work(*this, 160);
    std::mt19937 random(11);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const auto item = add("server", {{"title", "erp-01"}, {"organization", harbor}});
    for (auto& record : records) {
      if (record.type->name != "incident") continue;
      for (std::size_t step = 0; step < below(6); ++step)
        write_entry(record, below(4), below(record.type->states.size()),
                    hours(1 + static_cast<int>(step)));
      if (below(3) == 0) link(record.id, item.id);
      keep_figures(record);
    }
    write([&](db::Transaction& tx) -> Status {
      TRY(tx.execute(
          R"(INSERT INTO "setting" ("organization", "name", "value", "changed_at", "changed_by")
             VALUES ($1, 'priority_matrix', $2, 0, $1))",
          {ferry, std::string_view(R"({"low": {"low": 1, "medium": 1}})")}));
      return {};
    });
    reload();
  }

  std::vector<Record> records;

 private:
  void write_entry(Record& record, std::size_t kind, std::size_t state, Span later) {
    Entry entry{.occurred_at = record.created_at + later, .recorded_at = now};
    entry.actor = people[state % people.size()];
    entry.side = state % 2 == 0 ? pack::Side::agent : pack::Side::requester;
    auto after = record;
    if (kind == 0) {
      entry.kind = EntryKind::comment;
      entry.visibility = state % 3 == 0 ? "internal" : "public";
    } else if (kind == 1) {
      entry.kind = EntryKind::field;
      const auto& group = groups[state % groups.size()];
      const auto old = record.value("group");
      entry.changes.push_back({"group", old.is_null() ? Json() : Json(to_text(old.id())),
                               state % 4 == 0 ? Json() : Json(to_text(group))});
      after.value(record.type->find_field("group")) = state % 4 == 0 ? Value() : Value(group);
    } else {
      entry.kind = EntryKind::transition;
      entry.transition = state % 2 == 0 ? "reopen" : "take";
      entry.from_state = record.state_name();
      after.state = static_cast<int>(state);
      entry.to_state = after.state_name();
    }
    write([&](db::Transaction& tx) -> Status {
      auto written = after;
      TRY(update(tx, *model, record, written, entry));
      after = std::move(written);
      return {};
    });
    record = std::move(after);
  }
  // As every change of a record does, at its end.
  void keep_figures(Record& record) {
    write([&](db::Transaction& tx) -> Status {
      auto after = record;
      compute_figures({.tx = &tx, .model = model.get(), .now = now, .record = &record}, after,
                      TRY(read_entries(tx, record.id, {})));
      return update(tx, *model, record, after, {.kind = EntryKind::setting, .recorded_at = now});
    });
    record = database()
                 .read([&](db::Transaction& tx) -> Result<Record> {
                   return *TRY(find(tx, *model, *record.type, record.id));
                 })
                 .value();
  }
  void link(Id from, Id to) {
    write([&](db::Transaction& tx) -> Status {
      TRY(tx.execute(
          R"(INSERT INTO "link" ("name", "from_id", "to_id", "from_type", "to_type", "created_at", "created_by")
             VALUES ('affects', $1, $2, 'incident', 'server', 0, $1))",
          {from, to}));
      return {};
    });
  }
};

MetricWorld& world_of(db::Engine engine) {
  static std::map<db::Engine, std::unique_ptr<MetricWorld>> worlds;
  auto& world = worlds[engine];
  if (!world) world = std::make_unique<MetricWorld>(engine);
  return *world;
}

struct MetricRow {
  const char* kind;
  const char* of;     // which records; "": all
  const char* value;  // hits or the figure; "": none
  const char* at = "";
  int over_hours = 0;
};

const MetricRow metric_rows[] = {
    {"count", "phase in [\"open\", \"pending\"]", ""},
    {"count", "priority == 1", "", "created_at", 6},
    {"count", "links.affects.count > 0", ""},
    {"count", "links.affects.open > 0 && priority > 1", ""},
    {"count", "times(\"reopen\") > 0", ""},
    {"count", "entries(\"agent\") > 1", ""},
    {"count", "changes(\"group\") > 0", ""},
    {"count", "changes(\"assignee\") > 0", ""},
    {"count", "entered_at(\"in_progress\") > created_at", ""},
    {"count", "entered_at(\"phase.closed\") != null", ""},
    {"count", "first_comment_at(\"internal\", \"requester\") != null", ""},
    {"count", "made_by(\"take\") == requester", ""},
    {"count", "time_in(\"in_progress\") > duration(\"2h\")", ""},
    {"count", "priority == settings.priority_matrix[impact][urgency]", ""},
    {"count", "!(priority == settings.priority_matrix[impact][urgency])", ""},
    {"ratio", "phase in [\"resolved\", \"closed\"]", "group != null"},
    {"ratio", "true", "priority == settings.priority_matrix[impact][urgency]", "created_at", 9},
    {"ratio", "priority < 3", "links.affects.count > 0"},
    {"ratio", "channel == \"no\" + \"where\"", "true"},
    {"percentile", "true", "now - created_at"},
    {"percentile", "phase == \"resolved\"", "resolved_at - created_at", "resolved_at", 12},
    {"percentile", "true", "time_in(\"new\")"},
    {"average", "priority != null", "priority"},
    {"average", "true", "priority * 2 + 1", "created_at", 8},
    {"average", "true", "changes(\"group\")"},
    {"sum", "group == null", "priority"},
    {"sum", "channel == \"no\" + \"where\"", "priority"},
};

class MetricTest : public testing::TestWithParam<db::Engine> {
 protected:
  pack::ExpressionPtr compiled(const char* text, std::optional<expr::Kind> wanted) {
    const auto made =
        world.model->packs().compile(*world.model->type("incident"), text, {.wanted = wanted});
    if (!made) ADD_FAILURE() << text << ": " << made.error().message;
    return made ? *made : nullptr;
  }

  Measure measure_from(const MetricRow& row) {
    Measure made{.type = world.model->type("incident"), .at = row.at};
    const std::map<std::string, Measure::Kind> kinds{{"count", Measure::Kind::count},
                                                     {"ratio", Measure::Kind::ratio},
                                                     {"percentile", Measure::Kind::percentile},
                                                     {"average", Measure::Kind::average},
                                                     {"sum", Measure::Kind::sum}};
    made.kind = kinds.at(row.kind);
    made.percentile = 80;
    made.of.push_back({compiled(row.of, expr::Kind::boolean)});
    if (made.kind == Measure::Kind::ratio)
      made.hits = compiled(row.value, expr::Kind::boolean);
    else if (made.kind != Measure::Kind::count)
      made.figure = compiled(row.value, std::nullopt);
    if (row.over_hours > 0) made.over = hours(row.over_hours);
    return made;
  }

  // What each record adds, worked out in memory: its part of time, its key, its figure or whether
  // it is a hit.
  struct Contribution {
    std::int64_t bucket = 0;
    std::string key;
    double value = 1;
  };
  std::vector<Contribution> contributions(db::Transaction& tx, const Lister& lister,
                                          const Measure& measure, const MeasureWanted& wanted) {
    std::vector<Contribution> all;
    for (const auto& record : world.records) {
      if (record.type != measure.type || !may_read(tx, lister, record)) continue;
      const Surroundings in{.tx = &tx,
                            .model = &lister.model,
                            .directory = &lister.directory,
                            .scope = &lister.scope,
                            .now = lister.now,
                            .record = &record};
      if (!test_world::shows_asked_by_hand(in, asked_of(measure, wanted))) continue;
      const auto at = measure.at.empty() || measure.at == "created_at" ? Value(record.created_at)
                                                                       : record.value(measure.at);
      if (measure.over &&
          (at.is_null() || at.instant() < lister.now - *measure.over || at.instant() > lister.now))
        continue;
      if (wanted.trend && at.is_null()) continue;
      if (!holds(*measure.of.front().expression, in)) continue;
      Contribution one;
      if (measure.hits) one.value = holds(*measure.hits, in) ? 1 : 0;
      if (measure.figure) {
        const auto value = evaluate(*measure.figure, in);
        if (!value || value->is_null()) continue;
        one.value = value->get<expr::Duration>() ? static_cast<double>(value->span().us)
                                                 : static_cast<double>(value->integer());
      }
      if (wanted.trend) one.bucket = at.instant().us / wanted.trend->us;
      if (!wanted.by.empty()) one.key = praxis::to_text(expr::to_json(record.value(wanted.by)));
      all.push_back(std::move(one));
    }
    return all;
  }

  static Number number_from(const Measure& measure, std::vector<double> values) {
    Number number{.records = static_cast<std::int64_t>(values.size())};
    double sum = 0;
    for (const auto value : values) sum += value;
    std::ranges::sort(values);
    const auto n = values.size();
    if (measure.kind == Measure::Kind::ratio) number.hits = static_cast<std::int64_t>(sum);
    if (measure.kind == Measure::Kind::count || measure.kind == Measure::Kind::sum)
      number.value = measure.kind == Measure::Kind::sum ? sum : static_cast<double>(n);
    else if (n == 0)
      return number;
    else if (measure.kind == Measure::Kind::percentile)
      number.value = values[static_cast<std::size_t>(
                                std::ceil(static_cast<double>(n) * measure.percentile / 100.0)) -
                            1];
    else
      number.value = sum / static_cast<double>(n);
    return number;
  }

  static std::string shown(const Number& number) {
    return fmt::format("{} of {} ({})",
                       number.value ? fmt::format("{:.6g}", *number.value) : "none", number.records,
                       number.hits);
  }

  using Shown = std::map<std::pair<std::int64_t, std::string>, std::string>;

  void expect_same(const Scope& scope, const Measure& measure, const MeasureWanted& wanted,
                   const std::string& claim) {
    const auto done = world.database().read([&](db::Transaction& tx) -> Status {
      const auto lister = world.lister(scope);
      std::map<std::pair<std::int64_t, std::string>, std::vector<double>> values;
      for (const auto& one : contributions(tx, lister, measure, wanted))
        values[{one.bucket, one.key}].push_back(one.value);
      if (values.empty() && !wanted.trend && wanted.by.empty()) values[{0, ""}] = {};
      Shown expected, found;
      for (const auto& [key, list] : values) expected[key] = shown(number_from(measure, list));
      for (const auto& part : TRY(record::measure(tx, lister, measure, wanted))) {
        const auto bucket = part.begins ? part.begins->us / wanted.trend->us : 0;
        const auto key = wanted.by.empty() ? "" : praxis::to_text(expr::to_json(part.key));
        found[{bucket, key}] = shown(part.number);
      }
      EXPECT_EQ(found, expected) << claim;
      return {};
    });
    EXPECT_TRUE(done) << claim << ": " << (done ? "" : done.error().message);
  }

  std::vector<Scope> actors() {
    return {Scope::system(), world.agent(world.people[0], {world.harbor}, {world.groups[0]}),
            world.agent(world.people[1], {world.harbor, world.ferry}, {world.groups[1]}),
            world.requester(world.people[3], world.ferry)};
  }

  MetricWorld& world = world_of(GetParam());
};

TEST_P(MetricTest, GiveWhatCountingByHandGives) {
  for (const auto& row : metric_rows) {
    const auto measure = measure_from(row);
    int actor = 0;
    for (const auto& scope : actors())
      expect_same(scope, measure, {},
                  fmt::format("{} {} {}, actor {}", row.kind, row.of, row.value, actor++));
  }
}

TEST_P(MetricTest, ComeInPartsOfTimeAndByAField) {
  for (const auto& row : metric_rows) {
    if (std::string_view(row.at).empty()) continue;
    const auto measure = measure_from(row);
    const auto claim = fmt::format("{} {} {}", row.kind, row.of, row.value);
    for (const auto& scope : actors()) {
      expect_same(scope, measure, {.trend = hours(2)}, claim + " in parts");
      expect_same(scope, measure, {.by = "group"}, claim + " by group");
      expect_same(scope, measure, {.trend = hours(3), .by = "priority"}, claim + " by both");
    }
  }
}

TEST_P(MetricTest, CountOnlyWhatTheActorMayRead) {
  const auto all = measure_from({"count", "true", ""});
  std::vector<double> counts;
  for (const auto& scope : actors()) {
    const auto parts = world.database().read(
        [&](db::Transaction& tx) { return record::measure(tx, world.lister(scope), all, {}); });
    ASSERT_TRUE(parts);
    counts.push_back(*parts->front().number.value);
  }
  EXPECT_GT(counts[0], counts[1]);
  EXPECT_GT(counts[1], counts[3]);
  EXPECT_GT(counts[3], 0);
}

// The list behind a number holds exactly the records that were counted, misses and errors included.
TEST_P(MetricTest, ListsTheRecordsBehindANumber) {
  for (const auto& row : metric_rows) {
    const auto measure = measure_from(row);
    for (const auto& scope : actors()) {
      const auto done = world.database().read([&](db::Transaction& tx) -> Status {
        const auto lister = world.lister(scope);
        const auto parts = TRY(record::measure(tx, lister, measure, {}));
        const auto& number = parts.front().number;
        const auto listed = [&](Behind which) -> Result<std::int64_t> {
          ListRequest request{.type = measure.type, .limit = list_limit_max};
          request.conditions = conditions_behind(measure, which);
          request.asked = asked_of(measure, {});
          request.window = window_of(measure, lister.now);
          const auto page = TRY(list(tx, lister, request));
          const auto counted = TRY(count(tx, lister, request));
          EXPECT_EQ(counted.count, static_cast<std::int64_t>(page.records.size())) << row.of;
          return static_cast<std::int64_t>(page.records.size());
        };
        EXPECT_EQ(TRY(listed(Behind::all)), number.records) << row.of << " " << row.value;
        if (measure.kind != Measure::Kind::ratio) return {};
        EXPECT_EQ(TRY(listed(Behind::hits)), number.hits) << row.of;
        EXPECT_EQ(TRY(listed(Behind::misses)), number.records - number.hits) << row.of;
        return {};
      });
      EXPECT_TRUE(done) << row.of << ": " << (done ? "" : done.error().message);
    }
  }
}

TEST_P(MetricTest, OfTheShippedPacksAllHaveATranslation) {
  for (const auto& type : world.model->packs().types()) {
    if (type->is_abstract) continue;
    for (const auto& metric : type->metrics) {
      const auto parts = world.database().read([&](db::Transaction& tx) {
        return record::measure(tx, world.lister(Scope::system()), measure_of(*type, metric), {});
      });
      if (parts) continue;
      ADD_FAILURE() << type->name << "." << metric.name << ": " << parts.error().message;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, MetricTest, praxis::test::both_engines(),
                         praxis::test::engine_name);

}  // namespace
}  // namespace praxis::record
