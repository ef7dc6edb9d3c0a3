// What a person prefers, by name: small values that follow them to every device. Not journaled; a
// person's own, and nobody else's business. Runs inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/migrate.h"

namespace praxis::usecases {

Result<std::optional<std::string>> preference(db::Transaction& tx, Id person,
                                              std::string_view name);
// None: no preference any more.
Status set_preference(db::Transaction& tx, Id person, std::string_view name,
                      const std::optional<std::string>& value);

std::vector<db::TableWanted> preference_tables();

}  // namespace praxis::usecases
