#include <gmock/gmock.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "http/server.h"
#include "http/server_fixture_test.h"

namespace praxis::http {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::shared_ptr<const std::string> block(std::string text) {
  return std::make_shared<const std::string>(std::move(text) + "\n\n");
}

class StreamedBodies : public ServerTest {
 protected:
  StreamedBodies() {
    const RouteOptions streamed{4'000'000, BodyMode::streamed};
    add(
        Method::post, "/upload", [this](Request& r, const PathValues&) { return upload(r); },
        streamed);
    add(
        Method::post, "/ignore",
        [](Request&, const PathValues&) { return text_response("denied"); }, streamed);
    add(Method::get, "/download", [](Request& r, const PathValues&) { return download(r); });
  }

  Response upload(Request& request) {
    began_.give();
    if (request.parameter("wait")) {
      EXPECT_TRUE(go_on_.wait_for(test_deadline));
    }
    std::size_t size = 0;
    std::uint64_t sum = 0;
    std::vector<char> buffer(10'000);
    for (;;) {
      const auto got = request.reader->read(buffer);
      if (!got) {
        const std::lock_guard lock(mutex_);
        failure_ = got.error().reason;
        failed_.give();
        auto response = text_response(got.error().reason);
        response.status = got.error().code == Code::too_large ? 413 : 400;
        return response;
      }
      if (*got == 0) break;
      size += *got;
      for (std::size_t i = 0; i < *got; ++i) sum = sum * 31 + static_cast<unsigned char>(buffer[i]);
    }
    return text_response(std::to_string(size) + " " + std::to_string(sum));
  }

  // ?n=pieces of 50,000 bytes, &length if that is to be said, &fail to break off.
  static Response download(Request& request) {
    const auto pieces = std::stoi(std::string(request.parameter("n").value_or("1")));
    const bool fails = request.parameter("fail").has_value();
    Response response = text_response("");
    if (request.parameter("length"))
      response.source_length = static_cast<std::uint64_t>(pieces) * 50'000;
    response.source = [done = 0, pieces,
                       fails](std::span<char> into) mutable -> Result<std::size_t> {
      if (done == pieces) {
        if (fails) return fail(Code::internal, "broken");
        return 0;
      }
      const auto size = std::min<std::size_t>(into.size(), 50'000);
      std::fill_n(into.begin(), size, static_cast<char>('a' + done % 26));
      ++done;
      return size;
    };
    return response;
  }

  static std::string expected_download(int pieces) {
    std::string out;
    for (int i = 0; i < pieces; ++i) out += std::string(50'000, static_cast<char>('a' + i % 26));
    return out;
  }

  static std::string checked(std::string_view body) {
    std::uint64_t sum = 0;
    for (const char c : body) sum = sum * 31 + static_cast<unsigned char>(c);
    return std::to_string(body.size()) + " " + std::to_string(sum);
  }

  static std::string patterned(std::size_t size) {
    std::string out(size, '\0');
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<char>(i * 7 + i / 251);
    return out;
  }

  Wakeup began_;
  Wakeup go_on_;
  Wakeup failed_;
  std::mutex mutex_;
  std::string failure_;
};

TEST_F(StreamedBodies, ArriveWholeAndInOrder) {
  start();
  auto peer = client();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{70'000}, std::size_t{3'000'000}}) {
    const auto body = patterned(size);
    EXPECT_EQ(peer.post("/upload", body)->body, checked(body));
  }
}

TEST_F(StreamedBodies, AreHeldBackUntilTheHandlerReads) {
  start();
  auto peer = client();
  const auto body = patterned(3'000'000);
  std::thread sender([&] { EXPECT_EQ(peer.post("/upload?wait=1", body)->body, checked(body)); });
  ASSERT_TRUE(began_.wait_for(test_deadline));
  go_on_.give();
  sender.join();
}

TEST_F(StreamedBodies, MayBeChunked) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw(
      "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
  ASSERT_TRUE(began_.wait_for(test_deadline));
  ASSERT_TRUE(peer.send_raw("2\r\nde\r\n0\r\n\r\n"));
  EXPECT_EQ(peer.receive()->body, checked("abcde"));
}

TEST_F(StreamedBodies, AskForTheBodyOnlyWhenItIsRead) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw(
      "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(peer.receive_raw(test_deadline).value(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(peer.send_raw("abc"));
  EXPECT_EQ(peer.receive()->body, checked("abc"));
  // A handler that does not want it answers at once, and the connection ends, for the body may
  // still come.
  const auto all = exchanged(
      "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(all, HasSubstr("Connection: close"));
}

TEST_F(StreamedBodies, OverTheLimitAreRefused) {
  start();
  EXPECT_THAT(exchanged("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4000001\r\n\r\n"),
              StartsWith("HTTP/1.1 413"));
  const auto body = std::string(4'000'001, 'x');
  EXPECT_THAT(
      exchanged("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3d0901\r\n" +
                body),
      StartsWith("HTTP/1.1 413"));
}

TEST_F(StreamedBodies, TellTheHandlerThatThePeerWentAway) {
  start();
  {
    auto peer = client();
    ASSERT_TRUE(peer.send_raw("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
    ASSERT_TRUE(began_.wait_for(test_deadline));
  }
  ASSERT_TRUE(failed_.wait_for(test_deadline));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(failure_, "http.peer_gone");
}

TEST_F(StreamedBodies, TellTheHandlerThatThePeerStalls) {
  config_.limits.body_timeout = Span{40'000};
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"));
  EXPECT_EQ(peer.receive()->body, "http.peer_stalled");
}

TEST_F(StreamedBodies, MalformedChunksFailTheRead) {
  start();
  const auto all = exchanged(
      "POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\nxyz\r\n\r\n");
  EXPECT_THAT(all, StartsWith("HTTP/1.1 400"));
}

TEST_F(StreamedBodies, AnswersFromASourceAreChunkedOrHaveALength) {
  start();
  auto peer = client();
  for (const int pieces : {0, 1, 3, 60}) {
    const auto n = std::to_string(pieces);
    const auto chunked = peer.get("/download?n=" + n);
    ASSERT_TRUE(chunked) << chunked.error().message;
    EXPECT_EQ(chunked->header("transfer-encoding"), "chunked");
    EXPECT_EQ(chunked->body, expected_download(pieces));
    const auto sized = peer.get("/download?length=1&n=" + n);
    ASSERT_TRUE(sized) << sized.error().message;
    EXPECT_EQ(sized->header("content-length"), std::to_string(pieces * 50'000));
    EXPECT_EQ(sized->body, expected_download(pieces));
  }
  EXPECT_EQ(peer.send(Method::head, "/download?length=1&n=2", {})->header("content-length"),
            "100000");
  EXPECT_THAT(exchanged("GET /download?n=1 HTTP/1.0\r\n\r\n"),
              testing::EndsWith("\r\n\r\n" + expected_download(1)));
}

TEST_F(StreamedBodies, ASlowDownloadHoldsNoWorker) {
  config_.workers = 2;
  config_.running_reads_max = 1;
  start();
  std::vector<Client> slow;
  for (int i = 0; i < 3; ++i) {
    // Far more than the sockets buffer, and not read.
    ASSERT_TRUE(
        slow.emplace_back(client()).send_raw("GET /download?n=400 HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  EXPECT_EQ(client().get("/download?n=1")->body, expected_download(1));
  for (auto& peer : slow) EXPECT_EQ(peer.receive()->body.size(), 400U * 50'000U);
}

TEST_F(StreamedBodies, AnAnswerThatNobodyReadsEndsTheConnection) {
  config_.limits.body_timeout = Span{40'000};
  start();
  auto peer = client();
  ASSERT_TRUE(peer.send_raw("GET /download?n=400 HTTP/1.1\r\nHost: a\r\n\r\n"));
  while (server_->open_connections() == 0) std::this_thread::yield();
  while (server_->open_connections() > 0) std::this_thread::yield();
  EXPECT_FALSE(peer.receive());
}

TEST_F(StreamedBodies, ABrokenSourceIsNotMistakenForAWholeAnswer) {
  start();
  EXPECT_EQ(client().get("/download?n=0&fail=1")->status, 500);  // nothing was sent yet
  EXPECT_FALSE(client().get("/download?n=3&fail=1"));
  EXPECT_FALSE(client()
                   .get("/download?n=2&length=1&fail=1", {{"X", "y"}})
                   .value_or(ClientResponse{})
                   .status == 500);
}

class EventServer : public ServerTest {
 protected:
  EventServer() {
    add(Method::get, "/events", [this](Request&, const PathValues&) {
      Response response;
      response.on_stream = [this](std::shared_ptr<EventStream> stream) {
        const std::lock_guard lock(mutex_);
        streams_.push_back(std::move(stream));
        opened_.give();
      };
      return response;
    });
    add(Method::get, "/hello", [](Request&, const PathValues&) { return text_response("hello"); });
  }

  std::shared_ptr<EventStream> stream(std::size_t index = 0) {
    const std::lock_guard lock(mutex_);
    return streams_.at(index);
  }

  std::mutex mutex_;
  std::vector<std::shared_ptr<EventStream>> streams_;
  Wakeup opened_;
};

TEST_F(EventServer, SendsBlocksInOrderToAllStreams) {
  start();
  std::vector<Client> peers;
  for (int i = 0; i < 5; ++i) {
    const auto head = peers.emplace_back(client()).open_stream("/events");
    ASSERT_TRUE(head);
    EXPECT_EQ(head->header("content-type"), "text/event-stream");
    EXPECT_EQ(head->header("cache-control"), "no-store");
    ASSERT_TRUE(opened_.wait_for(test_deadline));
  }
  EXPECT_EQ(server_->open_streams(), 5U);
  std::thread sender([this] {
    for (int i = 0; i < 200; ++i) {
      const auto shared = block("id: " + std::to_string(i));
      for (std::size_t s = 0; s < 5; ++s) stream(s)->send(shared);
    }
  });
  for (auto& peer : peers) {
    for (int i = 0; i < 200; ++i)
      ASSERT_EQ(peer.next_block(test_deadline).value(), "id: " + std::to_string(i));
  }
  sender.join();
}

TEST_F(EventServer, CloseSendsWhatWasQueuedFirst) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.open_stream("/events"));
  ASSERT_TRUE(opened_.wait_for(test_deadline));
  stream()->send(block("data: last"));
  stream()->close();
  stream()->send(block("data: never"));
  EXPECT_FALSE(stream()->is_open());
  EXPECT_EQ(until_close(peer), "data: last\n\n");
}

TEST_F(EventServer, SeesThatThePeerWentAway) {
  start();
  {
    auto peer = client();
    ASSERT_TRUE(peer.open_stream("/events"));
    ASSERT_TRUE(opened_.wait_for(test_deadline));
  }
  while (stream()->is_open()) std::this_thread::yield();
  stream()->send(block("data: to nobody"));
  EXPECT_EQ(server_->open_streams(), 0U);
}

TEST_F(EventServer, ClosesAStreamWhosePeerDoesNotRead) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.open_stream("/events"));
  ASSERT_TRUE(opened_.wait_for(test_deadline));
  const auto large = block(std::string(100'000, 'x'));
  const auto open = stream();
  std::size_t sent = 0;
  while (open->is_open() && sent < 1'000'000) {
    open->send(large);
    ++sent;
  }
  EXPECT_FALSE(open->is_open());
  EXPECT_GE(sent, event_queue_max);
}

TEST_F(EventServer, SendsAHeartbeatIntoASilentStream) {
  config_.limits.heartbeat = Span{20'000};
  start();
  auto peer = client();
  ASSERT_TRUE(peer.open_stream("/events"));
  EXPECT_EQ(peer.next_block(test_deadline).value(), ": ");
  EXPECT_EQ(peer.next_block(test_deadline).value(), ": ");
}

TEST_F(EventServer, StopClosesStreams) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.open_stream("/events"));
  ASSERT_TRUE(opened_.wait_for(test_deadline));
  server_->stop();
  EXPECT_FALSE(stream()->is_open());
  EXPECT_EQ(until_close(peer), "");
  EXPECT_EQ(server_->open_streams(), 0U);
}

TEST_F(EventServer, AStreamOutlivesItsServerHarmlessly) {
  start();
  auto peer = client();
  ASSERT_TRUE(peer.open_stream("/events"));
  ASSERT_TRUE(opened_.wait_for(test_deadline));
  std::thread sender([open = stream()] {
    while (open->is_open()) open->send(block("data: x"));
    for (int i = 0; i < 100; ++i) open->send(block("data: y"));
  });
  server_.reset();
  sender.join();
}

TEST_F(EventServer, RequestsGoOnBesideManyStreams) {
  start();
  std::vector<Client> peers;
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(peers.emplace_back(client()).open_stream("/events"));
    ASSERT_TRUE(opened_.wait_for(test_deadline));
  }
  const auto shared = block("data: all");
  for (std::size_t i = 0; i < 200; ++i) stream(i)->send(shared);
  EXPECT_EQ(client().get("/hello")->body, "hello");
  for (auto& peer : peers) EXPECT_EQ(peer.next_block(test_deadline).value(), "data: all");
}

}  // namespace
}  // namespace praxis::http
