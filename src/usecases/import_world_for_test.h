// A tenant with the shipped packs, and imports into it from texts: for tests of imports and
// exports.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "record/search.h"
#include "support/databases.h"
#include "usecases/bootstrap.h"
#include "usecases/import_events.h"
#include "usecases/tenant.h"

namespace praxis::usecases {

inline std::string file_text(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class ImportWorld {
 public:
  explicit ImportWorld(db::Engine engine)
      : fresh(engine),
        time(*instant_from_text("2026-03-02T09:00:00Z")),
        models(opened(fresh, time)),
        application{*fresh, models, time},
        caller(operator_caller("cli")) {}

  Result<ImportReport> import(std::string_view csv, const std::string& map,
                              ImportMode mode = ImportMode::apply) {
    TextSource source(csv);
    return import_events(application, caller, {source, map, "map.yaml", mode, rows_per_transaction},
                         watching);
  }

  template <class F>
  auto read(F&& body) {
    return in_read(application, caller, std::forward<F>(body));
  }
  record::Record find(const std::string& type, const std::string& source, const std::string& key) {
    const auto found = read([&](Work& work) {
      return record::find_external(work.tx, work.model, *work.model.type(type), source, key);
    });
    return found && *found ? **found : record::Record{};
  }
  std::vector<record::Entry> journal(Id id) {
    return read([&](Work& work) { return record::read_entries(work.tx, id, {}); }).value();
  }
  std::int64_t count(const std::string& table) {
    std::int64_t rows = -1;
    EXPECT_TRUE(fresh->read([&](db::Transaction& tx) {
      return tx.query("SELECT COUNT(*) FROM " + db::quoted(table), {},
                      [&](const db::Row& row) -> Status {
                        rows = row.integer(0);
                        return {};
                      });
    }));
    return rows;
  }
  // What `praxis verify` finds: broken chains and search terms that differ.
  std::vector<std::string> faults();

  test::FreshDatabase fresh;
  ManualTime time;
  Models models;
  Application application;
  Caller caller;
  std::size_t rows_per_transaction = 4'000;
  std::function<bool(const ImportProgress&)> watching = [](const ImportProgress&) { return true; };

 private:
  static std::shared_ptr<const record::Model> opened(test::FreshDatabase& fresh,
                                                     const TimeSource& time) {
    const auto sources = pack::read_sources(std::string(PRAXIS_SOURCE_DIR) + "/packs");
    must(sources.has_value());
    auto model = open_tenant(*fresh, *sources, time.now(),
                             [](std::size_t, std::size_t, const std::string&) {});
    if (!model) {
      std::fprintf(stderr, "%s: %s\n", model.error().reason.c_str(), model.error().message.c_str());
      std::abort();
    }
    return *model;
  }
};

inline std::vector<std::string> ImportWorld::faults() {
  std::vector<std::string> all;
  const auto status = read([&](Work& work) -> Status {
    for (const auto& [name, family] : work.model.families()) {
      for (const auto& fault : TRY(record::verify_chains(work.tx, name, [](std::int64_t) {})))
        all.push_back(name + ": " + fault.what);
      const auto wrong = TRY(record::verify_search(work.tx, work.model, family));
      if (wrong.records + wrong.words > 0)
        all.push_back(name + ": search terms of " + std::to_string(wrong.records + wrong.words));
    }
    return {};
  });
  if (!status) all.push_back(status.error().message);
  return all;
}

}  // namespace praxis::usecases
