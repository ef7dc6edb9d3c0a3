// What every use case needs: the database, the model that is in force, the time. Use cases are one
// verb a file; each is a function of (Application, Caller, what is wanted) that decides on locked
// rows and writes once, in one transaction. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/synchronized.h"
#include "base/time_source.h"
#include "db/database.h"
#include "record/directory.h"
#include "record/model.h"
#include "record/scope.h"
#include "sla/book.h"

namespace praxis::usecases {

// The model, the directory and the book of calendars in force, swapped whole. in_force() follows
// what the tenant's state says.
class Models {
 public:
  struct Current {
    std::shared_ptr<const record::Model> model;
    std::shared_ptr<const record::Directory> directory;
    std::shared_ptr<const sla::Book> book;
  };
  explicit Models(std::shared_ptr<const record::Model> model)
      : current_(Current{std::move(model), nullptr, nullptr}) {}

  Current current() const {
    return current_.with([](const Current& c) { return c; });
  }
  void activate(std::shared_ptr<const record::Model> model) {
    current_.with([&](Current& c) { c = {std::move(model), nullptr, nullptr}; });
  }
  // Nothing, if another model was put in force meanwhile.
  void put(const Current& loaded) {
    current_.with([&](Current& c) {
      if (c.model == loaded.model) c = loaded;
    });
  }

 private:
  Synchronized<Current> current_;
};

// Told after a commit, so that jobs look at once: outbox rows, live events and timers may be there.
class Signals {
 public:
  virtual ~Signals() = default;
  virtual void committed() = 0;
};

struct Application {
  db::Database& database;
  Models& models;
  const TimeSource& time;
  Signals* signals = nullptr;  // none: nobody is to be told
  db::Database* contents =
      nullptr;  // where attachments' contents lie; none: nothing can be attached
};

// Who calls, and through what: web api mail import cli rule time.
struct Caller {
  std::shared_ptr<const record::Scope> scope;
  std::string via = "api";
  Id operation{};  // of a bulk edit or an import
};

}  // namespace praxis::usecases
