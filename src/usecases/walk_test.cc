// Random walks through every shipped lifecycle and model: whatever people, time and chance do, no
// record reaches a state that no step leaves (but closed ones), and none breaks its own rules.
// Seeds are fixed and in the failure's text; a walk is the same again.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <random>

#include "identity/scope_maker.h"
#include "support/databases.h"
#include "usecases/attach_file.h"
#include "usecases/create_record.h"
#include "usecases/grant_role.h"
#include "usecases/import_world_for_test.h"
#include "usecases/link_record.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"
#include "workflow/checks.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

using pack::Field;
using pack::FieldType;

constexpr int steps_of_a_walk = 25;
constexpr int seeds = 6;
constexpr int walks_of_a_lifecycle = 6;
// With other values by other people, before a step counts as refused.
constexpr int tries_of_a_step = 10;
constexpr int tries_of_a_making = 100;  // what it refers to must be in the right state by chance
constexpr int making_max = 3;           // records made for the sake of one that is made

class Walker {
 public:
  explicit Walker(std::uint64_t seed) : random_(seed) {
    must(prepare_contents(*contents_, [](std::size_t, std::size_t, const std::string&) {}));
    world_.application.contents = &*contents_;
    populate();
  }

  // Of every three lives two are long.
  void walk(const pack::RecordType& type, const std::string& model, int life) {
    patience_ = life % 3 > 0 ? 8 : 2;
    trail_ = type.name + (model.empty() ? "" : "/" + model) + ": create";
    const auto made = create(type, model);
    if (!made) {
      ADD_FAILURE() << trail_ << ": nothing could be created: " << refusals_;
      return;
    }
    auto id = made->id;
    for (int i = 0; i < steps_of_a_walk && !testing::Test::HasFailure(); ++i) {
      for (auto n = below(3); n > 0; --n) change_something(type, id);
      if (below(3) == 0) link_something(type, id);
      if (below(moment_ahead(read(type, id)) ? 2 : 5) == 0) let_time_pass(type, id);
      if (!step(type, id)) break;
    }
  }

  const pack::PackSet& packs() const { return world_.models.current().model->packs(); }
  std::vector<std::string> faults() { return world_.faults(); }
  std::set<std::string> states_seen;

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  // What references may lead to: two organizations, one a supplier, three people and the like.
  void populate() {
    const auto first = bootstrap(world_.application, {"Harbor", "harbor", "Ada", "ada@x.example"});
    must(first.has_value());
    pool_["organization"].push_back(first->organization);
    people_.push_back(first->person);
    const auto harbor = to_text(first->organization);
    add("organization",
        {{"title", "Nordtech"}, {"key", "nordtech"}, {"kind", "supplier"}, {"parent", harbor}});
    add("site", {{"title", "Hamburg"}, {"organization", harbor}});
    add("group", {{"title", "Desk"}, {"organization", harbor}});
    for (const auto* name : {"ines", "mara"})
      people_.push_back(add("person", {{"title", name},
                                       {"email", std::string(name) + "@x.example"},
                                       {"organization", harbor},
                                       {"groups", JsonArray{to_text(pool_["group"].front())}}}));
    pool_["person"] = people_;
    for (std::size_t i = 1; i < people_.size(); ++i)
      must(grant_role(world_.application, world_.caller, {people_[i], "agent", first->organization})
               .has_value());
  }

  Id add(const std::string& type, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    const auto made = create_record(world_.application, world_.caller, type, draft);
    must(made.has_value());
    pool_[type].push_back(made->record.id);
    return made->record.id;
  }

  Caller somebody() {
    const auto person = people_[below(people_.size())];
    const auto scope = world_.read([&](Work& work) {
      return identity::make_scope(work.tx, work.model, work.directory, person);
    });
    must(scope.has_value());
    return {*scope, "api"};
  }

  Json random_reference(const std::string& target) {
    auto& known = pool_[target];
    // Of a type that nobody walked yet one is made; now and then another, a little way into its
    // life, for some may be chosen in few states only.
    // Organizations stay those where somebody acts: elsewhere nobody could take a step.
    if (const auto* type = packs().type(target); type && !type->is_abstract &&
                                                 target != "organization" && making_ < making_max &&
                                                 (known.empty() || below(3) == 0))
      if (const auto made = create(*type, "")) {
        ++making_;
        for (auto n = type->states.empty() ? 0 : below(3); n > 0; --n) nudge(*type, made->id);
        --making_;
      }
    return known.empty() ? Json(nullptr) : Json(to_text(known[below(known.size())]));
  }

  Json random_number(const Field& field) {
    const auto low = field.min.value_or(0),
               high = std::min(field.max.value_or(low + 100), low + 100);
    return low + static_cast<std::int64_t>(below(static_cast<std::size_t>(high - low + 1)));
  }

  // A clock that the text of an agreement may speak of; null where the field is no such text.
  const std::string* agreed_clock(std::string_view field) {
    for (const auto& type : packs().types()) {
      if (!type->agreement) continue;
      if (type->fields[static_cast<std::size_t>(type->agreement->terms)].name != field) continue;
      for (const auto& name : packs().type(type->agreement->of)->subtypes)
        if (const auto& clocks = packs().type(name)->clocks; !clocks.empty())
          return &clocks.front().name;
    }
    return nullptr;
  }

  Json random_value(const Field& field) {
    if (field.role == pack::FieldRole::calendar) return Json("{}");  // always open
    if (const auto* clock = agreed_clock(field.name))
      return Json(fmt::format(R"({{"{}": {{"target": {{"all": {{"is": "8h"}}}}}}}})", *clock));
    const auto day = world_.time.now() + days(static_cast<std::int64_t>(below(200)) - 20);
    switch (field.type) {
      case FieldType::integer:
        if (const auto* list = packs().choices(field.list))
          return std::stoll(list->choices[below(list->choices.size())].key);
        return random_number(field);
      case FieldType::choice: {
        const auto& choices = packs().choices(field.list)->choices;
        return Json(choices[below(choices.size())].key);
      }
      case FieldType::boolean:
        return below(2) == 0;
      case FieldType::decimal:
        return Json(fmt::format("{}.50", below(100)));
      case FieldType::money:
        return JsonObject{{"amount", std::to_string(below(5'000))}, {"currency", "EUR"}};
      case FieldType::date:
        return Json(to_text(day).substr(0, 10));
      case FieldType::instant:
        return Json(to_text(day));
      case FieldType::duration:
        return Json(fmt::format("{}m", 1 + below(600)));
      case FieldType::reference:
        return random_reference(field.target);
      case FieldType::references: {
        auto one = random_reference(field.target);
        return one.is_null() ? one : Json(JsonArray{std::move(one)});
      }
      case FieldType::email:
        return Json(fmt::format("x{}@x.example", ++words_));
      case FieldType::url:
        return Json("https://x.example/");
      case FieldType::ip:
        return Json("10.1.2.3");
      case FieldType::translatable:
        return JsonObject{{"en", "Word"}};
      default:  // fits every pattern that the packs ask for
        return Json(fmt::format("w{}", ++words_));
    }
  }

  void put(const Field& field, JsonObject& fields) {
    if (field.computed || field.is_retired || fields.contains(field.name)) return;
    if (auto value = random_value(field); !value.is_null()) fields[field.name] = std::move(value);
  }

  std::optional<record::Record> create(const pack::RecordType& type, const std::string& model) {
    refusals_.clear();
    ++making_;
    std::optional<record::Record> made;
    for (int i = 0; i < tries_of_a_making && !made; ++i) {
      Draft draft;
      draft.is_trusted = true;
      if (!model.empty())
        draft.fields[type.fields[static_cast<std::size_t>(type.model_field)].name] = model;
      for (const auto& field : type.fields)
        if (field.required.kind == pack::Rule::Kind::always || below(3) == 0)
          put(field, draft.fields);
      auto outcome = create_record(world_.application, somebody(), type.name, draft);
      if (outcome)
        made = std::move(outcome->record);
      else
        note_refusal("create", outcome.error());
    }
    --making_;
    if (!made) return made;
    for (const auto& name : type.chain) pool_[name].push_back(made->id);
    check(*made);
    return made;
  }

  void change_something(const pack::RecordType& type, Id id) {
    Draft draft;
    draft.is_trusted = true;
    // What conditions ask about is changed most.
    std::vector<const Field*> choices, all;
    for (const auto& field : type.fields) {
      if (field.computed || field.is_retired) continue;
      all.push_back(&field);
      if (field.type == FieldType::choice) choices.push_back(&field);
    }
    const auto& among = choices.empty() || below(2) == 0 ? all : choices;
    const auto& field = *among[below(among.size())];
    draft.fields[field.name] = below(4) == 0 ? Json(nullptr) : random_value(field);
    const auto changed =
        update_record(world_.application, somebody(), {type.name, to_text(id)}, draft);
    if (!changed) return;
    trail_ += fmt::format(" {}", to_text(Json(draft.fields)));
    check(changed->record);
  }

  // Whether a guard of the lifecycle counts these links.
  static bool is_guarded(const pack::Lifecycle& lifecycle, const pack::LinkType& link) {
    for (const auto& transition : lifecycle.transitions)
      for (const auto& guard : transition.guards)
        for (const auto& meaning : guard.holds->meanings)
          if (meaning.kind == pack::Meaning::Kind::link && meaning.name == link.name) return true;
    return false;
  }

  // One of the links that may begin at the type, to a record at its other end, if it is allowed:
  // most of those that guards ask about.
  void link_something(const pack::RecordType& type, Id id) {
    std::vector<const pack::LinkType*> links;
    for (const auto& link : packs().links())
      if (std::any_of(link.from.begin(), link.from.end(),
                      [&](const auto& end) { return type.is_a(end); }))
        links.push_back(&link);
    if (links.empty()) return;
    std::stable_partition(links.begin(), links.end(),
                          [&](const auto* link) { return is_guarded(type.lifecycle, *link); });
    const auto& link = *links[below(2) == 0 ? 0 : below(links.size())];
    const auto* end = packs().type(link.to[below(link.to.size())]);
    const auto other = random_reference(end->subtypes[below(end->subtypes.size())]);
    if (other.is_null()) return;
    const auto linked = link_record(world_.application, world_.caller, {type.name, to_text(id)},
                                    link.name, {"", std::string(other.get_string())});
    if (linked) trail_ += " +" + link.name;
  }

  // The first moment ahead that the record names: some steps may be taken after it alone.
  std::optional<Instant> moment_ahead(const record::Record& record) {
    std::optional<Instant> first;
    for (std::size_t i = 0; i < record.values.size(); ++i) {
      const auto& value = record.values[i];
      if (record.type->fields[i].type != FieldType::instant || !value.get<expr::Timestamp>())
        continue;
      const auto at = value.instant();
      if (at >= world_.time.now() && (!first || at < *first)) first = at;
    }
    return first;
  }

  void let_time_pass(const pack::RecordType& type, Id id) {
    const auto record = read(type, id);
    const auto before = record.state;
    const auto moment = moment_ahead(record);
    world_.time.set(moment && below(4) > 0
                        ? *moment + hours(1)
                        : world_.time.now() + hours(1 + static_cast<std::int64_t>(below(3'000))));
    const auto fired = fire_due_timers(world_.application, 100);
    EXPECT_TRUE(fired.has_value());
    const auto after = read(type, id);
    if (after.state != before) trail_ += " (time) → " + after.state_name();
    check(after);
  }

  record::Record read(const pack::RecordType& type, Id id) {
    return world_.read([&](Work& work) { return record::read(work.tx, work.lister(), type, id); })
        .value();
  }

  // Any transition that leads on, in random order, until one is not refused. False at the end of a
  // life that nothing leads out of.
  bool step(const pack::RecordType& type, Id id) {
    const auto before = read(type, id);
    refusals_.clear();
    std::vector<const pack::Transition*> leaving;
    bool has_timed = false;
    for (const auto& transition : workflow::lifecycle_of(before).transitions) {
      if (transition.from == 0 || !workflow::starts_here(transition, before)) continue;
      has_timed |= transition.roles.empty();
      if (!transition.roles.empty()) leaving.push_back(&transition);
    }
    std::shuffle(leaving.begin(), leaving.end(), random_);
    if (below(patience_) > 0)
      std::stable_partition(leaving.begin(), leaving.end(), [&](const auto* transition) {
        return type.states[static_cast<std::size_t>(transition->to)].phase != pack::Phase::closed;
      });
    for (int i = 0; i < tries_of_a_step; ++i)
      for (const auto* transition : leaving)
        if (try_one(before, *transition)) return true;
    if (before.phase() == pack::Phase::closed || (leaving.empty() && has_timed)) return false;
    // What waits for another record is no dead end: a guard or the link in step says which.
    if (refusals_.find(".guards.") != std::string::npos ||
        refusals_.find("link.out_of_step") != std::string::npos)
      return false;
    // Confidential, and of a group that has nobody in it: there is a step, but nobody to take it.
    if (refusals_.find("record.not_found") != std::string::npos) return false;
    ADD_FAILURE() << trail_ << ": no step leads out of " << before.state_name() << ": "
                  << refusals_;
    return false;
  }

  // A step if one succeeds; that none does is no fault here.
  void nudge(const pack::RecordType& type, Id id) {
    const auto before = read(type, id);
    for (const auto& transition : workflow::lifecycle_of(before).transitions)
      if (!transition.roles.empty() && workflow::starts_here(transition, before) &&
          try_one(before, transition))
        return;
  }

  bool try_one(const record::Record& before, const pack::Transition& transition) {
    const auto& type = *before.type;
    Draft draft;
    draft.is_trusted = true;
    draft.reason = "walked";
    for (const int field : transition.requires_fields)
      put(type.fields[static_cast<std::size_t>(field)], draft.fields);
    for (const int field : transition.asks)
      if (below(2) == 0) put(type.fields[static_cast<std::size_t>(field)], draft.fields);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      const auto& rule = type.fields[i].required;
      const bool is_wanted_there =
          (rule.kind == pack::Rule::Kind::when && below(2) == 0) ||
          (rule.kind == pack::Rule::Kind::in_states && (rule.states >> transition.to & 1U) != 0);
      if (is_wanted_there && before.values[i].is_null()) put(type.fields[i], draft.fields);
    }
    for (const auto& kind : transition.evidence) attach(before, kind);
    const auto moved = transition_record(world_.application, somebody(),
                                         {type.name, to_text(before.id)}, transition.name, draft);
    if (!moved) {
      note_refusal(transition.name, moved.error());
      return false;
    }
    trail_ += fmt::format(" {} → {}", transition.name, moved->record.state_name());
    EXPECT_TRUE(moved->is_created || moved->record.state == transition.to) << trail_;
    check(moved->record);
    return true;
  }

  void attach(const record::Record& record, const std::string& kind) {
    std::string_view content = kind;
    const auto attached = attach_file(world_.application, somebody(), {"", record.number},
                                      {.name = kind, .kind = kind, .is_trusted = true},
                                      [&](std::span<char> into) -> Result<std::size_t> {
                                        const auto count = content.copy(into.data(), into.size());
                                        content.remove_prefix(count);
                                        return count;
                                      });
    EXPECT_TRUE(attached.has_value()) << trail_;
  }

  void note_refusal(const std::string& step, const Error& error) {
    refusals_ += fmt::format("\n  {}: {}", step, error.reason);
    for (const auto& field : error.fields)
      refusals_ += fmt::format(" {} {}", field.field, field.reason);
    if (!error.details.empty()) refusals_ += " " + to_text(Json(error.details));
  }

  // The record as it lies in the database is in a state of its model and has what its rules ask.
  void check(const record::Record& written) {
    states_seen.insert(written.type->name + "." + written.state_name());
    const auto wrong = world_.read([&](Work& work) -> Result<std::vector<FieldError>> {
      const auto stored = TRY(record::find(work.tx, work.model, *written.type, written.id));
      must(stored.has_value());
      return workflow::check_record(work.around(*stored), nullptr, *stored,
                                    workflow::RequiredOf::whole_record, {});
    });
    ASSERT_TRUE(wrong.has_value());
    for (const auto& each : *wrong)
      ADD_FAILURE() << trail_ << ": " << written.number << " in " << written.state_name() << ": "
                    << each.field << " " << each.reason;
  }

  std::mt19937_64 random_;
  ImportWorld world_{db::Engine::sqlite};
  test::FreshDatabase contents_{db::Engine::sqlite};
  std::map<std::string, std::vector<Id>> pool_{};
  std::vector<Id> people_{};
  std::string trail_{}, refusals_{};
  std::int64_t words_ = 0;
  int making_ = 0;
  std::size_t patience_ = 2;  // so many times rarer a step that ends the life
};

std::set<std::string> walked(int seed) {
  SCOPED_TRACE(fmt::format("seed {}", seed));
  Walker walker(static_cast<std::uint64_t>(seed));
  for (const auto& type : walker.packs().types()) {
    if (type->is_abstract || type->states.empty()) continue;
    for (int i = 0; i < walks_of_a_lifecycle; ++i) {
      if (type->models.empty()) walker.walk(*type, "", i);
      for (const auto& [model, lifecycle] : type->models) walker.walk(*type, model, i);
      if (testing::Test::HasFailure()) return {};
    }
  }
  EXPECT_EQ(walker.faults(), std::vector<std::string>{});
  return walker.states_seen;
}

TEST(RandomWalks, LeadThroughEveryLifecycleWithoutADeadEndOrABrokenRule) {
  std::set<std::string> seen;
  for (int seed = 1; seed <= seeds; ++seed) {
    seen.merge(walked(seed));
    if (HasFailure()) return;
  }
  const ImportWorld world(db::Engine::sqlite);
  for (const auto& type : world.models.current().model->packs().types())
    for (const auto& state : type->states)
      EXPECT_TRUE(type->is_abstract || seen.contains(type->name + "." + state.name))
          << type->name << "." << state.name << " was never reached";
}

}  // namespace
}  // namespace praxis::usecases
