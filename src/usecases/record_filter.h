// What selects records of a type, as people write it: a filter's text, a declared view's name.
// Valid while the model is. Pure.
#pragma once

#include <string_view>

#include "usecases/work.h"

namespace praxis::usecases {

// InvalidArgument "query.filter" with the place of the mistake.
Result<pack::ExpressionPtr> compile_filter(const Work& work, const pack::RecordType& type,
                                           std::string_view text);
// InvalidArgument "query.unknown_choice" with the names that there are.
Result<const pack::View*> declared_view(const pack::RecordType& type, std::string_view name);

}  // namespace praxis::usecases
