// What is wrong with the texts of a record that the engine reads: calendars, agreements. Each fault
// names the field, with the place within its text in the details. Pure.
#pragma once

#include <vector>

#include "sla/book.h"

namespace praxis::sla {

// Of those texts that differ from `before`'s (all of them, if null).
std::vector<FieldError> check_texts(const pack::PackSet& packs, const Book& book,
                                    const record::Record* before, const record::Record& after);

}  // namespace praxis::sla
