#include <fmt/format.h>

#include "main/scenario/world.h"

namespace praxis::main::scenario {

Status drop_schema(db::Database& database, const std::string& schema) {
  return database.run_alone(fmt::format(R"(DROP SCHEMA "{}" CASCADE)", schema));
}

}  // namespace praxis::main::scenario
