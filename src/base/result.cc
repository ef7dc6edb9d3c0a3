#include "base/result.h"

#include <cstdio>
#include <cstdlib>

namespace praxis {

void abort_because(const char* claim, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, claim);
  std::abort();
}

}  // namespace praxis
