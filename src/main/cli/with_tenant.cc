#include "main/cli/with_tenant.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/log.h"
#include "main/cli/commands.h"

namespace praxis::main::cli {
namespace {

void set_up_log(const Config& config) {
  using log::Level;
  log::set_json(config.is_log_json);
  log::set_level(config.log_level == "debug"     ? Level::debug
                 : config.log_level == "warning" ? Level::warning
                 : config.log_level == "error"   ? Level::error
                                                 : Level::info);
}

bool is_missing(const Config& config) {
  std::error_code error;
  return config.postgres.empty() && !std::filesystem::exists(config.data + "/praxis.db", error);
}

}  // namespace

int with_tenant(const ConfigSource& source, IfMissing if_missing,
                FunctionRef<Result<int>(const Config&, Tenant&, const TimeSource&)> body) {
  const SystemTime time;
  const auto config = read_config(source);
  if (!config) {
    report(config.error());
    return wrong_use;
  }
  set_up_log(*config);
  if (if_missing == IfMissing::refuse && is_missing(*config))
    return report(Error{Code::unavailable, "data.missing",
                        fmt::format("there is no database in '{}': praxis init makes one, and "
                                    "--data FOLDER names another folder",
                                    config->data)});
  ProgressLine line("steps");
  auto tenant =
      Tenant::open(*config, time, [&](std::size_t n, std::size_t total, const std::string& what) {
        line.show(static_cast<std::int64_t>(n), static_cast<std::int64_t>(total), what);
      });
  line.finish();
  if (!tenant) return report(tenant.error());
  const auto code = body(*config, **tenant, time);
  return code ? *code : report(code.error());
}

}  // namespace praxis::main::cli
