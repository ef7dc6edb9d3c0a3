#include "http/request_parser.h"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

constexpr HeadLimits parser_test_limits{1024, 256};

struct Parsed {
  Request request{};
  int status = 0;  // of the refusal; 0: whole; -1: more is needed
  std::size_t rest = 0;
};

// Feeds `bytes` in pieces of `step`, as a connection does: what was not used is given again with
// more behind it.
Parsed parsed(std::string_view bytes, std::size_t step, std::uint64_t body_max = 100) {
  Parsed out;
  RequestParser parser(parser_test_limits);
  parser.begin(out.request);
  std::string pending;
  bool expects_body = false;
  for (;;) {
    for (;;) {
      const auto used = parser.put(pending);
      pending.erase(0, used);
      if (parser.refusal()) break;
      if (!parser.is_head_done() || expects_body) break;
      expects_body = true;
      parser.expect_body(body_max);
    }
    if (parser.refusal()) {
      out.status = parser.refusal()->status;
      return out;
    }
    if (parser.is_done()) {
      out.rest = pending.size() + bytes.size();
      return out;
    }
    if (bytes.empty()) {
      out.status = -1;
      return out;
    }
    pending += bytes.substr(0, step);
    bytes.remove_prefix(std::min(step, bytes.size()));
  }
}

struct ParserCase {
  std::string bytes;
  int status;
};

std::string long_headers(std::size_t size) {
  std::string out = "GET / HTTP/1.1\r\nHost: a\r\n";
  while (out.size() < size) out += "X-Filler: 0123456789012345678901234567890123456789\r\n";
  return out + "\r\n";
}

std::vector<ParserCase> parser_cases() {
  const std::string host = "Host: a\r\n";
  return {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc", 0},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 0},
      {"POST / HTTP/1.1\r\n" + host +
           "Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: v\r\n\r\n",
       0},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nab", -1},
      {"GET / HTTP/1.1\r\nHost: a\r\n", -1},
      // What is no HTTP/1.1.
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
      {"GET / HTTP/2.0\r\n" + host + "\r\n", 400},
      {"GET /\r\n\r\n", 400},
      {"GET  / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET / HTTP/1.1\n" + host + "\n\n", 400},
      {"G@T / HTTP/1.1\r\n" + host + "\r\n", 400},
      {"BREW / HTTP/1.1\r\n" + host + "\r\n", 501},
      {"GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + "X\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n" + host + std::string("X: a\0b\r\n\r\n", 11), 400},
      {std::string("\x16\x03\x01\x02\x00\x01\x00\x01", 8) + std::string(40, '\xfc'),
       400},  // a TLS hello
      {"GET /../x HTTP/1.1\r\n" + host + "\r\n", 400},
      {"GET x HTTP/1.1\r\n" + host + "\r\n", 400},
      // Smuggling: two lengths, a coding and a length, codings we do not undo.
      {"POST / HTTP/1.1\r\n" + host +
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\n" + host +
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: -3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: +3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 0x3\r\n\r\nabc", 400},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
      {"POST / HTTP/1.1\r\n" + host +
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcXY\r\n0\r\n\r\n",
       400},
      {"POST / HTTP/1.1\r\n" + host + "Expect: miracles\r\n\r\n", 417},
      // Limits.
      {"GET /" + std::string(300, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 414},
      {"GET /" + std::string(900, 'a'), 414},
      {long_headers(900), 0},
      {long_headers(2000), 431},
      {"GET / HTTP/1.1\r\nX: " + std::string(3000, 'a'), 431},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 100\r\n\r\n" + std::string(100, 'b'), 0},
      {"POST / HTTP/1.1\r\n" + host + "Content-Length: 101\r\n\r\n", 413},
      {"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n65\r\n" +
           std::string(101, 'b'),
       413},
  };
}

TEST(RequestParser, JudgesTheSameHoweverTheBytesArrive) {
  for (const auto& c : parser_cases()) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
      EXPECT_EQ(parsed(c.bytes, step).status, c.status) << c.bytes.substr(0, 300) << " by " << step;
    }
  }
}

TEST(RequestParser, GivesNamesInLowerCaseAndValuesTrimmed) {
  const auto out = parsed("GET /a%20b?x=1 HTTP/1.1\r\nHOST: h\r\nX-Thing:   v w  \r\n\r\n", 3);
  EXPECT_EQ(out.request.path, "/a b");
  EXPECT_EQ(out.request.target, "/a%20b?x=1");
  EXPECT_EQ(out.request.parameter("x"), "1");
  EXPECT_EQ(out.request.header("host"), "h");
  EXPECT_EQ(out.request.header("x-thing"), "v w");
}

TEST(RequestParser, DropsTrailers) {
  const auto out = parsed(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nab\r\n1\r\nc\r\n0\r\nAuthorization: Bearer x\r\n\r\n",
      5);
  EXPECT_EQ(out.status, 0);
  EXPECT_EQ(out.request.body, "abc");
  EXPECT_EQ(out.request.header("authorization"), "");
}

TEST(RequestParser, LeavesWhatFollowsTheRequest) {
  const auto out =
      parsed("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nabGET / HTTP", 100'000);
  EXPECT_EQ(out.request.body, "ab");
  EXPECT_EQ(out.rest, 10U);
}

TEST(RequestParser, CookieIsFoundByItsWholeName) {
  Request request;
  request.headers.emplace_back("cookie", "ab=1; b=2;  c=a=b; d");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("c"), "a=b");
  EXPECT_EQ(request.cookie("d"), "");
  EXPECT_EQ(request.cookie("a"), "");
}

}  // namespace
}  // namespace praxis::http
