// What effects create by a link can be created: there is a type for it, and all that it requires at
// its birth is carried over, set by its own `create`, computed or a default. Else the step that
// creates it would always be refused.
#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/names.h"

namespace praxis::pack {
namespace {

class CreateCheck {
 public:
  CreateCheck(Draft& draft, const TypeDraft& from) : draft_(draft), from_(from) {}

  void run() {
    for (const auto* section : {"transitions", "models", "rules", "clocks"})
      if (const auto* node = from_.effective.find(section))
        look_into(*node, join(from_.name, section));
  }

 private:
  // Every `do: {create: LINK}` and `within: {else: LINK}` below the node.
  void look_into(const Node& node, const std::string& address) {
    for (const auto& entry : node.entries) {
      const auto here = join(address, entry.key);
      const auto* link = entry.key == "do"       ? entry.value.find("create")
                         : entry.key == "within" ? entry.value.find("else")
                                                 : nullptr;
      if (link) check(*link, join(here, entry.key == "do" ? "create" : "else"));
      look_into(entry.value, here);
    }
  }

  void check(const Node& node, const std::string& address) {
    bool is_reverse = false;
    const auto* link = draft_.set->link(node.text, is_reverse);
    if (!link) return;  // reported where it was read
    const auto* made = made_type(is_reverse ? link->from : link->to);
    if (!made)
      return draft_.findings.add(
          node.at, address,
          fmt::format("{} leads only to abstract types: nothing can be created", node.text));
    std::string missing;
    for (const auto& field : made->fields)
      if (is_required_at_birth(*made, field) && !is_given(*made, field, *link, is_reverse))
        missing += (missing.empty() ? "" : ", ") + field.name;
    if (!missing.empty())
      draft_.findings.add(
          node.at, address,
          fmt::format("creates a {} without {}: let {} carry it, or its create fill it", made->name,
                      missing, link->name));
  }

  // As usecases/link_record.cc chooses it.
  const RecordType* made_type(const std::vector<std::string>& end) const {
    for (const auto& name : end)
      if (from_.type->is_a(name)) return from_.type;
    for (const auto& name : end)
      if (const auto* type = draft_.set->type(name); type && !type->is_abstract) return type;
    return nullptr;
  }

  static const Transition* birth(const RecordType& made) {
    const auto& lifecycle = made.lifecycle;
    return lifecycle.create < 0
               ? nullptr
               : &lifecycle.transitions[static_cast<std::size_t>(lifecycle.create)];
  }

  static bool is_required_at_birth(const RecordType& made, const Field& field) {
    if (field.computed || field.is_retired || !field.default_value.is_null()) return false;
    if (field.required.kind == Rule::Kind::always) return true;
    const auto* create = birth(made);
    return create && field.required.kind == Rule::Kind::in_states &&
           (field.required.states >> create->to & 1U) != 0;
  }

  bool is_given(const RecordType& made, const Field& field, const LinkType& link,
                bool is_reverse) const {
    const int position = made.find_field(field.name);
    const auto gives = [&](const std::vector<Effects::Assignment>& list) {
      return std::any_of(list.begin(), list.end(),
                         [&](const auto& each) { return each.field == position; });
    };
    const auto* create = birth(made);
    if (create && (gives(create->effects.set) || gives(create->effects.fill))) return true;
    return std::any_of(link.carries.begin(), link.carries.end(), [&](const auto& pair) {
      const auto& [of_to, of_from] = pair;
      const auto& theirs = is_reverse ? of_from : of_to;
      const auto& ours = is_reverse ? of_to : of_from;
      return theirs == field.name && from_.type->find_field(ours) >= 0;
    });
  }

  Draft& draft_;
  const TypeDraft& from_;
};

}  // namespace

void check_creates(Draft& draft) {
  for (const auto& from : draft.types)
    if (!from->type->is_abstract) CreateCheck(draft, *from).run();
}

}  // namespace praxis::pack
