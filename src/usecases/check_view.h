// What makes a view that somebody saves a list that can be shown. Pure, but for looking at the
// caller's rights.
#pragma once

#include "usecases/saved_views.h"

namespace praxis::usecases {

// InvalidArgument "invalid_fields" with all that is wrong; Forbidden "field_not_readable". `known`:
// the view as it was, if there was one: groups that it was shared with already may stay.
Status check_view(const Work& work, const SavedView* known, const SavedView& view);

}  // namespace praxis::usecases
