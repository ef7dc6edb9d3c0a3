// The permitted matches of a search in one family, each with its score. First come those that hold
// every word whole in their title, newest first: none can fit better, so that a page of them ends
// the search. Then the newest of all matches, until as many fit as well as any older one could, or
// search_matches_max were looked at. Belongs to one transaction; valid while plan and statements
// are.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "record/list_statement_store.h"
#include "record/search_terms.h"

namespace praxis::record {

struct Match {
  const Family* family = nullptr;
  std::int64_t row = 0;
  Id id{};
  double score = 0;
};

class FamilySearcher {
 public:
  FamilySearcher(db::Transaction& tx, const ListPlan& plan, const ListStatements& statements);

  // Appends matches, the best `limit` among them; true if older ones were left out unseen.
  Result<bool> matches(const std::vector<std::string>& words, std::size_t limit,
                       std::vector<Match>& out);
  // Appends the record with this number or id.
  Status named(std::string_view column, const expr::Value& name, std::vector<Match>& out);

 private:
  struct Statement {
    std::string sql;
    std::vector<db::Parameter> parameters;
    int add(const expr::Value& value);
  };
  // A short field that a match is ranked by.
  struct RankedColumn {
    std::string name;
    double weight;
  };
  // The searched fields as own_rows() reads them, each with its weight in the types that search it.
  struct OwnFields {
    struct Field {
      std::map<std::string, double, std::less<>> weights;
    };
    std::vector<OrderKey> keys;  // id, type, the fields
    std::vector<Field> fields;
    double score_of(const ListRow& row, const std::vector<std::string>& words) const;
  };
  // Rows whose matches PostgreSQL is asked for at once, and how it gets at them.
  struct Window {
    std::int64_t above, up_to;
    std::size_t count;
  };
  enum class Access { walk, index };
  enum class Next { wanted, enough };
  using Each = FunctionRef<Next(const db::Row&)>;

  void rank_by_columns();
  Statement begin(std::string_view from) const;
  std::string matching(int parameter) const;
  int next_parameter() const;
  double score_of(const db::Row& row, const std::vector<std::string>& words) const;
  double score_beyond_titles(std::size_t words) const;
  Match match_of_row(const db::Row& row, const std::vector<std::string>& words) const;
  Status newest(const expr::Value& text, std::size_t count, Each each) const;
  Status newest_by_window(const expr::Value& text, std::size_t count, Each each) const;
  Statement window_statement(const expr::Value& text, const Window& window, Access access) const;
  Result<bool> run(const Statement& statement, Each each) const;
  OwnFields own_fields() const;
  std::string text_of_row(std::string_view field) const;
  // False: the actor is not narrow, or has too many rows.
  Result<bool> own_matches(const std::vector<std::string>& words, std::vector<Match>& out) const;

  db::Transaction& tx_;
  const ListPlan& plan_;
  const ListStatements& statements_;
  std::vector<RankedColumn> columns_;
};

}  // namespace praxis::record
