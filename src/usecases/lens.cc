#include "usecases/lens.h"

#include <fmt/format.h>

#include "usecases/preference.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view lens_preference = "framework";

tl::unexpected<Error> no_such_framework(const pack::PackSet& packs, std::string_view name) {
  JsonArray allowed;
  for (const auto& framework : packs.frameworks()) allowed.emplace_back(framework->name);
  return fail(Error{Code::not_found,
                    "framework.unknown",
                    fmt::format("there is no framework '{}'", name.substr(0, 64)),
                    {},
                    {{"allowed", std::move(allowed)}}});
}

// The operator on this machine belongs to no organization: the first one counts.
Id organization_of_scope(const Work& work) {
  if (!work.scope.organization.is_nil()) return work.scope.organization;
  for (const auto& id : work.directory.organizations())
    if (work.directory.organization(id)->parent.is_nil()) return id;
  return {};
}

const pack::Framework* lens_set(const Work& work) {
  for (const auto& [name, setting] : work.model.packs().settings()) {
    if (!setting.names_framework) continue;
    const auto value = work.directory.setting(setting, organization_of_scope(work));
    if (const auto* text = value.get<std::string>()) return work.model.packs().framework(*text);
  }
  return nullptr;
}

}  // namespace

Result<std::string> lens_chosen(Work& work) {
  if (work.scope.person.is_nil()) return std::string();
  return TRY(preference(work.tx, work.scope.person, lens_preference)).value_or("");
}

Result<const pack::Framework*> lens_of(Work& work, std::string_view asked) {
  const auto& packs = work.model.packs();
  if (!asked.empty()) {
    if (const auto* framework = packs.framework(asked)) return framework;
    return no_such_framework(packs, asked);
  }
  if (const auto* chosen = packs.framework(TRY(lens_chosen(work)))) return chosen;
  return lens_set(work);
}

Status choose_lens(Application& application, const Caller& caller,
                   const std::optional<std::string>& framework) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto& packs = work.model.packs();
    if (framework && !packs.framework(*framework)) return no_such_framework(packs, *framework);
    return set_preference(work.tx, work.scope.person, lens_preference, framework);
  });
}

std::string_view practice_label(const pack::PackSet& packs, const pack::Framework* lens,
                                std::string_view language, const pack::RecordType& type) {
  const auto address = type.name + ".about";
  const auto text = packs.text_under(lens, language, address);
  return text == address ? packs.text_under(lens, language, type.name + ".plural") : text;
}

}  // namespace praxis::usecases
