// Where words begin and end in any script (UAX #29), as ICU knows it.
#pragma once

#include <unicode/brkiter.h>

#include <memory>

namespace praxis {

// Making one costs far more than a text takes: keep one a thread, and one for each place that looks
// at a text while another is looked at.
std::unique_ptr<icu::BreakIterator> make_word_breaks();

}  // namespace praxis
