// Where a record's searched fields hold the words of a search: passages with the places of the
// words, for showing them marked. Places are code points of the passage's text, so that no one has
// to put marks into text, or take them out. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/function_ref.h"
#include "record/record.h"
#include "record/search_terms.h"

namespace praxis::record {

constexpr std::size_t passage_letters_max = 180;  // code points; longer texts are cut, with "…"

struct Passage {
  struct Mark {
    std::size_t from = 0, to = 0;  // `to` is the one after
    bool operator==(const Mark&) const = default;
  };
  int field = -1;
  std::string text;
  std::vector<Mark> marks;
};

using MayReadField = FunctionRef<bool(int field)>;

// One of each field that holds any of the words, heaviest field first; of a record with its texts.
std::vector<Passage> passages_of(const Record& record, const SearchedWords& words,
                                 MayReadField may_read);
// Whether fields that may be read hold every word.
bool is_explained(const Record& record, const SearchedWords& words, MayReadField may_read);

}  // namespace praxis::record
