#include "http/compression.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>

#include "http/conditional.h"
#include "http/field.h"

namespace praxis::http {
namespace {

constexpr int brotli_quality = 4;
constexpr int gzip_level = 5;
constexpr int gzip_window = 15 + 16;  // zlib's way to ask for a gzip frame

std::optional<std::string> brotli_compressed(std::string_view body) {
  std::size_t size = BrotliEncoderMaxCompressedSize(body.size());
  if (size == 0) return std::nullopt;
  std::string out(size, '\0');
  const auto is_done =
      BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.size(),
                            reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data()));
  if (!is_done) return std::nullopt;
  out.resize(size);
  return out;
}

std::optional<std::string> gzip_compressed(std::string_view body) {
  z_stream stream{};
  if (deflateInit2(&stream, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    return std::nullopt;
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool is_done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!is_done) return std::nullopt;
  return out;
}

// The weight of "gzip;q=0.5" in thousandths; 1000 without one, 0 if ill-formed.
int weight_of(std::string_view parameters) {
  const auto at = parameters.find("q=");
  if (at == parameters.npos) return 1000;
  const auto text = trimmed(parameters.substr(at + 2));
  if (text.empty() || text[0] == '1') return text.empty() ? 0 : 1000;
  int weight = 0;
  int unit = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9' || unit == 0) break;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return weight;
}

void add_vary(Response& response) {
  for (auto& [key, value] : response.headers) {
    if (!equals_ignoring_case(key, "vary")) continue;
    value += ", Accept-Encoding";
    return;
  }
  response.set("Vary", "Accept-Encoding");
}

}  // namespace

std::string_view name(Coding coding) {
  return coding == Coding::br ? "br" : coding == Coding::gzip ? "gzip" : "";
}

bool is_compressible(std::string_view content_type) {
  const auto type = trimmed(content_type.substr(0, content_type.find(';')));
  return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
         type.ends_with("/javascript") || type == "image/svg+xml";
}

Coding accepted_coding(const Request& request) {
  int brotli = -1;
  int gzip = -1;
  int any = 0;
  for (const auto& [key, value] : request.headers) {
    if (key != "accept-encoding") continue;
    for_each_item(value, [&](std::string_view item) {
      const auto semicolon = item.find(';');
      const auto coding = trimmed(item.substr(0, semicolon));
      const int weight = semicolon == item.npos ? 1000 : weight_of(item.substr(semicolon));
      if (equals_ignoring_case(coding, "br")) brotli = weight;
      if (equals_ignoring_case(coding, "gzip")) gzip = weight;
      if (coding == "*") any = weight;
    });
  }
  if (brotli < 0) brotli = any;
  if (gzip < 0) gzip = any;
  if (brotli == 0 && gzip == 0) return Coding::none;
  return brotli >= gzip ? Coding::br : Coding::gzip;
}

std::optional<std::string> compressed(std::string_view body, Coding coding) {
  switch (coding) {
    case Coding::br:
      return brotli_compressed(body);
    case Coding::gzip:
      return gzip_compressed(body);
    case Coding::none:
      break;
  }
  return std::nullopt;
}

void compress(const Request& request, Response& response) {
  if (response.body.size() < compression_min || !is_compressible(response.content_type)) return;
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& h) { return equals_ignoring_case(h.first, name); });
  };
  if (has("content-encoding") || has("content-range")) return;
  add_vary(response);
  const auto coding = accepted_coding(request);
  if (coding == Coding::none) return;
  auto body = compressed(response.body, coding);
  if (!body || body->size() >= response.body.size()) return;
  response.body = std::move(*body);
  response.set("Content-Encoding", std::string(name(coding)));
  for (auto& [key, value] : response.headers) {
    if (equals_ignoring_case(key, "etag")) value = etag_for_coding(value, name(coding));
  }
}

}  // namespace praxis::http
