#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "db/migrate.h"
#include "identity/tables.h"
#include "record/content_store.h"
#include "record/search.h"
#include "record/search_word_store.h"
#include "usecases/change_packs.h"
#include "usecases/import_case_store.h"
#include "usecases/preference.h"
#include "usecases/saved_views.h"
#include "usecases/tenant.h"
#include "usecases/upgrade_packs.h"
#include "usecases/work.h"

namespace praxis::usecases {
namespace {

std::string sources_to_text(const std::vector<pack::PackSource>& sources) {
  std::string text;
  JsonWriter writer(text);
  writer.begin_array();
  for (const auto& source : sources) {
    writer.begin_object()
        .key("name")
        .text(source.name)
        .key("is_overlay")
        .boolean(source.is_overlay)
        .key("files")
        .begin_array();
    for (const auto& file : source.files)
      writer.begin_object().key("path").text(file.path).key("text").text(file.text).end_object();
    writer.end_array().end_object();
  }
  writer.end_array();
  return text;
}

Result<std::vector<pack::PackSource>> sources_from_text(std::string_view text) {
  const auto json = TRY(json_from_text(text));
  std::vector<pack::PackSource> sources;
  for (const auto& source : json.as_array()) {
    const auto& object = source.as_object();
    pack::PackSource read{
        std::string(object.at("name").as_string()), object.at("is_overlay").as_bool(), {}};
    for (const auto& file : object.at("files").as_array())
      read.files.push_back({std::string(file.as_object().at("path").as_string()),
                            std::string(file.as_object().at("text").as_string())});
    sources.push_back(std::move(read));
  }
  return sources;
}

Status migrate_to(db::Database& database, const std::vector<db::TableWanted>& tables,
                  Progress progress) {
  const auto steps = TRY(db::plan_migration(database, tables));
  return db::migrate(database, steps,
                     [&](std::size_t done, std::size_t total, const db::MigrationStep& step) {
                       progress(done, total, step.what);
                     });
}

// Each step a transaction of its own, so that what is interrupted goes on where it was.
Status fill_words_of(db::Database& database, const record::Model& model,
                     const record::Family& family, const Progress& progress) {
  for (std::size_t step = 1; !TRY(database.read(
           [&](db::Transaction& tx) { return record::are_words_filled(tx, family); }));
       ++step) {
    TRY(database.write([&](db::Transaction& tx) { return record::fill_words(tx, model, family); }));
    if (step > 1) progress(step, 0, "words of " + family.name + " for near matches");
  }
  return {};
}

Result<std::optional<Generation>> active_generation(db::Database& database) {
  return database.read([](db::Transaction& tx) -> Result<std::optional<Generation>> {
    const auto state = TRY(record::read_tenant_state(tx));
    if (state.generation == 0) return std::nullopt;
    return read_generation(tx, state.generation);
  });
}

// Why newer packs cannot be taken over: their findings, or what records still use; "" if they can.
Result<std::string> upgrade_refusal(db::Database& database, const record::Model& in_force,
                                    const UpgradePlan& plan) {
  std::string refusal;
  const auto add = [&](const std::string& line) {
    refusal += (refusal.empty() ? "" : "; ") + line;
  };
  for (const auto& finding : plan.findings) add(pack::to_text(finding));
  if (!plan.packs) return refusal;
  for (const auto& loss :
       TRY(database.read([&](db::Transaction& tx) { return lost_by(tx, in_force, *plan.packs); })))
    add(loss);
  return refusal;
}

Result<std::shared_ptr<const record::Model>> make_generation(
    db::Database& database, Generation generation,
    const std::shared_ptr<const pack::PackSet>& packs, Progress progress) {
  TRY(prepare_tables(database, *record::Model::make(packs, generation.number), progress));
  const auto number = TRY(database.write([&](db::Transaction& tx) -> Result<std::int64_t> {
    const auto made = TRY(write_generation(tx, generation));
    TRY(activate_generation(tx, made));
    return made;
  }));
  return record::Model::make(packs, number);
}

Result<std::shared_ptr<const record::Model>> upgraded_model(db::Database& database,
                                                            const Generation& active,
                                                            const UpgradePlan& plan, Instant now,
                                                            Progress progress) {
  auto in_force = record::Model::make(TRY(load_packs(active.sources)), active.number);
  TRY(prepare_tables(database, *in_force, progress));
  if (!plan.is_needed) return in_force;
  if (const auto refusal = TRY(upgrade_refusal(database, *in_force, plan)); !refusal.empty()) {
    log::warning(
        "the shipped packs are newer and cannot be taken over: the older ones stay in force",
        {{"generation", std::to_string(active.number)}, {"why", refusal}});
    return in_force;
  }
  for (const auto& meeting : plan.meetings)
    log::warning("the upgrade of the packs and an overlay meet: the overlay's stands",
                 {{"address", meeting.address}});
  return make_generation(database,
                         {0, plan.sources, now, {}, "upgrade of the shipped packs", to_json(plan)},
                         plan.packs, progress);
}

}  // namespace

Result<std::optional<Generation>> read_generation(db::Transaction& tx, std::int64_t number) {
  std::optional<Generation> found;
  TRY(tx.query(
      R"(SELECT "sources", "made_at", "made_by", "reason", COALESCE("report", '{}')
         FROM "pack_generation" WHERE "generation" = $1)",
      {number}, [&](const db::Row& row) -> Status {
        found = Generation{number,
                           TRY(sources_from_text(row.text(0))),
                           row.instant(1),
                           row.id(2),
                           std::string(row.text(3)),
                           TRY(json_from_text(row.text(4))).as_object()};
        return {};
      }));
  return found;
}

Result<std::vector<Generation>> read_generations(db::Transaction& tx) {
  std::vector<Generation> all;
  TRY(tx.query(
      R"(SELECT "generation", "made_at", "made_by", "reason", COALESCE("report", '{}')
         FROM "pack_generation" ORDER BY "generation" DESC)",
      {}, [&](const db::Row& row) -> Status {
        all.push_back({row.integer(0),
                       {},
                       row.instant(1),
                       row.id(2),
                       std::string(row.text(3)),
                       TRY(json_from_text(row.text(4))).as_object()});
        return {};
      }));
  return all;
}

Result<std::int64_t> write_generation(db::Transaction& tx, const Generation& generation) {
  std::int64_t number = 1;
  TRY(tx.query(R"(SELECT COALESCE(MAX("generation"), 0) + 1 FROM "pack_generation")", {},
               [&](const db::Row& row) -> Status {
                 number = row.integer(0);
                 return {};
               }));
  TRY(tx.execute(
      R"(INSERT INTO "pack_generation"
         ("generation", "sources", "made_at", "made_by", "reason", "report", "status")
         VALUES ($1, $2, $3, $4, $5, $6, 'prepared'))",
      {number, std::string_view(sources_to_text(generation.sources)), generation.made_at.us,
       generation.made_by, std::string_view(generation.reason),
       std::string_view(to_text(Json(generation.report)))}));
  return number;
}

Status activate_generation(db::Transaction& tx, std::int64_t number) {
  TRY(tx.execute(
      R"(INSERT INTO "tenant_state" ("one", "generation", "directory_version") VALUES (1, $1, 1)
                    ON CONFLICT ("one") DO UPDATE SET "generation" = excluded."generation",
                    "directory_version" = "tenant_state"."directory_version" + 1)",
      {number}));
  TRY(tx.execute(R"(UPDATE "pack_generation" SET "status" = 'activated' WHERE "generation" = $1)",
                 {number}));
  return {};
}

Result<std::shared_ptr<const pack::PackSet>> load_packs(std::span<const pack::PackSource> sources) {
  auto loaded = pack::load(sources);
  if (loaded.set) return std::move(loaded.set);
  Error error{Code::conflict, "packs.findings", ""};
  JsonArray findings;
  for (const auto& finding : loaded.findings) {
    error.message += (error.message.empty() ? "" : "\n") + pack::to_text(finding);
    findings.push_back(JsonObject{{"file", finding.file},
                                  {"line", finding.line},
                                  {"column", finding.column},
                                  {"address", finding.address},
                                  {"message", finding.message}});
  }
  error.details.emplace("findings", std::move(findings));
  return fail(std::move(error));
}

Status prepare_tables(db::Database& database, const record::Model& model, Progress progress) {
  TRY(migrate_to(database, record::family_tables(model), progress));
  TRY(database.write([&](db::Transaction& tx) -> Status {
    for (const auto& [name, family] : model.families()) {
      TRY(record::make_search_table(tx, family));
      if (family.newest) TRY(record::make_search_table(tx, *family.newest));
    }
    for (const auto& type : model.packs().types())
      if (!type->is_abstract) TRY(tx.create_sequence(record::number_sequence(model, *type)));
    return {};
  }));
  for (const auto& [name, family] : model.families())
    TRY(fill_words_of(database, model, family, progress));
  return {};
}

Result<std::shared_ptr<const record::Model>> open_tenant(
    db::Database& database, const std::vector<pack::PackSource>& shipped, Instant now,
    Progress progress) {
  auto tables = record::engine_tables();
  for (auto& table : identity::tables_wanted()) tables.push_back(std::move(table));
  for (auto& table : import_tables()) tables.push_back(std::move(table));
  for (auto& table : preference_tables()) tables.push_back(std::move(table));
  for (auto& table : saved_view_tables()) tables.push_back(std::move(table));
  TRY(migrate_to(database, tables, progress));
  if (const auto active = TRY(active_generation(database)))
    return upgraded_model(database, *active, plan_upgrade(active->sources, shipped), now, progress);
  return make_generation(database, {0, shipped, now, {}, "first start"}, TRY(load_packs(shipped)),
                         progress);
}

Status prepare_contents(db::Database& contents, Progress progress) {
  return migrate_to(contents, record::content_tables(), progress);
}

Result<Id> root_organization(db::Transaction& tx) {
  Id root{};
  TRY(tx.query(R"(SELECT "id" FROM "organization" WHERE "parent" IS NULL ORDER BY "row" LIMIT 1)",
               {}, [&](const db::Row& row) -> Status {
                 root = row.id(0);
                 return {};
               }));
  return root;
}

Status reload_model(Application& application) {
  const auto active = TRY(active_generation(application.database));
  if (!active)
    return fail(Code::unavailable, "tenant.not_initialized",
                "the tenant has no packs yet; run praxis init");
  if (application.models.current().model->generation() == active->number) return {};
  application.models.activate(
      record::Model::make(TRY(load_packs(active->sources)), active->number));
  return {};
}

}  // namespace praxis::usecases
