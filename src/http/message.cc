#include "http/message.h"

#include <array>

namespace praxis::http {

std::string_view name(Method method) {
  static constexpr std::array<std::string_view, 7> names{"GET",   "HEAD",   "POST",   "PUT",
                                                         "PATCH", "DELETE", "OPTIONS"};
  return names[static_cast<std::size_t>(method)];
}

std::string_view Request::header(std::string_view lower_case_name) const {
  for (const auto& [key, value] : headers) {
    if (key == lower_case_name) return value;
  }
  return {};
}

std::optional<std::string_view> Request::parameter(std::string_view wanted) const {
  for (const auto& [key, value] : query) {
    if (key == wanted) return value;
  }
  return std::nullopt;
}

std::string_view Request::cookie(std::string_view wanted) const {
  for (const auto& [key, value] : headers) {
    if (key != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      auto pair = rest.substr(0, end);
      rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
      while (pair.starts_with(' ')) pair.remove_prefix(1);
      if (pair.size() > wanted.size() && pair[wanted.size()] == '=' && pair.starts_with(wanted)) {
        return pair.substr(wanted.size() + 1);
      }
    }
  }
  return {};
}

}  // namespace praxis::http
