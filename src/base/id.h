// Ids: one space of UUIDv7 (RFC 9562) for every record of every type, so that ids sort by their
// birth. TypedId<Tag> keeps ids of different kinds apart where a mix-up would be silent.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace praxis {

struct Id {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Id&) const = default;
  bool is_nil() const { return *this == Id{}; }
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  static Id from_bytes(std::string_view sixteen);  // must be 16 bytes
};

// A new id born at `at`: 48 bits of milliseconds, a counter that keeps ids of one process in order,
// random rest. Thread-safe.
Id new_id(Instant at);

constexpr std::size_t id_text_size = 36;
std::string to_text(const Id& id);               // "0192f0c1-…", lower case
void write_text(const Id& id, char* out);        // the same, id_text_size characters
Result<Id> id_from_text(std::string_view text);  // 36 characters, any letter case

template <class Tag>
struct TypedId {
  Id value;
  auto operator<=>(const TypedId&) const = default;
};

}  // namespace praxis

template <>
struct std::hash<praxis::Id> {
  std::size_t operator()(const praxis::Id& id) const noexcept {
    std::uint64_t low = 0;
    for (int i = 8; i < 16; ++i) low = low << 8 | id.bytes[static_cast<std::size_t>(i)];
    return static_cast<std::size_t>(low * 0x9E3779B97F4A7C15ULL);
  }
};
