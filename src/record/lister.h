// What every read within a Scope needs, by reference: valid for one request.
#pragma once

#include "record/clock_book.h"
#include "record/directory.h"
#include "record/model.h"
#include "record/record.h"
#include "record/scope.h"

namespace praxis::record {

struct Lister {
  const Model& model;
  const Directory& directory;
  const Scope& scope;
  Instant now;
  const ClockBook* clocks = nullptr;  // none: clocks are unknown here
  Face face = Face::working_copy;     // which of a family's tables is read

  const Family& family_of(const pack::RecordType& type) const {
    const auto& family = model.family_of(type);
    return face == Face::newest_version && family.newest ? *family.newest : family;
  }
};

}  // namespace praxis::record
