// One match of a search, and what its score is made of. Pure.
#pragma once

#include "record/model.h"

namespace praxis::record {

struct Match {
  const Family* family = nullptr;
  std::int64_t row = 0;
  Id id{};
  double score = 0;
};

constexpr double long_text_weight = 1;    // of a field that ranks by being found alone
constexpr double near_title_score = 0.9;  // all words in the title, or words near them

// Below 1, so that what holds a near word comes after all that is there as written.
constexpr double near_score(double score) { return near_title_score * score / (1 + score); }

}  // namespace praxis::record
