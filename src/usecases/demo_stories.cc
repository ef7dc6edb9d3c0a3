#include "usecases/demo_stories.h"

namespace praxis::usecases {
namespace {

constexpr int tries_max = 12;

bool tells_of(const JsonObject& story, std::string_view field, std::string_view value) {
  const auto* fields = story.if_contains("fields");
  const auto* given = fields ? fields->as_object().if_contains(field) : nullptr;
  return given && given->is_string() && given->get_string() == value;
}

}  // namespace

std::vector<std::string> texts_of(const JsonObject& object, std::string_view key) {
  std::vector<std::string> list;
  const auto* found = object.if_contains(key);
  if (!found) return list;
  if (found->is_string()) list.emplace_back(found->get_string());
  if (found->is_array())
    for (const auto& text : found->get_array())
      if (text.is_string()) list.emplace_back(text.get_string());
  return list;
}

DemoStories::DemoStories(const pack::RecordType& type, Chance& chance)
    : type_(&type), chance_(chance) {
  const auto& demo = type.demo.as_object();
  if (const auto* slots = demo.if_contains("slots")) slots_ = slots->if_object();
  for (const auto& pair : demo.at("stories").as_object()) {
    const auto& story = pair.value().as_object();
    const auto* weight = story.if_contains("weight");
    stories_.push_back(&story);
    weights_.push_back(weight ? static_cast<double>(weight->as_int64()) : 1);
    share_ += weights_.back();
  }
  if (const auto* share = demo.if_contains("share"))
    share_ = static_cast<double>(share->as_int64());
}

const JsonObject& DemoStories::one(std::string_view field, std::string_view value) {
  if (!field.empty()) {
    auto weights = weights_;
    bool has_any = false;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const bool tells = tells_of(*stories_[i], field, value);
      has_any = has_any || tells;
      if (!tells) weights[i] = 0;
    }
    if (has_any) return *stories_[chance_.weighted(weights)];
  }
  return *stories_[chance_.weighted(weights_)];
}

std::string DemoStories::filled(std::string text) {
  for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
    const auto close = text.find('}', open);
    if (close == std::string::npos || !slots_) break;
    const auto words = texts_of(*slots_, text.substr(open + 1, close - open - 1));
    if (words.empty()) {
      open = close;
      continue;
    }
    const auto& word = chance_.one_of(words);
    text.replace(open, close - open + 1, word);
    open += word.size();
  }
  // A slot may stand at the beginning: "{tool} is slow".
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z' && text.find(' ') != std::string::npos)
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string DemoStories::text(const JsonObject& story, std::string_view key) {
  const auto list = texts_of(story, key);
  return list.empty() ? std::string() : filled(chance_.one_of(list));
}

std::string DemoStories::fresh_title(const JsonObject& story) {
  for (int i = 0; i < tries_max; ++i)
    if (auto made = text(story, "title"); titles_.insert(made).second) return made;
  return {};
}

std::string DemoStories::title(const JsonObject& story) {
  auto made = fresh_title(story);
  if (!made.empty()) return made;
  titles_.clear();  // all is told: what happened once may happen again
  return text(story, "title");
}

}  // namespace praxis::usecases
