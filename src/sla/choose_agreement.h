// Which agreement says the target of a record's clock: a decision list. What names more fields of
// the record goes first, then the nearer organization, then the older agreement; the first that
// applies counts. The list says of each why it does or does not. Pure.
#pragma once

#include "record/bindings.h"
#include "sla/book.h"

namespace praxis::sla {

enum class Verdict { applies, not_in_force, not_yet_valid, not_valid_any_more, differs, no_target };
std::string_view verdict_name(Verdict verdict);

// A line of the list. Valid while the book is.
struct Weighed {
  const Agreement* agreement = nullptr;
  Verdict verdict = Verdict::applies;
  std::vector<std::string_view> named{};  // its fields that are filled: the more, the more specific
  int depth = 0;                          // of the organization it names, from the root
  std::string_view differs_in{};          // the first of them that the record does not equal
  const pack::ClockTarget* row = nullptr;
  Span target{};
};

// Of all agreements that speak of the clock, at `in.now`.
std::vector<Weighed> decision_list(const record::Surroundings& in, const Book& book,
                                   const pack::Clock& clock);
// The one that counts; null where none applies.
const Weighed* chosen(const std::vector<Weighed>& list);

}  // namespace praxis::sla
