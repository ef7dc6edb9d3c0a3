#include "http/request_parser.h"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>

#include "http/field.h"
#include "http/target.h"

namespace praxis::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastError = boost::beast::error_code;
using BeastView = boost::beast::string_view;

std::string_view std_view(BeastView text) { return {text.data(), text.size()}; }

std::optional<Method> method_from(beast_http::verb verb) {
  switch (verb) {
    case beast_http::verb::get:
      return Method::get;
    case beast_http::verb::head:
      return Method::head;
    case beast_http::verb::post:
      return Method::post;
    case beast_http::verb::put:
      return Method::put;
    case beast_http::verb::patch:
      return Method::patch;
    case beast_http::verb::delete_:
      return Method::del;
    case beast_http::verb::options:
      return Method::options;
    default:
      return std::nullopt;
  }
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = lower(c);
  }
  return out;
}

// Beast sees a bare LF only once the head is whole; a peer that sends one should not wait for that.
bool has_bare_newline(std::string_view head) {
  for (auto at = head.find('\n'); at != head.npos; at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') return true;
  }
  return false;
}

// Boost.Beast's events, turned into a Request.
class BeastMachine final : public beast_http::basic_parser<true> {
 public:
  BeastMachine(Request& request, HeadLimits limits) : request_(request), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.header_max));
    body_limit(boost::none);
    eager(false);
  }

  std::optional<Refusal> refusal{};
  std::function<void(std::string_view)> sink{};
  bool expects_continue = false;
  int minor = 1;
  std::uint64_t body_max = std::numeric_limits<std::uint64_t>::max();

  void refuse(int status, std::string_view reason, std::string message) {
    if (!refusal) refusal = Refusal{status, reason, std::move(message)};
  }
  void refuse_for(const BeastError& error);

 private:
  void on_request_impl(beast_http::verb verb, BeastView, BeastView target, int version,
                       BeastError& error) override;
  void on_response_impl(int, BeastView, int, BeastError&) override {}
  void on_field_impl(beast_http::field field, BeastView name, BeastView value,
                     BeastError& error) override;
  void on_header_impl(BeastError& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, BeastError&) override {}
  std::size_t on_body_impl(BeastView body, BeastError& error) override { return take(body, error); }
  void on_chunk_header_impl(std::uint64_t, BeastView, BeastError&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, BeastView body, BeastError& error) override {
    return take(body, error);
  }
  void on_finish_impl(BeastError&) override {}

  std::size_t take(BeastView body, BeastError& error);
  void stop(BeastError& error) { error = beast_http::error::bad_value; }

  Request& request_;
  HeadLimits limits_;
  std::uint64_t body_size_ = 0;
  int hosts_ = 0;
  bool is_head_over_ = false;
};

void BeastMachine::on_request_impl(beast_http::verb verb, BeastView, BeastView target, int version,
                                   BeastError& error) {
  minor = version == 11 ? 1 : 0;
  const auto method = method_from(verb);
  if (!method) {
    refuse(501, "http.method_unknown", "this method is not implemented");
  } else if (target.size() > limits_.target_max) {
    refuse(414, "http.target_too_long", "the target is too long");
  } else {
    request_.method = *method;
    request_.target = std::string(std_view(target));
    auto decoded = target_from_text(request_.target);
    if (decoded) {
      request_.path = std::move(decoded->path);
      request_.query = std::move(decoded->query);
      return;
    }
    refuse(400, "http.target_malformed", std::move(decoded.error().message));
  }
  stop(error);
}

void BeastMachine::on_field_impl(beast_http::field field, BeastView name, BeastView value,
                                 BeastError& error) {
  if (is_head_over_) return;  // a trailer: nothing of it may look like a header
  if (field == beast_http::field::host) ++hosts_;
  if (field == beast_http::field::transfer_encoding &&
      (!equals_ignoring_case(std_view(value), "chunked") || minor == 0)) {
    refuse(minor == 0 ? 400 : 501, "http.transfer_encoding", "only chunked transfer is understood");
    return stop(error);
  }
  if (field == beast_http::field::expect) {
    expects_continue = equals_ignoring_case(std_view(value), "100-continue");
    if (!expects_continue) {
      refuse(417, "http.expectation", "only 100-continue is understood");
      return stop(error);
    }
  }
  request_.headers.emplace_back(lower_case(std_view(name)), std_view(value));
}

void BeastMachine::on_header_impl(BeastError& error) {
  is_head_over_ = true;
  if (hosts_ == 1 || (hosts_ == 0 && minor == 0)) return;
  refuse(400, "http.host", "exactly one Host header is needed");
  stop(error);
}

std::size_t BeastMachine::take(BeastView body, BeastError& error) {
  body_size_ += body.size();
  if (body_size_ > body_max) {
    refuse(413, "http.body_too_large", "the body is too large");
    stop(error);
  } else if (sink) {
    sink(std_view(body));
  } else {
    request_.body.append(body.data(), body.size());
  }
  return body.size();
}

void BeastMachine::refuse_for(const BeastError& error) {
  using E = beast_http::error;
  if (error == E::header_limit) {
    refuse(431, "http.headers_too_large", "the request's headers are too large");
  } else if (error == E::body_limit) {
    refuse(413, "http.body_too_large", "the body is too large");
  } else if (error == E::bad_version) {
    refuse(400, "http.version", "HTTP/1.0 and HTTP/1.1 are understood");
  } else {
    refuse(400, "http.malformed", error.message());
  }
}

}  // namespace

struct RequestParser::Machine {
  HeadLimits limits;
  std::optional<BeastMachine> beast{};
  std::size_t head_size = 0;

  // Beast limits the part of the head it has not yet eaten; this limits all of it.
  void check_head(std::string_view pending) {
    if (beast->is_header_done()) return;
    const bool is_in_request_line = head_size == 0 && pending.find('\n') == pending.npos;
    if (has_bare_newline(pending)) {
      beast->refuse(400, "http.malformed", "a line ends without CR");
    } else if (is_in_request_line && pending.size() > limits.target_max + 16) {
      beast->refuse(414, "http.target_too_long", "the target is too long");
    } else if (head_size + pending.size() >= limits.header_max) {
      beast->refuse(431, "http.headers_too_large", "the request's headers are too large");
    }
  }
};

RequestParser::RequestParser(HeadLimits limits)
    : machine_(std::make_unique<Machine>(Machine{limits})) {}
RequestParser::~RequestParser() = default;

void RequestParser::begin(Request& request) {
  machine_->beast.emplace(request, machine_->limits);
  machine_->head_size = 0;
}

std::size_t RequestParser::put(std::string_view bytes) {
  auto& beast = *machine_->beast;
  const bool began_in_head = !beast.is_header_done();
  std::size_t used = 0;
  while (used < bytes.size() && !beast.refusal && !beast.is_done()) {
    BeastError error;
    const auto rest = bytes.substr(used);
    const auto now = beast.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    used += now;
    if (!beast.is_header_done() || began_in_head) machine_->head_size += now;
    if (error == beast_http::error::need_more) break;
    if (error) beast.refuse_for(error);
    if (began_in_head && beast.is_header_done()) break;
  }
  if (began_in_head) {
    if (machine_->head_size > machine_->limits.header_max) {
      beast.refuse(431, "http.headers_too_large", "the request's headers are too large");
    }
    machine_->check_head(bytes.substr(used));
  }
  return used;
}

bool RequestParser::is_head_done() const { return machine_->beast->is_header_done(); }
bool RequestParser::is_done() const {
  return machine_->beast->is_header_done() && machine_->beast->is_done();
}
const std::optional<Refusal>& RequestParser::refusal() const { return machine_->beast->refusal; }

void RequestParser::expect_body(std::uint64_t bytes_max,
                                std::function<void(std::string_view)> sink) {
  auto& beast = *machine_->beast;
  beast.body_max = bytes_max;
  beast.sink = std::move(sink);
  beast.eager(true);
  const auto length = beast.content_length();
  if (length && *length > bytes_max) {
    beast.refuse(413, "http.body_too_large", "the body is too large");
  }
}

bool RequestParser::keeps_alive() const { return machine_->beast->keep_alive(); }
bool RequestParser::expects_continue() const { return machine_->beast->expects_continue; }
int RequestParser::minor_version() const { return machine_->beast->minor; }

}  // namespace praxis::http
