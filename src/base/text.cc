#include "base/text.h"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>

#include "base/result.h"
#include "base/word_breaks.h"

namespace praxis {
namespace {

constexpr std::size_t token_bytes_max = 64;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_ascii_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'); }

icu::UnicodeString case_folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  must(U_SUCCESS(status));
  return folder->normalize(icu::UnicodeString::fromUTF8(icu::StringPiece(
                               text.data(), static_cast<std::int32_t>(text.size()))),
                           status);
}

icu::UnicodeString without_marks(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* decomposer = icu::Normalizer2::getNFDInstance(status);
  must(U_SUCCESS(status));
  const auto decomposed = decomposer->normalize(text, status);
  icu::UnicodeString plain;
  for (std::int32_t i = 0; i < decomposed.length();) {
    const UChar32 c = decomposed.char32At(i);
    i += U16_LENGTH(c);
    if (u_charType(c) != U_NON_SPACING_MARK) plain.append(c);
  }
  return plain;
}

void add_token(std::vector<std::string>& out, std::string token) {
  if (token.size() > token_bytes_max) {
    std::int32_t cut = token_bytes_max;
    U8_SET_CP_START(reinterpret_cast<const std::uint8_t*>(token.data()), 0, cut);
    token.resize(static_cast<std::size_t>(cut));
  }
  if (!token.empty()) out.push_back(std::move(token));
}

std::vector<std::string> ascii_tokens(std::string_view text) {
  std::vector<std::string> out;
  std::string token;
  for (const char raw : text) {
    const char c = ascii_lower(raw);
    if (is_ascii_word(c)) {
      token += c;
    } else if (!token.empty()) {
      add_token(out, std::move(token));
      token.clear();
    }
  }
  add_token(out, std::move(token));
  return out;
}

}  // namespace

bool is_valid_text(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    if (c <= 0) return false;  // ill-formed is negative
  }
  return true;
}

std::size_t length_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string fold(std::string_view text) {
  std::string out;
  if (is_ascii(text)) {
    out.resize(text.size());
    std::transform(text.begin(), text.end(), out.begin(), ascii_lower);
    return out;
  }
  case_folded(text).toUTF8String(out);
  return out;
}

std::vector<std::string> tokens(std::string_view text) {
  if (is_ascii(text)) return ascii_tokens(text);
  const auto plain = without_marks(case_folded(text));
  thread_local const auto own_breaks = make_word_breaks();
  auto& breaks = *own_breaks;
  breaks.setText(plain);
  std::vector<std::string> out;
  auto from = breaks.first();
  for (auto to = breaks.next(); to != icu::BreakIterator::DONE; from = to, to = breaks.next()) {
    if (breaks.getRuleStatus() < UBRK_WORD_NONE_LIMIT) continue;
    std::string word;
    plain.tempSubStringBetween(from, to).toUTF8String(word);
    // UAX 29 keeps "o'neil" and "a_b" whole; search splits them like ASCII text, so that both ways
    // agree.
    if (is_ascii(word)) {
      for (auto& part : ascii_tokens(word)) out.push_back(std::move(part));
    } else {
      add_token(out, std::move(word));
    }
  }
  return out;
}

}  // namespace praxis
