#include "db/postgres/visited.h"

#include <string>

#include "base/json.h"

namespace praxis::db::postgres {
namespace {

constexpr std::int64_t steps_per_row =
    10;  // about what SQLite's machine takes for one; see db/database.h

std::int64_t number(const JsonObject& node, std::string_view key) {
  const auto* value = node.if_contains(key);
  return value == nullptr ? 0 : value->to_number<std::int64_t>();
}

// A node that reads a table, or an index in its stead; a bitmap's index scan is counted by its heap
// scan.
bool is_scan(const JsonObject& node) { return node.contains("Relation Name"); }

void add_node(const JsonObject& node, Visited& visited) {
  const std::string_view type = node.at("Node Type").as_string();
  if (type == "Sort" || type == "Incremental Sort") ++visited.sorts;
  if (is_scan(node)) {
    const auto rows = number(node, "Actual Rows") + number(node, "Rows Removed by Filter") +
                      number(node, "Rows Removed by Index Recheck");
    visited.steps += rows * number(node, "Actual Loops") * steps_per_row;
  }
  if (const auto* children = node.if_contains("Plans"))
    for (const auto& child : children->as_array()) add_node(child.as_object(), visited);
}

}  // namespace

Status add_visited(Connection& connection, std::string_view sql,
                   std::span<const Parameter> parameters, Visited& visited) {
  auto explained = connection.run_once(
      "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + std::string(sql), parameters);
  if (!explained) return fail(std::move(explained.error().error));
  const auto plan = TRY(json_from_text(PQgetvalue(explained->get(), 0, 0)));
  add_node(plan.as_array().at(0).as_object().at("Plan").as_object(), visited);
  return {};
}

}  // namespace praxis::db::postgres
