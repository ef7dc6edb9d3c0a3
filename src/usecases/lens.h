// The framework through which somebody sees practices: what they ask for, else what they chose,
// else what their organization or one above it set, else none. A lens changes words, guidance and
// evidence, never a record.
#pragma once

#include "usecases/work.h"

namespace praxis::usecases {

// Null: there are no frameworks, or none is wanted. NotFound "framework.unknown" for a name asked
// for that is none; what was chosen or set and is no more there falls back to the next.
Result<const pack::Framework*> lens_of(Work& work, std::string_view asked = {});

// What the person chose; "" where that is nothing.
Result<std::string> lens_chosen(Work& work);
// Chooses for the caller; none: follows the organization again.
Status choose_lens(Application& application, const Caller& caller,
                   const std::optional<std::string>& framework);

// What the framework calls a practice, or the packs do.
std::string_view practice_label(const pack::PackSet& packs, const pack::Framework* lens,
                                std::string_view language, const pack::RecordType& type);

}  // namespace praxis::usecases
