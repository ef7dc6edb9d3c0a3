#include "http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/log.h"
#include "base/time_source.h"
#include "http/field.h"

namespace praxis::http {
namespace {

struct StatusPhrase {
  int status;
  std::string_view phrase;
};
constexpr std::array status_phrases = {
    StatusPhrase{200, "OK"},
    StatusPhrase{201, "Created"},
    StatusPhrase{202, "Accepted"},
    StatusPhrase{204, "No Content"},
    StatusPhrase{206, "Partial Content"},
    StatusPhrase{207, "Multi-Status"},
    StatusPhrase{301, "Moved Permanently"},
    StatusPhrase{302, "Found"},
    StatusPhrase{303, "See Other"},
    StatusPhrase{304, "Not Modified"},
    StatusPhrase{307, "Temporary Redirect"},
    StatusPhrase{308, "Permanent Redirect"},
    StatusPhrase{400, "Bad Request"},
    StatusPhrase{401, "Unauthorized"},
    StatusPhrase{403, "Forbidden"},
    StatusPhrase{404, "Not Found"},
    StatusPhrase{405, "Method Not Allowed"},
    StatusPhrase{406, "Not Acceptable"},
    StatusPhrase{408, "Request Timeout"},
    StatusPhrase{409, "Conflict"},
    StatusPhrase{410, "Gone"},
    StatusPhrase{411, "Length Required"},
    StatusPhrase{412, "Precondition Failed"},
    StatusPhrase{413, "Content Too Large"},
    StatusPhrase{414, "URI Too Long"},
    StatusPhrase{415, "Unsupported Media Type"},
    StatusPhrase{416, "Range Not Satisfiable"},
    StatusPhrase{417, "Expectation Failed"},
    StatusPhrase{422, "Unprocessable Content"},
    StatusPhrase{428, "Precondition Required"},
    StatusPhrase{429, "Too Many Requests"},
    StatusPhrase{431, "Request Header Fields Too Large"},
    StatusPhrase{500, "Internal Server Error"},
    StatusPhrase{501, "Not Implemented"},
    StatusPhrase{502, "Bad Gateway"},
    StatusPhrase{503, "Service Unavailable"},
    StatusPhrase{504, "Gateway Timeout"},
};

// Howard Hinnant's civil_from_days, for the one date format that HTTP has (RFC 9110 §5.6.7).
std::string http_date(std::int64_t seconds) {
  static constexpr std::array<std::string_view, 7> weekdays{"Thu", "Fri", "Sat", "Sun",
                                                            "Mon", "Tue", "Wed"};
  static constexpr std::array<std::string_view, 12> months{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto days = seconds / 86'400;
  const auto rest = seconds % 86'400;
  const auto shifted = days + 719'468;
  const auto era = shifted / 146'097;
  const auto day_of_era = shifted - era * 146'097;
  const auto year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const auto day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const auto month_index = (5 * day_of_year + 2) / 153;
  const auto day = day_of_year - (153 * month_index + 2) / 5 + 1;
  const auto month = month_index < 10 ? month_index + 3 : month_index - 9;
  const auto year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format(
      "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", weekdays[static_cast<std::size_t>(days % 7)], day,
      months[static_cast<std::size_t>(month - 1)], year, rest / 3600, rest / 60 % 60, rest % 60);
}

// Made anew once a second on each thread.
std::string_view date_now() {
  thread_local std::int64_t made_for = -1;
  thread_local std::string text;
  const auto now = SystemTime().now().us / 1'000'000;
  if (now != made_for) {
    text = http_date(now);
    made_for = now;
  }
  return text;
}

// Fields that describe this connection and framing; they are ours alone.
bool is_ours(std::string_view name) {
  static constexpr std::array<std::string_view, 6> ours{
      "connection", "content-length", "transfer-encoding", "date", "x-request-id", "content-type"};
  return std::any_of(ours.begin(), ours.end(),
                     [&](std::string_view o) { return equals_ignoring_case(name, o); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (!is_header_safe(name) || !is_header_safe(value) || name.empty()) {
    log::error("http.unsafe_header_dropped", {{"name", std::string(name.substr(0, 40))}});
    return;
  }
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string_view phrase(int status) {
  const auto found = std::find_if(status_phrases.begin(), status_phrases.end(),
                                  [&](const StatusPhrase& s) { return s.status == status; });
  return found == status_phrases.end() ? std::string_view("Status") : found->phrase;
}

std::string response_head(const Response& response, const HeadShape& shape) {
  std::string out;
  out.reserve(384);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 phrase(response.status), date_now());
  if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
  for (const auto& [name, value] : response.headers) {
    if (!is_ours(name)) append_field(out, name, value);
  }
  if (!shape.request_id.empty()) append_field(out, "X-Request-Id", shape.request_id);
  if (shape.framing == Framing::length) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", shape.length);
  } else if (shape.framing == Framing::chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  }
  if (shape.closes) {
    out += "Connection: close\r\n";
  } else if (shape.minor_version == 0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  return out;
}

}  // namespace praxis::http
