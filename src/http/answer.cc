#include "http/answer.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "http/compression.h"
#include "http/conditional.h"
#include "http/field.h"
#include "http/response_head.h"

namespace praxis::http {
namespace {

constexpr std::size_t chunk_prefix_max = 10;  // "10000\r\n" and room
constexpr std::string_view last_chunk = "0\r\n\r\n";

void adapt_etag_of_304(const Request& request, Response& response) {
  for (auto& [key, value] : response.headers) {
    if (equals_ignoring_case(key, "etag")) value = etag_as_stored(request, value);
  }
}

void set_stream_fields(Response& response) {
  if (response.content_type.empty()) response.content_type = "text/event-stream";
  response.set("Cache-Control", "no-store");
  response.set("X-Accel-Buffering", "no");
}

bool has_no_body(int status) { return status == 204 || status == 304 || status < 200; }

}  // namespace

Status Answer::prepare(const Request& request, Response& response, AnswerShape shape) {
  *this = Answer{};
  if (response.on_stream) {
    set_stream_fields(response);
  } else if (response.status == 304) {
    adapt_etag_of_304(request, response);
  } else if (!response.source) {
    compress(request, response);
  }
  const bool sends_body = request.method != Method::head && !has_no_body(response.status);
  if (response.source && sends_body) {
    source_ = &response;
    has_length_ = response.source_length.has_value();
    left_ = response.source_length.value_or(0);
    is_chunked_ = !has_length_ && shape.minor_version > 0;
    is_at_end_ = false;
    TRY(pull());
  } else if (sends_body) {
    body_ = response.body;
  }
  settle_framing(request, response, shape);
  return {};
}

void Answer::settle_framing(const Request& request, const Response& response, AnswerShape shape) {
  HeadShape head;
  head.request_id = request.id;
  head.minor_version = shape.minor_version;
  if (has_no_body(response.status)) {
    head.framing = Framing::none;
  } else if (response.on_stream) {
    head.framing = Framing::until_close;
  } else if (response.source && !response.source_length) {
    head.framing = shape.minor_version > 0 ? Framing::chunked : Framing::until_close;
  } else {
    head.length = response.source ? *response.source_length : response.body.size();
  }
  ends_with_close_ = shape.closes || head.framing == Framing::until_close;
  head.closes = ends_with_close_;
  head_ = response_head(response, head);
}

// Asks the source for the next piece and frames it.
Status Answer::pull() {
  if (piece_.empty()) piece_.resize(chunk_prefix_max + piece_max + last_chunk.size());
  const auto wanted = has_length_ ? std::min<std::uint64_t>(left_, piece_max) : piece_max;
  std::size_t size = 0;
  if (wanted > 0) size = TRY(source_->source(std::span(piece_).subspan(chunk_prefix_max, wanted)));
  must(size <= wanted);
  if (has_length_) {
    left_ -= size;
    if (size == 0 && left_ > 0) return fail(Code::internal, "http.source_too_short");
    is_at_end_ = left_ == 0;
  } else {
    is_at_end_ = size == 0;
  }
  frame_piece(size);
  return {};
}

void Answer::frame_piece(std::size_t size) {
  char* const data = piece_.data() + chunk_prefix_max;
  body_ = std::string_view(data, size);
  if (!is_chunked_) return;
  if (size == 0) {
    body_ = last_chunk;
    return;
  }
  const auto prefix = fmt::format("{:x}\r\n", size);
  std::copy(prefix.begin(), prefix.end(), data - prefix.size());
  data[size] = '\r';
  data[size + 1] = '\n';
  body_ = std::string_view(data - prefix.size(), prefix.size() + size + 2);
}

int Answer::fill(iovec* into) const {
  int count = 0;
  std::size_t skip = sent_;
  for (const std::string_view part : {std::string_view(head_), body_}) {
    const auto skipped = std::min(skip, part.size());
    skip -= skipped;
    if (skipped == part.size()) continue;
    into[count++] = {const_cast<char*>(part.data() + skipped), part.size() - skipped};
  }
  return count;
}

Answer::Sent Answer::send(int socket) {
  for (;;) {
    std::array<iovec, 2> parts;
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = static_cast<std::size_t>(fill(parts.data()));
    if (message.msg_iovlen == 0) return Sent::all;
    const auto size = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size >= 0) {
      sent_ += static_cast<std::size_t>(size);
      if (sent_ == head_.size() + body_.size()) return Sent::all;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      return Sent::blocked;
    } else if (errno != EINTR) {
      return Sent::failed;
    }
  }
}

Answer::Piece Answer::next_piece() {
  if (is_at_end_) return Piece::end;
  head_.clear();
  sent_ = 0;
  return pull() ? Piece::ready : Piece::failed;
}

}  // namespace praxis::http
