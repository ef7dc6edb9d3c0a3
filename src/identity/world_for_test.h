// A small tenant for this room's tests: the shipped packs, four organizations, people
// in them.
//   harbor ─┬─ quay ── crane        ferry
#pragma once

#include <gtest/gtest.h>

#include "base/time_source.h"
#include "identity/author.h"
#include "identity/scope_maker.h"
#include "identity/tables.h"
#include "record/search.h"
#include "support/databases.h"

namespace praxis::identity {

inline std::shared_ptr<const record::Model> shipped_model() {
  static const auto model = [] {
    auto sources = pack::read_sources(PRAXIS_SOURCE_DIR "/packs");
    must(sources);
    const auto loaded = pack::load(*sources);
    for (const auto& finding : loaded.findings) ADD_FAILURE() << pack::to_text(finding);
    must(loaded.set);
    return record::Model::make(loaded.set, 1);
  }();
  return model;
}

using Values = std::vector<std::pair<std::string_view, expr::Value>>;

// A record of a type that no store has seen.
inline record::Record record_of(std::string_view type, const Values& values) {
  record::Record record;
  record.type = shipped_model()->type(type);
  must(record.type);
  const Instant born{1'000'000};
  record.id = new_id(born);
  record.number = std::string(type) + "-" + to_text(record.id);
  record.version = 1;
  record.created_at = record.updated_at = born;
  record.state = record.type->states.empty() ? -1 : 0;
  record.values.resize(record.type->fields.size());
  for (const auto& [name, value] : values) {
    const int position = record.type->find_field(name);
    must(position >= 0);
    record.value(position) = value;
  }
  return record;
}

class World {
 public:
  explicit World(db::Engine engine) : fresh_(engine) {
    auto wanted = record::engine_tables();
    for (auto& table : record::family_tables(*model)) wanted.push_back(std::move(table));
    for (auto& table : tables_wanted()) wanted.push_back(std::move(table));
    const auto steps = db::plan_migration(*fresh_, wanted);
    must(steps);
    must(db::migrate(*fresh_, *steps, [](auto, auto, const auto&) {}));
    must(fresh_->write([&](db::Transaction& tx) -> Status {
      for (const auto& [name, family] : model->families()) {
        TRY(record::make_search_table(tx, family));
        if (family.newest) TRY(record::make_search_table(tx, *family.newest));
      }
      return {};
    }));
    harbor = add("organization", {{"title", "Harbor"}, {"key", "harbor"}});
    quay = add("organization", {{"title", "Quay"}, {"key", "quay"}, {"parent", harbor}});
    crane = add("organization", {{"title", "Crane"}, {"key", "crane"}, {"parent", quay}});
    ferry = add("organization", {{"title", "Ferry"}, {"key", "ferry"}});
    reload();
  }

  Id add(std::string_view type, const Values& values) {
    auto record = record_of(type, values);
    const auto id = record.id;
    record::Entry entry{.kind = record::EntryKind::create};
    must(fresh_->write([&](db::Transaction& tx) -> Status {
      auto copy = record;
      return record::insert(tx, *model, copy, entry);
    }));
    return id;
  }
  Id add_person(std::string_view name, Id organization) {
    const auto email = std::string(name) + "@harbor.example";
    return add("person", {{"title", name}, {"email", email}, {"organization", organization}});
  }

  void reload() {
    auto loaded =
        fresh_->read([&](db::Transaction& tx) { return record::Directory::load(tx, *model); });
    must(loaded);
    directory = *loaded;
  }
  std::shared_ptr<const record::Scope> scope_of(Id person) {
    reload();
    auto scope = fresh_->read(
        [&](db::Transaction& tx) { return make_scope(tx, *model, *directory, person); });
    must(scope);
    return *scope;
  }

  // A write by the system itself.
  template <class F>
  auto write(F&& body) {
    return fresh_->write([&](db::Transaction& tx) {
      const record::Lister lister{*model, *directory, system_, time.now()};
      return body(tx, Author{lister, "cli"});
    });
  }
  template <class F>
  auto read(F&& body) {
    return fresh_->read(body);
  }

  std::uint64_t directory_version() {
    const auto state =
        fresh_->read([](db::Transaction& tx) { return record::read_tenant_state(tx); });
    must(state);
    return state->directory_version;
  }
  std::vector<record::Entry> settings_journaled(Id person) {
    auto entries = fresh_->read([&](db::Transaction& tx) {
      return record::read_entries(tx, person, {record::EntryKind::setting});
    });
    must(entries);
    return *entries;
  }
  // Everything that the journal holds of a record, as stored.
  std::string journal_text(Id person) {
    std::string text;
    must(fresh_->read([&](db::Transaction& tx) -> Status {
      return tx.query(R"(SELECT "entry" FROM "journal" WHERE "record" = $1)", {person},
                      [&](const db::Row& row) -> Status {
                        text += row.text(0);
                        return {};
                      });
    }));
    return text;
  }

  db::Database& database() const { return *fresh_; }

  std::shared_ptr<const record::Model> model = shipped_model();
  std::shared_ptr<const record::Directory> directory;
  ManualTime time{*instant_from_text("2026-03-02T09:00:00Z")};
  Id harbor, quay, crane, ferry;

 private:
  test::FreshDatabase fresh_;
  record::Scope system_ = record::Scope::system();
};

}  // namespace praxis::identity
