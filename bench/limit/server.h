// A minimal Boost.Beast server: each I/O thread has its own context, its own SQLite connection and
// runs reads where they arrive; writes go to the writer and are answered after its commit.
#pragma once

#include <cstdint>
#include <string>

#include "limit/writer.h"

namespace limit {

struct ServerOptions {
  std::uint16_t port = 8090;
  int threads = 2;
};

void serve(const std::string& file, Writer& writer,
           const ServerOptions& options);  // until SIGINT or SIGTERM

}  // namespace limit
