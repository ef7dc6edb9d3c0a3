// Calendars from JSON and back.
#include <fmt/format.h>

#include "sla/calendar_spec.h"
#include "sla/icalendar.h"

namespace praxis::sla {
namespace {

// Reads one version; each fault is kept with its place, and what is wrong is left out.
class VersionReader {
 public:
  VersionReader(std::string place, std::vector<FieldError>& faults)
      : place_(std::move(place)), faults_(faults) {}

  CalendarVersion read(const JsonObject& from) {
    CalendarVersion version;
    for (const auto& [key, value] : from) read_member(key, value, version);
    return version;
  }

 private:
  void wrong(const std::string& place, std::string_view reason, std::string_view wanted) {
    JsonObject details;
    if (!wanted.empty()) details["wanted"] = wanted;
    faults_.push_back({place_ + place, "calendar." + std::string(reason), std::move(details)});
  }

  void read_member(std::string_view key, const Json& value, CalendarVersion& version) {
    if (key == "timezone" && value.is_string())
      version.timezone = std::string(value.get_string());
    else if (key == "valid_from")
      version.valid_from = read_day(value, "valid_from");
    else if (key == "hours" && value.is_object())
      read_hours(value.get_object(), version);
    else if (key == "holidays" && value.is_array())
      read_holidays(value.get_array(), version);
    else if ((key == "extra" || key == "shifts") && value.is_object())
      read_days(value.get_object(), std::string(key), version.extra);
    else if (key == "breaks" && value.is_object())
      read_days(value.get_object(), "breaks", version.breaks);
    else if (key == "icalendar" && value.is_string())
      read_icalendar(value.get_string(), version);
    else
      wrong(std::string(key), "unknown_key",
            "timezone valid_from hours holidays icalendar extra breaks");
  }

  std::optional<Day> read_day(const Json& value, const std::string& place) {
    const auto day = value.is_string() ? day_from_text(value.get_string()) : std::nullopt;
    if (!day) wrong(place, "day", "2026-12-24");
    return day;
  }

  void read_icalendar(std::string_view text, CalendarVersion& version) {
    auto imported = holidays_from_icalendar(text);
    if (!imported) return wrong("icalendar", "icalendar", imported.error().message);
    for (auto& holiday : imported->holidays) version.holidays.push_back(std::move(holiday));
  }

  void read_hours(const JsonObject& from, CalendarVersion& version) {
    for (const auto& [key, value] : from) {
      const auto found = std::find(weekday_keys.begin(), weekday_keys.end(), key);
      const auto place = "hours." + std::string(key);
      if (found == weekday_keys.end())
        wrong(place, "weekday", "mon tue wed thu fri sat sun");
      else
        version.hours[static_cast<std::size_t>(found - weekday_keys.begin())] =
            read_openings(value, place);
    }
  }

  Openings read_openings(const Json& value, const std::string& place) {
    Openings openings;
    if (!value.is_array()) {
      wrong(place, "hours", R"([["08:00", "17:00"]])");
      return openings;
    }
    const auto& list = value.get_array();
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto here = fmt::format("{}[{}]", place, i);
      if (const auto opening = read_opening(list[i]))
        openings.push_back(*opening);
      else
        wrong(here, "hours", R"(["08:00", "17:00"])");
    }
    return openings;
  }

  // 22:00 to 06:00 goes over midnight; so does 22:00 to 00:00, up to the day's end.
  static std::optional<Opening> read_opening(const Json& value) {
    if (!value.is_array() || value.get_array().size() != 2) return std::nullopt;
    const auto& pair = value.get_array();
    if (!pair[0].is_string() || !pair[1].is_string()) return std::nullopt;
    const auto from = minute_from_text(pair[0].get_string());
    const auto to = minute_from_text(pair[1].get_string());
    if (!from || !to || *from == minutes_per_day) return std::nullopt;
    return Opening{*from, *to < *from ? *to + minutes_per_day : *to};
  }

  void read_days(const JsonObject& from, const std::string& place, std::map<Day, Openings>& into) {
    for (const auto& [key, value] : from) {
      const auto here = place + "." + std::string(key);
      if (const auto day = read_day(Json(key), here)) into[*day] = read_openings(value, here);
    }
  }

  void read_holidays(const JsonArray& from, CalendarVersion& version) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto place = fmt::format("holidays[{}]", i);
      auto holiday = from[i].is_object()   ? read_holiday(from[i].get_object(), place)
                     : from[i].is_string() ? read_short_holiday(from[i].get_string(), place)
                                           : std::nullopt;
      if (!from[i].is_object() && !from[i].is_string())
        wrong(place, "day", "2026-12-24 or --12-25");
      if (holiday) version.holidays.push_back(std::move(*holiday));
    }
  }

  std::optional<Holiday> read_short_holiday(std::string_view text, const std::string& place) {
    const bool is_yearly = text.starts_with("--");
    // A year with a 29 February, so that each day of a year is found.
    const auto day =
        day_from_text(is_yearly ? "2000-" + std::string(text.substr(2)) : std::string(text));
    if (!day) {
      wrong(place, "day", "2026-12-24 or --12-25");
      return std::nullopt;
    }
    return Holiday{.first = *day, .is_yearly = is_yearly};
  }

  std::optional<Holiday> read_holiday(const JsonObject& from, const std::string& place) {
    const auto* on = from.if_contains("on");
    if (!on) on = from.if_contains("from");
    if (!on || !on->is_string()) {
      wrong(place + ".on", "day", "2026-12-24 or --12-25");
      return std::nullopt;
    }
    auto holiday = read_short_holiday(on->get_string(), place + ".on");
    if (!holiday) return holiday;
    for (const auto& [key, value] : from) read_holiday_member(key, value, place, *holiday);
    return holiday;
  }

  void read_holiday_member(std::string_view key, const Json& value, const std::string& place,
                           Holiday& holiday) {
    const auto here = place + "." + std::string(key);
    if (key == "on" || key == "from") return;
    if (key == "name" && value.is_string()) {
      holiday.name = std::string(value.get_string());
    } else if (key == "to") {
      const auto last =
          value.is_string() ? read_short_holiday(value.get_string(), here) : std::nullopt;
      if (last) holiday.days = static_cast<int>((last->first - holiday.first).count()) + 1;
    } else if (key == "rule" && value.is_string()) {
      auto rule = recurrence_from_text(value.get_string());
      if (!rule) return wrong(here, "rule", rule.error().message);
      holiday.rule = std::move(*rule);
      holiday.rule_text = std::string(value.get_string());
    } else if ((key == "except" || key == "also") && value.is_array()) {
      auto& into = key == "also" ? holiday.also : holiday.except;
      for (const auto& one : value.get_array())
        if (const auto day = read_day(one, here)) into.push_back(*day);
    } else {
      wrong(here, "unknown_key", "on to name rule except also");
    }
  }

  std::string place_;
  std::vector<FieldError>& faults_;
};

tl::unexpected<Error> wrong_calendar(std::vector<FieldError> faults) {
  std::string text = "the calendar is wrong:";
  for (const auto& fault : faults) text += fmt::format(" {}: {};", fault.field, fault.reason);
  text.pop_back();
  return fail(Error{.code = Code::invalid_argument,
                    .reason = "calendar.wrong",
                    .message = std::move(text),
                    .fields = std::move(faults)});
}

Json openings_json(const Openings& openings) {
  JsonArray list;
  for (const auto& one : openings)
    list.push_back(JsonArray{Json(minute_to_text(one.from)), Json(minute_to_text(one.to))});
  return list;
}

Json days_json(const std::map<Day, Openings>& days) {
  JsonObject object;
  for (const auto& [day, openings] : days) object[day_to_text(day)] = openings_json(openings);
  return object;
}

JsonArray day_list(const std::vector<Day>& days) {
  JsonArray list;
  for (const auto day : days) list.push_back(Json(day_to_text(day)));
  return list;
}

Json holiday_json(const Holiday& holiday) {
  const auto day = day_to_text(holiday.first);
  JsonObject object{{"on", holiday.is_yearly ? "-" + day.substr(4) : day}};
  if (holiday.days > 1) {
    const auto last = day_to_text(holiday.first + date::days(holiday.days - 1));
    object["to"] = holiday.is_yearly ? "-" + last.substr(4) : last;
  }
  if (!holiday.name.empty()) object["name"] = holiday.name;
  if (holiday.rule) object["rule"] = holiday.rule_text;
  if (!holiday.also.empty()) object["also"] = day_list(holiday.also);
  if (!holiday.except.empty()) object["except"] = day_list(holiday.except);
  return object.size() == 1 ? object["on"] : Json(object);
}

JsonObject version_json(const CalendarVersion& version) {
  JsonObject object;
  if (version.valid_from) object["valid_from"] = day_to_text(*version.valid_from);
  object["timezone"] = version.timezone;
  JsonObject hours;
  for (std::size_t day = 0; day < 7; ++day)
    if (!version.hours[day].empty()) hours[weekday_keys[day]] = openings_json(version.hours[day]);
  object["hours"] = std::move(hours);
  JsonArray holidays;
  for (const auto& holiday : version.holidays) holidays.push_back(holiday_json(holiday));
  object["holidays"] = std::move(holidays);
  if (!version.extra.empty()) object["extra"] = days_json(version.extra);
  if (!version.breaks.empty()) object["breaks"] = days_json(version.breaks);
  return object;
}

}  // namespace

Result<CalendarSpec> calendar_from_json(const Json& json) {
  std::vector<FieldError> faults;
  CalendarSpec spec;
  const auto read = [&](const Json& from, std::string place) {
    if (from.is_object())
      spec.versions.push_back(VersionReader(std::move(place), faults).read(from.get_object()));
    else
      faults.push_back({place, "calendar.not_an_object"});
  };
  const auto* versions = json.is_object() ? json.get_object().if_contains("versions") : nullptr;
  if (versions && versions->is_array()) {
    for (std::size_t i = 0; i < versions->get_array().size(); ++i)
      read(versions->get_array()[i],
           versions->get_array().size() == 1 ? "" : fmt::format("versions[{}].", i));
    for (const auto& [key, value] : json.get_object())
      if (key != "versions") faults.push_back({std::string(key), "calendar.unknown_key"});
  } else {
    read(json, "");
  }
  auto more = check_calendar(spec);
  faults.insert(faults.end(), more.begin(), more.end());
  if (!faults.empty()) return wrong_calendar(std::move(faults));
  return spec;
}

Json to_json(const CalendarSpec& spec) {
  if (spec.versions.size() == 1) return version_json(spec.versions.front());
  JsonArray versions;
  for (const auto& version : spec.versions) versions.push_back(version_json(version));
  return JsonObject{{"versions", std::move(versions)}};
}

}  // namespace praxis::sla
