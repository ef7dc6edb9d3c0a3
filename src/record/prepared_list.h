// A list thought through for one actor: its plans and its SQL. Making it costs as much as reading
// some twenty rows, so who is asked for the same list again keeps it. Immutable; valid while the
// model is, for the scope and directory it was made with and, unless is_timeless, for that moment.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "record/list.h"
#include "record/list_statement_store.h"

namespace praxis::record {

struct PreparedList {
  std::vector<ListStatements> parts;  // of the same order, for different types; may be none
  std::vector<ListColumns> columns;   // of each face of the family
  std::vector<db::ColumnType> key_types;
  std::string fingerprint;
  bool wants_texts = false;
  bool is_timeless = false;  // no condition depends on the time or on another record
};

Result<PreparedList> prepare_list(const Lister& lister, const ListRequest& request, Purpose purpose,
                                  db::Engine engine);

struct PageAsked {
  int limit = 50;             // 1 to list_limit_max
  std::string_view cursor{};  // from an earlier page; "" = the start
};
// Gives each record of a page in its order; it is valid during the call only. InvalidArgument
// "list.cursor" for a cursor of another list, "list.limit".
Result<PageEnds> each_of_page(db::Transaction& tx, const PreparedList& list, const PageAsked& asked,
                              FunctionRef<void(const Record&)> each);

}  // namespace praxis::record
