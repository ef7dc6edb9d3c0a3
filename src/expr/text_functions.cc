#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "expr/functions.h"

namespace praxis::expr {
namespace {

bool charge_text(Call& call, std::size_t bytes) {
  return call.evaluator.charge(call.node, static_cast<std::int64_t>(bytes / 64));
}

bool give_text(Call& call, std::string text) {
  if (text.size() > text_bytes_max) return call.refuse("too_large", "the text becomes too long");
  return charge_text(call, text.size()) && call.give(std::move(text));
}

bool size_of(Call& call) {
  if (const auto* text = call[0].get<std::string>()) {
    return charge_text(call, text->size()) &&
           call.give(static_cast<std::int64_t>(length_of(*text)));
  }
  if (const auto* bytes = call[0].get<Bytes>()) {
    return call.give(static_cast<std::int64_t>(bytes->bytes.size()));
  }
  if (const auto* list = call[0].get<std::shared_ptr<const List>>()) {
    return call.give(static_cast<std::int64_t>((*list)->size()));
  }
  if (const auto* map = call[0].get<std::shared_ptr<const Map>>()) {
    return call.give(static_cast<std::int64_t>((*map)->size()));
  }
  return call.refuse_overload();
}

template <class Test>
bool test_texts(Call& call, Test test) {
  const auto* text = call[0].get<std::string>();
  const auto* part = call[1].get<std::string>();
  if (!text || !part) return call.refuse_overload();
  return charge_text(call, text->size()) && call.give(bool(test(*text, *part)));
}

bool contains_text(Call& call) {
  return test_texts(call, [](const auto& text, const auto& part) {
    return text.find(part) != std::string::npos;
  });
}
bool starts_with(Call& call) {
  return test_texts(call,
                    [](const auto& text, const auto& part) { return text.starts_with(part); });
}
bool ends_with(Call& call) {
  return test_texts(call, [](const auto& text, const auto& part) { return text.ends_with(part); });
}

bool matches_text(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* pattern = call[1].get<std::string>();
  if (!text || !pattern) return call.refuse_overload();
  if (!charge_text(call, text->size() * 4)) return false;
  if (call.node.pattern) return call.give(RE2::PartialMatch(*text, *call.node.pattern));
  if (!call.evaluator.charge(call.node, 100))
    return false;  // compiling costs far more than matching
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 compiled(*pattern, options);
  if (!compiled.ok()) return call.refuse("bad_pattern", compiled.error());
  return call.give(RE2::PartialMatch(*text, compiled));
}

// A text by code points: the byte where each begins, and the end.
class CodePoints {
 public:
  explicit CodePoints(const std::string& text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) starts_.push_back(i);
    }
    starts_.push_back(text.size());
  }
  std::int64_t size() const { return static_cast<std::int64_t>(starts_.size()) - 1; }
  bool holds(std::int64_t index) const { return index >= 0 && index <= size(); }
  std::size_t offset(std::int64_t index) const { return starts_[static_cast<std::size_t>(index)]; }
  // The code point that begins at a byte.
  std::int64_t index(std::size_t byte) const {
    return std::ranges::lower_bound(starts_, byte) - starts_.begin();
  }
  std::string part(std::int64_t from, std::int64_t to) const {
    return text_.substr(offset(from), offset(to) - offset(from));
  }

 private:
  const std::string& text_;
  std::vector<std::size_t> starts_{};
};

bool bad_index(Call& call) {
  return call.refuse("index_out_of_range", "the text has no such character");
}

bool character_at(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* index = call[1].get<std::int64_t>();
  if (!text || !index) return call.refuse_overload();
  const CodePoints points(*text);
  if (!points.holds(*index)) return bad_index(call);
  if (*index == points.size()) return call.give("");
  return give_text(call, points.part(*index, *index + 1));
}

bool index_of(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* part = call[1].get<std::string>();
  const auto* given = call.size() > 2 ? call[2].get<std::int64_t>() : nullptr;
  if (!text || !part || (call.size() > 2 && !given)) return call.refuse_overload();
  if (!charge_text(call, text->size())) return false;
  const CodePoints points(*text);
  const auto from = given ? *given : 0;
  if (!points.holds(from)) return bad_index(call);
  const auto found = text->find(*part, points.offset(from));
  return call.give(found == std::string::npos ? std::int64_t{-1} : points.index(found));
}

bool last_index_of(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* part = call[1].get<std::string>();
  const auto* given = call.size() > 2 ? call[2].get<std::int64_t>() : nullptr;
  if (!text || !part || (call.size() > 2 && !given)) return call.refuse_overload();
  if (!charge_text(call, text->size())) return false;
  const CodePoints points(*text);
  const auto from = given ? *given : points.size();
  if (!points.holds(from)) return bad_index(call);
  const auto found = text->rfind(*part, points.offset(from));
  return call.give(found == std::string::npos ? std::int64_t{-1} : points.index(found));
}

template <char first, char last, int by>
bool change_case(Call& call) {
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  auto changed = *text;
  for (char& c : changed) {
    if (c >= first && c <= last) c = static_cast<char>(c + by);
  }
  return give_text(call, std::move(changed));
}

bool replace_text(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* from = call[1].get<std::string>();
  const auto* to = call[2].get<std::string>();
  const auto* given = call.size() > 3 ? call[3].get<std::int64_t>() : nullptr;
  if (!text || !from || !to || (call.size() > 3 && !given)) return call.refuse_overload();
  std::int64_t left = given ? *given : -1;
  std::string out;
  std::size_t at = 0;
  while (left != 0 && out.size() <= text_bytes_max) {
    auto found = text->find(*from, at);
    if (found == std::string::npos) break;
    out.append(*text, at, found - at);
    out += *to;
    --left;
    at = found + from->size();
    if (!from->empty()) continue;
    if (at >= text->size()) return give_text(call, std::move(out));
    do out += (*text)[at++];
    while (at < text->size() && (static_cast<unsigned char>((*text)[at]) & 0xC0) == 0x80);
  }
  out.append(*text, std::min(at, text->size()));
  return give_text(call, std::move(out));
}

List characters_of(const std::string& text) {
  const CodePoints points(text);
  List parts;
  for (std::int64_t i = 0; i < points.size(); ++i) parts.emplace_back(points.part(i, i + 1));
  return parts;
}

bool split_text(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* separator = call[1].get<std::string>();
  const auto* given = call.size() > 2 ? call[2].get<std::int64_t>() : nullptr;
  if (!text || !separator || (call.size() > 2 && !given)) return call.refuse_overload();
  if (!call.evaluator.charge(call.node, static_cast<std::int64_t>(text->size()))) return false;
  std::int64_t left = given ? *given : -1;
  if (left == 0) return call.give(List{});
  if (separator->empty() && left < 0) return call.give(characters_of(*text));
  List parts;
  std::size_t at = 0;
  while (--left != 0) {
    const std::size_t begin = separator->empty() ? at + 1 : at;
    auto found = text->find(*separator, begin);
    if (separator->empty()) {
      while (found < text->size() && (static_cast<unsigned char>((*text)[found]) & 0xC0) == 0x80)
        ++found;
      if (found >= text->size()) break;
    }
    if (found == std::string::npos) break;
    parts.emplace_back(text->substr(at, found - at));
    at = found + separator->size();
  }
  parts.emplace_back(text->substr(at));
  return call.give(std::move(parts));
}

bool substring_of(Call& call) {
  const auto* text = call[0].get<std::string>();
  const auto* from = call[1].get<std::int64_t>();
  const auto* given = call.size() > 2 ? call[2].get<std::int64_t>() : nullptr;
  if (!text || !from || (call.size() > 2 && !given)) return call.refuse_overload();
  const CodePoints points(*text);
  const auto to = given ? *given : points.size();
  if (!points.holds(*from) || !points.holds(to) || *from > to) return bad_index(call);
  return give_text(call, points.part(*from, to));
}

// Unicode's White_Space; the zero-width spaces are none.
constexpr std::array<std::string_view, 25> blanks = {
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00a0", "\u1680",
    "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
    "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool trim_text(Call& call) {
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  if (!charge_text(call, text->size() * 8)) return false;
  std::string_view rest(*text);
  const auto cut = [&](auto&& is_there, auto&& remove) {
    for (;;) {
      const auto found = std::ranges::find_if(blanks, is_there);
      if (found == blanks.end()) return;
      remove(found->size());
    }
  };
  cut([&](auto blank) { return rest.starts_with(blank); }, [&](auto n) { rest.remove_prefix(n); });
  cut([&](auto blank) { return rest.ends_with(blank); }, [&](auto n) { rest.remove_suffix(n); });
  return call.give(rest);
}

bool join_texts(Call& call) {
  const auto* list = call[0].get<std::shared_ptr<const List>>();
  const std::string none;
  const auto* separator = call.size() > 1 ? call[1].get<std::string>() : &none;
  if (!list || !separator) return call.refuse_overload();
  std::string out;
  for (const auto& element : **list) {
    const auto* text = element.get<std::string>();
    if (!text) return call.refuse_overload();
    if (&element != (*list)->data()) out += *separator;
    out += *text;
    if (out.size() > text_bytes_max) break;
  }
  return give_text(call, std::move(out));
}

bool quote_text(Call& call) {
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  constexpr std::string_view special = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view letters = "abfnrtv\\\"";
  std::string out = "\"";
  for (const char c : *text) {
    const auto found = special.find(c);
    if (found == std::string_view::npos) {
      out += c;
    } else {
      out += '\\';
      out += letters[found];
    }
  }
  return give_text(call, out + "\"");
}

bool reverse_value(Call& call) {
  if (const auto* list = call[0].get<std::shared_ptr<const List>>()) {
    if (!call.evaluator.charge(call.node, static_cast<std::int64_t>((*list)->size()))) return false;
    return call.give(List((*list)->rbegin(), (*list)->rend()));
  }
  const auto* text = call[0].get<std::string>();
  if (!text) return call.refuse_overload();
  const CodePoints points(*text);
  std::string out;
  for (auto i = points.size(); i > 0; --i) out += points.part(i - 1, i);
  return give_text(call, std::move(out));
}

constexpr auto receiver = CallStyle::receiver;
constexpr auto global = CallStyle::global;
constexpr Function text_function_table[] = {
    {"size", global, "s", 'i', size_of},
    {"size", global, "y", 'i', size_of},
    {"size", global, "l", 'i', size_of},
    {"size", global, "m", 'i', size_of},
    {"size", receiver, "s", 'i', size_of},
    {"size", receiver, "y", 'i', size_of},
    {"size", receiver, "l", 'i', size_of},
    {"size", receiver, "m", 'i', size_of},
    {"contains", receiver, "ss", 'b', contains_text},
    {"startsWith", receiver, "ss", 'b', starts_with},
    {"endsWith", receiver, "ss", 'b', ends_with},
    {"matches", receiver, "ss", 'b', matches_text},
    {"matches", global, "ss", 'b', matches_text},
    {"charAt", receiver, "si", 's', character_at},
    {"indexOf", receiver, "ss", 'i', index_of},
    {"indexOf", receiver, "ssi", 'i', index_of},
    {"lastIndexOf", receiver, "ss", 'i', last_index_of},
    {"lastIndexOf", receiver, "ssi", 'i', last_index_of},
    {"lowerAscii", receiver, "s", 's', change_case<'A', 'Z', 32>},
    {"upperAscii", receiver, "s", 's', change_case<'a', 'z', -32>},
    {"replace", receiver, "sss", 's', replace_text},
    {"replace", receiver, "sssi", 's', replace_text},
    {"split", receiver, "ss", 'S', split_text},
    {"split", receiver, "ssi", 'S', split_text},
    {"substring", receiver, "si", 's', substring_of},
    {"substring", receiver, "sii", 's', substring_of},
    {"trim", receiver, "s", 's', trim_text},
    {"join", receiver, "l", 's', join_texts},
    {"join", receiver, "ls", 's', join_texts},
    {"strings.quote", global, "s", 's', quote_text},
    {"reverse", receiver, "s", 's', reverse_value},
    {"reverse", receiver, "l", '*', reverse_value},
    {"format", receiver, "sl", 's', format_text},
};

}  // namespace

std::span<const Function> text_functions() { return text_function_table; }

}  // namespace praxis::expr
