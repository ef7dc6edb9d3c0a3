#include "usecases/demo_walk.h"

#include <algorithm>
#include <cmath>

#include "record/field_value.h"
#include "usecases/comment_record.h"
#include "usecases/transition_record.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

constexpr int steps_max = 14;
constexpr double forgotten = .0008;  // of what was raised lies somewhere for ever
constexpr double fresh = .75;        // of what was raised just now waits its turn, too,
constexpr double fresh_days = 10;    // and ever less of what is older
constexpr double left_as_is = .03;   // at each step, of things that records refer to
constexpr double seldom = .1;        // a way of less weight is taken with that probability

int rank(pack::Phase phase) { return static_cast<int>(phase); }

// How likely a record goes this way: onward rather than back, seldom aside.
double weight_of(const pack::RecordType& type, int from, const pack::Transition& transition) {
  const auto& here = type.states[static_cast<std::size_t>(from)];
  const auto& there = type.states[static_cast<std::size_t>(transition.to)];
  if (!transition.evidence.empty()) return 0;  // there is nothing to attach
  const bool is_raised = type.field_with(pack::FieldRole::requester) >= 0;
  // Things that records refer to are in use: few come to their end, none goes back.
  if (!is_raised && there.phase == pack::Phase::closed) return .03;
  if (!is_raised && there.phase == pack::Phase::pending) return .05;
  if (!is_raised && transition.to < from) return 0;
  if (here.phase == pack::Phase::closed) return .02;
  if (there.glyph == "canceled") return .25;
  if (there.phase == pack::Phase::pending) return here.phase == pack::Phase::open ? 1.2 : .3;
  if (here.phase == pack::Phase::pending) return 8;
  if (rank(there.phase) > rank(here.phase)) return 5;
  if (rank(there.phase) < rank(here.phase)) return .15;
  return transition.to > from ? 9 : .3;
}

// How long a record stays in a state in the middle: what its demo says, else by the phase.
Span typical_stay(const pack::RecordType& type, const pack::State& state, bool is_first) {
  if (const auto* stay = type.demo.as_object().if_contains("stay"))
    if (const auto* told = stay->as_object().if_contains(state.name))
      if (const auto span = span_from_text(std::string_view(told->as_string()))) return *span;
  switch (state.phase) {
    case pack::Phase::open:
      return is_first ? minutes(25) : hours(3);
    case pack::Phase::pending:
      return hours(20);
    case pack::Phase::resolved:
      return hours(26);
    case pack::Phase::closed:
      return days(2);
  }
  return hours(1);
}

bool is_for(const pack::PackSet& packs, const std::vector<std::string>& roles, pack::Side side) {
  return std::any_of(roles.begin(), roles.end(), [&](const auto& name) {
    const auto* role = packs.role(name);
    return role && role->side == side;
  });
}

}  // namespace

void DemoNames::add(const record::Record& record, const std::string& title) {
  for (const auto& type : record.type->chain) {
    by_type[type].push_back(record.id);
    if (!title.empty()) by_title[type + " " + title] = record.id;
  }
}

Id DemoNames::find(const std::string& target, const std::string& title) const {
  const auto found = by_title.find(target + " " + title);
  return found == by_title.end() ? Id{} : found->second;
}

Work DemoWalk::as(Work& work, Id person) const {
  const auto found = with_.cast.scopes.find(person);
  auto own = work.as_system(found == with_.cast.scopes.end() ? work.scope : *found->second, "web");
  return own;
}

Id DemoWalk::agent_for(const record::Record& record) const {
  const auto assignee = record.reference(pack::FieldRole::assignee);
  if (with_.cast.scopes.contains(assignee)) return assignee;
  const auto group = with_.cast.agents_of.find(record.reference(pack::FieldRole::group));
  if (group != with_.cast.agents_of.end()) return with_.chance.one_of(group->second);
  return with_.chance.one_of(with_.cast.agents);
}

Id DemoWalk::actor_of(const record::Record& record, const pack::Transition& transition,
                      const pack::PackSet& packs) const {
  if (is_for(packs, transition.roles, pack::Side::agent)) return agent_for(record);
  return record.reference(pack::FieldRole::requester);
}

Instant DemoWalk::later(const record::Record& record, Instant now) const {
  const auto& state = record.type->states[static_cast<std::size_t>(record.state)];
  const auto stay = typical_stay(*record.type, state, record.state == 0);
  const auto took =
      static_cast<std::int64_t>(with_.chance.about(static_cast<double>(stay.us), 1.1));
  const auto at = now + Span{std::clamp(took, minutes(1).us, days(900).us)};
  return with_.chance.happens(.85) ? next_working(with_.chance, at) : at;
}

std::vector<DemoWalk::Step> DemoWalk::steps_from(Work& work, const record::Record& record) const {
  std::vector<Step> steps;
  for (const auto& transition : workflow::lifecycle_of(record).transitions) {
    if (transition.roles.empty() || !workflow::starts_here(transition, record)) continue;
    if (const double weight = weight_of(*record.type, record.state, transition); weight > 0)
      steps.push_back({&transition, weight, {}});
  }
  for (const auto& due : workflow::due_transitions(work.around(record)))
    steps.push_back({due.transition, 6, due.after ? work.now + *due.after : due.due_at});
  return steps;
}

Json DemoWalk::value_for(Work& work, const record::Record& record, const pack::Field& field,
                         DemoStories& stories, const JsonObject& story) {
  if (auto told = stories.text(story, field.name); !told.empty()) return Json(told);
  if (const auto* fields = story.if_contains("fields"))
    if (const auto* given = fields->as_object().if_contains(field.name)) {
      const bool is_text =
          field.type == pack::FieldType::text || field.type == pack::FieldType::markdown;
      if (is_text && given->is_number()) return Json(praxis::to_text(*given));  // a version: 10.4
      if (field.target.empty()) return *given;
      const auto id = given->is_string()
                          ? with_.names.find(field.target, std::string(given->get_string()))
                          : Id{};
      return id.is_nil() ? Json() : Json(to_text(id));
    }
  if (field.suggest)
    if (const auto value = record::evaluate(*field.suggest, work.around(record));
        value && !value->is_null())
      return record::value_to_json(field, *value);
  if (!field.list.empty()) {
    const auto* list = work.model.packs().choices(field.list);
    if (!list || list->choices.empty()) return {};
    // The first of a list is the usual one.
    const auto& choice =
        list->choices[with_.chance.happens(.6) ? 0 : with_.chance.below(list->choices.size())];
    return field.type == pack::FieldType::integer ? Json(std::stoll(choice.key)) : Json(choice.key);
  }
  const auto one_of = [&](const std::vector<Id>& ids) {
    return ids.empty() ? Json() : Json(to_text(with_.chance.one_of(ids)));
  };
  switch (field.type) {
    case pack::FieldType::reference:
      if (field.role == pack::FieldRole::assignee) return Json(to_text(agent_for(record)));
      if (field.target == "person") return one_of(with_.cast.agents);
      if (field.target == "group") return one_of(with_.cast.groups);
      if (field.target == "site") return one_of(with_.cast.sites);
      if (field.target == "organization") return Json(to_text(with_.cast.organizations[0]));
      if (const auto made = with_.names.by_type.find(field.target);
          made != with_.names.by_type.end())
        return one_of(made->second);
      return {};
    case pack::FieldType::instant:
      // Of several, such as a begin and an end, each lies behind the one before.
      return Json(to_text(work.now + hours(20 + 4 * instants_++)));
    case pack::FieldType::date:
      return Json(to_text(work.now + days(20 + static_cast<std::int64_t>(with_.chance.below(300))))
                      .substr(0, 10));
    case pack::FieldType::duration:
      return Json(to_text(minutes(15 * (1 + static_cast<std::int64_t>(with_.chance.below(12))))));
    case pack::FieldType::integer:
      return Json(field.min.value_or(1) + static_cast<std::int64_t>(with_.chance.below(4)));
    case pack::FieldType::boolean:
      return Json(true);
    case pack::FieldType::text:
    case pack::FieldType::markdown:
      return Json("Done as agreed.");
    default:
      return {};
  }
}

void DemoWalk::fill(Work& work, const record::Record& record, const Telling& telling, Draft& draft,
                    int position) {
  const auto& field = record.type->fields[static_cast<std::size_t>(position)];
  auto value = value_for(work, record, field, telling.stories, telling.story);
  if (!value.is_null()) draft.fields[field.name] = std::move(value);
}

// What a refusal asks for: a missing value, another person's word, or the time that was planned.
bool DemoWalk::mend(Work& work, const record::Record& record, const Telling& telling, Draft& draft,
                    const Error& refusal) {
  bool is_helped = false;
  for (const auto& error : refusal.fields)
    if (const int position = record.type->find_field(error.field);
        position >= 0 && error.reason == "required" && !draft.fields.contains(error.field)) {
      fill(work, record, telling, draft, position);
      is_helped = is_helped || draft.fields.contains(error.field);
    }
  return is_helped;
}

// The first instant that the record names and that is still to come, and a little more.
std::optional<Instant> DemoWalk::planned(const record::Record& record, Instant now) const {
  std::optional<Instant> first;
  for (const auto& value : record.values) {
    if (!value.get<expr::Timestamp>()) continue;
    const auto then = value.instant() + minutes(20);
    if (then > now && then <= with_.today && (!first || then < *first)) first = then;
  }
  return first;
}

Result<bool> DemoWalk::take(Work& work, record::Record& record, const Step& step,
                            const Telling& telling) {
  const auto& transition = *step.transition;
  Draft draft;
  draft.is_trusted = true;
  instants_ = 0;
  if (transition.needs_reason) draft.reason = telling.stories.text(telling.story, "reason");
  if (transition.needs_reason && draft.reason.empty()) draft.reason = "No longer needed.";
  auto actor = step.due ? Id{} : actor_of(record, transition, work.model.packs());
  for (int attempt = 0; attempt < 4; ++attempt) {
    auto own = as(work, actor);
    own.now = own.recorded_at = work.now;
    if (attempt == 0)
      for (const int position : transition.requires_fields)
        if (record.value(position).is_null()) fill(own, record, telling, draft, position);
    auto moved = transition_in(own, record, transition.name, draft);
    if (moved) {
      record = std::move(moved->record);
      return true;
    }
    const auto& refusal = moved.error();
    if (refusal.code == Code::internal || refusal.code == Code::unavailable) return fail(refusal);
    if (mend(own, record, telling, draft, refusal)) continue;
    if (refusal.code != Code::conflict || step.due) return false;
    // A guard: somebody else may do it, or it is for later.
    if (attempt == 0)
      actor = with_.chance.one_of(with_.cast.agents);
    else if (const auto then = planned(record, work.now))
      work.now = *then;
    else
      return false;
  }
  return false;
}

// Turn 0 is the agent's first word, 1 the answer, and so on; false when all is said.
Result<bool> DemoWalk::talk(Work& work, record::Record& record, DemoStories& stories,
                            const JsonObject& story, int turn) {
  const auto* says = story.if_contains("says");
  if (!says || !says->is_object()) return false;
  const bool is_agent = turn % 2 == 0;
  const auto words = texts_of(says->get_object(), is_agent ? "agent" : "requester");
  const auto at = static_cast<std::size_t>(turn / 2);
  if (at >= words.size()) return false;
  const auto who = is_agent ? agent_for(record) : record.reference(pack::FieldRole::requester);
  auto own = as(work, who);
  own.now = own.recorded_at = work.now;
  CommentDraft draft{.body = stories.filled(words[at]), .visibility = "public"};
  auto said = comment_in(own, record, draft);
  if (!said) return false;  // a closed record takes no more words
  record = std::move(said->record);
  return true;
}

// Most lives go on until today; a backlog is of the last days.
int DemoWalk::steps_until_rest(const record::Record& record, Instant born) const {
  auto& chance = with_.chance;
  if (record.type->field_with(pack::FieldRole::requester) < 0) {
    int steps = 0;
    while (steps < steps_max && !chance.happens(left_as_is)) ++steps;
    return steps;
  }
  const double age_days = static_cast<double>((with_.today - born).us) / 86'400e6;
  const bool rests = chance.happens(forgotten + fresh * std::exp(-age_days / fresh_days));
  return rests ? static_cast<int>(chance.below(3)) : steps_max;
}

Result<record::Record> DemoWalk::live(Work& work, record::Record record, DemoStories& stories,
                                      const JsonObject& story) {
  int turn = 0;
  bool is_talking = true;
  auto now = work.now;
  for (int i = 0, last = steps_until_rest(record, now); i < last && record.state >= 0; ++i) {
    const auto after = later(record, now);
    // Words fall between the steps.
    for (int word = 0; word < 2 && is_talking; ++word) {
      work.now = now + Span{(after - now).us * (word + 1) / 3};
      if (work.now > with_.today) break;
      is_talking = TRY(talk(work, record, stories, story, turn++));
    }
    work.now = now;
    auto steps = steps_from(work, record);
    bool has_moved = false;
    while (!steps.empty() && !has_moved) {
      std::vector<double> weights;
      for (const auto& step : steps) weights.push_back(step.weight);
      const auto chosen = with_.chance.weighted(weights);
      // Seldom ways are seldom also where there is no other.
      if (steps[chosen].weight < seldom && !with_.chance.happens(steps[chosen].weight))
        return record;
      work.now = steps[chosen].due.value_or(after);
      if (work.now <= with_.today)
        has_moved = TRY(take(work, record, steps[chosen], {stories, story}));
      else
        return record;  // still waiting today
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    if (!has_moved) break;
    now = work.now;
  }
  return record;
}

}  // namespace praxis::usecases
