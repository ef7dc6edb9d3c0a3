#include "usecases/try_packs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/field_value.h"
#include "record/figures.h"
#include "record/list.h"
#include "record/record_store.h"
#include "usecases/bootstrap.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

constexpr int trial_batch = 50;  // records a read transaction

record::Record empty_record(const pack::RecordType& type, const record::Record& stored) {
  record::Record record;
  record.type = &type;
  record.id = stored.id;
  record.number = stored.number;
  record.created_at = stored.created_at;
  record.created_by = stored.created_by;
  record.values.resize(type.fields.size());
  return record;
}

std::string shown(const pack::Field& field, const expr::Value& value) {
  const auto json = record::value_to_json(field, value);
  return json.is_string() ? std::string(json.get_string()) : to_text(json);
}

// A record that both sets of packs see, each with its own type.
struct Twins {
  record::Record present, future;
};

// Values that one entry leaves computed differently. Figures over the journal are the engine's.
void compare_computed(const Twins& twins, std::set<Judgement>& out) {
  for (const auto& field : twins.future.type->fields) {
    if (!field.computed || field.is_stored_journal_figure) continue;
    const int position = twins.present.type->find_field(field.name);
    const auto& future = twins.future.value(twins.future.type->find_field(field.name));
    if (position < 0 || !twins.present.type->fields[static_cast<std::size_t>(position)].computed ||
        twins.present.value(position) == future)
      continue;
    out.insert({TrialKind::computed,
                fmt::format("{}.fields.{}", twins.future.type->name, field.name),
                fmt::format("{} → {}", shown(field, twins.present.value(position)),
                            shown(field, future))});
  }
}

bool has_way_out(const record::Record& record) {
  const auto& transitions = workflow::lifecycle_of(record).transitions;
  return std::any_of(transitions.begin(), transitions.end(), [&](const auto& transition) {
    return workflow::starts_here(transition, record);
  });
}

void compare_ends(const Twins& twins, std::set<Judgement>& out) {
  const auto& future = twins.future;
  if (future.state < 0 || !future.is_active() || has_way_out(future) || !has_way_out(twins.present))
    return;
  out.insert({TrialKind::stuck, fmt::format("{}.states.{}", future.type->name, future.state_name()),
              "no transition leads on from here"});
}

class Trial {
 public:
  Trial(Work& work, const record::Model& future) : work_(work), future_(future) {}

  // What the new packs alone say about one record's history.
  Result<std::set<Judgement>> judge(const record::Record& stored, std::int64_t& entries_seen) {
    using record::EntryKind;
    std::set<Judgement> said;
    Twins twins{empty_record(*stored.type, stored),
                empty_record(*future_.type(stored.type->name), stored)};
    const auto entries = TRY(record::read_entries(
        work_.tx, stored.id, {EntryKind::create, EntryKind::field, EntryKind::transition}));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      ++entries_seen;
      const std::span<const record::Entry> so_far(entries.data(), i);
      record::compute_figures(around(twins.present, work_.model), twins.present, so_far);
      record::compute_figures(around(twins.future, future_), twins.future, so_far);
      const auto present =
          judge_entry(around(twins.present, work_.model), twins.present, entries[i]);
      const auto future = judge_entry(around(twins.future, future_), twins.future, entries[i]);
      std::set_difference(future.begin(), future.end(), present.begin(), present.end(),
                          std::inserter(said, said.end()));
      compare_computed(twins, said);
      if (twins.future.state < 0 && !stored.type->states.empty()) return said;
    }
    compare_ends(twins, said);
    return said;
  }

 private:
  record::Surroundings around(const record::Record& record, const record::Model& model) const {
    auto in = work_.around(record);
    in.model = &model;
    in.stored = &work_.model;
    return in;
  }

  Work& work_;
  const record::Model& future_;
};

class Findings {
 public:
  void add(const record::Record& record, const std::set<Judgement>& judgements) {
    for (const auto& judgement : judgements) {
      auto& finding = all_[{record.type->name, judgement}];
      ++finding.count;
      if (std::ssize(finding.examples) < trial_examples_max)
        finding.examples.push_back(record.number);
    }
  }
  std::vector<TrialFinding> take() {
    std::vector<TrialFinding> list;
    for (auto& [key, finding] : all_) {
      finding.type = key.first;
      finding.kind = key.second.kind;
      finding.address = key.second.address;
      finding.what = key.second.what;
      list.push_back(std::move(finding));
    }
    std::stable_sort(list.begin(), list.end(),
                     [](const auto& a, const auto& b) { return a.count > b.count; });
    return list;
  }

 private:
  std::map<std::pair<std::string, Judgement>, TrialFinding> all_{};
};

struct TypeTrial {
  std::string type;
  std::string cursor{};
  std::int64_t left = 0;
  bool is_done = false;
};

Status try_batch(Work& work, const record::Model& future, TypeTrial& at, TrialReport& report,
                 Findings& findings) {
  const auto* type = work.model.type(at.type);
  record::ListRequest request{.type = type, .cursor = at.cursor};
  request.limit = static_cast<int>(std::min<std::int64_t>(trial_batch, at.left));
  const auto page = TRY(record::list(work.tx, work.lister(), request));
  Trial trial(work, future);
  for (const auto& record : page.records) {
    // Subtypes stand in their parents' lists too: each record is tried as what it is.
    if (record.type != type) continue;
    ++report.records;
    findings.add(record, TRY(trial.judge(record, report.entries)));
  }
  at.left -= std::ssize(page.records);
  at.cursor = page.next;
  at.is_done = page.next.empty() || at.left <= 0;
  return {};
}

// Both sets of packs have the type, and records of it.
std::vector<std::string> types_in_common(const record::Model& present,
                                         const record::Model& future) {
  std::vector<std::string> types;
  for (const auto& type : present.packs().types())
    if (!type->is_abstract && future.type(type->name)) types.push_back(type->name);
  return types;
}

}  // namespace

std::string_view name(TrialKind kind) {
  switch (kind) {
    case TrialKind::refused:
      return "refused";
    case TrialKind::computed:
      return "computed";
    case TrialKind::stuck:
      return "stuck";
  }
  return "";
}

Result<TrialReport> try_packs(Application& application, const Caller& caller,
                              const TrialRequest& request, Progress progress) {
  TRY(reload_model(application));
  const auto future = record::Model::make(TRY(load_packs(request.sources)), 0);
  const auto present = application.models.current().model;
  const auto types = types_in_common(*present, *future);
  const auto wanted = std::clamp<std::int64_t>(request.records, 1, trial_records_max);
  TrialReport report;
  Findings findings;
  for (std::size_t i = 0; i < types.size(); ++i) {
    progress(i, types.size(), types[i]);
    TypeTrial at{.type = types[i], .left = wanted};
    while (!at.is_done)
      TRY(in_read(application, caller, [&](Work& work) -> Status {
        if (!work.model.type(at.type)) {
          at.is_done = true;
          return {};
        }
        return try_batch(work, *future, at, report, findings);
      }));
  }
  progress(types.size(), types.size(), "");
  report.findings = findings.take();
  return report;
}

}  // namespace praxis::usecases
