#include "base/time.h"

#include <gtest/gtest.h>

namespace praxis {
namespace {

TEST(Time, InstantIsWrittenWithAsManyDecimalsAsItNeeds) {
  struct Row {
    std::int64_t us;
    std::string_view text;
  };
  for (const auto& row :
       {Row{0, "1970-01-01T00:00:00Z"}, Row{1'772'442'000'000'000, "2026-03-02T09:00:00Z"},
        Row{1'772'442'000'500'000, "2026-03-02T09:00:00.5Z"},
        Row{1'772'442'000'000'001, "2026-03-02T09:00:00.000001Z"},
        Row{-1, "1969-12-31T23:59:59.999999Z"}, Row{951'782'400'000'000, "2000-02-29T00:00:00Z"},
        Row{-62'135'596'800'000'000, "0001-01-01T00:00:00Z"},
        Row{253'402'300'799'000'000, "9999-12-31T23:59:59Z"},
        Row{253'402'300'800'000'000, "10000-01-01T00:00:00Z"}})
    EXPECT_EQ(to_text(Instant{row.us}), row.text);
}

TEST(Time, WrittenInstantIsReadBack) {
  for (const std::int64_t us : {0LL, 1'772'442'000'500'000LL, -1LL, 253'402'300'799'999'999LL}) {
    const auto read = instant_from_text(to_text(Instant{us}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->us, us);
  }
}

}  // namespace
}  // namespace praxis
