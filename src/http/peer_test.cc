#include "http/peer.h"

#include <gtest/gtest.h>

namespace praxis::http {
namespace {

TEST(Peer, IsTheNearestHopThatIsNoProxyOfOurs) {
  struct Case {
    const char* socket;
    const char* forwarded;
    const char* expected;
    bool is_secure;
  };
  const std::vector<std::string> proxies{"127.0.0.1", "10.0.0.0/8", "fd00::/8"};
  const Case cases[] = {
      {"192.0.2.9", "198.51.100.1", "192.0.2.9", false},  // no proxy: not believed
      {"127.0.0.1", "198.51.100.1", "198.51.100.1", true},
      {"127.0.0.1", "6.6.6.6, 198.51.100.1, 10.1.2.3", "198.51.100.1", true},
      {"127.0.0.1", "10.9.9.9, 10.1.2.3", "10.9.9.9", true},
      {"127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1", true},
      {"127.0.0.1", "", "127.0.0.1", true},
      {"fd00::1", "2001:db8::7", "2001:db8::7", true},
      {"::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1", true},
  };
  for (const auto& c : cases) {
    Request request;
    request.headers.emplace_back("x-forwarded-for", c.forwarded);
    request.headers.emplace_back("x-forwarded-proto", "https");
    settle_peer(request, c.socket, proxies);
    EXPECT_EQ(request.peer, c.expected) << c.socket << " " << c.forwarded;
    EXPECT_EQ(request.is_secure, c.is_secure) << c.socket;
  }
}

TEST(Peer, RequestIdIsTakenIfWellFormedAndElseMade) {
  const std::string longest(64, 'a');
  for (const std::string& id : {std::string("a.B_9-x"), longest}) {
    Request request;
    request.headers.emplace_back("x-request-id", id);
    settle_request_id(request);
    EXPECT_EQ(request.id, id);
  }
  std::string last;
  for (const std::string& id :
       {std::string(), std::string("a b"), std::string("a\"b"), longest + "a"}) {
    Request request;
    request.headers.emplace_back("x-request-id", id);
    settle_request_id(request);
    EXPECT_NE(request.id, id);
    EXPECT_NE(request.id, last);
    EXPECT_GE(request.id.size(), 16U);
    last = request.id;
  }
}

}  // namespace
}  // namespace praxis::http
