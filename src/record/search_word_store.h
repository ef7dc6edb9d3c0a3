// The words of a family's search terms, kept so that near ones are found (near_words.h): table
// FAMILY_word, a row for each key of a word. Written in the transaction that writes the terms; a
// word goes with the last record that has it. On SQLite the one writer remembers which words are
// there; on PostgreSQL writers hold a lock shared and who takes words away holds it alone, so that
// none goes that another is just writing.
#pragma once

#include "record/search_terms.h"

namespace praxis::record {

// After the terms were written: `before` is empty on insert.
Status keep_words(db::Transaction& tx, const Family& family, const SearchTerms& before,
                  const SearchTerms& after);

struct NearWord {
  std::string word;
  int edits = 0;
};
// The words that exactly so many edits lead to, best first: of about the same length, with the same
// beginning. What they stand in is not asked.
Result<std::vector<NearWord>> words_near(db::Transaction& tx, const Family& family,
                                         std::string_view word, int edits);

// Records written before there was such a table: adds the words of some of them, from where it
// stopped. Afterwards asks whether there are more.
Status fill_words(db::Transaction& tx, const Model& model, const Family& family);
Result<bool> are_words_filled(db::Transaction& tx, const Family& family);

}  // namespace praxis::record
