// The permitted matches of a search in one family, each with its score. First come those that hold
// every word whole in their title, newest first: none can fit better, so that a page of them ends
// the search. Then the newest of all matches, until as many fit as well as any older one could, or
// search_matches_max were looked at. Belongs to one transaction; valid while plan and statements
// are.
#pragma once

#include <string>
#include <vector>

#include "record/list_statement_store.h"
#include "record/search_own_store.h"
#include "record/search_terms.h"

namespace praxis::record {

// A word is believed to be in a family when it stands in one of so many of its newest records that
// the actor may read; the others' number then tells nothing.
constexpr int newest_records_probed = 1'000;

class FamilySearcher {
 public:
  FamilySearcher(db::Transaction& tx, const ListPlan& plan, const ListStatements& statements);

  // Appends matches, the best `limit` among them; true if older ones were left out unseen. With
  // words near those looked for every score is below 1, and above without.
  Result<bool> matches(const SearchedWords& words, std::size_t limit, std::vector<Match>& out);
  // Appends the record with this number or id.
  Status named(std::string_view column, const expr::Value& name, std::vector<Match>& out);
  // Some of the records that hold this word whole, at most `count`.
  Result<std::vector<Match>> holding(const std::string& word, std::size_t count);

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
  double score_of(const db::Row& row, const SearchedWords& words) const;
  double near_score_of(const db::Row& row, const SearchedWords& words) const;
  bool is_in_title(const db::Row& row, const SearchedWord& word) const;
  double score_beyond_titles(std::size_t words) const;
  Match match_of_row(const db::Row& row, const SearchedWords& words) const;
  Status newest(const expr::Value& text, std::size_t count, Each each) const;
  Status newest_by_window(const expr::Value& text, std::size_t count, Each each) const;
  Statement window_statement(const expr::Value& text, const Window& window, Access access) const;
  Statement joined(const std::string& matching, const expr::Value& text, std::size_t count) const;
  Status probe(const expr::Value& text, std::size_t count, std::vector<Match>& found) const;
  Result<bool> run(const Statement& statement, Each each) const;

  db::Transaction& tx_;
  const ListPlan& plan_;
  const ListStatements& statements_;
  std::vector<RankedColumn> columns_;
  OwnSearcher own_;
};

}  // namespace praxis::record
