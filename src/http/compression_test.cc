#include "http/compression.h"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <zlib.h>

namespace praxis::http {
namespace {

Request accepting(std::string value) {
  Request request;
  if (!value.empty()) request.headers.emplace_back("accept-encoding", std::move(value));
  return request;
}

Response page(std::size_t size = 4'000, std::string type = "text/html; charset=utf-8") {
  Response response;
  response.content_type = std::move(type);
  while (response.body.size() < size)
    response.body += "<p>service " + std::to_string(response.body.size());
  response.body.resize(size);
  return response;
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

std::string unbrotli(std::string_view body) {
  std::string out(100'000, '\0');
  std::size_t size = out.size();
  EXPECT_EQ(BrotliDecoderDecompress(body.size(), reinterpret_cast<const std::uint8_t*>(body.data()),
                                    &size, reinterpret_cast<std::uint8_t*>(out.data())),
            BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(size);
  return out;
}

std::string gunzip(std::string_view body) {
  std::string out(100'000, '\0');
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Compression, TakesTheBestCodingThatThePeerAccepts) {
  struct Case {
    const char* field;
    Coding expected;
  };
  const Case cases[] = {
      {"", Coding::none},
      {"gzip", Coding::gzip},
      {"GZIP", Coding::gzip},
      {"gzip, deflate, br, zstd", Coding::br},
      {"br;q=0.5, gzip;q=0.9", Coding::gzip},
      {"br;q=0.9,gzip;q=0.90", Coding::br},
      {"br;q=0, gzip", Coding::gzip},
      {"br; q=0.000", Coding::none},
      {"*", Coding::br},
      {"*;q=0", Coding::none},
      {"br;q=0, *", Coding::gzip},
      {"identity, deflate", Coding::none},
      {"gzip;q=1.0", Coding::gzip},
      {"gzip;q=x", Coding::none},
  };
  for (const auto& c : cases) EXPECT_EQ(accepted_coding(accepting(c.field)), c.expected) << c.field;
}

TEST(Compression, KnowsWhatIsWorthIt) {
  for (const char* type :
       {"text/html; charset=utf-8", "text/css", "application/json", "application/problem+json",
        "text/javascript", "application/javascript", "image/svg+xml"}) {
    EXPECT_TRUE(is_compressible(type)) << type;
  }
  for (const char* type :
       {"", "image/png", "application/zip", "application/octet-stream", "font/woff2"}) {
    EXPECT_FALSE(is_compressible(type)) << type;
  }
}

TEST(Compression, GivesBackTheSameBody) {
  for (const char* coding : {"br", "gzip"}) {
    auto response = page();
    const auto body = response.body;
    compress(accepting(coding), response);
    EXPECT_EQ(header_of(response, "Content-Encoding"), coding);
    EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
    EXPECT_LT(response.body.size(), body.size() / 2);
    EXPECT_EQ(std::string_view(coding) == "br" ? unbrotli(response.body) : gunzip(response.body),
              body);
  }
}

TEST(Compression, SaysThatItDependsOnThePeerEvenIfItDoesNotCompress) {
  auto response = page();
  compress(accepting(""), response);
  EXPECT_EQ(header_of(response, "Content-Encoding"), "");
  EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
}

TEST(Compression, LeavesSmallForeignAndCodedBodiesAlone) {
  auto small = page(compression_min - 1);
  auto image = page(4'000, "image/png");
  auto coded = page();
  coded.set("content-encoding", "br");
  for (auto* response : {&small, &image, &coded}) {
    const auto before = response->body;
    compress(accepting("br"), *response);
    EXPECT_EQ(response->body, before);
    EXPECT_EQ(header_of(*response, "Vary"), "");
  }
}

TEST(Compression, KeepsVaryAndMarksAStrongTag) {
  auto response = page();
  response.set("Vary", "Cookie");
  response.set("ETag", "\"7\"");
  compress(accepting("br"), response);
  EXPECT_EQ(header_of(response, "Vary"), "Cookie, Accept-Encoding");
  EXPECT_EQ(header_of(response, "ETag"), "\"7-br\"");
}

}  // namespace
}  // namespace praxis::http
