// What a lens expects of a record now: what is there, what is missing, and for each thing the one
// thing to do. Reads only.
#pragma once

#include "record/record.h"
#include "usecases/lens.h"

namespace praxis::usecases {

struct ExpectedThing {
  const pack::ExpectedStep* step = nullptr;
  bool is_done = false;
  bool may_do = false;  // the actor, to this record, now
};
struct ExpectedNow {
  const pack::Guide* guide = nullptr;  // null: the lens says nothing of such records
  std::vector<ExpectedThing> things{};
  const ExpectedThing* next() const;  // the first that is missing; null if none is
};
ExpectedNow expected_now(Work& work, const pack::Framework& lens, const record::Record& record);

}  // namespace praxis::usecases
