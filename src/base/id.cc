#include "base/id.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

namespace praxis {
namespace {

// Milliseconds and a 12-bit counter in one number that only grows: the newest id of this process,
// and the last one of a time far behind it (an import, a clock that was moved).
std::atomic<std::uint64_t> newest{0}, behind{0};
constexpr std::uint64_t far_behind = 60'000ULL << 12;

// Ids of a time far behind keep their own time, and their order while that time does not jump.
std::uint64_t stamp_behind(std::uint64_t wanted) {
  auto before = behind.load();
  std::uint64_t stamp = 0;
  do {
    stamp = wanted <= before && before - wanted < far_behind ? before + 1 : wanted;
  } while (!behind.compare_exchange_weak(before, stamp));
  return stamp;
}

std::uint64_t next_stamp(Instant at) {
  const auto wanted = static_cast<std::uint64_t>(std::max<std::int64_t>(at.us, 0) / 1000) << 12;
  auto before = newest.load();
  std::uint64_t stamp = 0;
  do {
    stamp = std::max(wanted, before + 1);
    if (wanted + far_behind < before) return stamp_behind(wanted);
  } while (!newest.compare_exchange_weak(before, stamp));
  return stamp;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

Id Id::from_bytes(std::string_view sixteen) {
  must(sixteen.size() == 16);
  Id id;
  std::copy(sixteen.begin(), sixteen.end(), id.bytes.begin());
  return id;
}

Id new_id(Instant at) {
  const auto stamp = next_stamp(at);
  Id id;
  const auto ms = stamp >> 12;
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | (stamp >> 8 & 0x0F));
  id.bytes[7] = static_cast<std::uint8_t>(stamp);
  randombytes_buf(id.bytes.data() + 8, 8);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

void write_text(const Id& id, char* out) {
  static constexpr auto pairs = [] {
    std::array<std::array<char, 2>, 256> all{};
    constexpr char digits[] = "0123456789abcdef";
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = {digits[i >> 4], digits[i & 15]};
    return all;
  }();
  const auto put = [&](std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i, out += 2)
      std::memcpy(out, pairs[id.bytes[i]].data(), 2);
  };
  put(0, 4);
  for (std::size_t i = 4; i < 10; i += 2) {
    *out++ = '-';
    put(i, i + 2);
  }
  *out++ = '-';
  put(10, 16);
}

std::string to_text(const Id& id) {
  std::string text(id_text_size, '-');
  write_text(id, text.data());
  return text;
}

Result<Id> id_from_text(std::string_view text) {
  Id id;
  std::size_t at = 0;
  bool is_right = text.size() == 36;
  for (std::size_t i = 0; is_right && i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) is_right = text[at++] == '-';
    const int high = hex_digit(text[at]), low = hex_digit(text[at + 1]);
    is_right = is_right && high >= 0 && low >= 0;
    id.bytes[i] = static_cast<std::uint8_t>((high & 15) << 4 | (low & 15));
    at += 2;
  }
  if (!is_right)
    return fail(Code::invalid_argument, "not_an_id",
                "an id has the form 01234567-89ab-7cde-8f01-23456789abcd");
  return id;
}

}  // namespace praxis
