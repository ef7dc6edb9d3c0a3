#include "usecases/demo.h"

#include <algorithm>
#include <memory>

#include "usecases/create_record.h"
#include "usecases/demo_walk.h"
#include "usecases/link_record.h"

namespace praxis::usecases {
namespace {

constexpr Span demo_length = days(365);
constexpr std::size_t records_per_transaction = 100;
constexpr std::size_t stories_tried_max = 50;
constexpr std::size_t recent_max = 40;  // records of one thing that later ones may be linked to

// A failure of one thing that people depend on, and what belongs to it.
struct Episode {
  std::size_t thing = 0;      // index into the things that records concern
  std::vector<Id> records{};  // in the order in which they were raised
};

struct Plan {
  Instant at{};
  std::size_t type = 0;
  int episode = -1;
};

struct Recent {
  Id id;
  const pack::RecordType* type;
};

class DemoMaker {
 public:
  DemoMaker(Application& application, const DemoOptions& options, Progress progress)
      : application_(application),
        options_(options),
        progress_(progress),
        chance_(options.seed),
        // Whole days, so that the same day's demos are alike.
        today_(application.time.now()),
        began_{(today_ - demo_length).us / days(1).us * days(1).us} {}

  Result<Demo> make() {
    cast_ = TRY(make_cast(application_, options_, chance_, began_ - days(3)));
    model_ = application_.models.current().model;
    for (const auto& type : model_->packs().types()) {
      if (type->is_abstract || !type->demo.is_object()) continue;
      const bool is_raised = type->field_with(pack::FieldRole::requester) >= 0;
      (is_raised ? raised_ : things_).emplace_back(*type, chance_);
      if (const int concerns = type->field_with(pack::FieldRole::concerns);
          is_raised && concerns >= 0)
        concerned_ = type->fields[static_cast<std::size_t>(concerns)].target;
    }
    if (raised_.empty())
      return fail(Code::conflict, "demo.no_stories", "no pack in force tells stories for a demo");
    for (auto& stories : things_) TRY(make_things(stories));
    TRY(link_things(*model_));
    TRY(tell_year());
    return Demo{std::move(cast_.logins), made_};
  }

 private:
  WriteOptions past(Instant at) const { return {.occurred_at = at, .is_silent = true}; }

  // What a record of a story is made of: its fields, words, and who and what it concerns.
  JsonObject fields_of(Work& work, DemoStories& stories, const JsonObject& story,
                       const std::string& title) {
    const auto& type = stories.type();
    JsonObject fields;
    record::Record empty;
    empty.type = &type;
    empty.values.resize(type.fields.size());
    const auto* given = story.if_contains("fields");
    for (const auto& field : type.fields) {
      const bool is_told =
          story.contains(field.name) || (given && given->as_object().contains(field.name));
      const bool is_later = type.states.size() > 0 && is_for_later(type, field);
      if (!is_told || is_later || field.computed) continue;
      if (auto value = walk().value_for(work, empty, field, stories, story); !value.is_null())
        fields[field.name] = std::move(value);
    }
    fields["title"] = title;
    put(type, fields, "organization", to_text(cast_.organizations[0]));
    put(type, fields, "owner", to_text(cast_.owners[0]));
    if (const int group = type.field_with(pack::FieldRole::group); group >= 0)
      put(type, fields, type.fields[static_cast<std::size_t>(group)].name,
          to_text(chance_.one_of(cast_.groups)));
    return fields;
  }

  static void put(const pack::RecordType& type, JsonObject& fields, const std::string& name,
                  const std::string& value) {
    if (type.find_field(name) >= 0 && !fields.contains(name)) fields[name] = value;
  }

  // Fields that some transition asks for are told when it is made, not at the beginning.
  static bool is_for_later(const pack::RecordType& type, const pack::Field& field) {
    const int position = type.find_field(field.name);
    return std::any_of(type.lifecycle.transitions.begin(), type.lifecycle.transitions.end(),
                       [&](const pack::Transition& transition) {
                         return transition.from != 0 &&
                                std::find(transition.requires_fields.begin(),
                                          transition.requires_fields.end(),
                                          position) != transition.requires_fields.end();
                       }) &&
           field.role == pack::FieldRole::none && field.list.empty();
  }

  DemoWalk walk() { return DemoWalk({cast_, names_, chance_, today_}); }

  struct Told {
    JsonObject& fields;
    const JsonObject& story;
  };

  // What a refusal asks for: a value where one is missing, another thing or none where one does not
  // fit.
  Status mend(Work& work, DemoStories& stories, Told told, const Error& refusal) {
    record::Record empty;
    empty.type = &stories.type();
    empty.values.resize(stories.type().fields.size());
    for (const auto& error : refusal.fields) {
      const auto* field = stories.type().field(error.field);
      if (!field) return fail(refusal);
      if (error.reason == "not_among") {
        told.fields.erase(error.field);
      } else if (error.reason != "required") {
        return fail(refusal);
      } else if (auto value = walk().value_for(work, empty, *field, stories, told.story);
                 !value.is_null()) {
        told.fields[error.field] = std::move(value);
      }
    }
    return {};
  }

  Result<std::optional<record::Record>> create(Work& work, DemoStories& stories, JsonObject fields,
                                               const JsonObject& story) {
    Draft draft;
    draft.fields = std::move(fields);
    draft.is_trusted = true;
    for (int attempt = 0; attempt < 3; ++attempt) {
      auto made = create_in(work, stories.type(), draft);
      if (made) return std::optional(std::move(*made));
      if (made.error().code != Code::invalid_argument) return fail(made.error());
      TRY(mend(work, stories, {draft.fields, story}, made.error()));
    }
    return std::nullopt;
  }

  // Things that records refer to: each story once, those with many words many times.
  Status make_things(DemoStories& stories) {
    const auto many = 1 + static_cast<std::size_t>(options_.records / 400);
    return in_write(application_, operator_caller("web"), past(began_ - days(2)),
                    [&](Work& work) -> Status {
                      for (std::size_t i = 0; i < stories.count(); ++i)
                        TRY(make_thing(work, stories, stories.at(i), many));
                      return {};
                    });
  }

  Status make_thing(Work& work, DemoStories& stories, const JsonObject& story, std::size_t many) {
    const auto began = work.now;
    for (std::size_t i = 0; i < many; ++i) {
      const auto title = stories.fresh_title(story);
      if (title.empty()) return {};
      work.now = began;
      auto made = TRY(create(work, stories, fields_of(work, stories, story, title), story));
      if (!made) return {};
      const auto lived = TRY(walk().live(work, std::move(*made), stories, story));
      names_.add(lived, title);
      if (lived.type->is_a(concerned_) && lived.is_active()) concerns_.push_back({lived.id, title});
    }
    work.now = began;
    return {};
  }

  // Things hang together by every link that fits them.
  Status link_things(const record::Model& model) {
    return in_write(application_, operator_caller("web"), past(began_ - days(1)),
                    [&](Work& work) -> Status {
                      for (const auto& link : model.packs().links()) TRY(link_kind(work, link));
                      return {};
                    });
  }

  std::vector<Id> made_of(const std::vector<std::string>& types) const {
    std::vector<Id> ids;
    for (const auto& type : types)
      if (const auto made = names_.by_type.find(type); made != names_.by_type.end())
        ids.insert(ids.end(), made->second.begin(), made->second.end());
    return ids;
  }

  Status link_kind(Work& work, const pack::LinkType& link) {
    const auto to = made_of(link.to);
    if (to.empty()) return {};
    for (const auto& from : made_of(link.from)) {
      const auto wanted = link.to_max.value_or(2) == 1 ? 1 : 1 + chance_.below(2);
      for (std::size_t i = 0; i < wanted; ++i)
        if (const auto& other = chance_.one_of(to); other != from && chance_.happens(.8))
          TRY(link_two(work, from, other, link.name));
    }
    return {};
  }

  // A link that the packs refuse (too many, a circle) is left out.
  Status link_two(Work& work, Id from, Id to, const std::string& name) {
    auto first = record::lock(work.tx, work.lister(), record::RecordName{"", to_text(from)});
    auto second = record::lock(work.tx, work.lister(), record::RecordName{"", to_text(to)});
    if (!first || !second) return {};
    const auto linked = link_in(work, *first, name, *second);
    if (!linked && linked.error().code == Code::internal) return fail(linked.error());
    return {};
  }

  std::vector<Plan> plan_year() {
    std::vector<Plan> plans;
    const auto records =
        static_cast<std::size_t>(std::clamp<std::int64_t>(options_.records, 1, demo_records_max));
    std::vector<double> shares;
    for (const auto& stories : raised_) shares.push_back(stories.share());
    const auto main =
        static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
    if (!concerns_.empty())
      for (std::size_t i = 0; i < 1 + records / 1'500; ++i) plan_episode(plans, main);
    const auto rest = records - std::min(records, plans.size());
    for (const auto at : busy_times(chance_, began_, today_ - minutes(2), rest))
      plans.push_back({at, chance_.weighted(shares)});
    std::stable_sort(plans.begin(), plans.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    plans.resize(std::min(plans.size(), records));
    return plans;
  }

  // Many raise the same within hours; the other practices take it up within days.
  void plan_episode(std::vector<Plan>& plans, std::size_t main) {
    const auto begin = busy_times(chance_, began_, today_ - days(1), 1).front();
    const int number = static_cast<int>(episodes_.size());
    episodes_.push_back({chance_.below(concerns_.size())});
    const auto size = 6 + chance_.below(18);
    for (std::size_t i = 0; i < size; ++i) {
      const auto after = static_cast<std::int64_t>(chance_.about(35.0 * 60e6));
      plans.push_back({begin + Span{std::min(after, hours(7).us)}, main, number});
    }
    for (std::size_t type = 0; type < raised_.size(); ++type) {
      if (type == main || chance_.happens(.2)) continue;
      const auto at = next_working(
          chance_, begin + hours(8 + static_cast<std::int64_t>(chance_.below(24 * 9))));
      if (at < today_) plans.push_back({at, type, number});
    }
  }

  Status tell_year() {
    const auto plans = plan_year();
    for (std::size_t at = 0; at < plans.size(); at += records_per_transaction) {
      progress_(at, plans.size(), "records");
      const auto end = std::min(plans.size(), at + records_per_transaction);
      TRY(in_write(application_, operator_caller("web"), past(plans[at].at),
                   [&](Work& work) -> Status {
                     for (auto i = at; i < end; ++i) TRY(tell(work, plans[i]));
                     return {};
                   }));
    }
    progress_(plans.size(), plans.size(), "records");
    return {};
  }

  // A story that its type's rules refuse today yields to another one.
  Status tell(Work& work, const Plan& plan) {
    auto& stories = raised_[plan.type];
    auto* episode = plan.episode < 0 ? nullptr : &episodes_[static_cast<std::size_t>(plan.episode)];
    work.now = work.recorded_at = plan.at;
    for (std::size_t attempt = 0; attempt < stories_tried_max; ++attempt) {
      const auto& story = story_of(stories, attempt == 0 ? episode : nullptr);
      auto made = TRY(raise(work, stories, story, episode));
      if (!made) continue;
      ++made_;
      names_.add(*made, {});
      TRY(link_raised(work, *made, episode));
      TRY(link_to_things(work, *made));
      auto now = TRY(record::read(work.tx, work.lister(), *made->type, made->id));
      work.now = plan.at;
      TRY(walk().live(work, std::move(now), stories, story));
      return {};
    }
    return fail(
        Code::invalid_argument, "demo.no_story_fits",
        fmt::format("{} stories of {} were refused", stories_tried_max, stories.type().name));
  }

  // One about what the episode is about, if the stories of the type say what they concern.
  const JsonObject& story_of(DemoStories& stories, const Episode* episode) {
    const auto* concerns = episode ? concerned_field(stories.type()) : nullptr;
    return concerns ? stories.one(concerns->name, concerns_[episode->thing].title) : stories.one();
  }

  Result<std::optional<record::Record>> raise(Work& work, DemoStories& stories,
                                              const JsonObject& story, const Episode* episode) {
    const auto& type = stories.type();
    const auto* concerns = concerned_field(type);
    auto fields = fields_of(work, stories, story, stories.title(story));
    const auto requester = chance_.one_of(cast_.requesters);
    const auto& asked =
        type.fields[static_cast<std::size_t>(type.field_with(pack::FieldRole::requester))];
    const bool is_for_agents = !may_be_raised_by_anyone(work, type);
    fields[asked.name] = to_text(is_for_agents ? chance_.one_of(cast_.agents) : requester);
    fields.erase("organization");
    if (concerns && episode)
      fields[concerns->name] = to_text(concerns_[episode->thing].id);
    else if (concerns && !fields.contains(concerns->name) && !concerns_.empty())
      fields[concerns->name] = to_text(chance_.one_of(concerns_).id);
    return create(work, stories, std::move(fields), story);
  }

  static bool may_be_raised_by_anyone(const Work& work, const pack::RecordType& type) {
    const auto& create = type.lifecycle.create;
    if (create < 0) return true;
    const auto& roles = type.lifecycle.transitions[static_cast<std::size_t>(create)].roles;
    return std::any_of(roles.begin(), roles.end(), [&](const auto& name) {
      const auto* role = work.model.packs().role(name);
      return role && role->is_held_by_everyone;
    });
  }

  // The field that says what a record concerns, if it leads to a thing of the demo.
  const pack::Field* concerned_field(const pack::RecordType& type) const {
    const int position = type.field_with(pack::FieldRole::concerns);
    if (position < 0) return nullptr;
    const auto& field = type.fields[static_cast<std::size_t>(position)];
    return field.target == concerned_ ? &field : nullptr;
  }

  // A record of an episode belongs to those before it; others take up what was raised lately about
  // the same thing, if a link says how.
  Status link_raised(Work& work, const record::Record& record, Episode* episode) {
    const auto thing = record.reference(pack::FieldRole::concerns);
    auto& recent = recent_[thing];
    std::size_t linked = 0;
    const std::size_t wanted = episode ? 12 : chance_.happens(.35) ? 1 + chance_.below(4) : 0;
    for (auto other = recent.rbegin(); other != recent.rend() && linked < wanted; ++other) {
      const auto& packs = work.model.packs();
      const auto* link = link_between(packs, *other->type, *record.type);
      if (!link || (other->type == record.type && !episode)) continue;
      const bool is_forward = fits(packs, link->from, *other->type);
      if (other->type == record.type) {
        // Of one type: the first of the episode is the one that the others belong to.
        if (episode->records.empty()) break;
        TRY(link_two(work, record.id, episode->records.front(), link->name));
        break;
      }
      TRY(link_two(work, is_forward ? other->id : record.id, is_forward ? record.id : other->id,
                   link->name));
      ++linked;
    }
    recent.push_back({record.id, record.type});
    if (recent.size() > recent_max) recent.erase(recent.begin());
    if (episode) episode->records.push_back(record.id);
    return {};
  }

  // What a record is about: the things that links made for its type lead to.
  Status link_to_things(Work& work, const record::Record& record) {
    for (const auto& link : work.model.packs().links()) {
      const bool is_for_all = work.model.type(link.from.front())->is_abstract;
      if (!fits(work.model.packs(), link.from, *record.type) ||
          !chance_.happens(is_for_all ? .12 : .9))
        continue;
      const auto things = made_of_things(link.to);
      if (!things.empty()) TRY(link_two(work, record.id, chance_.one_of(things), link.name));
    }
    return {};
  }

  std::vector<Id> made_of_things(const std::vector<std::string>& types) const {
    std::vector<Id> ids;
    for (const auto& name : types)
      if (const auto* type = model_->type(name);
          type && type->field_with(pack::FieldRole::requester) < 0)
        if (const auto made = names_.by_type.find(name); made != names_.by_type.end())
          ids.insert(ids.end(), made->second.begin(), made->second.end());
    return ids;
  }

  static bool fits(const pack::PackSet& packs, const std::vector<std::string>& ends,
                   const pack::RecordType& type) {
    return std::any_of(ends.begin(), ends.end(),
                       [&](const auto& end) { return packs.type(end) && type.is_a(end); });
  }

  // The link that says most: one made for just these types, before one for all work.
  static const pack::LinkType* link_between(const pack::PackSet& packs, const pack::RecordType& a,
                                            const pack::RecordType& b) {
    for (const auto& link : packs.links()) {
      const bool is_own = &a == &b;
      if (link.is_symmetric || link.is_same_type != is_own) continue;
      const bool is_general = std::any_of(link.from.begin(), link.from.end(), [&](const auto& t) {
        return packs.type(t) && packs.type(t)->is_abstract;
      });
      if (!is_own && is_general) continue;
      if ((fits(packs, link.from, a) && fits(packs, link.to, b)) ||
          (fits(packs, link.from, b) && fits(packs, link.to, a)))
        return &link;
    }
    return nullptr;
  }

  struct Concern {
    Id id;
    std::string title;
  };

  Application& application_;
  const DemoOptions& options_;
  Progress progress_;
  Chance chance_;
  Instant today_, began_;
  std::shared_ptr<const record::Model> model_{};
  std::string concerned_{};  // the type of what records concern
  DemoCast cast_{};
  DemoNames names_{};
  std::vector<DemoStories> raised_{}, things_{};
  std::vector<Concern> concerns_{};
  std::vector<Episode> episodes_{};
  std::map<Id, std::vector<Recent>> recent_{};
  std::int64_t made_ = 0;
};

}  // namespace

Result<Demo> make_demo(Application& application, const DemoOptions& options, Progress progress) {
  return DemoMaker(application, options, progress).make();
}

}  // namespace praxis::usecases
