// Goes through the records of a stretch whose types have clocks, in batches, a transaction each.
#pragma once

#include "base/function_ref.h"
#include "usecases/what_if.h"

namespace praxis::usecases {

constexpr std::int64_t stretch_batch = 500;

using OnBatch = FunctionRef<Status(Work&, std::span<const record::Record>)>;
enum class Through { reads, writes };

Status go_through(Application& application, const Caller& caller, const Stretch& stretch,
                  Through through, Progress progress, OnBatch on_batch);

}  // namespace praxis::usecases
