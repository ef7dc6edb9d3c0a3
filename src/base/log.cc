#include "base/log.h"

#include <unistd.h>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <array>
#include <atomic>

#include "base/time_source.h"

namespace praxis::log {
namespace {

std::atomic<Level> lowest{Level::info};
std::atomic<bool> as_json{false};
constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};

std::string quoted(std::string_view text) {
  return boost::json::serialize(boost::json::value(text));
}

bool is_plain(std::string_view text) {
  return !text.empty() && text.find_first_of(" \"=\n\t\\") == std::string_view::npos;
}

std::string json_line(std::string_view at, Level level, std::string_view message,
                      std::initializer_list<Pair> pairs) {
  std::string line = "{\"time\":" + quoted(at) + ",\"level\":" + quoted(names[std::size_t(level)]) +
                     ",\"message\":" + quoted(message);
  for (const auto& [key, value] : pairs) line += "," + quoted(key) + ":" + quoted(value);
  return line + "}\n";
}

std::string text_line(std::string_view at, Level level, std::string_view message,
                      std::initializer_list<Pair> pairs) {
  std::string line;
  line.append(at).append(" ").append(names[std::size_t(level)]).append(" ").append(message);
  for (const auto& [key, value] : pairs)
    line.append(" ").append(key).append("=").append(is_plain(value) ? value : quoted(value));
  return line + "\n";
}

}  // namespace

void set_level(Level level) { lowest = level; }
void set_json(bool is_json) { as_json = is_json; }
bool is_enabled(Level level) { return level >= lowest.load(); }

void write(Level level, std::string_view message, std::initializer_list<Pair> pairs) {
  if (!is_enabled(level)) return;
  const auto at = to_text(SystemTime().now());
  const auto line =
      as_json ? json_line(at, level, message, pairs) : text_line(at, level, message, pairs);
  // One write call a line, so that lines of several threads never mix.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace praxis::log
