// A search among the rows of a narrow actor: they are read once and looked at here, for the index
// of words would be walked for each of them, and the beginning of a word has many. Belongs to one
// transaction; valid while plan and statements are.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/list_statement_store.h"
#include "record/search_match.h"
#include "record/search_terms.h"

namespace praxis::record {

class OwnSearcher {
 public:
  OwnSearcher(db::Transaction& tx, const ListPlan& plan, const ListStatements& statements)
      : tx_(tx), plan_(plan), statements_(statements) {}

  // Reads the rows, the first time. False: the actor is not narrow, or has too many of them.
  Result<bool> read();
  // Appends those that hold every word, each with its score.
  void matches(const SearchedWords& words, std::vector<Match>& out) const;
  // The newest that hold the word whole, at most `count`.
  std::vector<Match> holding(const std::string& word, std::size_t count) const;

 private:
  // A searched field, with its weight in the types that search it.
  struct Field {
    std::map<std::string, double, std::less<>> weights;
  };

  Status read_rows();
  std::vector<OrderKey> set_fields();
  std::string text_of_row(std::string_view field) const;
  double best_of(const ListRow& row, const SearchedWord& word) const;
  bool is_in_title(const ListRow& row, const SearchedWord& word) const;
  double score_of(const ListRow& row, const SearchedWords& words) const;
  Match match_of(const ListRow& row, double score) const;

  db::Transaction& tx_;
  const ListPlan& plan_;
  const ListStatements& statements_;
  std::vector<Field> fields_{};
  std::vector<ListRow> rows_{};  // newest first
  std::optional<bool> is_narrow_{};
};

}  // namespace praxis::record
