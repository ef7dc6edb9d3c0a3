#include "base/message_format.h"

#include <gtest/gtest.h>

namespace praxis {
namespace {

TEST(MessageFormat, ArgumentsAndPluralsFollowTheLanguage) {
  constexpr std::string_view parts =
      "Resolve the {count, plural, one {one open part} other {# open parts}} first";
  EXPECT_EQ(formatted_message(parts, "en", {{"count", 1}}), "Resolve the one open part first");
  EXPECT_EQ(formatted_message(parts, "en", {{"count", 1234}}),
            "Resolve the 1,234 open parts first");
  EXPECT_EQ(formatted_message("{n, plural, one {# Teil} other {# Teile}}", "de", {{"n", 1234}}),
            "1.234 Teile");
  EXPECT_EQ(formatted_message("{number}: wir haben es", "de", {{"number", "INC-1"}}),
            "INC-1: wir haben es");
  EXPECT_EQ(formatted_message("schön", "de", {}), "schön");
}

TEST(MessageFormat, WhatIsNoMessageComesBackAsItIs) {
  EXPECT_EQ(formatted_message("{count, plural", "en", {{"count", 1}}), "{count, plural");
  EXPECT_EQ(formatted_message("{absent} text", "en", {}), "{absent} text");
}

}  // namespace
}  // namespace praxis
