// The world of one scenario: a fresh tenant with its people, a clock that only the scenario moves,
// and the program serving it over HTTP on a free port of this machine. Jobs run when they are told
// to. Gone with everything in it when destroyed. One thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/time_source.h"
#include "main/scenario/names.h"
#include "main/wiring.h"
#include "notify/outbox.h"
#include "pack/scenario.h"
#include "usecases/draft.h"

namespace praxis::main::scenario {

// Where its database is: a PostgreSQL schema of its own, or a folder of its own.
struct WorldPlace {
  std::string postgres{};  // "": a temporary folder
  int number = 0;          // of the scenario, so that no two share a place
};

class World {
 public:
  static Result<std::unique_ptr<World>> make(const std::vector<pack::PackSource>& packs,
                                             const WorldPlace& place);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Status add_people(const std::vector<pack::ScenarioPerson>& people);
  // Sets up a record, asking no rights: its number.
  Result<std::string> create(const pack::ScenarioRecord& given);
  Status transition(const pack::ScenarioTransition& given);
  Status attach(const pack::ScenarioAttachment& given);

  // Moves the clock, stopping wherever a timer falls due, and lets the jobs run.
  Status move_time(const pack::ScenarioWait& wait);
  Status run_jobs();
  // What came into the outbox since this was last asked, or since the world was made.
  Result<std::vector<notify::OutboxRow>> new_mail();

  Instant now() const { return time_.now(); }
  std::uint16_t port() const { return program_->port(); }
  Names& names() { return names_; }
  const std::string* token(const std::string& person) const;

 private:
  World();
  Status open(const std::vector<pack::PackSource>& packs, const WorldPlace& place);
  Status add_organizations(const pack::ScenarioPerson& person);
  Status add_groups_and_sites(const pack::ScenarioPerson& person);
  Status add_person(const pack::ScenarioPerson& person);
  Status grant_roles(const pack::ScenarioPerson& person);
  Result<usecases::Caller> caller(const std::string& person);
  Result<usecases::Draft> draft(const std::string& body);
  Result<Id> make(const std::string& type, const JsonObject& fields);

  ManualTime time_;
  Config config_{};
  std::string folder_{};  // of the embedded database; gone with the world
  std::unique_ptr<Tenant> tenant_{};
  std::unique_ptr<Program> program_{};
  Names names_{};
  std::map<std::string, std::string> tokens_{};
  std::int64_t mail_seen_ = 0;
};

// Removes a schema with all that is in it. schema_store.cc
Status drop_schema(db::Database& database, const std::string& schema);

}  // namespace praxis::main::scenario
