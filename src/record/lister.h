// What every read within a Scope needs, by reference: valid for one request.
#pragma once

#include "record/directory.h"
#include "record/model.h"
#include "record/scope.h"

namespace praxis::record {

struct Lister {
  const Model& model;
  const Directory& directory;
  const Scope& scope;
  Instant now;
};

}  // namespace praxis::record
