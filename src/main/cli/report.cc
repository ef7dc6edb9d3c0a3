#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "base/time_source.h"
#include "main/cli/commands.h"

namespace praxis::main::cli {

int report(const Error& error) {
  fmt::print(stderr, "praxis: {}\n", error.message.empty() ? error.reason : error.message);
  for (const auto& field : error.fields)
    fmt::print(stderr, "  {}: {}{}\n", field.field, field.reason,
               field.details.empty() ? "" : " " + to_text(Json(field.details)));
  return error.code == Code::unavailable ? unavailable : failed;
}

void ProgressLine::show(std::int64_t done_count, std::int64_t total, std::string_view what) {
  const auto now = SystemTime().now();
  if (!began_) began_ = now;
  const bool is_terminal = isatty(STDERR_FILENO) == 1;
  const bool is_last = total > 0 && done_count >= total;
  if (now - shown_ < (is_terminal ? Span{100'000} : seconds(10)) && !is_last) return;
  shown_ = now;
  const double elapsed = std::max(1e-3, static_cast<double>((now - *began_).us) / 1e6);
  const double rate = static_cast<double>(done_count) / elapsed;
  std::string line = fmt::format("{} {}", done_count, unit_);
  if (total > 0)
    line = fmt::format("{} of {} {} ({} %)", done_count, total, unit_, done_count * 100 / total);
  line += fmt::format(", {:.0f}/s", rate);
  if (total > done_count && rate > 0)
    line += fmt::format(", {:.0f} s left", static_cast<double>(total - done_count) / rate);
  if (!what.empty()) line += fmt::format("  {}", what);
  std::fputs((is_terminal ? "\r\x1b[K" + line : line + "\n").c_str(), stderr);
  std::fflush(stderr);
  is_open_ = is_terminal;
}

void ProgressLine::finish() {
  if (is_open_) fmt::print(stderr, "\n");
  is_open_ = false;
}

}  // namespace praxis::main::cli
