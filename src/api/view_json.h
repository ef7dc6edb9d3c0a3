// Saved views as JSON, beside the views that packs declare: what both have is called the same.
#pragma once

#include "base/json.h"
#include "usecases/saved_views.h"

namespace praxis::api {

void write_saved_view(JsonWriter& writer, const usecases::Work& work,
                      const usecases::SavedView& view);
// "saved_views": [...], of one type (and those above it) or of all, as far as the caller may list
// by them.
Status write_saved_views(JsonWriter& writer, const usecases::Work& work,
                         const pack::RecordType* type);

}  // namespace praxis::api
