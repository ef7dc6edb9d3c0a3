// What is accepted as JSON has a canonical text that is accepted, too, and is its own canonical
// text.
#include <cstdint>
#include <string_view>

#include "base/json.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = praxis::json_from_text(text);
  if (!value) return 0;
  const auto canonical = praxis::to_canonical(*value);
  must(praxis::is_valid_text(canonical));
  const auto again = praxis::json_from_text(canonical);
  must(again.has_value());
  must(praxis::to_canonical(*again) == canonical);
  const auto plain = praxis::json_from_text(praxis::to_text(*value));
  must(plain.has_value());
  must(praxis::to_canonical(*plain) == canonical);
  return 0;
}
