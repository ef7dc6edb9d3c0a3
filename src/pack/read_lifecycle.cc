// Transitions of types, and of each model of a type: the base with its patch.
#include <algorithm>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/merge.h"
#include "pack/names.h"
#include "pack/read_effects.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

constexpr std::size_t transitions_max = 120;
constexpr std::size_t models_max = 20;
constexpr std::int64_t times_max = 10;

class LifecycleReader {
 public:
  LifecycleReader(Draft& draft, const RecordType& type, std::string model)
      : draft_(draft), type_(type), model_(std::move(model)) {}

  // `states` and `transitions` as maps, whole.
  Lifecycle read(const MapReader& states, const MapReader& transitions) {
    Lifecycle lifecycle;
    for (const auto& entry : states.node().entries) {
      const auto index = type_.find_state(entry.key);
      if (index >= 0) lifecycle.states |= StateSet{1} << index;
    }
    for (const auto& entry : transitions.node().entries) {
      if (lifecycle.transitions.size() >= transitions_max) {
        draft_.findings.add(entry.at, transitions.address(),
                            fmt::format("a type has at most {} transitions", transitions_max));
        break;
      }
      const MapReader reader(draft_.findings, entry.value, address_of(entry), entry.at);
      if (!is_name(entry.key))
        reader.add(entry.at, "a name is lower case, digits and _, a letter first");
      auto transition = read_transition(reader, entry, lifecycle.states);
      if (entry.key == "create") lifecycle.create = static_cast<int>(lifecycle.transitions.size());
      lifecycle.transitions.push_back(std::move(transition));
    }
    return lifecycle;
  }

 private:
  std::string address_of(const Entry& entry) const {
    const auto& owner = draft_.findings.owner_name(entry.at.owner);
    return model_.empty() ? fmt::format("{}.transitions.{}", owner, entry.key)
                          : fmt::format("{}.models.{}.transitions.{}", owner, model_, entry.key);
  }

  Transition read_transition(const MapReader& reader, const Entry& entry, StateSet states);
  void read_ends(const MapReader& reader, StateSet states, Transition& transition);
  void read_guards(const MapReader& reader, Transition& transition);
  void read_time(const MapReader& reader, Transition& transition);
  void read_within(const MapReader& reader, Transition& transition);

  Draft& draft_;
  const RecordType& type_;
  std::string model_;
};

void LifecycleReader::read_ends(const MapReader& reader, StateSet states, Transition& transition) {
  const bool is_create = transition.name == "create";
  transition.from = read_state_list(draft_, type_, reader, "from") & states;
  if (is_create && reader.has("from"))
    reader.add("from", "create comes from nowhere: leave from out");
  if (!is_create && reader.lacks("from"))
    reader.add(reader.at(), "from is missing: in which states can it be made?");
  else if (!is_create && transition.from == 0 && !type_.states.empty() && reader.is_map())
    reader.add("from", "leads from no state: none of these is there");
  const auto to = reader.required_text("to");
  transition.to = std::max(type_.find_state(to), 0);
  const auto index = type_.find_state(to);
  if (to.empty() || type_.states.empty()) return;
  if (index < 0) {
    std::vector<std::string> known;
    for (const auto& state : type_.states) known.push_back(state.name);
    reader.add("to", fmt::format("there is no state {}{}", to, what_would_do(to, known)));
  } else if ((states >> index & 1) == 0) {
    reader.add("to", fmt::format("leads to {}, a state that the model {} removes", to, model_));
  }
}

void LifecycleReader::read_guards(const MapReader& reader, Transition& transition) {
  const auto guards = reader.map("guards");
  for (const auto& entry : guards.node().entries) {
    if (!is_name(entry.key))
      draft_.findings.add(entry.at, guards.address(entry.key),
                          "a name is lower case, digits and _, a letter first");
    Guard guard{.name = entry.key, .declared_by = draft_.findings.owner_name(entry.at.owner)};
    guard.holds = ExpressionReader(draft_, type_).condition(entry.value, guards.address(entry.key));
    if (guard.holds) transition.guards.push_back(std::move(guard));
  }
}

void LifecycleReader::read_time(const MapReader& reader, Transition& transition) {
  const ExpressionReader expressions(draft_, type_);
  if (const auto* node = reader.find("when"))
    transition.when = expressions.condition(*node, reader.address("when"));
  if (const auto* node = reader.find("at"))
    transition.at =
        expressions.read(*node, reader.address("at"), expr::Type{.kind = expr::Kind::timestamp});
  if (!reader.has("after")) return;
  const auto after = reader.map("after");
  after.allow({"is", "calendar", "times", "notify"});
  Transition::After read;
  if (const auto* node = after.find("is"))
    read.is =
        expressions.read(*node, after.address("is"), expr::Type{.kind = expr::Kind::duration});
  else
    after.add(after.at(), "is is missing: after what time?");
  read.calendar = read_calendar(type_, after);
  read.times = static_cast<int>(after.integer("times", 1, times_max).value_or(1));
  read.notify = read_notices(draft_, type_, after, "notify");
  if (read.times > 1 && read.notify.empty())
    after.add("times", "more than once, but nobody is notified");
  transition.after = std::move(read);
}

void LifecycleReader::read_within(const MapReader& reader, Transition& transition) {
  if (!reader.has("within")) return;
  const auto within = reader.map("within");
  within.allow({"is", "since", "else"});
  const ExpressionReader expressions(draft_, type_);
  Transition::Within read;
  for (const auto* key : {"is", "since", "else"})
    if (within.lacks(key)) within.add(within.at(), fmt::format("{} is missing", key));
  if (const auto* node = within.find("is"))
    read.is =
        expressions.read(*node, within.address("is"), expr::Type{.kind = expr::Kind::duration});
  if (const auto* node = within.find("since"))
    read.since =
        expressions.read(*node, within.address("since"), expr::Type{.kind = expr::Kind::timestamp});
  read.otherwise = within.text("else");
  if (!read.otherwise.empty() && !has_link_end(draft_, type_, *within.find("else")))
    within.add("else", fmt::format("{} has no link {}{}", type_.name, read.otherwise,
                                   did_you_mean(read.otherwise, link_names(draft_))));
  transition.within = std::move(read);
}

Transition LifecycleReader::read_transition(const MapReader& reader, const Entry& entry,
                                            StateSet states) {
  Transition transition{.name = entry.key,
                        .declared_by = draft_.findings.owner_name(entry.at.owner)};
  reader.allow(transition_keys());
  read_ends(reader, states, transition);
  if (reader.lacks("roles"))
    reader.add(reader.at(), "roles is missing: write [] where only rules and time make it");
  transition.roles = read_role_names(draft_, reader, "roles");
  transition.key = reader.text("key");
  if (!transition.key.empty() &&
      (transition.key.size() != 1 || transition.key[0] < 'a' || transition.key[0] > 'z'))
    reader.add("key", "a key is one letter, a to z");
  transition.requires_fields = read_field_names(type_, draft_, reader, "requires");
  transition.asks = read_field_names(type_, draft_, reader, "asks");
  transition.needs_reason = reader.flag("reason");
  transition.evidence = reader.names("evidence");
  read_guards(reader, transition);
  read_time(reader, transition);
  read_within(reader, transition);
  transition.effects = read_effects(draft_, type_, reader.map("do"), {});
  return transition;
}

Lifecycle read_model(Draft& draft, const RecordType& type, const TypeDraft& from,
                     const Entry& model) {
  auto whole = Node::map_at(model.at);
  for (const auto* key : {"states", "transitions"}) {
    const auto* entry = from.effective.entry(key);
    whole.entries.push_back(entry ? *entry : Entry{key, model.at, Node::map_at(model.at)});
  }
  const auto address = fmt::format("{}.models.{}", type.name, model.key);
  const MapReader patch(draft.findings, model.value, address, model.at);
  patch.allow({"states", "transitions"});
  const auto states = patch.map("states");
  for (const auto& state : states.node().entries) {
    if (type.find_state(state.key) < 0 && !state.value.is_null())
      draft.findings.add(
          state.at, states.address(state.key),
          "a model adds no state: declare it in the base, and remove it in the other models");
  }
  if (patch.is_map())
    Merger(draft.findings, MergeBy::inheritance, MergeScope::whole)
        .merge(whole, model.value, address);
  const MapReader reader(draft.findings, whole, address, model.at);
  return LifecycleReader(draft, type, model.key)
      .read(reader.map("states"), reader.map("transitions"));
}

void read_models(Draft& draft, const TypeDraft& from, RecordType& type) {
  const MapReader reader(draft.findings, from.effective, type.name, from.at);
  const auto name = reader.text("model_field");
  const auto models = reader.map("models");
  if (name.empty()) {
    if (reader.has("models"))
      models.add(models.at(), "model_field is missing: which field says the model?");
    return;
  }
  type.model_field = type.find_field(name);
  const auto* field = type.field(name);
  const auto* list =
      field && field->type == FieldType::choice ? draft.set->choices(field->list) : nullptr;
  if (!list)
    return reader.add("model_field", fmt::format("{} is no choice field of {}{}", name, type.name,
                                                 did_you_mean(name, field_names(type))));
  for (const auto& choice : list->choices) {
    if (models.lacks(choice.key) && !choice.is_retired)
      models.add(models.at(), fmt::format("there is no model {}, which is in the list {}",
                                          choice.key, list->name));
  }
  for (const auto& entry : models.node().entries) {
    if (type.models.size() >= models_max)
      return models.add(entry.at, fmt::format("a type has at most {} models", models_max));
    if (list->find(entry.key) < 0)
      draft.findings.add(entry.at, models.address(entry.key),
                         fmt::format("is not in the list {}{}", list->name,
                                     what_would_do(entry.key, choice_keys(*list))));
    type.models.emplace(entry.key, read_model(draft, type, from, entry));
  }
}

}  // namespace

void read_lifecycles(Draft& draft) {
  for (auto& from : draft.types) {
    auto& type = *from->type;
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    if (type.states.empty() && reader.has("transitions") && !type.is_abstract)
      reader.add(reader.at("transitions"), "there are transitions, but no states");
    type.lifecycle =
        LifecycleReader(draft, type, "").read(reader.map("states"), reader.map("transitions"));
    read_models(draft, *from, type);
  }
}

}  // namespace praxis::pack
