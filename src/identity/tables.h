// The tables of this room: credentials, sessions, tokens, roles held, failed sign-ins. Pure.
#pragma once

#include <vector>

#include "db/migrate.h"

namespace praxis::identity {

std::vector<db::TableWanted> tables_wanted();

}  // namespace praxis::identity
