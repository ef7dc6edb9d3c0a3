// Structured log lines on standard error, one a line: time, level, message, then key=value pairs
// (or JSON). Thread-safe. Never logs secrets or what people wrote: ids and figures only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace praxis::log {

enum class Level { debug, info, warning, error };

struct Pair {
  std::string_view key;
  std::string value;
};

void set_level(Level level);
void set_json(bool is_json);
bool is_enabled(Level level);
void write(Level level, std::string_view message, std::initializer_list<Pair> pairs = {});

inline void info(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::info, message, pairs);
}
inline void warning(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::warning, message, pairs);
}
inline void error(std::string_view message, std::initializer_list<Pair> pairs = {}) {
  write(Level::error, message, pairs);
}

}  // namespace praxis::log
