#include "record/list.h"

#include <algorithm>

#include "record/list_walk.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

Result<std::vector<ListRow>> rows_of_page(db::Transaction& tx, const ListPlan& plan, const ListStatements& statements,
                                          const Cursor& cursor, std::size_t count) {
  if (auto own = TRY(own_rows(tx, plan, statements, plan.order))) return page_of(std::move(*own), plan, cursor, count);
  return walk_strands(tx, plan, statements, cursor, count);
}

// Cuts the row that was read to see whether there is more, brings the rows into the list's order, and says where the
// pages before and after begin.
void set_page(std::vector<ListRow>& rows, const ListPlan& plan, const Cursor& cursor, std::size_t limit, ListPage& page) {
  const bool has_more = rows.size() > limit;
  if (has_more) rows.pop_back();
  const bool is_backward = cursor.way == Way::backward;
  if (is_backward) std::ranges::reverse(rows);
  if (rows.empty()) return;
  const bool came_from_somewhere = !cursor.keys.empty();
  if (is_backward ? has_more : came_from_somewhere)
    page.previous = to_text(Cursor{Way::backward, rows.front().keys}, plan.fingerprint);
  if (is_backward ? came_from_somewhere : has_more)
    page.next = to_text(Cursor{Way::forward, rows.back().keys}, plan.fingerprint);
}

Status fill_records(db::Transaction& tx, const Model& model, const Family& family, std::vector<ListRow>& rows,
                    ListPage& page) {
  if (rows.empty()) return {};
  if (!rows.front().record) {
    page.records = TRY(records_of(tx, model, family, rows));
    return {};
  }
  page.records.reserve(rows.size());
  for (auto& row : rows) page.records.push_back(std::move(*row.record));
  return {};
}

void add_count(Count& sum, std::int64_t count) {
  sum.count += count;
  if (sum.count <= count_max) return;
  sum = {count_max, true};
}

// Column keys of count_by are the plain column: nulls are a group of their own.
Result<OrderKey> group_column(const Family& family, const pack::RecordType& type, std::string_view field) {
  for (const auto& column : family.columns) {
    if (column.name != field) continue;
    const bool is_engine_column = !family.places.contains(field);
    if (is_engine_column || type.field(field)) return OrderKey{column.name, db::quoted(column.name), column.type};
  }
  return fail(Code::invalid_argument, "list.group", "records cannot be grouped by '" + std::string(field) + "'");
}

// The value as the field holds it: columns keep truth values and times as numbers.
Value group_value(const pack::RecordType& type, std::string_view name, Value value) {
  const auto* field = type.field(name);
  const auto* number = value.get<std::int64_t>();
  if (!number) return value;
  if (!field) return name.ends_with("_at") ? Value(Instant{*number}) : value;
  switch (field->type) {
    case pack::FieldType::boolean: return *number != 0;
    case pack::FieldType::date:
    case pack::FieldType::instant: return Instant{*number};
    case pack::FieldType::duration: return Span{*number};
    default: return value;
  }
}

}  // namespace

Result<ListPage> list(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  if (request.limit < 1 || request.limit > list_limit_max)
    return fail(Code::invalid_argument, "list.limit", "a page has 1 to " + std::to_string(list_limit_max) + " records");
  const auto plan = TRY(plan_list(lister, request, Purpose::rows));
  const auto cursor = TRY(cursor_from_text(request.cursor, plan.fingerprint, plan.key_types()));
  ListPage page;
  if (!plan.can_match) return page;
  const auto statements = TRY(ListStatements::make(lister, request, plan, tx.engine()));
  const auto limit = static_cast<std::size_t>(request.limit);
  auto rows = TRY(rows_of_page(tx, plan, statements, cursor, limit + 1));
  set_page(rows, plan, cursor, limit, page);
  TRY(fill_records(tx, lister.model, *plan.family, rows, page));
  if (request.wants_texts) TRY(add_texts_and_sets(tx, *plan.family, page.records));
  return page;
}

Result<Count> count(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  const auto plan = TRY(plan_list(lister, request, Purpose::counts));
  Count sum;
  if (!plan.can_match) return sum;
  const auto statements = TRY(ListStatements::make(lister, request, plan, tx.engine()));
  if (const auto own = TRY(own_rows(tx, plan, statements, {}))) {
    add_count(sum, static_cast<std::int64_t>(own->size()));
    return sum;
  }
  for (const auto& strand : strands_of(plan)) {
    add_count(sum, TRY(statements.count(tx, strand)));
    if (sum.is_more) break;
  }
  return sum;
}

Result<std::vector<GroupCount>> count_by(db::Transaction& tx, const Lister& lister, const ListRequest& request,
                                         std::string_view field) {
  auto active = request;
  active.is_active_only = true;
  const auto plan = TRY(plan_list(lister, active, Purpose::counts));
  const auto column = TRY(group_column(*plan.family, *request.type, field));
  std::vector<GroupCount> groups;
  if (!plan.can_match) return groups;
  const auto add = [&](Value key, std::int64_t count) {
    const auto found = std::ranges::find(groups, key, &GroupCount::key);
    if (found != groups.end())
      found->count.count += count;
    else
      groups.push_back({std::move(key), {count, false}});
  };
  const auto statements = TRY(ListStatements::make(lister, active, plan, tx.engine()));
  if (const auto own = TRY(own_rows(tx, plan, statements, {column}))) {
    for (const auto& row : *own) add(row.keys.front(), 1);
  } else {
    for (const auto& strand : strands_of(plan)) TRY(statements.count_by(tx, strand, column, add));
  }
  for (auto& group : groups) group.key = group_value(*request.type, field, std::move(group.key));
  return groups;
}

}  // namespace praxis::record
