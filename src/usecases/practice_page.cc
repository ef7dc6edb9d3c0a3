#include "usecases/practice_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/role_store.h"
#include "usecases/asked_fields.h"

namespace praxis::usecases {
namespace {

bool speaks_of(const pack::Framework& framework, const std::string& type) {
  return framework.guide(type) ||
         std::ranges::any_of(framework.requirements, [&](const auto& each) {
           return std::ranges::find(each.practices, type) != each.practices.end();
         });
}

bool is_practice(const pack::PackSet& packs, const pack::RecordType& type) {
  if (std::ranges::any_of(packs.frameworks(),
                          [&](const auto& each) { return speaks_of(*each, type.name); }))
    return true;
  if (type.states.empty() || type.subtypes.empty()) return false;
  // Beside the type that a framework speaks of, a pack's others are its tools.
  if (std::ranges::any_of(packs.types(), [&](const auto& other) {
        return other->practice == type.practice &&
               std::ranges::any_of(packs.frameworks(),
                                   [&](const auto& each) { return speaks_of(*each, other->name); });
      }))
    return false;
  return std::ranges::none_of(type.chain, [&](const std::string& name) {
    return name != type.name &&
           (!packs.type(name)->states.empty() || is_practice(packs, *packs.type(name)));
  });
}

// Without a guide: who moves its records.
std::vector<std::pair<std::string, std::string>> roles_of(const Practice& practice) {
  if (practice.guide) return practice.guide->roles;
  std::vector<std::pair<std::string, std::string>> roles;
  for (const auto& transition : practice.type->lifecycle.transitions)
    for (const auto& role : transition.roles)
      if (std::ranges::find(roles, role, [](const auto& each) { return each.second; }) ==
          roles.end())
        roles.emplace_back(role, role);
  return roles;
}

Result<PracticeRole> role_shown(Work& work, const std::string& name, const std::string& role) {
  PracticeRole shown{.name = name, .role = work.model.packs().role(role)};
  if (shown.role->is_held_by_everyone) return shown;
  auto people = TRY(identity::readable_holders(work.tx, work.lister(), role, role_people_max + 1));
  shown.is_more = people.size() > role_people_max;
  if (shown.is_more) people.resize(role_people_max);
  for (auto& person : people) {
    RoleHolder holder{.person = person.id, .title = std::move(person.title)};
    for (const auto& held : TRY(identity::holdings_of(work.tx, person.id)))
      if (held.role == role) holder.organizations.push_back(held.organization);
    shown.people.push_back(std::move(holder));
  }
  return shown;
}

// Those of the guide first.
std::vector<const pack::Metric*> metrics_of(const Practice& practice) {
  std::vector<const pack::Metric*> metrics;
  const auto add = [&](const pack::Metric& metric) {
    if (std::ranges::find(metrics, &metric) == metrics.end()) metrics.push_back(&metric);
  };
  const auto& all = practice.type->metrics;
  if (practice.guide)
    for (const auto& name : practice.guide->metrics)
      add(*std::ranges::find(all, name, &pack::Metric::name));
  for (const auto& metric : all) add(metric);
  return metrics;
}

Result<RequirementShown> requirement_shown(Work& work, const pack::Requirement& requirement) {
  RequirementShown shown{.requirement = &requirement};
  for (const auto& evidence : requirement.evidence) {
    EvidenceShown one{.evidence = &evidence};
    const auto measure = record::measure_of(*work.model.type(evidence.type), evidence);
    const auto asked = check_measure(work, measure);
    if (!asked) {
      one.unavailable = "not_readable";
    } else if (auto parts = record::measure(work.tx, work.lister(), measure, {})) {
      one.number = parts->front().number;
    } else if (parts.error().reason == "expression.not_in_sql") {
      one.unavailable = "not_kept";
    } else {
      return fail(std::move(parts.error()));
    }
    shown.evidence.push_back(std::move(one));
  }
  return shown;
}

record::ListRequest request_behind(const record::Measure& measure, record::Behind which,
                                   Instant now) {
  record::ListRequest request{.type = measure.type};
  request.conditions = record::conditions_behind(measure, which);
  request.asked = record::asked_of(measure, {});
  request.window = record::window_of(measure, now);
  return request;
}

}  // namespace

std::vector<Practice> practices_under(const pack::PackSet& packs, const pack::Framework* lens) {
  std::vector<Practice> practices;
  for (const auto& type : packs.types())
    if (is_practice(packs, *type))
      practices.push_back({type.get(), lens ? lens->guide(type->name) : nullptr});
  return practices;
}

Result<Practice> practice_named(const pack::PackSet& packs, const pack::Framework* lens,
                                std::string_view name) {
  const auto all = practices_under(packs, lens);
  const auto by_type = [&](const Practice& each) { return each.type->name == name; };
  const auto by_pack = [&](const Practice& each) { return each.type->practice == name; };
  auto found = std::ranges::find_if(all, by_type);
  if (found == all.end()) found = std::ranges::find_if(all, by_pack);
  if (found != all.end()) return *found;
  JsonArray allowed;
  for (const auto& practice : all) allowed.emplace_back(practice.type->name);
  return fail(Error{Code::not_found,
                    "practice.unknown",
                    fmt::format("there is no practice '{}'", name.substr(0, 64)),
                    {},
                    {{"allowed", std::move(allowed)}}});
}

Result<PracticePage> practice_page(Work& work, const pack::Framework* lens, Practice practice) {
  PracticePage page{.lens = lens, .practice = practice};
  for (const auto& [name, role] : roles_of(practice))
    page.roles.push_back(TRY(role_shown(work, name, role)));
  for (const auto* metric : metrics_of(practice))
    page.metrics.push_back(TRY(show_metric(work, *practice.type, *metric,
                                           {.depth = MetricWanted::Depth::value_and_trend})));
  if (!lens) return page;
  for (const auto& requirement : lens->requirements)
    if (std::ranges::find(requirement.practices, practice.type->name) !=
        requirement.practices.end())
      page.requirements.push_back(TRY(requirement_shown(work, requirement)));
  return page;
}

Result<record::ListRequest> records_behind(const Work& work, const pack::RecordType& type,
                                           const pack::Metric& metric, record::Behind which) {
  const auto measure = record::measure_of(type, metric);
  TRY(check_measure(work, measure));
  return request_behind(measure, which, work.now);
}

Result<record::ListRequest> records_behind(const Work& work, const pack::Framework& lens,
                                           std::string_view requirement, std::string_view evidence,
                                           record::Behind which) {
  const auto* found = lens.requirement(requirement);
  const pack::Evidence* one = nullptr;
  if (found)
    for (const auto& each : found->evidence)
      if (each.name == evidence) one = &each;
  if (!one) return fail(Code::not_found, "evidence.unknown", "there is no such evidence");
  const auto measure = record::measure_of(*work.model.type(one->type), *one);
  TRY(check_measure(work, measure));
  return request_behind(measure, which, work.now);
}

}  // namespace praxis::usecases
