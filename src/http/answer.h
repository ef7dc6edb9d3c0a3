// The bytes of one answer on their way to a socket: head and body in one system call, or a body
// that a source makes piece by piece. Refers to the Response it was prepared for. One thread at a
// time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

struct iovec;

namespace praxis::http {

constexpr std::size_t piece_max = 64 * 1024;  // bytes that a source is asked for at once

struct AnswerShape {
  bool closes = false;
  int minor_version = 1;
};

class Answer {
 public:
  // Settles framing, compression and entity tag, makes the head; pulls a source's first piece.
  // Fails if that fails, while another answer can still be given.
  Status prepare(const Request& request, Response& response, AnswerShape shape);

  enum class Sent { all, blocked, failed };
  Sent send(int socket);  // what is ready; never blocks

  enum class Piece { ready, end, failed };
  Piece next_piece();  // after all was sent

  bool is_by_source() const { return source_ != nullptr; }
  bool ends_with_close() const { return ends_with_close_; }

 private:
  void settle_framing(const Request& request, const Response& response, AnswerShape shape);
  Status pull();
  void frame_piece(std::size_t size);
  int fill(iovec* into) const;

  std::string head_{};
  std::string_view body_{};
  std::size_t sent_ = 0;
  std::string piece_{};
  Response* source_ = nullptr;  // whose source makes the body
  std::uint64_t left_ = 0;      // of a source with a length
  bool has_length_ = false;
  bool is_chunked_ = false;
  bool is_at_end_ = true;
  bool ends_with_close_ = false;
};

}  // namespace praxis::http
