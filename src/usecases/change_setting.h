// Changes what an organization sets for itself and those below it. Only a practice owner of that
// organization may; the change is journaled in the organization's record and moves the directory
// version on, so that every node reads it anew.
#pragma once

#include <optional>

#include "base/json.h"
#include "pack/model.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct SettingWanted {
  Id organization;
  std::string name;
  Json value{};  // as it is to stand here; null: what is above, or the default, counts again
  std::string reason{};
};

// NotFound "setting.unknown"; Forbidden "owner_only"; InvalidArgument with the wrong cells
// as fields
// ("value", "value.high.low").
Status change_setting(Application& application, const Caller& caller, const SettingWanted& wanted);

// The value as it would be stored: durations and numbers in their one form, matrices with known
// rows and columns only.
Result<Json> checked_setting(const pack::PackSet& packs, const pack::Setting& setting,
                             const Json& value);

// What the organization itself says, if anything. setting_store.cc
Result<std::optional<Json>> own_setting(db::Transaction& tx, Id organization,
                                        std::string_view name);
Status write_own_setting(Work& work, Id organization, std::string_view name, const Json& value);
Status remove_own_setting(Work& work, Id organization, std::string_view name);

}  // namespace praxis::usecases
