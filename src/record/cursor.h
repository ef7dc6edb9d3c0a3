// Where a page of a list begins: the sort keys of a row and the way to go from there, as opaque
// text. It carries a fingerprint of the list, so that a cursor of another list is refused. Not
// secret: it holds what the page showed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "expr/value.h"

namespace praxis::record {

enum class Way { forward, backward };

struct Cursor {
  Way way = Way::forward;
  std::vector<expr::Value> keys{};  // empty: from the end of the list that `way` begins at
};

// The last page of any list.
constexpr std::string_view cursor_of_last_page = "last";

std::string text_of_cursor(const Cursor& cursor, std::string_view fingerprint);
// InvalidArgument "list.cursor" unless it is one of the list with this fingerprint and keys of
// these types.
Result<Cursor> cursor_from_text(std::string_view text, std::string_view fingerprint,
                                std::span<const db::ColumnType> key_types);

}  // namespace praxis::record
