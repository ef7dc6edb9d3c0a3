#include "identity/password.h"

#include <gtest/gtest.h>

namespace praxis::identity {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 8192};

struct PolicyCase {
  const char* name;
  std::string password, email;
  std::string reason;  // "" = accepted
};

class NewPassword : public testing::TestWithParam<PolicyCase> {};

TEST_P(NewPassword, IsCheckedAgainstThePolicy) {
  const auto& [name, password, email, reason] = GetParam();
  const auto status = check_new_password(password, email);
  if (reason.empty()) {
    EXPECT_TRUE(status);
    return;
  }
  ASSERT_FALSE(status);
  ASSERT_EQ(status.error().fields.size(), 1u);
  EXPECT_EQ(status.error().fields[0].field, "password");
  EXPECT_EQ(status.error().fields[0].reason, reason);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, NewPassword,
    testing::Values(PolicyCase{"TenCharactersAreEnough", "0123456789", "ines@harbor.example", ""},
                    PolicyCase{"NineAreNot", "012345678", "", "too_short"},
                    PolicyCase{"CodePointsCountNotBytes", "ÄÖÜäöüß€ñ", "", "too_short"},
                    PolicyCase{"TenCodePointsOfAnyScript", "ÄÖÜäöüß€ñé", "", ""},
                    PolicyCase{"EmptyIsTooShort", "", "", "too_short"},
                    PolicyCase{"256BytesAreTheMost", std::string(256, 'x'), "", ""},
                    PolicyCase{"257BytesAreTooMany", std::string(257, 'x'), "", "too_long"},
                    PolicyCase{"TheOwnEmailIsRefused", "ines@harbor.example", "ines@harbor.example",
                               "password.is_email"},
                    PolicyCase{"InAnyLetterCase", "INES@Harbor.example", "ines@harbor.example",
                               "password.is_email"},
                    PolicyCase{"BytesThatAreNoTextAreRefused", "0123456789\xff", "", "not_text"}),
    [](const auto& each) { return each.param.name; });

TEST(PasswordHasher, VerifiesTheRightPasswordAlone) {
  const PasswordHasher hasher(cheap);
  const auto hash = hasher.hash("correct horse battery");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$"));
  EXPECT_TRUE(*hasher.verify(*hash, "correct horse battery"));
  EXPECT_FALSE(*hasher.verify(*hash, "correct horse batterz"));
  EXPECT_FALSE(*hasher.verify(*hash, ""));
}

TEST(PasswordHasher, SaltsEachHash) {
  const PasswordHasher hasher(cheap);
  EXPECT_NE(*hasher.hash("the same"), *hasher.hash("the same"));
}

TEST(PasswordHasher, RefusesWhatIsNoHash) {
  const PasswordHasher hasher(cheap);
  for (const auto* text :
       {"", "plain", "$argon2id$v=19$m=8,t=1,p=1$AAAA$", "$2y$10$abcdefghijklmnopqrstuv"})
    EXPECT_FALSE(*hasher.verify(text, "plain")) << text;
  EXPECT_FALSE(*hasher.verify(std::string(500, 'x'), "plain"));
}

TEST(PasswordHasher, NeedsARehashWhenTheCostHasChanged) {
  const PasswordHasher before(cheap);
  const PasswordHasher after({.passes = 2, .memory_bytes = 16384});
  const auto hash = *before.hash("correct horse battery");
  EXPECT_FALSE(before.needs_rehash(hash));
  EXPECT_TRUE(after.needs_rehash(hash));
  EXPECT_TRUE(*after.verify(hash, "correct horse battery"));
}

TEST(PasswordHasher, TurnsAwayWhenTooManyWait) {
  const PasswordHasher closed(
      {.passes = 1, .memory_bytes = 8192, .at_once_max = 0, .waiting_max = 0});
  const auto hash = closed.hash("correct horse battery");
  ASSERT_FALSE(hash);
  EXPECT_EQ(hash.error().code, Code::unavailable);
  EXPECT_EQ(hash.error().reason, "sign_in.busy");
}

}  // namespace
}  // namespace praxis::identity
