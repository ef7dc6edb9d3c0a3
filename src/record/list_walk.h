// Reads the rows of a list in order: one walk, several walks merged, or, for a narrow actor, all
// own rows sorted here. Belongs to one transaction.
#pragma once

#include "record/list_statement_store.h"

namespace praxis::record {

constexpr std::size_t own_rows_max =
    2'000;  // of a narrow actor; above, a walk finds them soon enough

// The strands that the plan's fixed values make: one of each combination.
std::vector<Strand> strands_of(const ListPlan& plan);

// The next `count` rows from the cursor on, in the order of its way.
Result<std::vector<ListRow>> walk_strands(db::Transaction& tx, const ListPlan& plan,
                                          const ListStatements& statements, const Cursor& cursor,
                                          std::size_t count);

// Every row of a narrow actor within the list, each once, unordered; nothing if there are too many
// or no index finds them, or if the actor is not narrow.
Result<std::optional<std::vector<ListRow>>> own_rows(db::Transaction& tx, const ListPlan& plan,
                                                     const ListStatements& statements,
                                                     const std::vector<OrderKey>& keys);
// The same as walk_strands() of rows that are all there.
std::vector<ListRow> page_of(std::vector<ListRow> rows, const ListPlan& plan, const Cursor& cursor,
                             std::size_t count);
// The first `count` rows of two pages of the same order, in that order.
std::vector<ListRow> merged_pages(std::vector<ListRow> left, std::vector<ListRow> right,
                                  const ListPlan& plan, Way way, std::size_t count);

}  // namespace praxis::record
