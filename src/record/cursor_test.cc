#include "record/cursor.h"

#include <gtest/gtest.h>

#include <array>

#include "base/hash.h"

namespace praxis::record {
namespace {

using db::ColumnType;

const Id some_id = *id_from_text("0192f0c1-0000-7000-8000-000000000001");

TEST(Cursor, ComesBackAsItWasWritten) {
  const std::array types{ColumnType::integer, ColumnType::text, ColumnType::id};
  for (const auto way : {Way::forward, Way::backward}) {
    const Cursor cursor{
        way, {expr::Value(INT64_MAX), expr::Value("\U0010FFFF \"x\""), expr::Value(some_id)}};
    const auto read = cursor_from_text(text_of_cursor(cursor, "list"), "list", types);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->way, way);
    EXPECT_EQ(read->keys, cursor.keys);
  }
}

TEST(Cursor, IsRefusedByAnotherListAndWhenItIsNone) {
  const std::array types{ColumnType::integer, ColumnType::id};
  const auto good =
      text_of_cursor(Cursor{Way::forward, {expr::Value(1), expr::Value(some_id)}}, "list");
  const auto shorter = text_of_cursor(Cursor{Way::forward, {expr::Value(1)}}, "list");
  const auto mistyped =
      text_of_cursor(Cursor{Way::forward, {expr::Value("1"), expr::Value(some_id)}}, "list");
  const auto no_id =
      text_of_cursor(Cursor{Way::forward, {expr::Value(1), expr::Value("no id")}}, "list");
  ASSERT_TRUE(cursor_from_text(good, "list", types));
  struct Case {
    std::string text, fingerprint;
  };
  const Case cases[] = {{good, "other"},
                        {good.substr(1), "list"},
                        {shorter, "list"},
                        {mistyped, "list"},
                        {no_id, "list"},
                        {"****", "list"},
                        {to_base64url("{\"a\":1}"), "list"},
                        {to_base64url("[]"), "list"},
                        {to_base64url("[\"list\",true,7]"), "list"}};
  for (const auto& row : cases) {
    const auto read = cursor_from_text(row.text, row.fingerprint, types);
    ASSERT_FALSE(read) << row.text;
    EXPECT_EQ(read.error().reason, "list.cursor");
    EXPECT_EQ(read.error().code, Code::invalid_argument);
  }
}

TEST(Cursor, OfTheLastPageGoesBackwardFromTheEnd) {
  const auto last = cursor_from_text(cursor_of_last_page, "any", {});
  ASSERT_TRUE(last);
  EXPECT_EQ(last->way, Way::backward);
  EXPECT_TRUE(last->keys.empty());
}

}  // namespace
}  // namespace praxis::record
