// Proves each lifecycle, and each model built whole: every state is reached, a closed one can be
// reached from each, every transition is made by someone or something, and what time or a rule
// enters is complete.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

class LifecycleCheck {
 public:
  LifecycleCheck(Draft& draft, const TypeDraft& from, const Lifecycle& lifecycle, std::string model)
      : draft_(draft),
        from_(from),
        type_(*from.type),
        lifecycle_(lifecycle),
        model_(std::move(model)) {}

  void run() {
    if (lifecycle_.create < 0)
      return add(at("transitions"), "transitions",
                 "there is no create, the transition that has no from");
    check_reached();
    check_ends();
    for (const auto& transition : lifecycle_.transitions) {
      check_maker(transition);
      check_completeness(transition);
      check_model_field(transition);
    }
  }

 private:
  Mark at(std::string_view section, std::string_view name = {}) const {
    const auto* entry = from_.effective.entry(section);
    if (!entry) return from_.at;
    if (name.empty()) return entry->at;
    const auto* models = from_.effective.find("models");
    const auto* patch = models && !model_.empty() ? models->find(model_) : nullptr;
    const auto* patched = patch ? patch->find(section) : nullptr;
    if (const auto* found = patched ? patched->entry(name) : nullptr) return found->at;
    const auto* found = entry->value.entry(name);
    return found ? found->at : entry->at;
  }

  void add(Mark mark, std::string_view path, std::string message) {
    const auto in_model =
        model_.empty() ? std::string() : fmt::format(" (in the model {})", model_);
    draft_.findings.add(mark, fmt::format("{}.{}", type_.name, path), message + in_model);
  }

  const std::string& state_name(std::size_t state) const { return type_.states[state].name; }

  bool is_retired(std::size_t state) const {
    const auto* states = from_.effective.find("states");
    const auto* declared = states ? states->find(state_name(state)) : nullptr;
    const auto* retired = declared ? declared->find("retired") : nullptr;
    return retired && retired->boolean;
  }

  void check_reached();
  void check_ends();
  void check_maker(const Transition& transition);
  bool says_nobody(const Transition& transition) const;
  void check_completeness(const Transition& transition);
  void check_model_field(const Transition& transition);

  Draft& draft_;
  const TypeDraft& from_;
  const RecordType& type_;
  const Lifecycle& lifecycle_;
  std::string model_;
};

void LifecycleCheck::check_reached() {
  StateSet reached =
      StateSet{1} << lifecycle_.transitions[static_cast<std::size_t>(lifecycle_.create)].to;
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const auto& transition : lifecycle_.transitions) {
      const auto to = StateSet{1} << transition.to;
      if ((transition.from & reached) == 0 || (reached & to) != 0) continue;
      reached |= to;
      has_grown = true;
    }
  }
  for (std::size_t state = 0; state < type_.states.size(); ++state) {
    if ((lifecycle_.states >> state & 1) == 0) continue;
    const bool is_reached = (reached >> state & 1) != 0;
    if (is_reached && is_retired(state))
      add(at("states", state_name(state)), "states." + state_name(state),
          "is retired, but a transition still leads there");
    if (!is_reached && !is_retired(state))
      add(at("states", state_name(state)), "states." + state_name(state),
          "is never reached: no transition leads there from create on");
  }
}

void LifecycleCheck::check_ends() {
  StateSet ends = states_in_phase(type_, Phase::closed) & lifecycle_.states;
  if (ends == 0)
    return add(at("states"), "states", "no state is closed: one in phase closed is wanted");
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const auto& transition : lifecycle_.transitions) {
      if ((ends >> transition.to & 1) == 0 || (transition.from & ~ends) == 0) continue;
      ends |= transition.from;
      has_grown = true;
    }
  }
  for (std::size_t state = 0; state < type_.states.size(); ++state) {
    if ((lifecycle_.states >> state & 1) != 0 && (ends >> state & 1) == 0)
      add(at("states", state_name(state)), "states." + state_name(state),
          "leads to no closed state");
  }
}

bool LifecycleCheck::says_nobody(const Transition& transition) const {
  const auto* transitions = from_.effective.find("transitions");
  const auto* declared = transitions ? transitions->find(transition.name) : nullptr;
  if (!declared) return true;  // a model's own
  const auto* roles = declared->find("roles");
  return roles && roles->is_list() && roles->items.empty();
}

void LifecycleCheck::check_maker(const Transition& transition) {
  if (!transition.roles.empty() || transition.at || transition.after) return;
  if (!says_nobody(transition)) return;  // roles that are missing or unknown were reported
  const auto makes = [&](const Effects& effects) { return effects.transition == transition.name; };
  if (std::any_of(type_.rules.begin(), type_.rules.end(),
                  [&](const EventRule& rule) { return makes(rule.effects); }))
    return;
  for (const auto& clock : type_.clocks)
    if (std::any_of(clock.thresholds.begin(), clock.thresholds.end(),
                    [&](const ClockThreshold& each) { return makes(each.effects); }))
      return;
  for (const auto& other : lifecycle_.transitions)
    if (makes(other.effects)) return;
  // A link may make it: by what flows, or in step.
  for (const auto& link : draft_.set->links()) {
    for (const auto& flow : link.flows)
      for (const auto& [source, receiver] : flow.transitions)
        if (receiver == transition.name) return;
    if (!link.in_step) continue;
    for (const auto* pairs : {&link.in_step->forward, &link.in_step->backward})
      for (const auto& [leading, following] : *pairs)
        if (following == transition.name) return;
  }
  const auto declared = at("transitions", transition.name);
  if (draft_.find_type(transition.declared_by) &&
      draft_.find_type(transition.declared_by)->type != &type_ &&
      draft_.find_type(transition.declared_by)->type->is_abstract)
    return;
  add(declared, "transitions." + transition.name,
      "nobody and nothing makes it: give it roles, at, after, or a rule");
}

// What is required in the state that time or a rule enters must be there already, or be set on the
// way.
void LifecycleCheck::check_completeness(const Transition& transition) {
  if (!transition.roles.empty() || transition.from == 0) return;
  const auto to = StateSet{1} << transition.to;
  for (std::size_t i = 0; i < type_.fields.size(); ++i) {
    const auto& field = type_.fields[i];
    if (field.required.kind != Rule::Kind::in_states || (field.required.states & to) == 0) continue;
    if ((transition.from & ~field.required.states) == 0 || field.computed ||
        !field.default_value.is_null())
      continue;
    const auto gives = [&](const std::vector<Effects::Assignment>& list) {
      return std::any_of(list.begin(), list.end(), [&](const Effects::Assignment& each) {
        return each.field == static_cast<int>(i);
      });
    };
    if (gives(transition.effects.set) || gives(transition.effects.fill)) continue;
    add(at("transitions", transition.name), "transitions." + transition.name,
        fmt::format(
            "enters {} without {}, which is required there, and nobody is asked: set or fill it",
            state_name(static_cast<std::size_t>(transition.to)), field.name));
  }
}

// The model says which lifecycle holds: it may change only where all of them know the state.
void LifecycleCheck::check_model_field(const Transition& transition) {
  if (type_.model_field < 0 || model_.empty()) return;
  const bool changes_model =
      std::any_of(transition.effects.set.begin(), transition.effects.set.end(),
                  [&](const auto& each) { return each.field == type_.model_field; }) ||
      std::find(transition.effects.clear.begin(), transition.effects.clear.end(),
                type_.model_field) != transition.effects.clear.end();
  const auto asks_for = [&](const std::vector<int>& list) {
    return std::find(list.begin(), list.end(), type_.model_field) != list.end();
  };
  if (!changes_model && !asks_for(transition.requires_fields) && !asks_for(transition.asks)) return;
  StateSet shared = ~StateSet{0};
  for (const auto& [name, lifecycle] : type_.models) shared &= lifecycle.states;
  if ((shared >> transition.to & 1) == 0)
    add(at("transitions", transition.name), "transitions." + transition.name,
        fmt::format("may change the model on the way to {}, which not all models have",
                    state_name(static_cast<std::size_t>(transition.to))));
}

// Where the model field stays open outside the shared states, a later change would leave the record
// in no state.
void check_model_is_fixed(Draft& draft, const TypeDraft& from) {
  const auto& type = *from.type;
  if (type.model_field < 0 || type.models.empty()) return;
  const auto& field = type.fields[static_cast<std::size_t>(type.model_field)];
  StateSet shared = ~StateSet{0}, all = 0;
  for (const auto& [name, lifecycle] : type.models)
    shared &= lifecycle.states, all |= lifecycle.states;
  const auto open_states = all & ~shared;
  const auto* entry = from.effective.find("fields")->entry(field.name);
  const auto address = fmt::format("{}.fields.{}", type.name, field.name);
  switch (field.fixed.kind) {
    case Rule::Kind::always:
    case Rule::Kind::when:  // an expression is the author's word; its states are not read here
      return;
    case Rule::Kind::in_states:
      if ((open_states & ~field.fixed.states) == 0) return;
      break;
    case Rule::Kind::never:
      if (open_states == 0) return;
      break;
  }
  draft.findings.add(entry->at, address,
                     "may change in states that not all models have: fix it there");
}

}  // namespace

void check_lifecycles(Draft& draft) {
  for (auto& from : draft.types) {
    const auto& type = *from->type;
    if (type.is_abstract || type.states.empty()) continue;
    if (type.models.empty()) LifecycleCheck(draft, *from, type.lifecycle, "").run();
    for (const auto& [model, lifecycle] : type.models)
      LifecycleCheck(draft, *from, lifecycle, model).run();
    check_model_is_fixed(draft, *from);
  }
}

}  // namespace praxis::pack
