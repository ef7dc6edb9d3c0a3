#include "usecases/demo.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

#include "identity/credential_store.h"
#include "identity/role_store.h"
#include "identity/scope_maker.h"
#include "usecases/comment_record.h"
#include "usecases/create_record.h"
#include "usecases/tenant.h"
#include "usecases/transition_record.h"

namespace praxis::usecases {
namespace {

struct DemoPerson {
  std::string name, email;
  std::vector<std::string> roles;
  int group = -1;  // index into demo_groups
  bool is_vip = false;
};
const std::vector<std::string> demo_groups{"Service desk", "Network", "Applications"};
const std::vector<std::string> demo_sites{"Hamburg", "Gdansk", "Lyon", "Rotterdam"};
const std::vector<DemoPerson> demo_people{
    {"Ada Winter",
     "ada@harbor.example",
     {"practice_owner", "service_owner", "configuration_manager", "auditor"},
     0},
    {"Ines Ferro", "ines@harbor.example", {"agent"}, 0},
    {"Tomasz Lis", "tomasz@harbor.example", {"practice_manager"}, 1},
    {"Karim Haddad", "karim@harbor.example", {"agent"}, 2},
    {"Mara Jansen", "mara@harbor.example", {}, -1, true},
    {"Jonas Weber", "jonas@harbor.example", {}},
    {"Lucie Blanc", "lucie@harbor.example", {}},
    {"Otto Meyer", "otto@meridian.example", {}}};

// A seeded choice of one out of many; the same everywhere, unlike the standard's distributions.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::mt19937_64 engine_;
};

std::vector<std::string> texts(const JsonObject& object, std::string_view key) {
  std::vector<std::string> list;
  const auto* found = object.if_contains(key);
  if (!found || !found->is_array()) return list;
  for (const auto& text : found->get_array()) list.emplace_back(text.as_string());
  return list;
}

class DemoMaker {
 public:
  DemoMaker(Application& application, const DemoOptions& options)
      : application_(application), options_(options), chance_(options.seed) {}

  Result<Demo> make() {
    TRY(make_organizations());
    TRY(make_people());
    const auto model = application_.models.current().model;
    for (const bool is_work : {false, true})  // what others refer to comes first
      for (const auto& type : model->packs().types())
        if (!type->is_abstract && type->demo.is_object() &&
            (type->field_with(pack::FieldRole::requester) >= 0) == is_work)
          TRY(make_records(*type));
    return std::move(demo_);
  }

 private:
  Caller as(Id person) {
    const auto caller = operator_caller("web");
    auto scope = in_read(application_, caller,
                         [&](Work& work) -> Result<std::shared_ptr<const record::Scope>> {
                           return identity::make_scope(work.tx, work.model, work.directory, person);
                         });
    return scope ? Caller{*scope, "web"} : caller;
  }

  Result<Id> create(const std::string& type, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    draft.occurred_at = began_;
    draft.is_silent = true;
    return TRY(create_record(application_, operator_caller("cli"), type, draft)).record.id;
  }

  Status make_organizations() {
    began_ = application_.time.now() - days(45);
    const auto first =
        TRY(bootstrap(application_, {"Harbor Logistics", "harbor", demo_people[0].name,
                                     demo_people[0].email, options_.password_hash}));
    harbor_ = first.organization;
    people_.push_back(first.person);
    meridian_ = TRY(create("organization", {{"title", "Meridian Foods"},
                                            {"key", "meridian"},
                                            {"kind", "customer"},
                                            {"parent", to_text(harbor_)}}));
    for (const auto& site : demo_sites)
      sites_.push_back(TRY(create(
          "site",
          {{"title", site}, {"organization", to_text(harbor_)}, {"time_zone", "Europe/Berlin"}})));
    for (const auto& group : demo_groups)
      groups_.push_back(TRY(create("group", {{"title", group},
                                             {"organization", to_text(harbor_)},
                                             {"owner", to_text(first.person)}})));
    demo_.logins.push_back({demo_people[0].email, "practice owner"});
    return {};
  }

  Status make_people() {
    for (std::size_t i = 1; i < demo_people.size(); ++i) {
      const auto& person = demo_people[i];
      const bool is_guest = person.email.ends_with("meridian.example");
      JsonObject fields{{"title", person.name},
                        {"email", person.email},
                        {"organization", to_text(is_guest ? meridian_ : harbor_)},
                        {"site", to_text(chance_.one_of(sites_))},
                        {"vip", person.is_vip}};
      if (person.group >= 0)
        fields["groups"] =
            JsonArray{Json(to_text(groups_[static_cast<std::size_t>(person.group)]))};
      if (person.is_vip)
        fields["handling"] = "Runs the night shift: call, do not write, between 22:00 and 6:00.";
      people_.push_back(TRY(create("person", std::move(fields))));
      TRY(give_login(people_.back(), person));
      demo_.logins.push_back({person.email, person.roles.empty() ? "requester"
                                            : person.roles.front() == "agent"
                                                ? "agent"
                                                : "practice manager"});
    }
    return {};
  }

  Status give_login(Id id, const DemoPerson& person) {
    return in_write(application_, operator_caller("cli"), {}, [&](Work& work) -> Status {
      const auto lister = work.lister();
      const identity::Author author{lister, "cli"};
      for (const auto& role : person.roles)
        if (work.model.packs().role(role))
          TRY(identity::grant_role(work.tx, author, {id, role, harbor_}));
      return identity::set_credential(work.tx, author, {id, options_.password_hash});
    });
  }

  std::string filled(const JsonObject& demo, std::string text) {
    const auto* slots = demo.if_contains("slots");
    for (auto open = text.find('{'); open != std::string::npos; open = text.find('{', open)) {
      const auto close = text.find('}', open);
      if (close == std::string::npos || !slots) break;
      const auto choices = texts(slots->as_object(), text.substr(open + 1, close - open - 1));
      if (choices.empty()) {
        open = close;
        continue;
      }
      text.replace(open, close - open + 1, chance_.one_of(choices));
    }
    return text;
  }

  std::string one_text(const JsonObject& demo, const JsonObject& story, std::string_view key) {
    if (const auto* single = story.if_contains(key); single && single->is_string())
      return filled(demo, std::string(single->get_string()));
    const auto list = texts(story, key);
    return list.empty() ? std::string() : filled(demo, chance_.one_of(list));
  }

  // A story by its weight; for what others refer to, each story once.
  Status make_records(const pack::RecordType& type) {
    const auto& demo = type.demo.as_object();
    std::vector<const JsonObject*> weighted;
    const bool is_work = type.field_with(pack::FieldRole::requester) >= 0;
    for (const auto& pair : demo.at("stories").as_object()) {
      const auto& story = pair.value().as_object();
      const auto* weight = story.if_contains("weight");
      for (std::int64_t i = weight && is_work ? weight->as_int64() : 1; i > 0; --i)
        weighted.push_back(&story);
    }
    const auto count = is_work ? static_cast<std::size_t>(options_.records_each) : weighted.size();
    for (std::size_t i = 0; i < count; ++i) {
      const auto& story = is_work ? *chance_.one_of(weighted) : *weighted[i];
      const auto back =
          is_work ? Span{days(30).us - days(30).us / static_cast<std::int64_t>(count + 1) *
                                           static_cast<std::int64_t>(i)}
                  : days(40);
      TRY(tell(type, demo, story, application_.time.now() - back));
    }
    return {};
  }

  // A reference in a story is a title of a record made before.
  void put_constant(const pack::RecordType& type, std::string_view name, const Json& value,
                    JsonObject& fields) {
    const auto* field = type.field(name);
    if (field && field->type == pack::FieldType::reference && value.is_string()) {
      const auto found = titled_.find(std::string(value.get_string()));
      if (found != titled_.end()) fields[name] = to_text(found->second);
    } else {
      fields[name] = value;
    }
  }

  // What work ends with is told when it ends; what others refer to is whole from the start.
  static bool is_told_first(const pack::Field& field, bool is_work) {
    return !is_work || field.role == pack::FieldRole::title ||
           field.role == pack::FieldRole::description ||
           field.required.kind == pack::Rule::Kind::always;
  }

  // Whether create fills the field by itself.
  static bool is_filled(const pack::RecordType& type, int field) {
    if (type.lifecycle.create < 0) return false;
    const auto& fill =
        type.lifecycle.transitions[static_cast<std::size_t>(type.lifecycle.create)].effects.fill;
    return std::any_of(fill.begin(), fill.end(), [&](const auto& f) { return f.field == field; });
  }

  JsonObject first_fields(const pack::RecordType& type, const JsonObject& demo,
                          const JsonObject& story) {
    JsonObject fields;
    const auto put = [&](std::string_view name, Json value) {
      if (type.find_field(name) >= 0) fields[name] = std::move(value);
    };
    if (const auto* given = story.if_contains("fields"))
      for (const auto& pair : given->as_object())
        put_constant(type, pair.key(), pair.value(), fields);
    const bool is_work = type.field_with(pack::FieldRole::requester) >= 0;
    for (const auto& field : type.fields)
      if (story.contains(field.name) && is_told_first(field, is_work))
        put(field.name, Json(one_text(demo, story, field.name)));
    put("organization", Json(to_text(harbor_)));
    put("owner", Json(to_text(people_[0])));
    if (is_work) {
      const auto requester = people_[4 + chance_.below(people_.size() - 4)];
      put("requester", Json(to_text(requester)));
      fields.erase("organization");
    }
    if (!is_filled(type, type.field_with(pack::FieldRole::group)))
      put("group", Json(to_text(chance_.one_of(groups_))));
    if (const int concerns = type.field_with(pack::FieldRole::concerns);
        concerns >= 0 && !is_filled(type, concerns))
      if (const auto& made = made_[type.fields[static_cast<std::size_t>(concerns)].target];
          !made.empty())
        fields[type.fields[static_cast<std::size_t>(concerns)].name] =
            to_text(chance_.one_of(made));
    return fields;
  }

  Status tell(const pack::RecordType& type, const JsonObject& demo, const JsonObject& story,
              Instant at) {
    Draft draft;
    draft.fields = first_fields(type, demo, story);
    draft.occurred_at = at;
    auto record = TRY(create_record(application_, operator_caller("web"), type.name, draft)).record;
    ++demo_.records;
    made_[type.name].push_back(record.id);
    titled_.emplace(std::string(draft.fields["title"].as_string()), record.id);
    const auto agent = as(people_[1 + chance_.below(3)]);
    const bool is_work = type.field_with(pack::FieldRole::requester) >= 0;
    if (is_work) TRY(say(record, demo, story, at));
    const auto steps = is_work ? chance_.below(4) : 1 + chance_.below(2);
    for (std::size_t i = 0; i < steps; ++i) {
      at = std::min(at + minutes(20 + static_cast<std::int64_t>(chance_.below(2'000))),
                    application_.time.now());
      TRY(step(record, is_work ? agent : operator_caller("web"), {demo, story, at}));
    }
    return {};
  }

  Status say(const record::Record& record, const JsonObject& demo, const JsonObject& story,
             Instant at) {
    const auto* says = story.if_contains("says");
    if (!says) return {};
    for (const auto& side : says->as_object()) {
      const bool is_agent = side.key() == "agent";
      const auto who = is_agent ? people_[1] : record.reference(pack::FieldRole::requester);
      for (const auto& text : side.value().as_array()) {
        at = at + minutes(9);
        TRY(comment_record(application_, as(who), {"", record.number},
                           {.body = filled(demo, std::string(text.as_string())),
                            .visibility = "public",
                            .occurred_at = at}));
      }
    }
    return {};
  }

  struct Moment {
    const JsonObject& demo;
    const JsonObject& story;
    Instant at;
  };

  // The next transition that leads on, with what it requires taken from the story.
  Status step(const record::Record& record, const Caller& caller, const Moment& moment) {
    const auto next =
        TRY(in_read(application_, caller, [&](Work& work) -> Result<const pack::Transition*> {
          const auto now = TRY(record::read(work.tx, work.lister(), {"", record.number}));
          std::vector<const pack::Transition*> onward;
          for (const auto& allowed : allowed_transitions(work, now))
            if (allowed.refused.empty() && allowed.transition->to > now.state &&
                !allowed.transition->needs_reason)
              onward.push_back(allowed.transition);
          return onward.empty() ? nullptr : onward[chance_.below(onward.size())];
        }));
    if (!next) return {};
    Draft draft;
    draft.occurred_at = moment.at;
    for (const int position : next->requires_fields) {
      const auto& field = record.type->fields[static_cast<std::size_t>(position)];
      if (auto value = required_value(field, moment); !value.is_null())
        draft.fields[field.name] = std::move(value);
    }
    const auto moved =
        transition_record(application_, caller, {"", record.number}, next->name, draft);
    if (!moved && moved.error().code != Code::invalid_argument &&
        moved.error().code != Code::conflict)
      return fail(moved.error());
    return {};
  }

  Json required_value(const pack::Field& field, const Moment& moment) {
    if (const auto* given = moment.story.if_contains("fields"))
      if (const auto* value = given->as_object().if_contains(field.name)) return *value;
    if (moment.story.contains(field.name))
      return Json(one_text(moment.demo, moment.story, field.name));
    if (field.list.empty()) return field.type == pack::FieldType::markdown ? Json("Done.") : Json();
    // The category at closing is the one at opening; any other choice is its list's first.
    if (const auto* given = moment.story.if_contains("fields"))
      for (const auto& pair : given->as_object())
        if (std::string_view(field.name)
                .ends_with(std::string_view(pair.key().data(), pair.key().size())))
          return pair.value();
    return Json(
        application_.models.current().model->packs().choices(field.list)->choices.front().key);
  }

  Application& application_;
  const DemoOptions& options_;
  Chance chance_;
  Instant began_{};
  Id harbor_{}, meridian_{};
  std::vector<Id> sites_, groups_, people_;
  std::map<std::string, std::vector<Id>> made_;
  std::map<std::string, Id> titled_;  // what stories name by its title
  Demo demo_;
};

}  // namespace

Result<Demo> make_demo(Application& application, const DemoOptions& options) {
  return DemoMaker(application, options).make();
}

}  // namespace praxis::usecases
