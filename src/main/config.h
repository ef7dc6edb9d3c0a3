// The configuration: a TOML file, then PRAXIS_… environment variables, then flags, each weighing
// more than the one before. Everything wrong is reported at once, with the file's line.
// docs/operate/configuration.md lists every key.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/result.h"
#include "base/time.h"

namespace praxis::main {

struct Config {
  std::string data = "data";  // folder of the embedded database
  std::string postgres{};  // libpq's connection text: PostgreSQL instead of the embedded database
  std::string schema = "praxis";
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  bool is_plain_http = false;  // session cookies without Secure, for a trusted network
  std::vector<std::string> trusted_proxies{};
  int workers = 64;
  std::string log_level = "info";
  bool is_log_json = false;
  std::int64_t cache_kb = 8'192;  // of each read connection of the embedded database
};

// One configuration key: how it is named in the file ("http.port"), in the environment
// (PRAXIS_HTTP_PORT), as a flag.
struct Setting {
  std::string key;
  std::string help;
};
const std::vector<Setting>& config_settings();

struct ConfigSource {
  std::string file{};  // "" = praxis.toml in the working folder, if it is there
  std::map<std::string, std::string> flags{};  // by key
};

// Conflict-free or an error that names every wrong key, its place and what would be right.
Result<Config> read_config(const ConfigSource& source);

}  // namespace praxis::main
