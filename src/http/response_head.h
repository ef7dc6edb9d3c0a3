// The head of a response as bytes: status line, fields, how the body is framed. Pure but for the
// Date.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace praxis::http {

enum class Framing { none, length, chunked, until_close };

struct HeadShape {
  Framing framing = Framing::length;
  std::uint64_t length = 0;
  bool closes = false;
  int minor_version = 1;  // of the request: 1.0 peers are told when the connection stays
  std::string_view request_id{};
};

std::string_view phrase(int status);
std::string response_head(const Response& response, const HeadShape& shape);

}  // namespace praxis::http
