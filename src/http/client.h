// A small blocking HTTP/1.1 client over plain TCP, for tests and the command line: keeps its
// connection, reads whole answers and single blocks of an event stream, each by a deadline. No TLS,
// no redirects, no cookies. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "http/message.h"

namespace praxis::http {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct ClientResponse {
  int status = 0;
  Fields headers{};  // names in lower case
  std::string body{};

  std::string_view header(std::string_view lower_case_name) const;
};

class Client {
 public:
  Client(std::string host, std::uint16_t port, Span timeout = seconds(30));
  ~Client();
  Client(Client&& other) noexcept;
  Client& operator=(Client&&) = delete;

  // A GET or HEAD on a connection that the server has closed meanwhile is sent once more on a new
  // one.
  Result<ClientResponse> get(std::string_view target, Fields headers = {});
  Result<ClientResponse> post(std::string_view target, std::string_view body, Fields headers = {});
  Result<ClientResponse> patch(std::string_view target, std::string_view body, Fields headers = {});
  Result<ClientResponse> send(Method method, std::string_view target, std::string_view body,
                              Fields headers = {});

  // Opens an event stream: the head of its answer. Blocks then come by next_block(), without the
  // empty line that ends each, comments (heartbeats) included; Unavailable at the end of the stream
  // or of the time.
  Result<ClientResponse> open_stream(std::string_view target, Fields headers = {});
  Result<std::string> next_block(Span timeout);

  // The bytes themselves, for tests of malformed input. receive() gives what comes next, "" at the
  // end.
  Status send_raw(std::string_view bytes);
  Result<std::string> receive_raw(Span timeout);
  Result<ClientResponse> receive(Method method = Method::get);  // one answer to what was sent raw
  void finish_sending();                                        // half-close
  void close();

 private:
  Status connect();
  Status fill(Span timeout);
  Result<std::string> line();
  Result<ClientResponse> head();
  Status body(Method method, ClientResponse& response);
  Status chunked_body(std::string& into);
  Status exactly(std::uint64_t size, std::string& into);

  std::string host_;
  std::uint16_t port_;
  Span timeout_;
  int socket_ = -1;
  std::string input_{};
  std::size_t begin_ = 0;
};

}  // namespace praxis::http
