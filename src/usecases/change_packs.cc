#include "usecases/change_packs.h"

#include <fmt/format.h>

#include <algorithm>

#include "record/record_store.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

Result<Generation> generation_in_force(Application& application) {
  TRY(reload_model(application));
  const auto number = application.models.current().model->generation();
  const auto found =
      TRY(application.database.read([&](db::Transaction& tx) -> Result<std::optional<Generation>> {
        return read_generation(tx, number);
      }));
  if (!found)
    return fail(Code::unavailable, "tenant.not_initialized", "the tenant has no packs yet");
  return *found;
}

Error in_use(const std::vector<std::string>& losses) {
  Error error{
      Code::conflict, "packs.in_use",
      "records still use what the new packs do not have; retire it instead of removing it:"};
  JsonArray list;
  for (const auto& loss : losses) {
    error.message += "\n  " + loss;
    list.emplace_back(loss);
  }
  error.details.emplace("in_use", std::move(list));
  return error;
}

JsonObject report_of(const PackChange& change) {
  JsonArray diff;
  for (const auto& line : change.diff) diff.emplace_back(line);
  return {{"diff", std::move(diff)}};
}

Status journal_activation(Work& work, const PackChange& change, const std::string& reason) {
  const auto root = TRY(root_organization(work.tx));
  if (root.is_nil()) return {};  // a tenant without its first organization has nobody to tell
  const auto before =
      TRY(record::lock(work.tx, work.lister(), *work.model.type("organization"), root));
  auto after = before;
  auto entry = work.entry(record::EntryKind::setting);
  entry.reason = reason;
  entry.changes.push_back({"packs", Json(change.from), Json(change.to)});
  return write_change(work, before, after, std::move(entry), {});
}

// Prepares the tables, then moves the tenant to `number` in one transaction that also looks once
// more for losses.
Status activate(Application& application, const Caller& caller, const PackChange& change,
                const std::string& reason, const std::shared_ptr<const pack::PackSet>& packs,
                Progress progress) {
  TRY(prepare_tables(application.database, *record::Model::make(packs, change.to), progress));
  TRY(in_write(application, caller, {}, [&](Work& work) -> Status {
    if (const auto losses = TRY(lost_by(work.tx, work.model, *packs)); !losses.empty())
      return fail(in_use(losses));
    TRY(journal_activation(work, change, reason));
    return activate_generation(work.tx, change.to);
  }));
  return reload_model(application);
}

}  // namespace

Result<std::vector<pack::PackSource>> sources_with(Application& application,
                                                   const std::vector<pack::PackSource>& added) {
  auto sources = TRY(generation_in_force(application)).sources;
  for (const auto& source : added) {
    const auto is_same = [&](const auto& s) {
      return s.name == source.name && s.is_overlay == source.is_overlay;
    };
    const auto standing = std::find_if(sources.begin(), sources.end(), is_same);
    if (standing != sources.end())
      *standing = source;
    else
      sources.push_back(source);
  }
  return sources;
}

Result<PackChange> diff_packs(Application& application,
                              const std::vector<pack::PackSource>& sources) {
  TRY(reload_model(application));
  const auto model = application.models.current().model;
  const auto packs = TRY(load_packs(sources));
  return PackChange{model->generation(), model->generation(), pack::diff(model->packs(), *packs)};
}

Result<PackChange> apply_packs(Application& application, const Caller& caller,
                               const std::vector<pack::PackSource>& sources,
                               const std::string& reason, Progress progress) {
  auto change = TRY(diff_packs(application, sources));
  if (change.diff.empty()) return change;
  const auto packs = TRY(load_packs(sources));
  const auto losses = TRY(application.database.read([&](db::Transaction& tx) {
    return lost_by(tx, *application.models.current().model, *packs);
  }));
  if (!losses.empty()) return fail(in_use(losses));
  change.to = TRY(application.database.write([&](db::Transaction& tx) {
    return write_generation(
        tx, {0, sources, application.time.now(), caller.scope->person, reason, report_of(change)});
  }));
  TRY(activate(application, caller, change, reason, packs, progress));
  return change;
}

Result<PackChange> roll_back_packs(Application& application, const Caller& caller, std::int64_t to,
                                   const std::string& reason, Progress progress) {
  const auto from = TRY(generation_in_force(application)).number;
  const auto target =
      TRY(application.database.read([&](db::Transaction& tx) -> Result<std::optional<Generation>> {
        return read_generation(tx, to == 0 ? from - 1 : to);
      }));
  if (!target)
    return fail(Code::not_found, "packs.no_generation",
                fmt::format("there is no generation {}", to == 0 ? from - 1 : to));
  auto change = TRY(diff_packs(application, target->sources));
  change.to = target->number;
  TRY(activate(application, caller, change, reason, TRY(load_packs(target->sources)), progress));
  return change;
}

}  // namespace praxis::usecases
