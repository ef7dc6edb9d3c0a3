#include "main/cli/with_tenant.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "main/cli/commands.h"

namespace praxis::main::cli {
namespace {

TEST(WithTenant, AFolderWithoutADatabaseIsNoEmptyDatabase) {
  auto pattern = (std::filesystem::temp_directory_path() / "praxis-none-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const ConfigSource source{.file = "", .flags = {{"data", pattern + "/deeper"}}};
  bool was_run = false;
  const auto body = [&](const Config&, Tenant&, const TimeSource&) -> Result<int> {
    was_run = true;
    return done;
  };
  EXPECT_EQ(with_tenant(source, IfMissing::refuse, body), unavailable);
  EXPECT_FALSE(was_run);
  EXPECT_TRUE(std::filesystem::is_empty(pattern));
  EXPECT_EQ(with_tenant(source, IfMissing::make, body), done);
  EXPECT_TRUE(was_run);
  EXPECT_EQ(with_tenant(source, IfMissing::refuse, body), done);
  std::filesystem::remove_all(pattern);
}

}  // namespace
}  // namespace praxis::main::cli
