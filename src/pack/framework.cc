#include "pack/framework.h"

#include <algorithm>

namespace praxis::pack {

const Guide* Framework::guide(std::string_view type) const {
  const auto found = std::ranges::find(guides, type, &Guide::type);
  return found == guides.end() ? nullptr : &*found;
}

const Requirement* Framework::requirement(std::string_view id) const {
  const auto found = std::ranges::find(requirements, id, &Requirement::id);
  return found == requirements.end() ? nullptr : &*found;
}

std::string_view Framework::text(std::string_view language, std::string_view address) const {
  const auto first = languages.empty() ? std::string_view() : std::string_view(languages.front());
  for (const auto& each :
       {language, language.substr(0, language.find('-')), std::string_view("en"), first}) {
    const auto texts = prose.find(each);
    if (texts == prose.end()) continue;
    if (const auto found = texts->second.find(address); found != texts->second.end())
      return found->second;
  }
  return {};
}

}  // namespace praxis::pack
