// The SQL of one list: its conditions compiled once, and the statements that share them. Conditions
// come first among the parameters, so that their numbers are the same in every statement.
// Immutable; valid while the model is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/cursor.h"
#include "record/list_columns.h"
#include "record/list_plan.h"

namespace praxis::record {

// A row as a list needs it before it is shown: its key and what orders it.
struct ListRow {
  std::int64_t row = 0;
  std::vector<expr::Value> keys{};
  std::optional<Record> record{};  // where the statement selected all columns
  Face face = Face::working_copy;  // of whose table `row` is the key
  double stands_for = 1;           // so many rows, in a sample
};

// One walk: a value for each of the plan's fixed columns, and after which keys it goes on (none:
// from its start).
struct Strand {
  std::vector<expr::Value> fixed{};
  std::vector<expr::Value> position{};
};

enum class Wanted { records, keys };

using EachRow = FunctionRef<Status(const db::Row&)>;

class ListStatements {
 public:
  static Result<ListStatements> make(const Lister& lister, const ListRequest& request,
                                     ListPlan plan, db::Engine engine);
  const ListPlan& plan() const { return plan_; }
  const ListColumns& columns() const { return columns_; }
  db::Engine engine() const { return engine_; }

  // The next `count` rows of a strand in order, fewer at its end: those columns(), or the key, and
  // then what orders them.
  Status each_row(db::Transaction& tx, const Strand& strand, Way way, std::size_t count,
                  Wanted wanted, EachRow each) const;
  // What orders a row of each_row().
  std::vector<expr::Value> keys_of(const db::Row& row, Wanted wanted) const;
  // Appends the next `count` rows of a strand in order, fewer at its end.
  Status walk(db::Transaction& tx, const Strand& strand, Way way, std::size_t count, Wanted wanted,
              std::vector<ListRow>& rows) const;
  // Appends the rows of one of a narrow actor's ways in, in no order, at most `count` in all;
  // `keys` are what ListRow::keys will hold.
  Status gather(db::Transaction& tx, const OwnTerm& term, const std::vector<OrderKey>& keys,
                std::size_t count, std::vector<ListRow>& rows) const;
  // Appends those of these rows of the table that are in the list, whatever its strands, with what
  // orders them.
  Status among(db::Transaction& tx, const std::vector<std::int64_t>& table_rows,
               std::vector<ListRow>& rows) const;
  // The largest key of the table; 0: it is empty.
  Result<std::int64_t> newest_row(db::Transaction& tx) const;
  // Counts a strand, up to `count_max` + 1.
  Result<std::int64_t> count(db::Transaction& tx, const Strand& strand) const;
  // Counts a strand by the value of a column.
  Status count_by(db::Transaction& tx, const Strand& strand, const OrderKey& column,
                  FunctionRef<void(expr::Value, std::int64_t)> each) const;
  // "(…) AND (…)", with its parameters from $1 on; never empty.
  const std::string& conditions() const { return conditions_; }
  const std::vector<expr::Value>& parameters() const { return parameters_; }

 private:
  struct Text {  // of one statement
    std::string sql;
    std::vector<db::Parameter> parameters;
    int add(const expr::Value& value);  // the parameter's number
  };

  ListStatements(ListPlan plan, ListColumns columns, db::Engine engine)
      : plan_(std::move(plan)), columns_(std::move(columns)), engine_(engine) {}
  Status add_conditions(const Lister& lister, const ListRequest& request);
  Status add_asked_conditions(const Lister& lister, const ListRequest& request);
  Status add_filter(const Lister& lister, const pack::RecordType& type,
                    const pack::Expression& filter, const Record* chosen_for = nullptr);
  Status add_permission(const Lister& lister);
  Status add_asked(const Lister& lister, const ListRequest& request);
  void add_term(std::string_view sql);
  static Status each_until(db::Transaction& tx, const Text& text, std::size_t count,
                           std::size_t& seen, EachRow each);
  Text begin(std::string_view select, std::string_view index) const;
  void add_fixed(Text& text, const Strand& strand) const;
  void add_any_fixed(Text& text) const;
  std::string after(Text& text, const std::vector<expr::Value>& position, Way way,
                    std::size_t level) const;
  std::string segment(Text& text, const std::vector<expr::Value>& position, Way way,
                      std::size_t level) const;

  ListPlan plan_;
  ListColumns columns_;
  db::Engine engine_;
  std::string conditions_;  // "(…) AND (…)"
  std::vector<expr::Value> parameters_;
};

// The records of the rows, in their order.
Result<std::vector<Record>> records_of(db::Transaction& tx, const ListColumns& columns,
                                       const std::vector<ListRow>& rows);

// The database's index that finds one of a narrow actor's ways in; "" if there is none.
std::string index_of_own_term(const ListPlan& plan, const OwnTerm& term);

}  // namespace praxis::record
