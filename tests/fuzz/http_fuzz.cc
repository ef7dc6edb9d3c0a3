// Bytes through the path that a connection's input takes: parser, target, body limit. The first
// byte says how they are cut; what is accepted whole must be accepted cut, with the same request,
// and what is refused whole may not get through in pieces.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request_parser.h"

namespace {

using praxis::http::HeadLimits;
using praxis::http::Request;
using praxis::http::RequestParser;

enum class Verdict { accepted, refused, incomplete };

struct Reading {
  Verdict verdict = Verdict::incomplete;
  Request request{};
};

void understand(RequestParser& parser, std::string& pending, bool& expects_body) {
  for (;;) {
    const auto used = parser.put(pending);
    must(used <= pending.size());
    pending.erase(0, used);
    if (parser.refusal() || !parser.is_head_done() || expects_body) return;
    expects_body = true;
    parser.expect_body(64);
  }
}

Reading read_by(std::string_view bytes, std::size_t step) {
  Reading reading;
  RequestParser parser(HeadLimits{512, 128});
  parser.begin(reading.request);
  std::string pending;
  bool expects_body = false;
  while (!bytes.empty()) {
    pending += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
    understand(parser, pending, expects_body);
    if (parser.refusal()) {
      reading.verdict = Verdict::refused;
      return reading;
    }
    if (parser.is_done()) {
      reading.verdict = Verdict::accepted;
      return reading;
    }
    must(pending.size() <= 4096 || expects_body);
  }
  return reading;
}

void check(const Request& request) {
  const auto& path = request.path;
  must(path == "*" || path.starts_with('/'));
  must(path.find('\0') == path.npos && path.find("//") == path.npos);
  must(path.find("/../") == path.npos && !path.ends_with("/.."));
  must(request.body.size() <= 64);
  for (const auto& [name, value] : request.headers) {
    must(std::none_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    must(value.find_first_of(std::string_view("\r\n\0", 3)) == value.npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto whole = read_by(bytes, bytes.size());
  const auto cut = read_by(bytes, std::size_t{1} + data[0] % 64);
  if (whole.verdict == Verdict::accepted) {
    check(whole.request);
    must(cut.verdict == Verdict::accepted);
    must(cut.request.headers == whole.request.headers && cut.request.body == whole.request.body);
    must(cut.request.path == whole.request.path && cut.request.query == whole.request.query);
  } else {
    must(cut.verdict != Verdict::accepted);
  }
  return 0;
}
