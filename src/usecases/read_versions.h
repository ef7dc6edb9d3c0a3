// The versions of a record (docs/packs.md, versions) and how they differ. Who only reads versions
// is shown the newest one and no other; who sees the working copy all of them, and the working copy
// as one more. Reads only.
#pragma once

#include <string_view>
#include <vector>

#include "record/version_store.h"
#include "usecases/work.h"

namespace praxis::usecases {

// Newest first.
Result<std::vector<record::Version>> read_versions(Work& work, const record::Record& record);
// By its number, or "working": number 0. NotFound "version.not_found".
Result<record::Version> read_version(Work& work, const record::Record& record,
                                     std::string_view name);

struct FieldDifference {
  const pack::Field* field = nullptr;
  Json from{}, to{};
};
// The kept fields that differ, in the type's order, as far as the actor may read them.
std::vector<FieldDifference> differences(Work& work, const record::Record& record,
                                         const record::Version& from, const record::Version& to);
// The fields that versions keep and the actor may read.
std::vector<const pack::Field*> kept_fields(Work& work, const record::Record& record);

}  // namespace praxis::usecases
