#include "record/list.h"

#include <algorithm>

#include "record/list_columns.h"
#include "record/list_walk.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

Result<std::vector<ListRow>> rows_of_page(db::Transaction& tx, const ListPlan& plan,
                                          const ListStatements& statements, const Cursor& cursor,
                                          std::size_t count) {
  if (auto own = TRY(own_rows(tx, plan, statements, plan.order)))
    return page_of(std::move(*own), plan, cursor, count);
  return walk_strands(tx, plan, statements, cursor, count);
}

// Cuts the row that was read to see whether there is more, brings the rows into the list's order,
// and says where the pages before and after begin.
void set_page(std::vector<ListRow>& rows, const ListPlan& plan, const Cursor& cursor,
              std::size_t limit, ListPage& page) {
  const bool has_more = rows.size() > limit;
  if (has_more) rows.pop_back();
  const bool is_backward = cursor.way == Way::backward;
  if (is_backward) std::ranges::reverse(rows);
  if (rows.empty()) return;
  const bool came_from_somewhere = !cursor.keys.empty();
  if (is_backward ? has_more : came_from_somewhere)
    page.previous = text_of_cursor(Cursor{Way::backward, rows.front().keys}, plan.fingerprint);
  if (is_backward ? came_from_somewhere : has_more)
    page.next = text_of_cursor(Cursor{Way::forward, rows.back().keys}, plan.fingerprint);
}

// The records of the rows that were not read along with them read now, by the table they are of.
Status read_missing(db::Transaction& tx, const Lister& lister, const ListRequest& request,
                    Face face, std::vector<ListRow>& rows) {
  std::vector<ListRow> missing;
  for (const auto& row : rows)
    if (!row.record && row.face == face) missing.push_back({.row = row.row});
  if (missing.empty()) return {};
  auto seen = lister;
  seen.face = face;
  const auto& family = seen.family_of(*request.type);
  const auto columns = list_columns(family, *request.type, request.columns);
  auto read = TRY(records_of(tx, {lister.model, family, columns}, missing));
  auto next = read.begin();
  for (auto& row : rows)
    if (!row.record && row.face == face && next != read.end() && next->row == row.row)
      row.record = std::move(*next++);
  return {};
}

Result<std::vector<Record>> taken_records(db::Transaction& tx, const Lister& lister,
                                          const ListRequest& request, std::vector<ListRow>& rows) {
  for (const auto face : faces_of(lister, *request.type))
    TRY(read_missing(tx, lister, request, face, rows));
  std::vector<Record> records;
  records.reserve(rows.size());
  for (auto& row : rows)
    if (row.record) records.push_back(std::move(*row.record));
  return records;
}

Status add_texts(db::Transaction& tx, const Lister& lister, const ListRequest& request,
                 std::vector<Record>& records) {
  const auto& family = lister.model.family_of(*request.type);
  if (!family.newest) return add_texts_and_sets(tx, family, records);
  for (auto& record : records) {
    const bool is_newest = record.face == Face::newest_version;
    TRY(add_texts_and_sets(tx, is_newest ? *family.newest : family, std::span(&record, 1)));
  }
  return {};
}

// What each part of a list's plan is asked.
template <class Ask>
Status each_part(db::Transaction& tx, const Lister& lister, const ListRequest& request,
                 const std::vector<ListPlan>& parts, Ask&& ask) {
  for (const auto& plan : parts) {
    if (!plan.can_match) continue;
    auto seen = lister;
    seen.face = plan.family->face;
    const auto statements = TRY(ListStatements::make(seen, request, plan, tx.engine()));
    TRY(ask(plan, statements));
  }
  return {};
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

Result<ListPage> list(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  if (request.limit < 1 || request.limit > list_limit_max)
    return fail(Code::invalid_argument, "list.limit",
                "a page has 1 to " + std::to_string(list_limit_max) + " records");
  const auto parts = TRY(plan_list(lister, request, Purpose::rows));
  const auto& plan = parts.front();
  const auto cursor = TRY(cursor_from_text(request.cursor, plan.fingerprint, plan.key_types()));
  const auto limit = static_cast<std::size_t>(request.limit);
  std::vector<ListRow> rows;
  TRY(each_part(tx, lister, request, parts,
                [&](const ListPlan& part, const ListStatements& statements) -> Status {
                  auto more = TRY(rows_of_page(tx, part, statements, cursor, limit + 1));
                  rows =
                      merged_pages(std::move(rows), std::move(more), part, cursor.way, limit + 1);
                  return {};
                }));
  ListPage page;
  set_page(rows, plan, cursor, limit, page);
  page.records = TRY(taken_records(tx, lister, request, rows));
  if (request.wants_texts) TRY(add_texts(tx, lister, request, page.records));
  return page;
}

Result<Count> count(db::Transaction& tx, const Lister& lister, const ListRequest& request) {
  const auto parts = TRY(plan_list(lister, request, Purpose::counts));
  Count sum;
  TRY(each_part(tx, lister, request, parts,
                [&](const ListPlan& part, const ListStatements& statements) -> Status {
                  if (const auto own = TRY(own_rows(tx, part, statements, {}))) {
                    add_count(sum, static_cast<std::int64_t>(own->size()));
                    return {};
                  }
                  for (const auto& strand : strands_of(part))
                    if (!sum.is_more) add_count(sum, TRY(statements.count(tx, strand)));
                  return {};
                }));
  return sum;
}

Result<std::vector<GroupCount>> count_by(db::Transaction& tx, const Lister& lister,
                                         const ListRequest& request, std::string_view field) {
  auto active = request;
  active.is_active_only = true;
  const auto parts = TRY(plan_list(lister, active, Purpose::counts));
  const auto column = TRY(group_column(*parts.front().family, *request.type, field));
  std::vector<GroupCount> groups;
  const auto add = [&](Value key, std::int64_t count) {
    const auto found = std::ranges::find(groups, key, &GroupCount::key);
    if (found != groups.end())
      found->count.count += count;
    else
      groups.push_back({std::move(key), {count, false}});
  };
  TRY(each_part(tx, lister, active, parts,
                [&](const ListPlan& part, const ListStatements& statements) -> Status {
                  if (const auto own = TRY(own_rows(tx, part, statements, {column}))) {
                    for (const auto& row : *own) add(row.keys.front(), 1);
                    return {};
                  }
                  for (const auto& strand : strands_of(part))
                    TRY(statements.count_by(tx, strand, column, add));
                  return {};
                }));
  for (auto& group : groups) group.key = group_value(*request.type, field, std::move(group.key));
  return groups;
}

}  // namespace praxis::record
