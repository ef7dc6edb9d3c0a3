#include "sla/clock_store.h"

#include <fmt/format.h>

namespace praxis::sla {
namespace {

JsonObject terms_json(const Terms& terms) {
  JsonObject json{{"target", terms.target.us}};
  if (!terms.target_name.empty()) json["name"] = terms.target_name;
  if (!terms.agreement.is_nil()) {
    json["agreement"] = to_text(terms.agreement);
    json["version"] = terms.agreement_version;
  }
  if (!terms.calendar.is_nil()) json["calendar"] = to_text(terms.calendar);
  return json;
}

// {"terms": [{…}], "points": [[seq, at, standing, restarts, index of terms], …]}
std::string points_text(const std::vector<ClockPoint>& points) {
  JsonArray all_terms, list;
  const Terms* last = nullptr;
  for (const auto& point : points) {
    if (!last || !(*last == point.terms)) all_terms.push_back(terms_json(point.terms));
    last = &point.terms;
    list.push_back(JsonArray{point.seq, point.at.us, Json(standing_name(point.standing)),
                             point.restarts ? 1 : 0, all_terms.size() - 1});
  }
  return to_text(Json(JsonObject{{"terms", std::move(all_terms)}, {"points", std::move(list)}}));
}

Id id_in(const JsonObject& json, std::string_view name) {
  const auto* text = json.if_contains(name);
  if (!text || !text->is_string()) return {};
  return id_from_text(text->get_string()).value_or(Id{});
}

Terms terms_from(const JsonObject& json) {
  Terms terms{.target = {json.at("target").get_int64()}};
  if (const auto* name = json.if_contains("name")) terms.target_name = name->get_string();
  if (const auto* version = json.if_contains("version"))
    terms.agreement_version = version->get_int64();
  terms.agreement = id_in(json, "agreement");
  terms.calendar = id_in(json, "calendar");
  return terms;
}

Result<std::vector<ClockPoint>> points_from(std::string_view text) {
  const auto json = TRY(json_from_text(text));
  std::vector<ClockPoint> points;
  const auto& all_terms = json.at("terms").get_array();
  for (const auto& one : json.at("points").get_array()) {
    const auto& cells = one.get_array();
    points.push_back(
        {.seq = cells.at(0).get_int64(),
         .at = {cells.at(1).get_int64()},
         .standing = standing_from(cells.at(2).get_string()).value_or(Standing::waiting),
         .restarts = cells.at(3).get_int64() != 0,
         .terms = terms_from(
             all_terms.at(static_cast<std::size_t>(cells.at(4).get_int64())).get_object())});
  }
  return points;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : " ") + name;
  return text;
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto space = text.find(' ');
    names.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return names;
}

constexpr std::string_view clock_columns =
    R"("record", "name", "type", "state", "agreement", "agreement_version", "calendar", "target",
       "target_name", "started_at", "running_since", "paused_since", "finished_at", "due_at",
       "used", "next_look_at", "run", "fired", "points")";

std::optional<Instant> instant_or_none(const db::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

Result<ClockRow> clock_row(const db::Row& row) {
  ClockRow clock{.record = row.id(0),
                 .name = std::string(row.text(1)),
                 .type = std::string(row.text(2)),
                 .state = std::string(row.text(3))};
  clock.terms = {.target = {row.integer(7)},
                 .target_name = std::string(row.text(8)),
                 .agreement = row.id_or_null(4).value_or(Id{}),
                 .agreement_version = row.integer(5),
                 .calendar = row.id_or_null(6).value_or(Id{})};
  clock.started_at = instant_or_none(row, 9);
  clock.running_since = instant_or_none(row, 10);
  clock.paused_since = instant_or_none(row, 11);
  clock.finished_at = instant_or_none(row, 12);
  clock.due_at = instant_or_none(row, 13);
  clock.used = {row.integer(14)};
  clock.next_look_at = instant_or_none(row, 15);
  clock.run = row.integer(16);
  clock.fired = split_names(row.text(17));
  clock.points = TRY(points_from(row.text(18)));
  return clock;
}

db::Parameter instant_parameter(std::optional<Instant> at) {
  return at ? db::parameter(*at) : db::Parameter();
}
db::Parameter id_parameter(Id id) { return id.is_nil() ? db::Parameter() : db::Parameter(id); }

}  // namespace

Result<std::vector<ClockRow>> read_clocks(db::Transaction& tx, Id record) {
  std::vector<ClockRow> rows;
  static const auto sql =
      fmt::format(R"(SELECT {} FROM "clock" WHERE "record" = $1 ORDER BY "name")", clock_columns);
  TRY(tx.query(sql, {record}, [&](const db::Row& row) -> Status {
    rows.push_back(TRY(clock_row(row)));
    return {};
  }));
  return rows;
}

// The last id is repeated until their number is one of few, so that statements stay prepared.
Result<std::vector<ClockRow>> read_clocks_of(db::Transaction& tx, std::span<const Id> records) {
  std::vector<ClockRow> rows;
  if (records.empty()) return rows;
  std::size_t size = 1;
  while (size < records.size()) size *= 2;
  std::vector<db::Parameter> ids;
  std::string marks;
  for (std::size_t i = 0; i < size; ++i) {
    ids.emplace_back(records[std::min(i, records.size() - 1)]);
    marks += fmt::format("{}${}", i == 0 ? "" : ", ", i + 1);
  }
  const auto sql = fmt::format(R"(SELECT {} FROM "clock" WHERE "record" IN ({}) ORDER BY "record")",
                               clock_columns, marks);
  TRY(tx.query(sql, std::span<const db::Parameter>(ids), [&](const db::Row& row) -> Status {
    rows.push_back(TRY(clock_row(row)));
    return {};
  }));
  return rows;
}

Result<std::optional<ClockRow>> read_clock(db::Transaction& tx, Id record, std::string_view name) {
  std::optional<ClockRow> found;
  static const auto sql =
      fmt::format(R"(SELECT {} FROM "clock" WHERE "record" = $1 AND "name" = $2)", clock_columns);
  TRY(tx.query(sql, {record, name}, [&](const db::Row& row) -> Status {
    found = TRY(clock_row(row));
    return {};
  }));
  return found;
}

Status put_clock(db::Transaction& tx, const ClockRow& row) {
  static const auto sql = fmt::format(
      R"(INSERT INTO "clock" ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
         $14, $15, $16, $17, $18, $19) ON CONFLICT ("record", "name") DO UPDATE SET
         "state" = excluded."state", "agreement" = excluded."agreement",
         "agreement_version" = excluded."agreement_version", "calendar" = excluded."calendar",
         "target" = excluded."target", "target_name" = excluded."target_name",
         "started_at" = excluded."started_at", "running_since" = excluded."running_since",
         "paused_since" = excluded."paused_since", "finished_at" = excluded."finished_at",
         "due_at" = excluded."due_at", "used" = excluded."used",
         "next_look_at" = excluded."next_look_at", "run" = excluded."run",
         "fired" = excluded."fired", "points" = excluded."points")",
      clock_columns);
  const auto points = points_text(row.points);
  const auto fired = joined(row.fired);
  TRY(tx.execute(
      sql, {row.record, std::string_view(row.name), std::string_view(row.type),
            std::string_view(row.state), id_parameter(row.terms.agreement),
            row.terms.agreement_version, id_parameter(row.terms.calendar), row.terms.target.us,
            std::string_view(row.terms.target_name), instant_parameter(row.started_at),
            instant_parameter(row.running_since), instant_parameter(row.paused_since),
            instant_parameter(row.finished_at), instant_parameter(row.due_at), row.used.us,
            instant_parameter(row.next_look_at), row.run, std::string_view(fired),
            std::string_view(points)}));
  return {};
}

Result<std::vector<DueClock>> claim_due_clocks(db::Transaction& tx, Instant now, int limit) {
  std::vector<DueClock> due;
  const auto sql = fmt::format(
      R"(SELECT "record", "type" FROM "clock" WHERE "next_look_at" <= $1
         ORDER BY "next_look_at", "record" LIMIT {}{})",
      limit, tx.skip_locked());
  TRY(tx.query(sql, {now.us}, [&](const db::Row& row) -> Status {
    due.push_back({row.id(0), std::string(row.text(1))});
    return {};
  }));
  return due;
}

Result<std::optional<Instant>> next_look(db::Transaction& tx) {
  std::optional<Instant> next;
  TRY(tx.query(R"(SELECT MIN("next_look_at") FROM "clock" WHERE "next_look_at" IS NOT NULL)", {},
               [&](const db::Row& row) -> Status {
                 next = instant_or_none(row, 0);
                 return {};
               }));
  return next;
}

Status look_at_calendar(db::Transaction& tx, Id calendar, Instant now) {
  TRY(tx.execute(
      R"(UPDATE "clock" SET "next_look_at" = $2
         WHERE "calendar" = $1 AND "running_since" IS NOT NULL)",
      {calendar, now.us}));
  return {};
}

Status put_next_target(db::Transaction& tx, const record::Record& record) {
  const auto sql = fmt::format(
      R"(UPDATE {} SET "next_target_at" = $2, "next_target_clock" = $3 WHERE "id" = $1)",
      db::quoted(record.type->family));
  TRY(tx.execute(sql, {record.id, instant_parameter(record.next_target_at),
                       record.next_target_clock.empty()
                           ? db::Parameter()
                           : db::Parameter(std::string_view(record.next_target_clock))}));
  return {};
}

}  // namespace praxis::sla
