#include "sla/evaluate_case.h"

#include <fmt/format.h>

namespace praxis::sla {
namespace {

constexpr std::size_t calendars_max = 1000;

tl::unexpected<Error> wrong_case(std::string message) {
  return fail(Code::invalid_argument, "case.wrong", std::move(message));
}

struct Question {
  const JsonObject& members;
  const Calendar& calendar;
};

const Json* member(const Question& in, std::string_view name) {
  return in.members.if_contains(name);
}

// A local time is read in the zone of the calendar's first version.
Result<Instant> instant_of(const Question& in, std::string_view name) {
  const auto utc = fmt::format("{}_utc", name), local = fmt::format("{}_local", name);
  if (const auto* value = member(in, utc); value && value->is_string())
    return instant_from_text(value->get_string());
  const auto* value = member(in, local);
  if (!value || !value->is_string()) return wrong_case(fmt::format("{} is missing", utc));
  const auto wall = wall_from_text(value->get_string());
  if (!wall) return wrong_case(fmt::format("{} is no local time: 2026-03-02 09:00:00", local));
  const auto zone = TRY(Zone::find(in.calendar.spec().versions.front().timezone));
  return zone.read(*wall);
}

Result<std::int64_t> number_of(const Question& in, std::string_view name) {
  const auto* value = member(in, name);
  if (!value || !value->is_int64()) return wrong_case(fmt::format("{} is no number", name));
  return value->get_int64();
}

Result<Span> amount_of(const Question& in) {
  const auto amount = TRY(number_of(in, "amount_seconds"));
  constexpr auto amount_max = INT64_MAX / 1'000'000;
  if (amount < 0 || amount > amount_max) return wrong_case("amount_seconds is out of range");
  return seconds(amount);
}

Result<Day> date_of(const Question& in) {
  const auto* value = member(in, "date");
  const auto day = value && value->is_string() ? day_from_text(value->get_string()) : std::nullopt;
  return day ? Result<Day>(*day) : wrong_case("date is no day: 2026-12-24");
}

JsonObject shown(Instant at) { return {{"result_utc", to_text(at)}}; }
JsonObject shown(bool holds) { return {{"result", holds}}; }
JsonObject shown(Span span) {
  if (span.us % 1'000'000 == 0) return {{"result_seconds", span.us / 1'000'000}};
  return {{"result_seconds", static_cast<double>(span.us) / 1e6}};
}

Result<JsonObject> working_days(const Question& in) {
  const auto from = TRY(instant_of(in, "start"));
  const auto count = TRY(number_of(in, "amount_days"));
  if (std::abs(count) > 100'000) return wrong_case("amount_days is out of range");
  const auto at = TRY(in.calendar.add_working_days(from, static_cast<int>(count)));
  const auto* is_end = member(in, "end_of_working_day");
  if (!is_end || !is_end->is_bool() || !is_end->get_bool()) return shown(at);
  const auto day = in.calendar.zone_at(at).day(at);
  return shown(in.calendar.open_periods_of(day).back().close);
}

Result<JsonObject> answer(const Question& in, std::string_view op) {
  const auto& calendar = in.calendar;
  if (op == "add_working_time")
    return shown(TRY(calendar.add(TRY(instant_of(in, "start")), TRY(amount_of(in)))));
  if (op == "subtract_working_time")
    return shown(TRY(calendar.subtract(TRY(instant_of(in, "start")), TRY(amount_of(in)))));
  if (op == "working_time_between")
    return shown(calendar.between(TRY(instant_of(in, "start")), TRY(instant_of(in, "end"))));
  if (op == "is_working_time") return shown(calendar.is_open(TRY(instant_of(in, "at"))));
  if (op == "is_working_day") return shown(calendar.is_working_day(TRY(date_of(in))));
  if (op == "is_holiday") return shown(calendar.is_holiday(TRY(date_of(in))));
  if (op == "next_opening") return shown(TRY(calendar.add(TRY(instant_of(in, "at")), {})));
  if (op.starts_with("add_working_days") || op.starts_with("add_business_days"))
    return working_days(in);
  return wrong_case(fmt::format("there is no operation '{}'", op));
}

}  // namespace

Result<CalendarPtr> CaseEvaluator::calendar_of(const Json& spec) {
  const auto key = to_text(spec);
  if (const auto found = calendars_.find(key); found != calendars_.end()) return found->second;
  auto calendar = TRY(Calendar::make(TRY(calendar_from_json(spec))));
  if (calendars_.size() >= calendars_max) calendars_.clear();
  calendars_.emplace(key, calendar);
  return calendar;
}

Json CaseEvaluator::evaluate(const Json& one) {
  JsonObject shown_answer;
  const auto refused = [&](const Error& error) {
    shown_answer["error"] = error.message.empty() ? error.reason : error.message;
    return Json(shown_answer);
  };
  if (!one.is_object()) return refused(wrong_case("a case is an object").value());
  const auto& members = one.get_object();
  if (const auto* id = members.if_contains("id")) shown_answer["id"] = *id;
  const auto* op = members.if_contains("op");
  const auto* spec = members.if_contains("calendar");
  if (!op || !op->is_string() || !spec)
    return refused(wrong_case("calendar or op is missing").value());
  const auto calendar = calendar_of(*spec);
  if (!calendar) return refused(calendar.error());
  const auto given = answer({members, **calendar}, op->get_string());
  if (!given) return refused(given.error());
  for (const auto& [key, value] : *given) shown_answer[key] = value;
  return shown_answer;
}

}  // namespace praxis::sla
