#include "identity/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace praxis::identity {
namespace {

constexpr std::size_t peer_length_max = 64;
constexpr std::size_t v6_network_bytes = 8;

std::string network_of(std::string_view peer) {
  const std::string text(peer.substr(0, peer_length_max));
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
    inet_ntop(AF_INET, bytes.data() + mapped.size(), out.data(), out.size());
    return out.data();
  }
  std::fill(bytes.begin() + v6_network_bytes, bytes.end(), static_cast<unsigned char>(0));
  inet_ntop(AF_INET6, bytes.data(), out.data(), out.size());
  return std::string(out.data()) + "/64";
}

}  // namespace

Span delay_after(const ThrottleLimits& limits, std::int64_t failures) {
  if (failures < limits.free_failures) return {};
  Span delay = limits.delay_first;
  for (auto n = failures; n > limits.free_failures && delay < limits.delay_max; --n) delay.us *= 2;
  return std::min(delay, limits.delay_max);
}

AttemptKeys attempt_keys(std::string_view email, std::string_view peer) {
  const auto digest = sha256(is_valid_text(email) ? fold(email) : std::string(email));
  return {"account:" + to_hex(view(digest)),
          peer.empty() ? std::string() : "peer:" + network_of(peer)};
}

}  // namespace praxis::identity
