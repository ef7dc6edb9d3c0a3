#include "sla/icalendar.h"

#include <fmt/format.h>

#include <optional>
#include <string>

namespace praxis::sla {
namespace {

constexpr std::size_t events_max = 4000;

struct ContentLine {
  std::string name{}, parameters{}, value{};
  int number = 0;
};

tl::unexpected<Error> wrong_line(int number, std::string_view why) {
  return fail(Error{.code = Code::invalid_argument,
                    .reason = "icalendar.wrong",
                    .message = fmt::format("line {}: {}", number, why),
                    .details = {{"line", number}}});
}

// A line that begins with white space goes on the one before.
std::vector<std::pair<int, std::string>> unfolded(std::string_view text) {
  std::vector<std::pair<int, std::string>> lines;
  for (int number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if ((line.front() == ' ' || line.front() == '\t') && !lines.empty())
      lines.back().second += line.substr(1);
    else
      lines.emplace_back(number, line);
  }
  return lines;
}

// A colon within quotes belongs to a parameter.
std::optional<ContentLine> content_line(int number, std::string_view text) {
  bool is_quoted = false;
  std::size_t colon = 0;
  for (; colon < text.size(); ++colon) {
    if (text[colon] == '"') is_quoted = !is_quoted;
    if (text[colon] == ':' && !is_quoted) break;
  }
  if (colon == text.size()) return std::nullopt;
  const auto head = text.substr(0, colon);
  const auto semicolon = head.find(';');
  ContentLine line{.name = std::string(head.substr(0, semicolon)),
                   .value = std::string(text.substr(colon + 1)),
                   .number = number};
  if (semicolon != std::string_view::npos) line.parameters = head.substr(semicolon);
  for (auto& c : line.name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return line;
}

std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      const char next = text[++i];
      plain += next == 'n' || next == 'N' ? ' ' : next;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::optional<Day> basic_day(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  return day_from_text(
      fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

class Event {
 public:
  Status take(const ContentLine& line) {
    if (line.name == "DTSTART") return take_start(line);
    if (line.name == "DTEND") return take_day(line, end_);
    if (line.name == "DURATION") return take_duration(line);
    if (line.name == "SUMMARY") holiday_.name = unescaped(line.value);
    if (line.name == "STATUS") is_canceled_ = line.value == "CANCELLED";
    if (line.name == "RDATE") return take_days(line, holiday_.also);
    if (line.name == "EXDATE") return take_days(line, holiday_.except);
    if (line.name == "RRULE") return take_rule(line);
    return {};
  }

  std::optional<Holiday> holiday() const {
    if (!has_start_ || is_timed_ || is_canceled_) return std::nullopt;
    auto holiday = holiday_;
    if (end_) holiday.days = static_cast<int>((*end_ - holiday.first).count());
    return holiday;
  }

 private:
  Status take_start(const ContentLine& line) {
    has_start_ = true;
    std::optional<Day> day;
    if (line.value.size() > 8) {
      is_timed_ = true;
      return {};
    }
    TRY(take_day(line, day));
    holiday_.first = *day;
    return {};
  }

  static Status take_day(const ContentLine& line, std::optional<Day>& into) {
    if (line.value.size() > 8) return {};  // of an event with a time of day
    into = basic_day(line.value);
    return into ? Status{} : wrong_line(line.number, fmt::format("{} is no day", line.name));
  }

  // P1D, P2W: other durations belong to events with a time of day.
  Status take_duration(const ContentLine& line) {
    const auto& text = line.value;
    if (text.size() < 3 || text.front() != 'P' || (text.back() != 'D' && text.back() != 'W'))
      return {};
    int number = 0;
    for (const char c : text.substr(1, text.size() - 2)) {
      if (c < '0' || c > '9' || number > 366) return wrong_line(line.number, "no duration");
      number = number * 10 + (c - '0');
    }
    holiday_.days = text.back() == 'W' ? number * 7 : number;
    return {};
  }

  static Status take_days(const ContentLine& line, std::vector<Day>& into) {
    std::string_view rest = line.value;
    while (!rest.empty()) {
      const auto comma = rest.find(',');
      const auto day = basic_day(rest.substr(0, std::min<std::size_t>(comma, 8)));
      if (!day) return wrong_line(line.number, fmt::format("{} is no list of days", line.name));
      into.push_back(*day);
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return {};
  }

  Status take_rule(const ContentLine& line) {
    auto rule = recurrence_from_text(line.value);
    if (!rule) return wrong_line(line.number, rule.error().message);
    holiday_.rule = std::move(*rule);
    holiday_.rule_text = line.value;
    return {};
  }

  Holiday holiday_{};
  std::optional<Day> end_{};
  bool has_start_ = false, is_timed_ = false, is_canceled_ = false;
};

}  // namespace

Result<ImportedHolidays> holidays_from_icalendar(std::string_view text) {
  ImportedHolidays imported;
  std::optional<Event> event;
  int nested = 0;  // a VALARM within a VEVENT has lines of the same names
  for (const auto& [number, folded] : unfolded(text)) {
    const auto line = content_line(number, folded);
    if (!line) return wrong_line(number, "a line is NAME:VALUE");
    if (line->name == "BEGIN" && line->value == "VEVENT") {
      event.emplace();
    } else if (line->name == "END" && line->value == "VEVENT") {
      if (!event) return wrong_line(number, "END:VEVENT without its BEGIN");
      const auto holiday = event->holiday();
      if (holiday && holiday->days >= 1)
        imported.holidays.push_back(*holiday);
      else
        ++imported.left_out;
      if (imported.holidays.size() > events_max) return wrong_line(number, "too many events");
      event.reset();
    } else if (event) {
      nested += line->name == "BEGIN" ? 1 : line->name == "END" ? -1 : 0;
      if (nested == 0 && line->name != "END") TRY(event->take(*line));
    }
  }
  if (event) return fail(Code::invalid_argument, "icalendar.wrong", "the last event has no end");
  return imported;
}

}  // namespace praxis::sla
