// Constructs the program: database, packs, application, jobs, server. The only place that does.
// Everything is owned here and torn down in reverse order.
#pragma once

#include <memory>

#include "api/api.h"
#include "http/server.h"
#include "identity/password.h"
#include "jobs/runner.h"
#include "main/config.h"
#include "pack/pack_set.h"
#include "usecases/application.h"

namespace praxis::main {

using Progress = FunctionRef<void(std::size_t done, std::size_t total, const std::string& what)>;

Result<std::unique_ptr<db::Database>> open_database(const Config& config);

// A database with its tenant opened: what every command but `expr` and `pack check` needs.
class Tenant {
 public:
  static Result<std::unique_ptr<Tenant>> open(const Config& config, const TimeSource& time,
                                              Progress progress);
  // With other packs than the shipped ones.
  static Result<std::unique_ptr<Tenant>> open(const Config& config,
                                              const std::vector<pack::PackSource>& packs,
                                              const TimeSource& time, Progress progress);

  usecases::Application& application() { return *application_; }
  db::Database& database() { return *database_; }
  usecases::Models& models() { return *models_; }
  const identity::PasswordHasher& hasher() const { return hasher_; }

 private:
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<db::Database> contents_;  // of attachments, where they have a file of their own
  std::unique_ptr<usecases::Models> models_;
  std::unique_ptr<usecases::Application> application_;
  identity::PasswordHasher hasher_;
};

// The serving program over an open tenant.
class Program {
 public:
  Program(const Config& config, Tenant& tenant, const TimeSource& time);
  ~Program();

  Status start();
  void stop();
  std::uint16_t port() const;
  jobs::Runner& runner();
  enum class Jobs { on_their_thread, by_hand };
  Status start(Jobs jobs);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace praxis::main
