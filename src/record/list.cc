#include "record/list.h"

#include <algorithm>

#include "record/list_walk.h"
#include "record/prepared_list.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

Result<std::vector<ListRow>> rows_of_page(db::Transaction& tx, const ListStatements& statements,
                                          const Cursor& cursor, std::size_t count) {
  const auto& plan = statements.plan();
  if (auto own = TRY(own_rows(tx, plan, statements, plan.order)))
    return page_of(std::move(*own), plan, cursor, count);
  return walk_strands(tx, plan, statements, cursor, count);
}

// Where the pages before and after begin. `first` and `last` are the keys of the page's first and
// last row in the order of its way; `has_more`: that way goes on.
struct PageSides {
  std::vector<Value> first, last;
  bool has_more = false;
};
PageEnds ends_of(PageSides sides, const PreparedList& list, const Cursor& cursor) {
  PageEnds ends;
  if (sides.first.empty()) return ends;
  const bool is_backward = cursor.way == Way::backward;
  if (is_backward) std::swap(sides.first, sides.last);
  const bool came_from_somewhere = !cursor.keys.empty();
  if (is_backward ? sides.has_more : came_from_somewhere)
    ends.previous = text_of_cursor(Cursor{Way::backward, std::move(sides.first)}, list.fingerprint);
  if (is_backward ? came_from_somewhere : sides.has_more)
    ends.next = text_of_cursor(Cursor{Way::forward, std::move(sides.last)}, list.fingerprint);
  return ends;
}

// Cuts the row that was read to see whether there is more, and brings the rows into the list's
// order.
PageEnds set_page(std::vector<ListRow>& rows, const PreparedList& list, const Cursor& cursor,
                  std::size_t limit) {
  const bool has_more = rows.size() > limit;
  if (has_more) rows.pop_back();
  if (rows.empty()) return {};
  auto ends = ends_of({rows.front().keys, rows.back().keys, has_more}, list, cursor);
  if (cursor.way == Way::backward) std::ranges::reverse(rows);
  return ends;
}

// The records of the rows that were not read along with them read now, by the table they are of.
Status read_missing(db::Transaction& tx, const ListColumns& columns, std::vector<ListRow>& rows) {
  const auto is_missing = [&](const ListRow& row) {
    return !row.record && row.face == columns.family().face;
  };
  std::vector<ListRow> missing;
  for (const auto& row : rows)
    if (is_missing(row)) missing.push_back({.row = row.row});
  if (missing.empty()) return {};
  auto read = TRY(records_of(tx, columns, missing));
  auto next = read.begin();
  for (auto& row : rows)
    if (is_missing(row) && next != read.end() && next->row == row.row)
      row.record = std::move(*next++);
  return {};
}

Result<std::vector<Record>> taken_records(db::Transaction& tx, const PreparedList& list,
                                          std::vector<ListRow>& rows) {
  for (const auto& columns : list.columns) TRY(read_missing(tx, columns, rows));
  std::vector<Record> records;
  records.reserve(rows.size());
  for (auto& row : rows)
    if (row.record) records.push_back(std::move(*row.record));
  return records;
}

Status add_texts(db::Transaction& tx, const PreparedList& list, std::vector<Record>& records) {
  if (list.columns.size() == 1)
    return add_texts_and_sets(tx, list.columns.front().family(), records);
  for (auto& record : records)
    for (const auto& columns : list.columns)
      if (columns.family().face == record.face)
        TRY(add_texts_and_sets(tx, columns.family(), std::span(&record, 1)));
  return {};
}

Result<ListPage> collected_page(db::Transaction& tx, const PreparedList& list, const Cursor& cursor,
                                std::size_t limit) {
  std::vector<ListRow> rows;
  for (const auto& part : list.parts) {
    auto more = TRY(rows_of_page(tx, part, cursor, limit + 1));
    rows = merged_pages(std::move(rows), std::move(more), part.plan(), cursor.way, limit + 1);
  }
  ListPage page{set_page(rows, list, cursor, limit), {}};
  page.records = TRY(taken_records(tx, list, rows));
  if (list.wants_texts) TRY(add_texts(tx, list, page.records));
  return page;
}

// Whether the rows of one statement are the page as it will be shown.
bool is_one_walk(const PreparedList& list, const Cursor& cursor) {
  if (list.parts.size() != 1 || list.wants_texts || cursor.way == Way::backward) return false;
  const auto& plan = list.parts.front().plan();
  const auto is_one = [](const FixedColumn& column) { return column.values.size() == 1; };
  return plan.own.empty() && std::ranges::all_of(plan.fixed, is_one);
}

// One record in memory at a time.
Result<PageEnds> walked_page(db::Transaction& tx, const PreparedList& list, const Cursor& cursor,
                             std::size_t limit, FunctionRef<void(const Record&)> each) {
  const auto& statements = list.parts.front();
  auto strand = strands_of(statements.plan()).front();
  strand.position = cursor.keys;
  PageSides sides;
  Record record;
  std::size_t seen = 0;
  TRY(statements.each_row(tx, strand, cursor.way, limit + 1, Wanted::records,
                          [&](const db::Row& row) -> Status {
                            sides.has_more = ++seen > limit;
                            if (sides.has_more) return {};
                            if (seen == 1) sides.first = statements.keys_of(row, Wanted::records);
                            if (seen == limit)
                              sides.last = statements.keys_of(row, Wanted::records);
                            TRY(statements.columns().read(row, record));
                            each(record);
                            return {};
                          }));
  return ends_of(std::move(sides), list, cursor);
}

Result<Cursor> cursor_of(const PreparedList& list, const PageAsked& asked) {
  if (asked.limit < 1 || asked.limit > list_limit_max)
    return fail(Code::invalid_argument, "list.limit",
                "a page has 1 to " + std::to_string(list_limit_max) + " records");
  return cursor_from_text(asked.cursor, list.fingerprint, list.key_types);
}

void add_count(Count& sum, std::int64_t count) {
  sum.count += count;
  sum.is_more |= sum.count > count_max;
  sum.count = std::min(sum.count, count_max);
}

// Column keys of count_by are the plain column: nulls are a group of their own.
Result<OrderKey> group_column(const Family& family, const pack::RecordType& type,
                              std::string_view field) {
  for (const auto& column : family.columns) {
    if (column.name != field) continue;
    const bool is_engine_column = !family.places.contains(field);
    if (is_engine_column || type.field(field))
      return OrderKey{column.name, db::quoted(column.name), column.type};
  }
  return fail(Code::invalid_argument, "list.group",
              "records cannot be grouped by '" + std::string(field) + "'");
}

// The value as the field holds it: columns keep truth values and times as numbers.
Value group_value(const pack::RecordType& type, std::string_view name, Value value) {
  const auto* field = type.field(name);
  const auto* number = value.get<std::int64_t>();
  if (!number) return value;
  if (!field) return name.ends_with("_at") ? Value(Instant{*number}) : value;
  switch (field->type) {
    case pack::FieldType::boolean:
      return *number != 0;
    case pack::FieldType::date:
    case pack::FieldType::instant:
      return Instant{*number};
    case pack::FieldType::duration:
      return Span{*number};
    default:
      return value;
  }
}

}  // namespace

Result<PageEnds> each_of_page(db::Transaction& tx, const PreparedList& list, const PageAsked& asked,
                              FunctionRef<void(const Record&)> each) {
  const auto cursor = TRY(cursor_of(list, asked));
  const auto limit = static_cast<std::size_t>(asked.limit);
  if (is_one_walk(list, cursor)) return walked_page(tx, list, cursor, limit, each);
  const auto page = TRY(collected_page(tx, list, cursor, limit));
  for (const auto& record : page.records) each(record);
  return static_cast<const PageEnds&>(page);
}

Result<ListPage> list(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  const auto prepared = TRY(prepare_list(lister, request, Purpose::rows, tx.engine()));
  const auto cursor = TRY(cursor_of(prepared, {request.limit, request.cursor}));
  return collected_page(tx, prepared, cursor, static_cast<std::size_t>(request.limit));
}

Result<Count> count(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  const auto prepared = TRY(prepare_list(lister, request, Purpose::counts, tx.engine()));
  Count sum;
  for (const auto& part : prepared.parts) {
    if (const auto own = TRY(own_rows(tx, part.plan(), part, {}))) {
      add_count(sum, static_cast<std::int64_t>(own->size()));
      continue;
    }
    for (const auto& strand : strands_of(part.plan()))
      if (!sum.is_more) add_count(sum, TRY(part.count(tx, strand)));
  }
  return sum;
}

Result<std::vector<GroupCount>> count_by(db::Transaction& tx, const Lister& lister,
                                         const ListRequest& request, std::string_view field) {
  auto active = request;
  active.is_active_only = true;
  active.asked.fields.emplace(field);
  const auto prepared = TRY(prepare_list(lister, active, Purpose::counts, tx.engine()));
  const auto column = TRY(group_column(prepared.columns.front().family(), *request.type, field));
  std::vector<GroupCount> groups;
  const auto add = [&](Value key, std::int64_t count) {
    const auto found = std::ranges::find(groups, key, &GroupCount::key);
    if (found != groups.end())
      found->count.count += count;
    else
      groups.push_back({std::move(key), {count, false}});
  };
  for (const auto& part : prepared.parts) {
    if (const auto own = TRY(own_rows(tx, part.plan(), part, {column}))) {
      for (const auto& row : *own) add(row.keys.front(), 1);
      continue;
    }
    for (const auto& strand : strands_of(part.plan())) TRY(part.count_by(tx, strand, column, add));
  }
  for (auto& group : groups) group.key = group_value(*request.type, field, std::move(group.key));
  return groups;
}

}  // namespace praxis::record
