// Small questions about header fields (RFC 9110 §5). Pure.
#pragma once

#include <string_view>

namespace praxis::http {

inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (lower(text[i]) != lower_case[i]) return false;
  }
  return true;
}

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The items of a comma-separated list, trimmed; empty ones are left out.
template <class F>
void for_each_item(std::string_view list, F&& use) {
  while (!list.empty()) {
    const auto end = list.find(',');
    const auto item = trimmed(list.substr(0, end));
    list = end == list.npos ? std::string_view{} : list.substr(end + 1);
    if (!item.empty()) use(item);
  }
}

// No character that would end the header or begin another.
inline bool is_header_safe(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == text.npos;
}

}  // namespace praxis::http
