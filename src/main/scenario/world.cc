#include "main/scenario/world.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "identity/role_store.h"
#include "identity/scope_maker.h"
#include "identity/token_store.h"
#include "usecases/attach_file.h"
#include "usecases/bootstrap.h"
#include "usecases/create_record.h"
#include "usecases/timers.h"
#include "usecases/transition_record.h"

namespace praxis::main::scenario {
namespace {

namespace fs = std::filesystem;

constexpr Instant scenarios_begin_at{1'772'442'000'000'000};  // 2026-03-02T09:00Z, a Monday
constexpr int timers_in_a_wait_max = 10'000;
constexpr int mail_at_once_max = 10'000;

Result<std::string> temporary_folder() {
  std::error_code error;
  std::string name = fs::is_directory("/dev/shm", error) && access("/dev/shm", W_OK) == 0
                         ? "/dev/shm"
                         : fs::temp_directory_path(error).string();
  name += "/praxis-scenario-XXXXXX";
  if (mkdtemp(name.data()) == nullptr)
    return fail(Code::unavailable, "scenario.folder", name + ": cannot be made");
  return name;
}

usecases::Caller engine() { return usecases::operator_caller("cli"); }

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : path + "/") {
    if (c == '/')
      parts.push_back(std::exchange(part, {}));
    else
      part += c;
  }
  return parts;
}

Error taken(const std::string& name) {
  return {
      Code::invalid_argument, "scenario.name",
      fmt::format(
          "'{}' names two things; people, groups, sites and organizations share one space of names",
          name)};
}

}  // namespace

World::World() : time_(scenarios_begin_at) {}

World::~World() {
  if (program_) program_->stop();
  program_.reset();
  if (tenant_ && !config_.postgres.empty())
    if (const auto dropped = drop_schema(tenant_->database(), config_.schema); !dropped)
      log::warning("scenario.schema_stays",
                   {{"schema", config_.schema}, {"message", dropped.error().message}});
  tenant_.reset();
  std::error_code error;
  if (!folder_.empty()) fs::remove_all(folder_, error);
}

Result<std::unique_ptr<World>> World::make(const std::vector<pack::PackSource>& packs,
                                           const WorldPlace& place) {
  std::unique_ptr<World> world(new World);
  TRY(world->open(packs, place));
  return world;
}

Status World::open(const std::vector<pack::PackSource>& packs, const WorldPlace& place) {
  config_.port = 0;
  config_.workers = 4;
  config_.is_plain_http = true;
  config_.postgres = place.postgres;
  config_.schema = fmt::format("praxis_scenario_{}_{}", getpid(), place.number);
  if (place.postgres.empty()) config_.data = folder_ = TRY(temporary_folder());
  tenant_ =
      TRY(Tenant::open(config_, packs, time_, [](std::size_t, std::size_t, const std::string&) {}));
  program_ = std::make_unique<Program>(config_, *tenant_, time_);
  return program_->start(Program::Jobs::by_hand);
}

const std::string* World::token(const std::string& person) const {
  const auto found = tokens_.find(person);
  return found == tokens_.end() ? nullptr : &found->second;
}

// One record in a transaction of its own: the next one finds it in the directory.
Result<Id> World::make(const std::string& type, const JsonObject& fields) {
  return usecases::in_write(
      tenant_->application(), engine(), {}, [&](usecases::Work& work) -> Result<Id> {
        usecases::Draft draft;
        draft.fields = fields;
        return TRY(usecases::create_in(work, *work.model.type(type), draft)).id;
      });
}

Status World::add_people(const std::vector<pack::ScenarioPerson>& people) {
  for (const auto& person : people) TRY(add_organizations(person));
  for (const auto& person : people) TRY(add_groups_and_sites(person));
  for (const auto& person : people) TRY(add_person(person));
  for (const auto& person : people) TRY(grant_roles(person));
  TRY(run_jobs());
  TRY(new_mail());
  return {};
}

Status World::add_organizations(const pack::ScenarioPerson& person) {
  std::string above;
  for (const auto& key : parts_of(person.organization)) {
    if (!names_.find(key)) {
      JsonObject fields{{"title", key}, {"key", key}, {"kind", "internal"}};
      if (!above.empty()) fields["parent"] = to_text(*names_.find(above));
      names_.add(key, TRY(make("organization", fields)));
    }
    above = key;
  }
  return {};
}

Status World::add_groups_and_sites(const pack::ScenarioPerson& person) {
  const auto organization = to_text(*names_.find(parts_of(person.organization).back()));
  const auto add = [&](const std::string& type, const std::string& name) -> Status {
    if (names_.find(name)) return {};
    names_.add(name, TRY(make(type, {{"title", name}, {"organization", organization}})));
    return {};
  };
  for (const auto& group : person.groups) TRY(add("group", group));
  return person.site.empty() ? Status() : add("site", person.site);
}

Status World::add_person(const pack::ScenarioPerson& person) {
  if (names_.find(person.name)) return fail(taken(person.name));
  JsonObject fields{{"title", person.name},
                    {"email", person.name + "@scenario.test"},
                    {"organization", to_text(*names_.find(parts_of(person.organization).back()))}};
  JsonArray groups;
  for (const auto& group : person.groups) groups.emplace_back(to_text(*names_.find(group)));
  if (!groups.empty()) fields["groups"] = std::move(groups);
  if (!person.site.empty()) fields["site"] = to_text(*names_.find(person.site));
  if (!person.language.empty()) fields["language"] = person.language;
  names_.add(person.name, TRY(make("person", fields)));
  return {};
}

Status World::grant_roles(const pack::ScenarioPerson& person) {
  const auto id = *names_.find(person.name);
  const auto organization = *names_.find(parts_of(person.organization).back());
  return usecases::in_write(
      tenant_->application(), engine(), {}, [&](usecases::Work& work) -> Status {
        const auto lister = work.lister();
        const identity::Author author{lister, "cli"};
        for (const auto& name : person.roles) {
          const auto* role = work.model.packs().role(name);
          if (!role || !role->is_held_by_everyone)
            TRY(identity::grant_role(work.tx, author, {id, name, organization}));
        }
        tokens_[person.name] = TRY(identity::make_token(work.tx, author, {id, "scenario"})).secret;
        return {};
      });
}

Result<usecases::Caller> World::caller(const std::string& person) {
  const auto* id = token(person) ? names_.find(person) : nullptr;
  if (!id)
    return fail(Code::invalid_argument, "scenario.person",
                fmt::format("nobody is called {}", person));
  return usecases::in_read(
      tenant_->application(), engine(), [&](usecases::Work& work) -> Result<usecases::Caller> {
        return usecases::Caller{TRY(identity::make_scope(work.tx, work.model, work.directory, *id)),
                                "api"};
      });
}

Result<usecases::Draft> World::draft(const std::string& body) {
  auto draft = TRY(usecases::draft_from_json(TRY(json_from_text(names_.with_ids(body)))));
  draft.is_trusted = true;
  return draft;
}

Result<std::string> World::create(const pack::ScenarioRecord& given) {
  const auto wanted = TRY(draft(given.body));
  const auto made = TRY(usecases::create_record(tenant_->application(), TRY(caller(given.by)),
                                                given.type, wanted))
                        .record;
  names_.add(made.number, made.id);
  return made.number;
}

Status World::transition(const pack::ScenarioTransition& given) {
  const auto wanted = TRY(draft(given.body));
  TRY(usecases::transition_record(tenant_->application(), TRY(caller(given.by)), {"", given.number},
                                  given.transition, wanted));
  return {};
}

Status World::attach(const pack::ScenarioAttachment& given) {
  std::string_view content = given.kind;
  TRY(usecases::attach_file(tenant_->application(), TRY(caller(given.by)), {"", given.number},
                            {.name = given.kind + ".txt", .kind = given.kind, .is_trusted = true},
                            [&](std::span<char> into) -> Result<std::size_t> {
                              const auto count = content.copy(into.data(), into.size());
                              content.remove_prefix(count);
                              return count;
                            }));
  return {};
}

Status World::move_time(const pack::ScenarioWait& wait) {
  const auto target = wait.until ? *wait.until : now() + *wait.span;
  if (target < now())
    return fail(Code::invalid_argument, "scenario.time",
                fmt::format("time does not go back: it is {}", to_text(now())));
  for (int i = 0; i < timers_in_a_wait_max; ++i) {
    const auto next = TRY(usecases::next_timer(tenant_->application()));
    if (!next || *next > target) break;
    time_.set(std::max(*next, now()));
    TRY(run_jobs());
  }
  time_.set(target);
  return run_jobs();
}

Status World::run_jobs() { return program_->runner().run_all_now(); }

Result<std::vector<notify::OutboxRow>> World::new_mail() {
  auto rows = TRY(tenant_->database().read(
      [&](db::Transaction& tx) { return notify::read_outbox(tx, mail_seen_, mail_at_once_max); }));
  if (!rows.empty()) mail_seen_ = rows.back().row;
  return rows;
}

}  // namespace praxis::main::scenario
