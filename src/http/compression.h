// Compresses a whole body (brotli at quality 4, or gzip) for peers that take it. Pure; one thread
// at a time each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"

namespace praxis::http {

enum class Coding { none, br, gzip };
std::string_view name(Coding coding);

constexpr std::size_t compression_min = 1'000;  // bytes; smaller bodies fit one packet anyway

// Text, JSON, scripts and SVG; with or without parameters ("text/html; charset=utf-8").
bool is_compressible(std::string_view content_type);

// What Accept-Encoding allows and we have, brotli first at equal weight (RFC 9110 §12.5.3).
Coding accepted_coding(const Request& request);

std::optional<std::string> compressed(std::string_view body, Coding coding);

// Compresses the response's body where that is allowed and pays; sets Content-Encoding and Vary,
// adapts ETag.
void compress(const Request& request, Response& response);

}  // namespace praxis::http
