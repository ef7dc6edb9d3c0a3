#include "pack/model.h"

#include <algorithm>

namespace praxis::pack {

const Transition* Lifecycle::find(std::string_view name) const {
  for (const auto& transition : transitions)
    if (transition.name == name) return &transition;
  return nullptr;
}

const Field* RecordType::field(std::string_view wanted) const {
  const auto index = find_field(wanted);
  return index < 0 ? nullptr : &fields[static_cast<std::size_t>(index)];
}

int RecordType::find_field(std::string_view wanted) const {
  const auto found = field_index.find(std::string(wanted));
  return found == field_index.end() ? -1 : found->second;
}

int RecordType::field_with(FieldRole role) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].role == role) return static_cast<int>(i);
  return -1;
}

int RecordType::find_state(std::string_view wanted) const {
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i].name == wanted) return static_cast<int>(i);
  return -1;
}

bool RecordType::is_a(std::string_view type) const {
  return std::find(chain.begin(), chain.end(), type) != chain.end();
}

const Lifecycle& RecordType::lifecycle_for(const std::string& model) const {
  const auto found = models.find(model);
  return found == models.end() ? lifecycle : found->second;
}

const View* RecordType::view(std::string_view wanted) const {
  for (const auto& view : views)
    if (view.name == wanted) return &view;
  return nullptr;
}

int ChoiceList::find(std::string_view key) const {
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (choices[i].key == key) return static_cast<int>(i);
  return -1;
}

bool ChoiceList::lies_within(std::string_view key, std::string_view ancestor) const {
  // Parents stand before their children, so this walk ends.
  for (int at = find(key); at >= 0; at = choices[static_cast<std::size_t>(at)].parent)
    if (choices[static_cast<std::size_t>(at)].key == ancestor) return true;
  return false;
}

}  // namespace praxis::pack
