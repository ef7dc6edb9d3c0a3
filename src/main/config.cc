#include "main/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <functional>

namespace praxis::main {
namespace {

using Set = std::function<std::string(Config&, const std::string&)>;  // "" or what would be right

std::string set_integer(const std::string& text, std::int64_t min, std::int64_t max,
                        FunctionRef<void(std::int64_t)> put);

struct Key {
  Setting setting;
  Set set;
};

std::string set_boolean(bool& target, const std::string& text) {
  if (text != "true" && text != "false") return "true or false";
  target = text == "true";
  return "";
}

std::string set_integer(const std::string& text, std::int64_t min, std::int64_t max,
                        FunctionRef<void(std::int64_t)> put) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < min || value > max)
    return fmt::format("a whole number from {} to {}", min, max);
  put(value);
  return "";
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : text + ",") {
    if (c != ',' && c != ' ')
      part += c;
    else if (!part.empty())
      parts.push_back(std::exchange(part, {}));
  }
  return parts;
}

const std::vector<Key>& keys() {
  static const std::vector<Key> all{
      {{"data", "folder of the embedded database"},
       [](Config& c, const std::string& t) { return c.data = t, t.empty() ? "a folder" : ""; }},
      {{"database.postgres", "PostgreSQL's connection text; empty: the embedded database"},
       [](Config& c, const std::string& t) { return c.postgres = t, ""; }},
      {{"database.schema", "PostgreSQL schema of this tenant"},
       [](Config& c, const std::string& t) {
         return c.schema = t, t.empty() ? "a schema name" : "";
       }},
      {{"database.cache_kb", "cache of each read connection of the embedded database, in kB"},
       [](Config& c, const std::string& t) {
         return set_integer(t, 256, 4'000'000, [&](std::int64_t n) { c.cache_kb = n; });
       }},
      {{"http.address", "address to listen on"},
       [](Config& c, const std::string& t) {
         return c.address = t, t.empty() ? "an IP address" : "";
       }},
      {{"http.port", "port to listen on; 0: a free one"},
       [](Config& c, const std::string& t) {
         return set_integer(t, 0, 65'535,
                            [&](std::int64_t n) { c.port = static_cast<std::uint16_t>(n); });
       }},
      {{"http.plain", "true: session cookies work over plain HTTP, for a trusted network"},
       [](Config& c, const std::string& t) { return set_boolean(c.is_plain_http, t); }},
      {{"http.workers", "threads that run requests"},
       [](Config& c, const std::string& t) {
         return set_integer(t, 2, 1'024, [&](std::int64_t n) { c.workers = static_cast<int>(n); });
       }},
      {{"http.trusted_proxies",
        "addresses whose X-Forwarded-For and -Proto are believed, separated by commas"},
       [](Config& c, const std::string& t) { return c.trusted_proxies = split_list(t), ""; }},
      {{"log.level", "debug, info, warning or error"},
       [](Config& c, const std::string& t) {
         c.log_level = t;
         return t == "debug" || t == "info" || t == "warning" || t == "error"
                    ? ""
                    : "debug, info, warning or error";
       }},
      {{"log.json", "true: one JSON object a line"},
       [](Config& c, const std::string& t) { return set_boolean(c.is_log_json, t); }},
  };
  return all;
}

struct Problems {
  std::vector<std::string> lines;
  void add(std::string line) { lines.push_back(std::move(line)); }
};

std::string known_keys() {
  std::string text;
  for (const auto& key : keys()) text += (text.empty() ? "" : ", ") + key.setting.key;
  return text;
}

void put(Config& config, const std::string& name, const std::string& value,
         const std::string& place, Problems& problems) {
  const auto key = std::find_if(keys().begin(), keys().end(),
                                [&](const Key& k) { return k.setting.key == name; });
  if (key == keys().end()) {
    problems.add(fmt::format("{}: there is no key '{}'; known are {}", place, name, known_keys()));
  } else if (const auto right = key->set(config, value); !right.empty()) {
    problems.add(fmt::format("{}: {} = '{}' is wrong; it must be {}", place, name, value, right));
  }
}

std::string text_of(const toml::node& node) {
  if (const auto text = node.value<std::string>(); text && node.is_string()) return *text;
  if (node.is_boolean()) return *node.value<bool>() ? "true" : "false";
  if (node.is_integer()) return std::to_string(*node.value<std::int64_t>());
  std::string list;
  if (const auto* array = node.as_array())
    for (const auto& element : *array) list += (list.empty() ? "" : ",") + text_of(element);
  return list;
}

void put_table(Config& config, const toml::table& table, const std::string& prefix,
               const std::string& file, Problems& problems) {
  for (const auto& [name, node] : table) {
    const auto key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table())
      put_table(config, *inner, key + ".", file, problems);
    else
      put(config, key, text_of(node), fmt::format("{}:{}", file, node.source().begin.line),
          problems);
  }
}

void read_file(Config& config, const std::string& file, Problems& problems) {
  try {
    put_table(config, toml::parse_file(file), "", file, problems);
  } catch (const toml::parse_error& error) {
    problems.add(fmt::format("{}:{}: {}", file, error.source().begin.line, error.description()));
  }
}

std::string environment_name(std::string key) {
  for (auto& c : key)
    c = c == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "PRAXIS_" + key;
}

}  // namespace

const std::vector<Setting>& config_settings() {
  static const std::vector<Setting> settings = [] {
    std::vector<Setting> all;
    for (const auto& key : keys()) all.push_back(key.setting);
    return all;
  }();
  return settings;
}

Result<Config> read_config(const ConfigSource& source) {
  Config config;
  Problems problems;
  const bool is_named = !source.file.empty();
  const std::string file = is_named ? source.file : "praxis.toml";
  if (std::filesystem::exists(file))
    read_file(config, file, problems);
  else if (is_named)
    problems.add(fmt::format("{}: there is no such file", file));
  for (const auto& key : keys()) {
    const auto name = environment_name(key.setting.key);
    if (const char* value = std::getenv(name.c_str()))
      put(config, key.setting.key, value, name, problems);
  }
  for (const auto& [key, value] : source.flags) put(config, key, value, "--" + key, problems);
  if (problems.lines.empty()) return config;
  std::string message;
  for (const auto& line : problems.lines) message += (message.empty() ? "" : "\n") + line;
  return fail(Code::invalid_argument, "configuration", std::move(message));
}

}  // namespace praxis::main
