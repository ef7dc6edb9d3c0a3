#include "pack/version.h"

#include <array>
#include <charconv>
#include <optional>

namespace praxis::pack {
namespace {

struct Parts {
  std::array<int, 3> numbers{};
  std::size_t count = 0;
};

std::optional<Parts> parts_of(std::string_view text) {
  Parts parts;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (parts.count < 3) {
    auto& number = parts.numbers[parts.count];
    const auto read = std::from_chars(at, end, number);
    if (read.ec != std::errc() || number < 0 || number > 1'000'000) return std::nullopt;
    ++parts.count;
    at = read.ptr;
    if (at == end) return parts;
    if (*at++ != '.') return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool is_version(std::string_view text) {
  const auto parts = parts_of(text);
  return parts && parts->count == 3;
}

bool is_need(std::string_view text) {
  if (text.starts_with('^')) return parts_of(text.substr(1)).has_value();
  return is_version(text);
}

bool meets(std::string_view version, std::string_view need) {
  if (!need.starts_with('^')) return version == need;
  const auto have = parts_of(version);
  const auto want = parts_of(need.substr(1));
  if (!have || !want || have->numbers < want->numbers) return false;
  // The first number that is not zero must stay; where all written ones are zero, the last written
  // one must.
  for (std::size_t i = 0; i < want->count; ++i) {
    if (have->numbers[i] != want->numbers[i]) return false;
    if (want->numbers[i] != 0) return true;
  }
  return true;
}

}  // namespace praxis::pack
