// Ticket scenarios out of another product's test suite, told as clocks: first response, update and
// solution. Expectations that are that product's own rule are left out, each with its reason.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>

#include "sla/clock.h"
#include "sla/data_for_test.h"

namespace praxis::sla {
namespace {

// scenario step member: why we answer otherwise.
const std::map<std::string, std::string>& own_ticket_rules() {
  static const std::map<std::string, std::string> rules{
      {"s11 0 escalation_at",
       "the origin closes the history but not the ticket, so that its update clock still runs"},
      {"s16 4 escalation_at", "the origin rounds the end of a pause up to the minute"},
      {"s16 4 update_escalation_at", "the origin rounds the end of a pause up to the minute"},
      {"s01 5 update_in_min", "measured from creation although the deadline restarted"},
      {"s01 5 update_diff_in_min", "measured from creation although the deadline restarted"},
      {"s01 6 update_in_min", "measured from creation although the deadline restarted"},
      {"s01 6 update_diff_in_min", "measured from creation although the deadline restarted"},
      {"s01 7 update_in_min", "measured from creation although the deadline restarted"},
      {"s01 7 update_diff_in_min", "measured from creation although the deadline restarted"},
      {"s01 8 update_in_min", "measured from creation although the deadline restarted"},
      {"s01 8 update_diff_in_min", "measured from creation although the deadline restarted"},
  };
  return rules;
}

Instant instant_in(const Json& json) {
  const auto at = instant_from_text(json.get_string());
  must(at.has_value());
  return *at;
}

CalendarPtr calendar_in(const JsonObject& all, const std::string& name) {
  auto json = all.at("calendars").at(name).get_object();
  json.erase("inactive_holidays");  // those that the origin's administrator switched off
  auto calendar = Calendar::make(*calendar_from_json(json));
  must(calendar.has_value());
  return *calendar;
}

// What happened to a ticket, and the clocks that follow from it.
class Ticket {
 public:
  Ticket(const JsonObject& all, const JsonObject& scenario) : all_(all) {
    note_state(instant_in(scenario.at("created_at")),
               std::string(scenario.at("initial_state").get_string()));
  }

  void apply(std::string_view what, const Json& value) {
    if (what == "set_sla") return set_agreement(value.get_object());
    if (what == "sla_no_longer_matches") return targets_.clear();
    if (what == "state") return note_state(latest_, std::string(value.get_string()));
    if (what == "state_change")
      return note_state(instant_in(value.at("at")), std::string(value.at("to").get_string()));
    const auto at = instant_in(value);
    latest_ = std::max(latest_, at);
    if (what == "close_at") closed_at_ = at;
    if (what == "first_response_at") answered_at_ = at;
    const bool is_agent = what.starts_with("agent_") && what != "agent_note_at";
    if (is_agent && !answered_at_) answered_at_ = at;
    if (is_agent || what == "last_contact_agent_at") contacts_["agent"] = at;
    if (what.starts_with("customer_") || what == "last_contact_customer_at")
      contacts_["customer"] = at;
    if (is_agent || what.starts_with("customer_") || what.starts_with("last_contact_"))
      restarts_.insert(at);
  }

  Json answer(std::string_view member) const {
    if (member == "escalation_at") return shown(escalation_at());
    if (member == "first_response_at") return shown(answered_at_);
    if (member == "last_contact_agent_at") return shown(contact("agent"));
    if (member == "last_contact_customer_at") return shown(contact("customer"));
    if (member == "last_contact_at") return shown(std::max(contact("agent"), contact("customer")));
    for (const std::string name : {"first_response", "update", "close"}) {
      if (member == name + "_escalation_at") return shown(due_at(name));
      const auto used = used_minutes(name);
      if (member == name + "_in_min") return used ? Json(*used) : Json();
      if (member == name + "_diff_in_min")
        return used ? Json(targets_.at(name).us / minutes(1).us - *used) : Json();
    }
    return "unknown member";
  }

 private:
  static Json shown(std::optional<Instant> at) { return at ? Json(to_text(*at)) : Json(); }

  std::optional<Instant> contact(const std::string& side) const {
    const auto found = contacts_.find(side);
    return found == contacts_.end() ? std::nullopt : std::optional(found->second);
  }

  void note_state(Instant at, std::string state) {
    latest_ = std::max(latest_, at);
    states_[at] = std::move(state);
  }

  void set_agreement(const JsonObject& from) {
    calendar_ = calendar_in(all_, std::string(from.at("calendar").get_string()));
    targets_.clear();
    for (const auto& [name, key] :
         {std::pair{"first_response", "first_response_minutes"},
          std::pair{"update", "update_minutes"}, std::pair{"close", "solution_minutes"}})
      if (from.at(key).is_int64()) targets_[name] = minutes(from.at(key).get_int64());
  }

  std::optional<Instant> finished_at(const std::string& name) const {
    if (name == "first_response") return answered_at_;
    return name == "close" ? closed_at_ : std::nullopt;
  }

  Measured clock(const std::string& name) const {
    std::map<Instant, ClockPoint> points;
    for (const auto& [at, state] : states_) {
      auto standing = Standing::running;
      if (state.starts_with("pending")) standing = Standing::paused;
      if (state == "closed") standing = Standing::met;
      points[at] = {.at = at, .standing = standing, .terms = {.target = targets_.at(name)}};
    }
    if (name == "update")
      for (const auto at : restarts_) {
        auto point = std::prev(points.upper_bound(at))->second;
        point.at = at;
        point.restarts = true;
        points[at] = point;
      }
    if (const auto finish = finished_at(name)) {
      auto point = std::prev(points.upper_bound(*finish))->second;
      points.erase(points.lower_bound(*finish), points.end());
      point.at = *finish;
      point.standing = Standing::met;
      points[*finish] = point;
    }
    std::vector<ClockPoint> list;
    for (const auto& [at, point] : points) list.push_back(point);
    return measure(list, OnChange::retroactive, [&](Id) -> const Calendar& { return *calendar_; });
  }

  // The origin tells a deadline while a ticket is pending too: as it was when the pause began.
  std::optional<Instant> due_at(const std::string& name) const {
    if (!targets_.contains(name)) return std::nullopt;
    const auto measured = clock(name);
    if (!measured.paused_since) return measured.due_at;
    const auto due =
        calendar_->add(*measured.paused_since, {measured.terms.target.us - measured.used.us});
    return due ? std::optional(*due) : std::nullopt;
  }

  std::optional<Instant> escalation_at() const {
    std::optional<Instant> earliest;
    for (const auto& [name, target] : targets_)
      if (clock(name).running_since)
        if (const auto due = due_at(name); due && (!earliest || *due < *earliest)) earliest = due;
    return earliest;
  }

  std::optional<std::int64_t> used_minutes(const std::string& name) const {
    if (!targets_.contains(name) || !finished_at(name)) return std::nullopt;
    return clock(name).used.us / minutes(1).us;
  }

  const JsonObject& all_;
  CalendarPtr calendar_ = Calendar::always();
  std::map<std::string, Span> targets_;
  std::map<Instant, std::string> states_;
  std::map<std::string, Instant> contacts_;
  std::set<Instant> restarts_;
  std::optional<Instant> answered_at_, closed_at_;
  Instant latest_{};
};

std::optional<Json> scenarios() {
  const auto text = shared_data_file("sla-calendar-vectors/ticket_sla_scenarios.json");
  if (text.empty()) return std::nullopt;
  return *json_from_text(text);
}

TEST(TicketScenarios, HoldButForTheProductsOwnRules) {
  const auto all = scenarios();
  if (!all) GTEST_SKIP() << "the shared data is not here: set PRAXIS_DATA";
  std::size_t held = 0, differing = 0;
  for (const auto& scenario : all->at("scenarios").get_array()) {
    Ticket ticket(all->get_object(), scenario.get_object());
    const std::string id(scenario.at("id").get_string());
    const auto& steps = scenario.at("steps").get_array();
    for (std::size_t i = 0; i < steps.size(); ++i) {
      for (const auto& one : steps[i].at("do").get_array())
        for (const auto& [what, value] : one.get_object()) ticket.apply(what, value);
      for (const auto& [member, expected] : steps[i].at("expect").get_object()) {
        const auto place = id + " " + std::to_string(i) + " " + std::string(member);
        const auto answered = ticket.answer(member);
        if (own_ticket_rules().contains(place)) {
          EXPECT_NE(answered, expected) << "no exception is needed: " << place;
          ++differing;
        } else {
          EXPECT_EQ(answered, expected) << place;
          ++held;
        }
      }
    }
  }
  EXPECT_EQ(differing, own_ticket_rules().size());
  EXPECT_GT(held, 150u);
}

// Minutes since 2024-01-01; the state "closed" goes on in the origin's deadlines.
struct StateHistory {
  std::vector<ClockPoint> points;

  explicit StateHistory(const JsonArray& states) {
    for (const auto& one : states) {
      const auto minute = std::stoll(std::string(one.at(0).get_string()));
      const auto state = one.at(1).get_string();
      const auto standing = state == "pending"  ? Standing::paused
                            : state == "closed" ? Standing::met
                                                : Standing::running;
      points.push_back({.seq = minute, .at = at(minute), .standing = standing, .terms = {}});
    }
  }
  static Instant at(std::int64_t minute) {
    return *instant_from_text("2024-01-01T00:00Z") + minutes(minute);
  }
};

TEST(TicketScenarios, TheTicketsOwnClockHolds) {
  const auto all = scenarios();
  if (!all) GTEST_SKIP() << "the shared data is not here: set PRAXIS_DATA";
  const auto always = [](Id) -> const Calendar& { return *Calendar::always(); };
  for (const auto& one : all->at("ticket_clock").get_array()) {
    StateHistory history(one.at("state_history_minutes").get_array());
    const auto from = StateHistory::at(one.at("from_minute").get_int64());
    if (one.at("op") == "working_minutes_of_ticket") {
      const auto to = StateHistory::at(one.at("to_minute").get_int64());
      const auto clock = measure(history.points, OnChange::keep, always);
      EXPECT_EQ(used_between(clock, always, from, to).us / minutes(1).us,
                one.at("expected_minutes").get_int64());
      continue;
    }
    // A deadline counted from a minute: the clock starts anew there.
    auto& points = history.points;
    const auto after = std::find_if(points.begin(), points.end(),
                                    [&](const ClockPoint& p) { return p.at > from; });
    auto start = *std::prev(after);
    start.at = from;
    start.restarts = true;
    points.insert(after, start);
    for (auto& point : points) point.terms.target = minutes(one.at("amount_minutes").get_int64());
    const auto clock = measure(points, OnChange::keep, always);
    EXPECT_EQ(clock.due_at, StateHistory::at(one.at("expected_minute").get_int64()));
  }
}

}  // namespace
}  // namespace praxis::sla
