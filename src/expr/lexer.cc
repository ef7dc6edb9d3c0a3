#include "expr/lexer.h"

#include <array>
#include <optional>

namespace praxis::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }
bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr std::array<std::string_view, 26> symbols = {
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%",
    "!",  "?",  ":",  ".",  ",",  "(",  ")", "[", "]", "{", "}", "=", "|"};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    std::vector<Token> tokens;
    for (;;) {
      skip_blanks();
      if (at_ == text_.size()) break;
      tokens.push_back(TRY(next()));
    }
    tokens.push_back({TokenKind::end, {static_cast<std::uint32_t>(at_), 0}, {}});
    return tokens;
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool begins(std::string_view what) const { return text_.substr(at_).starts_with(what); }

  void skip_blanks() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        ++at_;
      } else if (begins("//")) {
        while (at_ < text_.size() && text_[at_] != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  Token cut(TokenKind kind, std::size_t end) {
    const auto start = at_;
    at_ = end;
    return {kind,
            {static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end - start)},
            text_.substr(start, end - start)};
  }
  tl::unexpected<Error> refuse(std::string_view message, std::size_t length = 1) const {
    const Position at{static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(length)};
    return fail(error_at(text_, at, "syntax", message));
  }

  Result<Token> next() {
    if (const auto quote = quote_offset()) return string_token(*quote);
    const char c = peek();
    if (is_name_start(c)) {
      std::size_t end = at_ + 1;
      while (end < text_.size() && is_name_part(text_[end])) ++end;
      return cut(TokenKind::identifier, end);
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number_token();
    if (c == '`') return quoted_identifier();
    for (const auto symbol : symbols) {
      if (begins(symbol)) return cut(TokenKind::symbol, at_ + symbol.size());
    }
    return refuse("this character means nothing here");
  }

  // Where the quote of a literal stands that begins here: behind the prefixes b and r.
  std::optional<std::size_t> quote_offset() const {
    std::size_t ahead = 0;
    if (peek(ahead) == 'b' || peek(ahead) == 'B') ++ahead;
    if (peek(ahead) == 'r' || peek(ahead) == 'R') ++ahead;
    if (peek(ahead) == '"' || peek(ahead) == '\'') return ahead;
    return std::nullopt;
  }

  Result<Token> string_token(std::size_t quote_at) {
    const bool is_bytes = peek() == 'b' || peek() == 'B';
    const bool is_raw = quote_at > 0 && (peek(quote_at - 1) == 'r' || peek(quote_at - 1) == 'R');
    const char quote = peek(quote_at);
    const bool is_triple = peek(quote_at + 1) == quote && peek(quote_at + 2) == quote;
    const std::string closing(is_triple ? 3 : 1, quote);
    for (std::size_t end = at_ + quote_at + closing.size(); end < text_.size(); ++end) {
      if (text_.substr(end).starts_with(closing)) {
        return cut(is_bytes ? TokenKind::bytes : TokenKind::text, end + closing.size());
      }
      if (!is_triple && (text_[end] == '\n' || text_[end] == '\r')) break;
      if (!is_raw && text_[end] == '\\') ++end;
    }
    return refuse("this text has no closing quote", text_.size() - at_);
  }

  Token number_token() {
    std::size_t end = at_;
    const auto digits = [&](auto&& is_one) {
      while (end < text_.size() && is_one(text_[end])) ++end;
    };
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X') && is_hex_digit(peek(2))) {
      end += 2;
      digits(is_hex_digit);
    } else {
      digits(is_digit);
      if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
        ++end;
        digits(is_digit);
      }
      end = after_exponent(end);
    }
    if (end < text_.size() && (text_[end] == 'u' || text_[end] == 'U')) ++end;
    return cut(TokenKind::number, end);
  }

  std::size_t after_exponent(std::size_t at) const {
    if (at >= text_.size() || (text_[at] != 'e' && text_[at] != 'E')) return at;
    std::size_t end = at + 1;
    if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
    if (end >= text_.size() || !is_digit(text_[end])) return at;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end;
  }

  Result<Token> quoted_identifier() {
    const auto end = text_.find('`', at_ + 1);
    if (end == std::string_view::npos || end == at_ + 1) return refuse("this name has no end");
    return cut(TokenKind::quoted_identifier, end + 1);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) { return Lexer(text).run(); }

}  // namespace praxis::expr
