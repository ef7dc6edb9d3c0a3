#include "http/server.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "http/server_fixture_test.h"

namespace praxis::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class BasicServer : public ServerTest {
 protected:
  BasicServer() {
    add(Method::get, "/hello", [](Request&, const PathValues&) { return text_response("hello"); });
    add(
        Method::post, "/echo", [](Request& r, const PathValues&) { return text_response(r.body); },
        RouteOptions{1000});
    add(Method::get, "/values/{a}/{b}", [](Request& r, const PathValues& values) {
      return text_response(std::string(values["a"]) + "," + std::string(values["b"]) + "," +
                           std::string(r.parameter("q").value_or("none")));
    });
    add(Method::get, "/empty", [](Request&, const PathValues&) {
      Response response;
      response.status = 204;
      return response;
    });
    add(Method::get, "/page", [](Request&, const PathValues&) {
      auto response = text_response(std::string(5000, 'p'));
      response.set("ETag", "\"7\"");
      return response;
    });
    add(Method::get, "/evil", [](Request&, const PathValues&) {
      auto response = text_response("x");
      response.set("X-Evil", "a\r\nSet-Cookie: b=c");
      response.set("Content-Length", "7");
      return response;
    });
    add(Method::get, "/throws",
        [](Request&, const PathValues&) -> Response { throw std::runtime_error("no"); });
  }
};

TEST_F(BasicServer, AnswersAndKeepsTheConnection) {
  start();
  auto peer = client();
  for (int i = 0; i < 3; ++i) {
    const auto response = peer.get("/hello");
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 200);
    EXPECT_EQ(response->body, "hello");
    EXPECT_EQ(response->header("content-type"), "text/plain");
    EXPECT_EQ(response->header("server"), "");
    EXPECT_THAT(std::string(response->header("date")), testing::EndsWith(" GMT"));
  }
  EXPECT_EQ(server_->open_connections(), 1U);
}

TEST_F(BasicServer, GivesPathValuesAndParametersDecoded) {
  start();
  EXPECT_EQ(client().get("/values/a%20b/%C3%A9?q=x+y")->body, "a b,é,x y");
}

TEST_F(BasicServer, AnswersPipelinedRequestsInOrder) {
  start();
  std::string bytes;
  for (int i = 0; i < 20; ++i) {
    bytes += "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n" + std::to_string(10 + i);
  }
  auto peer = client();
  ASSERT_TRUE(peer.send_raw(bytes));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(peer.receive()->body, std::to_string(10 + i));
}

TEST_F(BasicServer, AnswersWhatCameBeforeAHalfClose) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw(
      "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
  peer.finish_sending();
  const auto all = until_close(peer);
  EXPECT_EQ(all.find("hello"), all.find("\r\n\r\n") + 4);
  EXPECT_NE(all.find("hello"), all.rfind("hello"));
}

TEST_F(BasicServer, HeadHasTheHeadersOfGetAndNoBody) {
  start();
  auto peer = client();
  const auto head = peer.send(Method::head, "/hello", {});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->header("content-length"), "5");
  EXPECT_EQ(peer.get("/hello")->body, "hello");  // nothing of a body was in between
}

TEST_F(BasicServer, NoContentHasNoLength) {
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/empty")->header("content-length"), "");
  EXPECT_EQ(peer.get("/hello")->body, "hello");
}

TEST_F(BasicServer, ClosesWhenAsked) {
  start();
  EXPECT_THAT(exchanged("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
              HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(exchanged("GET /hello HTTP/1.0\r\n\r\n"), testing::EndsWith("hello"));
  auto peer = client();
  ASSERT_TRUE(peer.send_raw("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_EQ(peer.receive()->header("connection"), "keep-alive");
}

TEST_F(BasicServer, RefusesWithAProblemBody) {
  start();
  struct Case {
    const char* bytes;
    const char* status;
    const char* reason;
  };
  const Case cases[] = {
      {"GARBAGE\r\n\r\n", "400", "http.malformed"},
      {"GET /hello HTTP/1.1\r\n\r\n", "400", "http.host"},
      {"GET /../x HTTP/1.1\r\nHost: a\r\n\r\n", "400", "http.target_malformed"},
      {"GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "400", "http.target_malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
       "chunked\r\n\r\n0\r\n\r\n",
       "400", "http.malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
       "5\r\n\r\n0\r\n\r\nGET",
       "400", "http.malformed"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", "413",
       "http.body_too_large"},
      {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501", "http.method_unknown"},
      {"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", "417", "http.expectation"},
  };
  for (const auto& c : cases) {
    const auto all = exchanged(c.bytes);
    EXPECT_THAT(all, StartsWith(std::string("HTTP/1.1 ") + c.status)) << c.bytes;
    EXPECT_THAT(all, HasSubstr("Content-Type: application/problem+json\r\n"));
    EXPECT_THAT(all, HasSubstr(std::string("\"reason\":\"") + c.reason + "\""));
    EXPECT_THAT(all, HasSubstr("Connection: close\r\n"));
  }
}

TEST_F(BasicServer, RefusesOverlongTargetsHeadersAndBodies) {
  start();
  EXPECT_THAT(exchanged("GET /" + std::string(9000, 'a')), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(exchanged("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a')),
              StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(
      exchanged("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n" +
                std::string(2048, 'b') + "\r\n0\r\n\r\n"),
      StartsWith("HTTP/1.1 413"));
  // The answer arrives although megabytes of the body are still on their way.
  EXPECT_THAT(exchanged("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n" +
                        std::string(200'000, 'b')),
              StartsWith("HTTP/1.1 413"));
}

TEST_F(BasicServer, TakesHeadersUpToTheLimit) {
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/hello", {{"X", std::string(15'000, 'a')}})->status, 200);
  EXPECT_EQ(peer.get("/hello?" + std::string(8'000, 'a'))->status, 200);
}

TEST_F(BasicServer, UnknownPathsAndMethodsKeepTheConnection) {
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/nope")->status, 404);
  const auto wrong = peer.post("/hello", "");
  EXPECT_EQ(wrong->status, 405);
  EXPECT_EQ(wrong->header("allow"), "GET, HEAD");
  EXPECT_EQ(peer.get("/hello")->status, 200);
  EXPECT_EQ(peer.post("/nope", "with a body")->status, 404);
}

TEST_F(BasicServer, ReadsChunkedBodiesAndWhatFollows) {
  start();
  auto peer = client();
  ASSERT_TRUE(
      peer.send_raw("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    "3;ext=1\r\nabc\r\n4\r\ndefg\r\n0\r\nTrailer: x\r\n\r\n"
                    "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(peer.receive()->body, "abcdefg");
  EXPECT_EQ(peer.receive()->body, "hello");
}

TEST_F(BasicServer, SaysContinueOnlyIfItWillReadTheBody) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw(
      "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(peer.receive_raw(test_deadline).value(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(peer.send_raw("abc"));
  EXPECT_EQ(peer.receive()->body, "abc");
  EXPECT_THAT(exchanged("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n"
                        "Expect: 100-continue\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
}

TEST_F(BasicServer, SendsBackTheRequestIdOrMakesOne) {
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/hello", {{"X-Request-Id", "abc-1"}})->header("x-request-id"), "abc-1");
  const auto made = std::string(peer.get("/hello")->header("x-request-id"));
  EXPECT_NE(made, "");
  EXPECT_NE(peer.get("/hello", {{"X-Request-Id", "a b"}})->header("x-request-id"), "a b");
}

TEST_F(BasicServer, CompressesAndMarksTheTag) {
  start();
  auto peer = client();
  const auto plain = peer.get("/page");
  EXPECT_EQ(plain->body.size(), 5000U);
  EXPECT_EQ(plain->header("vary"), "Accept-Encoding");
  EXPECT_EQ(plain->header("etag"), "\"7\"");
  const auto brotli = peer.get("/page", {{"Accept-Encoding", "gzip, br"}});
  EXPECT_EQ(brotli->header("content-encoding"), "br");
  EXPECT_EQ(brotli->header("etag"), "\"7-br\"");
  EXPECT_LT(brotli->body.size(), 100U);
  const auto head = peer.send(Method::head, "/page", {}, {{"Accept-Encoding", "br"}});
  EXPECT_EQ(head->header("content-length"), std::to_string(brotli->body.size()));
}

TEST_F(BasicServer, HandlersCannotSplitTheResponse) {
  start();
  const auto response = client().get("/evil");
  EXPECT_EQ(response->header("set-cookie"), "");
  EXPECT_EQ(response->header("x-evil"), "");
  EXPECT_EQ(response->header("content-length"), "1");
}

TEST_F(BasicServer, AHandlerThatThrowsCostsOneRequest) {
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/throws")->status, 500);
  EXPECT_EQ(peer.get("/hello")->status, 200);
}

TEST_F(BasicServer, SlowPeersAreToldAndClosed) {
  config_.limits.header_timeout = Span{40'000};
  config_.limits.body_timeout = Span{40'000};
  config_.limits.idle_timeout = Span{40'000};
  start();
  EXPECT_THAT(exchanged("GET /hello HTTP/1.1\r\nHo"), StartsWith("HTTP/1.1 408"));
  EXPECT_THAT(exchanged("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"),
              StartsWith("HTTP/1.1 408"));
  EXPECT_EQ(exchanged(""), "");
  EXPECT_THAT(exchanged("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"), testing::EndsWith("hello"));
}

TEST_F(BasicServer, TheClientNoticesAStaleConnection) {
  config_.limits.idle_timeout = Span{40'000};
  start();
  auto peer = client();
  EXPECT_EQ(peer.get("/hello")->status, 200);
  while (server_->open_connections() > 0) std::this_thread::yield();
  EXPECT_EQ(peer.get("/hello")->status, 200);
}

TEST_F(BasicServer, TurnsAwayConnectionsOverTheLimit) {
  config_.limits.connections_max = 1;
  start();
  auto first = client();
  EXPECT_EQ(first.get("/hello")->status, 200);
  EXPECT_THAT(exchanged(""), StartsWith("HTTP/1.1 503"));
  EXPECT_EQ(first.get("/hello")->status, 200);
}

TEST_F(BasicServer, ReportsEachRequestWithItsPattern) {
  std::mutex mutex;
  std::vector<std::string> done;
  config_.on_done = [&](const Request& request, const Response& response, Span,
                        std::string_view pattern) {
    const std::lock_guard lock(mutex);
    done.push_back(request.path + " " + std::to_string(response.status) + " " +
                   std::string(pattern));
  };
  start();
  auto peer = client();
  EXPECT_TRUE(peer.get("/values/1/2"));
  EXPECT_TRUE(peer.get("/nope"));
  server_->stop();
  EXPECT_THAT(done, testing::ElementsAre("/values/1/2 200 /values/{a}/{b}", "/nope 404 "));
}

TEST_F(BasicServer, UsesTheGivenProblemBody) {
  config_.problem = [](const Trouble& trouble) {
    auto response =
        text_response("P " + std::string(trouble.reason) + " " + std::string(trouble.request_id));
    response.status = trouble.status;
    return response;
  };
  start();
  EXPECT_EQ(client().get("/nope", {{"X-Request-Id", "abc-1"}})->body, "P http.no_such_path abc-1");
  const auto unasked = client().get("/nope");
  EXPECT_EQ(unasked->body, "P http.no_such_path " + std::string(unasked->header("x-request-id")));
}

TEST_F(BasicServer, StartFailsOnAPortInUse) {
  start();
  Config other;
  other.port = server_->port();
  Server second(other, Router({}));
  EXPECT_FALSE(second.start());
}

// Handlers that wait until the test lets them go.
class BlockingServer : public ServerTest {
 protected:
  BlockingServer() {
    const auto block = [this](Request&, const PathValues&) {
      const int now = ++running_;
      int seen = most_;
      while (now > seen && !most_.compare_exchange_weak(seen, now)) {
      }
      entered_.give();
      EXPECT_TRUE(release_.wait_for(test_deadline));
      --running_;
      return text_response("late");
    };
    add(Method::get, "/read", block);
    add(Method::post, "/write", block);
    add(Method::post, "/quick", [](Request&, const PathValues&) { return text_response("quick"); });
  }
  ~BlockingServer() override {
    for (int i = 0; i < 100; ++i) release_.give();
  }

  std::atomic<int> running_{0};
  std::atomic<int> most_{0};
  Wakeup entered_;
  Wakeup release_;
};

TEST_F(BlockingServer, StopFinishesARunningRequest) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw("GET /read HTTP/1.1\r\nHost: a\r\n\r\n"));
  ASSERT_TRUE(entered_.wait_for(test_deadline));
  auto idle = client();
  EXPECT_EQ(idle.post("/quick", "")->status, 200);
  std::thread stopper([this] { server_->stop(); });
  EXPECT_EQ(idle.receive_raw(test_deadline).value(), "");  // idle connections go first
  release_.give();
  const auto response = peer.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "late");
  EXPECT_EQ(response->header("connection"), "close");
  stopper.join();
  EXPECT_EQ(server_->open_connections(), 0U);
  EXPECT_FALSE(client().get("/read"));
}

TEST_F(BlockingServer, StopCutsWhatTakesTooLong) {
  config_.limits.stop_timeout = Span{20'000};
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw("GET /read HTTP/1.1\r\nHost: a\r\n\r\n"));
  ASSERT_TRUE(entered_.wait_for(test_deadline));
  std::thread stopper([this] { server_->stop(); });
  EXPECT_EQ(peer.receive_raw(test_deadline).value(), "");
  release_.give();
  stopper.join();
}

TEST_F(BlockingServer, AFullQueueIsAnsweredAtOnce) {
  Wakeup turned_away;
  config_.workers = 2;
  config_.running_reads_max = 1;
  config_.limits.queue_max = 2;
  config_.on_done = [&](const Request&, const Response& response, Span, std::string_view) {
    if (response.status == 503) turned_away.give();
  };
  start();
  std::vector<Client> peers;
  for (int i = 0; i < 6; ++i) {
    auto& peer = peers.emplace_back(client());
    ASSERT_TRUE(peer.send_raw("POST /write HTTP/1.1\r\nHost: a\r\n\r\n"));
    if (i == 0) {
      ASSERT_TRUE(entered_.wait_for(test_deadline));
    }
  }
  // One runs, two wait.
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(turned_away.wait_for(test_deadline));
  for (int i = 0; i < 3; ++i) release_.give();
  int answered = 0;
  for (auto& peer : peers) {
    const auto response = peer.receive();
    ASSERT_TRUE(response);
    if (response->status == 200) {
      ++answered;
    } else {
      EXPECT_EQ(response->status, 503);
      EXPECT_EQ(response->header("retry-after"), "1");
      EXPECT_EQ(response->header("connection"), "");
    }
  }
  EXPECT_EQ(answered, 3);
}

TEST_F(BlockingServer, ReadsAreBoundedAndLeaveRoomForWrites) {
  config_.workers = 8;
  config_.running_reads_max = 2;
  start();
  std::vector<Client> readers;
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(readers.emplace_back(client()).send_raw("GET /read HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  ASSERT_TRUE(entered_.wait_for(test_deadline));
  ASSERT_TRUE(entered_.wait_for(test_deadline));
  auto writer = client();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(writer.post("/quick", "")->body, "quick");
  for (int i = 0; i < 6; ++i) release_.give();
  for (auto& reader : readers) EXPECT_EQ(reader.receive()->body, "late");
  EXPECT_EQ(most_, 2);
}

TEST_F(BlockingServer, AReadThatTakesLongHoldsUpNobody) {
  add(Method::get, "/quick", [](Request&, const PathValues&) { return text_response("quick"); });
  config_.io_threads = 1;
  config_.running_reads_max = 3;
  start();
  auto slow = client();
  auto quick = client();
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(slow.send_raw("GET /read HTTP/1.1\r\nHost: a\r\n\r\n"));
    ASSERT_TRUE(entered_.wait_for(test_deadline));
    EXPECT_EQ(quick.get("/quick")->body, "quick");
    EXPECT_EQ(quick.post("/quick", "")->body, "quick");
    release_.give();
    EXPECT_EQ(slow.receive()->body, "late");
  }
}

TEST_F(BlockingServer, ManyConnectionsAtOnceAllGetTheirOwnAnswers) {
  add(Method::post, "/own", [](Request& r, const PathValues&) { return text_response(r.body); });
  config_.io_threads = 2;
  start();
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this, t, &right] {
      auto peer = client();
      for (int i = 0; i < 100; ++i) {
        const auto text = std::to_string(t) + ":" + std::to_string(i) +
                          std::string(static_cast<std::size_t>(i) * 40, 'x');
        const auto response = peer.post("/own", text);
        if (response && response->body == text) ++right;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 800);
}

}  // namespace
}  // namespace praxis::http
