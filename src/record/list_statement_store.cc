#include "record/list_statement_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "record/asked_condition.h"
#include "record/record_store.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr std::string_view enough_rows =
    "list.enough";  // stops a query whose next rows are not needed

Value key_value(const db::Row& row, int column, db::ColumnType type) {
  if (row.is_null(column)) return {};
  switch (type) {
    case db::ColumnType::integer:
      return row.integer(column);
    case db::ColumnType::real:
      return row.real(column);
    case db::ColumnType::id:
      return row.id(column);
    default:
      return std::string(row.text(column));
  }
}

std::vector<Value> key_values(const db::Row& row, int first, const std::vector<OrderKey>& keys) {
  std::vector<Value> values;
  values.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i)
    values.push_back(key_value(row, first + static_cast<int>(i), keys[i].type));
  return values;
}

std::string key_columns(const std::vector<OrderKey>& keys) {
  std::string sql;
  for (const auto& key : keys) sql += ", " + key.sql;
  return sql;
}

bool goes_down(const OrderKey& key, Way way) { return key.is_descending != (way == Way::backward); }

// From `level` on: the keys before it are fixed, and SQLite would sort by an expression that is.
std::string order_by(const std::vector<OrderKey>& order, Way way, std::size_t level) {
  std::string sql;
  for (std::size_t i = level; i < order.size(); ++i)
    sql += fmt::format("{}{}{}", sql.empty() ? " ORDER BY " : ", ", order[i].sql,
                       goes_down(order[i], way) ? " DESC" : "");
  return sql;
}

std::string index_of(const ListPlan& plan) {
  return plan.index ? plan.family->name + "_" + plan.index->name : std::string();
}

// Whether the engine itself seeks to a position in this order: along an index of it or the table's
// own.
bool is_seekable(const ListPlan& plan) { return plan.index || plan.order.size() == 1; }

}  // namespace

std::string index_of_own_term(const ListPlan& plan, const OwnTerm& term) {
  const auto& family = *plan.family;
  if (!term.set_field.empty()) return family.name + "_id";
  if (term.column == "id") return family.name + "_id";
  for (const auto* type : family.types) {
    for (const auto& index : type->indexes)
      if (!index.equal.empty() && index.equal.front() == term.column &&
          (plan.is_active_only || !index.is_active_only))
        return family.name + "_" + index.name;
    const auto* field = type->field(term.column);
    if (field && field->grants_read) return family.name + "_grant_" + term.column;
  }
  return {};
}

int ListStatements::Text::add(const Value& value) {
  parameters.push_back(expr::to_parameter(value));
  return static_cast<int>(parameters.size());
}

Result<ListStatements> ListStatements::make(const Lister& lister, const ListRequest& request,
                                            ListPlan plan, db::Engine engine) {
  ListStatements statements(std::move(plan), ListColumns(lister, *request.type, request.columns),
                            engine);
  TRY(statements.add_conditions(lister, request));
  return statements;
}

Status ListStatements::add_conditions(const Lister& lister, const ListRequest& request) {
  if (plan_.is_active_only) add_term("\"phase\" <> 'closed'");
  // A walk along an index of types needs no term for them; a narrow actor's own rows do.
  if (!plan_.types.empty() && !(plan_.fixes_type() && plan_.own.empty())) {
    std::string types;
    for (const auto& type : plan_.types)
      types += (types.empty() ? "" : ", ") + sql_literal(type, engine_);
    add_term(fmt::format("{}\"type\" IN ({})", engine_ == db::Engine::sqlite ? "+" : "", types));
  }
  if (request.view && request.view->filter)
    TRY(add_filter(lister, *request.type, *request.view->filter));
  if (request.filter) TRY(add_filter(lister, *request.type, *request.filter));
  TRY(add_asked_conditions(lister, request));
  if (request.candidates)
    TRY(add_filter(lister, *request.type, *request.candidates->among, request.candidates->of));
  TRY(add_permission(lister));
  TRY(add_asked(lister, request));
  if (conditions_.empty()) add_term("1 = 1");
  return {};
}

void ListStatements::add_term(std::string_view sql) {
  conditions_ += fmt::format("{}({})", conditions_.empty() ? "" : " AND ", sql);
}

Status ListStatements::add_filter(const Lister& lister, const pack::RecordType& type,
                                  const pack::Expression& filter, const Record* chosen_for) {
  // Without an index of ours the database may use one of its own for what the filter fixes.
  const auto columns = plan_.index || !plan_.own.empty() ? Columns::residual : Columns::seekable;
  const ColumnNames names(lister, type, filter,
                          {.engine = engine_, .columns = columns, .chosen_for = chosen_for});
  auto condition =
      TRY(expr::to_sql(*filter.program, names, engine_, static_cast<int>(parameters_.size()) + 1));
  std::move(condition.parameters.begin(), condition.parameters.end(),
            std::back_inserter(parameters_));
  // PostgreSQL would take "group IN (…)" into a walk that fixes one group, and sort for it: rows of
  // an index do not come in order by a list that is not its first column. IS TRUE is no term of an
  // index.
  const bool is_kept_apart =
      engine_ == db::Engine::postgres &&
      std::ranges::any_of(plan_.fixed, [](const auto& each) { return each.values.size() > 1; });
  add_term(is_kept_apart ? fmt::format("({}) IS TRUE", condition.sql) : condition.sql);
  return {};
}

Status ListStatements::add_asked_conditions(const Lister& lister, const ListRequest& request) {
  const ColumnNaming naming{
      .engine = engine_,
      .columns = engine_ == db::Engine::sqlite ? Columns::residual : Columns::seekable};
  const auto next = [&] { return static_cast<int>(parameters_.size()) + 1; };
  for (const auto& condition : request.conditions) {
    auto made = TRY(condition_sql(lister, *request.type, condition, naming, next()));
    std::move(made.parameters.begin(), made.parameters.end(), std::back_inserter(parameters_));
    add_term(made.sql);
  }
  if (!request.window) return {};
  const auto column = db::quoted(request.window->column);
  add_term(fmt::format("{0} >= ${1} AND {0} < ${2}", column, next(), next() + 1));
  parameters_.emplace_back(request.window->from);
  parameters_.emplace_back(request.window->until);
  return {};
}

Status ListStatements::add_permission(const Lister& lister) {
  auto condition = TRY(condition_of(lister, plan_.rights, engine_,
                                    static_cast<int>(parameters_.size()) + 1, Columns::residual));
  std::move(condition.parameters.begin(), condition.parameters.end(),
            std::back_inserter(parameters_));
  if (!condition.sql.empty()) add_term(condition.sql);
  return {};
}

// Only records on which the actor may read what the list asks about.
Status ListStatements::add_asked(const Lister& lister, const ListRequest& request) {
  std::vector<const pack::RecordType*> types;
  for (const auto& rights : plan_.rights) types.push_back(rights.type);
  auto condition = TRY(asked_condition(lister, types, asked_of(request), engine_,
                                       static_cast<int>(parameters_.size()) + 1));
  std::move(condition.parameters.begin(), condition.parameters.end(),
            std::back_inserter(parameters_));
  if (!condition.sql.empty()) add_term(condition.sql);
  return {};
}

ListStatements::Text ListStatements::begin(std::string_view select, std::string_view index) const {
  Text text;
  text.sql.reserve(1'024 + select.size() + conditions_.size());
  text.sql = fmt::format("SELECT {} FROM {}", select, db::quoted(plan_.family->name));
  if (!index.empty() && engine_ == db::Engine::sqlite)
    text.sql += " INDEXED BY " + db::quoted(index);
  text.sql += " WHERE ";
  text.sql += conditions_;
  for (const auto& value : parameters_) text.add(value);
  return text;
}

void ListStatements::add_fixed(Text& text, const Strand& strand) const {
  for (std::size_t i = 0; i < strand.fixed.size(); ++i) {
    const auto column = db::quoted(plan_.fixed[i].column);
    if (strand.fixed[i].is_null())
      text.sql += fmt::format(" AND {} IS NULL", column);
    else
      text.sql += fmt::format(" AND {} = ${}", column, text.add(strand.fixed[i]));
  }
}

// Rows of a statement until `count` were seen.
Status ListStatements::each_until(db::Transaction& tx, const Text& text, std::size_t count,
                                  std::size_t& seen, EachRow each) {
  const auto status = tx.query(text.sql, text.parameters, [&](const db::Row& row) -> Status {
    if (seen >= count) return fail(Code::internal, std::string(enough_rows));
    ++seen;
    return each(row);
  });
  if (!status && status.error().reason == enough_rows) return {};
  return status;
}

// The rows after the position by one condition, for an order that is sorted anyway.
std::string ListStatements::after(Text& text, const std::vector<Value>& position, Way way,
                                  std::size_t level) const {
  const auto& key = plan_.order[level];
  const int number = text.add(position[level]);
  auto sql = fmt::format("{} {} ${}", key.sql, goes_down(key, way) ? "<" : ">", number);
  if (level + 1 == plan_.order.size()) return sql;
  return fmt::format("{} OR ({} = ${} AND ({}))", sql, key.sql, number,
                     after(text, position, way, level + 1));
}

// Rows after (k1, k2, id) come as segments, each a pure seek: k1 and k2 the same and the id after
// it, then k1 the same and k2 after it, then k1 after it. (Neither engine seeks a comparison of
// rows on an index of expressions.)
std::string ListStatements::segment(Text& text, const std::vector<Value>& position, Way way,
                                    std::size_t level) const {
  const auto& order = plan_.order;
  std::string sql;
  for (std::size_t i = 0; i < level; ++i)
    sql += fmt::format("{} = ${} AND ", order[i].sql, text.add(position[i]));
  return fmt::format("{}{} {} ${}", sql, order[level].sql, goes_down(order[level], way) ? "<" : ">",
                     text.add(position[level]));
}

Status ListStatements::each_row(db::Transaction& tx, const Strand& strand, Way way,
                                std::size_t count, Wanted wanted, EachRow each) const {
  const auto& order = plan_.order;
  const auto select = (wanted == Wanted::records ? columns_.sql() : "\"row\"") + key_columns(order);
  std::size_t seen = 0;
  const bool is_one = strand.position.empty() || !is_seekable(plan_);
  for (std::size_t level = is_one ? 1 : order.size(); level-- > 0 && seen < count;) {
    auto text = begin(select, index_of(plan_));
    add_fixed(text, strand);
    if (!strand.position.empty())
      text.sql += fmt::format(" AND ({})", is_one ? after(text, strand.position, way, 0)
                                                  : segment(text, strand.position, way, level));
    text.sql += fmt::format("{} LIMIT {}", order_by(order, way, is_one ? 0 : level), count);
    TRY(each_until(tx, text, count, seen, each));
  }
  return {};
}

std::vector<Value> ListStatements::keys_of(const db::Row& row, Wanted wanted) const {
  return key_values(row, wanted == Wanted::records ? columns_.count() : 1, plan_.order);
}

Status ListStatements::walk(db::Transaction& tx, const Strand& strand, Way way, std::size_t count,
                            Wanted wanted, std::vector<ListRow>& rows) const {
  return each_row(tx, strand, way, count, wanted, [&](const db::Row& row) -> Status {
    auto& read = rows.emplace_back(
        ListRow{.row = row.integer(0), .keys = keys_of(row, wanted), .face = plan_.family->face});
    if (wanted == Wanted::records) TRY(columns_.read(row, read.record.emplace()));
    return {};
  });
}

Status ListStatements::gather(db::Transaction& tx, const OwnTerm& term,
                              const std::vector<OrderKey>& keys, std::size_t count,
                              std::vector<ListRow>& rows) const {
  const auto index = index_of_own_term(plan_, term);
  for (const auto& value : term.values) {
    auto text = begin("\"row\"" + key_columns(keys), index);
    if (!term.set_field.empty())
      text.sql +=
          fmt::format(R"( AND "id" IN (SELECT "id" FROM {} WHERE "target" = ${} AND "field" = {}))",
                      db::quoted(plan_.family->set_table), text.add(value),
                      sql_literal(term.set_field, engine_));
    else
      text.sql += fmt::format(" AND {} = ${}", db::quoted(term.column), text.add(value));
    text.sql += fmt::format(" LIMIT {}", count);
    auto seen = rows.size();
    TRY(each_until(tx, text, count, seen, [&](const db::Row& row) -> Status {
      rows.push_back(
          {.row = row.integer(0), .keys = key_values(row, 1, keys), .face = plan_.family->face});
      return {};
    }));
  }
  return {};
}

// Of several strands together. What else is fixed stands in the conditions too.
void ListStatements::add_any_fixed(Text& text) const {
  for (const auto& column : plan_.fixed) {
    if (column.column != "type") continue;
    std::string marks;
    for (const auto& value : column.values)
      marks.append(marks.empty() ? "$" : ", $").append(std::to_string(text.add(value)));
    text.sql += fmt::format(R"( AND "type" IN ({}))", marks.empty() ? "NULL" : marks);
  }
}

Status ListStatements::among(db::Transaction& tx, const std::vector<std::int64_t>& table_rows,
                             std::vector<ListRow>& rows) const {
  auto text = begin("\"row\"" + key_columns(plan_.order), "");
  // By the table's own key: an index would be walked for all that the list fixes.
  if (engine_ == db::Engine::sqlite) text.sql.insert(text.sql.find(" WHERE "), " NOT INDEXED");
  add_any_fixed(text);
  std::string marks;
  for (const auto row : table_rows)
    marks.append(marks.empty() ? "$" : ", $").append(std::to_string(text.add(Value(row))));
  text.sql += fmt::format(R"( AND "row" IN ({}))", marks.empty() ? "NULL" : marks);
  return tx.query(text.sql, text.parameters, [&](const db::Row& row) -> Status {
    rows.push_back({.row = row.integer(0),
                    .keys = key_values(row, 1, plan_.order),
                    .face = plan_.family->face});
    return {};
  });
}

Result<std::int64_t> ListStatements::newest_row(db::Transaction& tx) const {
  std::int64_t newest = 0;
  TRY(tx.query(
      fmt::format(R"(SELECT COALESCE(MAX("row"), 0) FROM {})", db::quoted(plan_.family->name)), {},
      [&](const db::Row& row) -> Status {
        newest = row.integer(0);
        return {};
      }));
  return newest;
}

Result<std::int64_t> ListStatements::count(db::Transaction& tx, const Strand& strand) const {
  auto text = begin("1 AS one", index_of(plan_));
  add_fixed(text, strand);
  // Without an order PostgreSQL reads the table from its start, where the oldest records lie.
  const bool is_ordered = plan_.index && engine_ == db::Engine::postgres;
  text.sql = fmt::format("SELECT COUNT(*) FROM ({}{} LIMIT {}) c", text.sql,
                         is_ordered ? order_by(plan_.order, Way::forward, 0) : "", count_max + 1);
  std::int64_t counted = 0;
  TRY(tx.query(text.sql, text.parameters, [&](const db::Row& row) -> Status {
    counted = row.integer(0);
    return {};
  }));
  return counted;
}

Status ListStatements::count_by(db::Transaction& tx, const Strand& strand, const OrderKey& column,
                                FunctionRef<void(Value, std::int64_t)> each) const {
  auto text = begin(column.sql + ", COUNT(*)", index_of(plan_));
  add_fixed(text, strand);
  text.sql += " GROUP BY " + column.sql;
  return tx.query(text.sql, text.parameters, [&](const db::Row& row) -> Status {
    each(key_value(row, 0, column.type), row.integer(1));
    return {};
  });
}

Result<std::vector<Record>> records_of(db::Transaction& tx, const ListColumns& columns,
                                       const std::vector<ListRow>& rows) {
  if (rows.empty()) return std::vector<Record>{};
  std::unordered_map<std::int64_t, std::size_t> places;
  expr::List keys;
  for (const auto& row : rows) {
    places.emplace(row.row, places.size());
    keys.emplace_back(row.row);
  }
  const auto list = padded(Value(std::move(keys)));
  std::string marks;
  std::vector<db::Parameter> parameters;
  for (const auto& key : list.list()) {
    parameters.push_back(expr::to_parameter(key));
    marks.append(marks.empty() ? "$" : ", $").append(std::to_string(parameters.size()));
  }
  const auto sql = fmt::format("SELECT {} FROM {} WHERE \"row\" IN ({})", columns.sql(),
                               db::quoted(columns.family().name), marks);
  std::vector<Record> records(places.size());
  TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    return columns.read(row, records[places.find(row.integer(0))->second]);
  }));
  std::erase_if(records, [](const auto& record) { return !record.type; });
  return records;
}

}  // namespace praxis::record
