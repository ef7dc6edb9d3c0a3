// A server on a free port of the loopback interface, for the tests beside this file.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "http/client.h"
#include "http/server.h"
#include "http/wakeup.h"

namespace praxis::http {

constexpr Span test_deadline = seconds(20);  // never reached unless something is broken

inline Response text_response(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

class ServerTest : public testing::Test {
 protected:
  void add(Method method, std::string pattern, Handler handler, RouteOptions options = {}) {
    routes_.push_back(Route{method, std::move(pattern), std::move(handler), options});
  }
  void start() {
    server_ = std::make_unique<Server>(config_, Router(std::exchange(routes_, {})));
    const auto started = server_->start();
    ASSERT_TRUE(started) << started.error().message;
  }
  Client client() const { return Client("127.0.0.1", server_->port(), test_deadline); }

  // Sends the bytes on a new connection and gives all that comes until the server closes it.
  std::string exchanged(std::string_view bytes) const {
    auto peer = client();
    EXPECT_TRUE(peer.send_raw(bytes));
    return until_close(peer);
  }
  static std::string until_close(Client& peer) {
    std::string all;
    for (;;) {
      const auto piece = peer.receive_raw(test_deadline);
      EXPECT_TRUE(piece) << piece.error().message;
      if (!piece || piece->empty()) return all;
      all += *piece;
    }
  }

  Config config_{};
  std::vector<Route> routes_{};
  std::unique_ptr<Server> server_{};
};

}  // namespace praxis::http
