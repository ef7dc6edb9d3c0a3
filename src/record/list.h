// Lists and counts of records of one type (subtypes included), always within a Scope. Two shapes of
// SQL, chosen by the actor's scope and the view's index (DESIGN: Lists): a walk along the sort
// index, or a union of the first rows of each fixed value or scope. Keyset paging both ways by an
// opaque cursor. A filter without an index runs under a time limit.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "record/condition.h"
#include "record/lister.h"
#include "record/record.h"

namespace praxis::record {

constexpr int list_limit_max = 200;
constexpr std::int64_t count_max = 1'000;  // counts are exact up to here, then "1,000+"

// Those that may stand in a field of a record: `among` is the field's, `it` a record of the list.
struct Candidates {
  const pack::Expression* among = nullptr;
  const Record* of = nullptr;
};

struct ListRequest {
  const pack::RecordType* type = nullptr;
  const pack::View* view = nullptr;  // its filter, sort and index; `filter` and `sort` come on top
  std::shared_ptr<const pack::View> saved_view{};  // keeps `view` where no pack declares it
  pack::ExpressionPtr filter{};
  std::vector<std::string> sort{};  // "-created_at"; empty: the view's, else newest first
  std::optional<Candidates> candidates{};
  std::vector<Condition> conditions{};  // of a metric or of evidence
  std::optional<Window> window{};       // and its window
  Asked asked{};                        // beside filter and sort
  bool is_active_only = false;
  int limit = 50;                      // 1 to list_limit_max
  std::string cursor{};                // from an earlier page; "" = the start
  std::vector<std::string> columns{};  // fields whose values are wanted; empty: all of them
  bool wants_texts = false;            // long texts and sets too
};

struct PageEnds {
  std::string next{}, previous{};  // cursors; "" at the ends
};
struct ListPage : PageEnds {
  std::vector<Record> records;
};

// InvalidArgument "list.cursor" for a cursor of another list; "list.sort" names what can be sorted
// by. Who shows records as they come, or the same list often, uses prepared_list.h.
Result<ListPage> list(db::Transaction& tx, const Lister& lister, const ListRequest& request);

struct Count {
  std::int64_t count = 0;
  bool is_more = false;  // stopped at count_max
};
Result<Count> count(db::Transaction& tx, const Lister& lister, const ListRequest& request);

struct GroupCount {
  expr::Value key;
  Count count;
};
// Counts by the value of a field: exact for active records, for group headers and tiles.
Result<std::vector<GroupCount>> count_by(db::Transaction& tx, const Lister& lister,
                                         const ListRequest& request, std::string_view field);

// The permission of `read` on a type as a SQL condition over its family table (alias-free column
// names), for this scope.
struct ReadCondition {
  std::string sql;  // "" = everything; "0 = 1"-like when nothing
  std::vector<expr::Value> parameters;
  bool is_narrow = false;  // only a few scopes (own records, grants): union rather than walk
};
Result<ReadCondition> read_condition(const Lister& lister, const pack::RecordType& type,
                                     db::Engine engine, int first_parameter, bool seekable);
// The same asked of one record in memory: its working copy or, for who reads only versions, its
// newest version.
bool may_read(db::Transaction& tx, const Lister& lister, const Record& record);

}  // namespace praxis::record
