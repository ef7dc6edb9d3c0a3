#include "api/language.h"

#include <algorithm>

#include "http/field.h"

namespace praxis::api {
namespace {

// "de-AT" is served by "de".
std::string_view match_language(std::string_view wanted,
                                const std::vector<std::string>& available) {
  const auto primary = wanted.substr(0, wanted.find_first_of("-_"));
  for (const auto part : {wanted, primary})
    for (const auto& language : available)
      if (!part.empty() && http::equals_ignoring_case(part, language)) return language;
  return {};
}

double weight_of(std::string_view item) {
  const auto at = item.find("q=");
  if (at == item.npos) return 1;
  double weight = 0, unit = 1;
  bool is_fraction = false;
  for (const char c : item.substr(at + 2)) {
    if (c == '.') {
      is_fraction = true;
    } else if (c >= '0' && c <= '9') {
      if (is_fraction)
        weight += (unit /= 10) * (c - '0');
      else
        weight = weight * 10 + (c - '0');
    } else {
      break;
    }
  }
  return weight;
}

}  // namespace

std::string language_of(const http::Request& request, const std::vector<std::string>& available,
                        std::string_view preferred) {
  if (const auto asked = request.parameter("language"))
    if (const auto found = match_language(*asked, available); !found.empty())
      return std::string(found);
  std::string_view best;
  double best_weight = 0;
  http::for_each_item(request.header("accept-language"), [&](std::string_view item) {
    const auto found = match_language(http::trimmed(item.substr(0, item.find(';'))), available);
    const auto weight = weight_of(item);
    if (found.empty() || weight <= best_weight) return;
    best = found;
    best_weight = weight;
  });
  if (best.empty()) best = match_language(preferred, available);
  return best.empty() ? "en" : std::string(best);
}

}  // namespace praxis::api
