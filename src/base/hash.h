// SHA-256, and bytes as text. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace praxis {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);
// SHA-256 of the parts one after the other.
Digest sha256(std::initializer_list<std::string_view> parts);

inline std::string_view view(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string to_hex(std::string_view bytes);
Result<std::string> from_hex(std::string_view text);
std::string to_base64url(std::string_view bytes);  // RFC 4648 §5, no padding
Result<std::string> from_base64url(std::string_view text);

std::string random_bytes(std::size_t count);  // from the system's generator

}  // namespace praxis
