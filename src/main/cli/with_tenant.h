// How every command over a database begins: read the configuration, set up the log, open the tenant
// and show what of its tables is made meanwhile.
#pragma once

#include "base/function_ref.h"
#include "base/time.h"
#include "main/config.h"
#include "main/wiring.h"

namespace praxis::main::cli {

// What to do where there is no embedded database yet.
enum class IfMissing { refuse, make };

// Every error, of `body` too, is reported here; the exit code is the body's or the error's.
int with_tenant(const ConfigSource& source, IfMissing if_missing,
                FunctionRef<Result<int>(const Config&, Tenant&, const TimeSource&)> body);

}  // namespace praxis::main::cli
