#include "http/client.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>

#include "http/field.h"
#include "http/monotonic.h"

namespace praxis::http {
namespace {

constexpr std::size_t client_line_max = 64 * 1024;
constexpr std::uint64_t client_body_max = std::uint64_t{1} << 30;

tl::unexpected<Error> gone(std::string message) {
  return fail(Code::unavailable, "http.client", std::move(message));
}

std::string request_bytes(Method method, std::string_view target, std::string_view body,
                          const Fields& headers) {
  auto bytes = fmt::format("{} {} HTTP/1.1\r\n", name(method), target);
  bool has_host = false;
  for (const auto& [key, value] : headers) {
    has_host = has_host || equals_ignoring_case(key, "host");
    bytes += fmt::format("{}: {}\r\n", key, value);
  }
  if (!has_host) bytes += "Host: localhost\r\n";
  if (method != Method::get && method != Method::head)
    bytes += fmt::format("Content-Length: {}\r\n", body.size());
  bytes += "\r\n";
  bytes += body;
  return bytes;
}

template <class Number>
Result<Number> number_from(std::string_view text, int base) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end == text.data()) return gone("a number was expected");
  return number;
}

}  // namespace

std::string_view ClientResponse::header(std::string_view lower_case_name) const {
  for (const auto& [key, value] : headers) {
    if (key == lower_case_name) return value;
  }
  return {};
}

Client::Client(std::string host, std::uint16_t port, Span timeout)
    : host_(std::move(host)), port_(port), timeout_(timeout) {}
Client::~Client() { close(); }
Client::Client(Client&& other) noexcept
    : host_(std::move(other.host_)),
      port_(other.port_),
      timeout_(other.timeout_),
      socket_(std::exchange(other.socket_, -1)),
      input_(std::move(other.input_)),
      begin_(other.begin_) {}

void Client::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  input_.clear();
  begin_ = 0;
}

Status Client::connect() {
  if (socket_ >= 0) return {};
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &hints, &found) != 0) {
    return gone("no such host: " + host_);
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  for (const auto* at = found; at; at = at->ai_next) {
    const int candidate = ::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, 0);
    if (candidate < 0) continue;
    if (::connect(candidate, at->ai_addr, at->ai_addrlen) == 0) {
      const int on = 1;
      ::setsockopt(candidate, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      socket_ = candidate;
      return {};
    }
    ::close(candidate);
  }
  return gone("no connection to " + host_);
}

Status Client::send_raw(std::string_view bytes) {
  TRY(connect());
  while (!bytes.empty()) {
    const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return gone(std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

void Client::finish_sending() { ::shutdown(socket_, SHUT_WR); }

// Adds what the socket has to the input; waits for it.
Status Client::fill(Span timeout) {
  if (socket_ < 0) return gone("not connected");
  if (begin_ > 0) {
    input_.erase(0, begin_);
    begin_ = 0;
  }
  pollfd waited{socket_, POLLIN, 0};
  const auto deadline = monotonic_us() + timeout.us;
  for (;;) {
    const auto left_ms = std::max<std::int64_t>((deadline - monotonic_us() + 999) / 1000, 0);
    const int ready = ::poll(&waited, 1, static_cast<int>(left_ms));
    if (ready == 0) return gone("no answer in time");
    if (ready > 0) break;
    if (errno != EINTR) return gone(std::strerror(errno));
  }
  std::array<char, 16 * 1024> buffer;
  const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (size < 0) return gone(std::strerror(errno));
  if (size == 0) return gone("the connection is closed");
  input_.append(buffer.data(), static_cast<std::size_t>(size));
  return {};
}

Result<std::string> Client::line() {
  for (;;) {
    const auto end = input_.find("\r\n", begin_);
    if (end != input_.npos) {
      auto text = input_.substr(begin_, end - begin_);
      begin_ = end + 2;
      return text;
    }
    if (input_.size() - begin_ > client_line_max) return gone("a line without end");
    TRY(fill(timeout_));
  }
}

Result<ClientResponse> Client::head() {
  ClientResponse response;
  const auto status_line = TRY(line());
  if (!status_line.starts_with("HTTP/1.") || status_line.size() < 12)
    return gone("not HTTP: " + status_line);
  response.status = TRY(number_from<int>(std::string_view(status_line).substr(9, 3), 10));
  for (;;) {
    auto field = TRY(line());
    if (field.empty()) return response;
    const auto colon = field.find(':');
    if (colon == field.npos) return gone("not a header: " + field);
    auto value = std::string(trimmed(std::string_view(field).substr(colon + 1)));
    field.resize(colon);
    for (char& c : field) c = lower(c);
    response.headers.emplace_back(std::move(field), std::move(value));
  }
}

Status Client::exactly(std::uint64_t size, std::string& into) {
  if (size > client_body_max) return gone("too long a body");
  while (size > 0) {
    if (begin_ == input_.size()) TRY(fill(timeout_));
    const auto piece = std::string_view(input_).substr(begin_, size);
    into += piece;
    begin_ += piece.size();
    size -= piece.size();
  }
  return {};
}

Status Client::chunked_body(std::string& into) {
  for (;;) {
    const auto size = TRY(number_from<std::uint64_t>(TRY(line()), 16));
    if (size == 0) break;
    TRY(exactly(size, into));
    if (!TRY(line()).empty()) return gone("a chunk without end");
  }
  while (!TRY(line()).empty()) {
  }
  return {};
}

Status Client::body(Method method, ClientResponse& response) {
  const int status = response.status;
  if (method == Method::head || status == 204 || status == 304 || status < 200) return {};
  if (response.header("transfer-encoding") == "chunked") return chunked_body(response.body);
  const auto length = response.header("content-length");
  if (!length.empty()) return exactly(TRY(number_from<std::uint64_t>(length, 10)), response.body);
  do {
    response.body.append(input_, begin_);
    begin_ = input_.size();
  } while (fill(timeout_));
  return {};
}

Result<ClientResponse> Client::receive(Method method) {
  auto response = TRY(head());
  while (response.status == 100) response = TRY(head());
  TRY(body(method, response));
  if (response.header("connection") == "close") close();
  return response;
}

Result<ClientResponse> Client::send(Method method, std::string_view target,
                                    std::string_view content, Fields headers) {
  const auto bytes = request_bytes(method, target, content, headers);
  const auto attempt = [&]() -> Result<ClientResponse> {
    TRY(send_raw(bytes));
    return receive(method);
  };
  const bool is_safe = method == Method::get || method == Method::head;
  const bool may_be_stale = is_safe && socket_ >= 0 && begin_ == input_.size();
  auto response = attempt();
  if (response || !may_be_stale || begin_ != input_.size()) return response;
  close();
  return attempt();
}

Result<ClientResponse> Client::get(std::string_view target, Fields headers) {
  return send(Method::get, target, {}, std::move(headers));
}
Result<ClientResponse> Client::post(std::string_view target, std::string_view content,
                                    Fields headers) {
  return send(Method::post, target, content, std::move(headers));
}
Result<ClientResponse> Client::patch(std::string_view target, std::string_view content,
                                     Fields headers) {
  return send(Method::patch, target, content, std::move(headers));
}

Result<ClientResponse> Client::open_stream(std::string_view target, Fields headers) {
  headers.emplace_back("Accept", "text/event-stream");
  TRY(send_raw(request_bytes(Method::get, target, {}, headers)));
  return head();
}

Result<std::string> Client::next_block(Span timeout) {
  const auto deadline = monotonic_us() + timeout.us;
  for (;;) {
    const auto end = input_.find("\n\n", begin_);
    if (end != input_.npos) {
      auto block = input_.substr(begin_, end - begin_);
      begin_ = end + 2;
      return block;
    }
    TRY(fill(Span{deadline - monotonic_us()}));
  }
}

Result<std::string> Client::receive_raw(Span timeout) {
  if (begin_ == input_.size()) {
    const auto filled = fill(timeout);
    if (!filled && filled.error().message != "the connection is closed")
      return fail(filled.error());
  }
  auto bytes = input_.substr(begin_);
  begin_ = input_.size();
  return bytes;
}

}  // namespace praxis::http
