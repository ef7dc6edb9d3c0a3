// praxis_limit: Beast and SQLite with no product in between, the yardstick of bench/ (see the
// README there).
//   praxis_limit [--port 8090] [--records 100000] [--dir /tmp/praxis_limit] [--threads 2]
//   GET /read/{id}  GET /list?group={id}  GET /search?q={word}  POST /create {json}  POST
//   /transition/{id} GET /sample?n=1000 → {"ids": […], "groups": […], "words": […]} for load
//   generators
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "limit/seed.h"
#include "limit/server.h"

int main(int argc, char** argv) {
  limit::ServerOptions options;
  std::int64_t records = 100'000;
  std::string dir = "/tmp/praxis_limit";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const char* const value = argv[i + 1];
    if (name == "--port") {
      options.port = static_cast<std::uint16_t>(std::atoi(value));
    } else if (name == "--records") {
      records = std::atoll(value);
    } else if (name == "--dir") {
      dir = value;
    } else if (name == "--threads") {
      options.threads = std::max(1, std::atoi(value));
    } else {
      fmt::print(stderr, "unknown option {}\n", name);
      return 2;
    }
  }
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  ::mkdir(dir.c_str(), 0755);
  const auto file = dir + "/limit.sqlite";
  limit::seed(file, records);
  limit::Writer writer(file);
  limit::serve(file, writer, options);
}
