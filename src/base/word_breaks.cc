#include "base/word_breaks.h"

#include "base/result.h"

namespace praxis {

std::unique_ptr<icu::BreakIterator> make_word_breaks() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> made(
      icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
  must(U_SUCCESS(status));
  return made;
}

}  // namespace praxis
