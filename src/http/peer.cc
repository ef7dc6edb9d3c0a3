#include "http/peer.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>

#include "base/hash.h"
#include "http/field.h"

namespace praxis::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_from(std::string_view text) {
  boost::system::error_code error;
  auto address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::address(ip::make_address_v4(ip::v4_mapped, address.to_v6()));
  }
  return address;
}

bool is_in_network(const ip::address& address, const std::string& network) {
  boost::system::error_code error;
  if (address.is_v4()) {
    const auto net = ip::make_network_v4(network, error);
    if (error) return false;
    return net.canonical() == ip::network_v4(address.to_v4(), net.prefix_length()).canonical();
  }
  const auto net = ip::make_network_v6(network, error);
  if (error) return false;
  return net.canonical() == ip::network_v6(address.to_v6(), net.prefix_length()).canonical();
}

bool is_trusted(const ip::address& address, const std::vector<std::string>& proxies) {
  return std::any_of(proxies.begin(), proxies.end(), [&](const std::string& proxy) {
    if (proxy.find('/') != proxy.npos) return is_in_network(address, proxy);
    const auto known = address_from(proxy);
    return known && *known == address;
  });
}

std::vector<std::string_view> forwarded_for(const Request& request) {
  std::vector<std::string_view> hops;
  for (const auto& [key, value] : request.headers) {
    if (key == "x-forwarded-for")
      for_each_item(value, [&](std::string_view hop) { hops.push_back(hop); });
  }
  return hops;
}

bool is_well_formed_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

}  // namespace

void settle_peer(Request& request, const std::string& socket_peer,
                 const std::vector<std::string>& proxies) {
  request.peer = socket_peer;
  if (proxies.empty()) return;
  auto current = address_from(socket_peer);
  if (!current || !is_trusted(*current, proxies)) return;
  request.is_secure = equals_ignoring_case(request.header("x-forwarded-proto"), "https");
  // From the nearest hop outwards: the first that is no proxy of ours is the peer; what it claims
  // itself is ignored.
  const auto hops = forwarded_for(request);
  for (std::size_t i = hops.size(); i-- > 0;) {
    current = address_from(hops[i]);
    if (!current) return;
    request.peer = current->to_string();
    if (!is_trusted(*current, proxies)) return;
  }
}

void settle_request_id(Request& request) {
  static const std::string process = to_hex(random_bytes(5)) + "-";
  static std::atomic<std::uint32_t> count{0};
  const auto given = request.header("x-request-id");
  if (is_well_formed_id(given)) {
    request.id = given;
    return;
  }
  const std::uint32_t n = ++count;
  const char bytes[4] = {static_cast<char>(n >> 24), static_cast<char>(n >> 16),
                         static_cast<char>(n >> 8), static_cast<char>(n)};
  request.id = process + to_hex(std::string_view(bytes, sizeof bytes));
}

}  // namespace praxis::http
