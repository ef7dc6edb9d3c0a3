#include "identity/secret.h"

#include <gtest/gtest.h>

namespace praxis::identity {
namespace {

TEST(SessionSecret, CarriesTwoHundredAndFiftySixBitsAndIsNeverTheSame) {
  const auto one = make_session_secret(), other = make_session_secret();
  EXPECT_EQ(from_base64url(one.text)->size(), 32u);
  EXPECT_NE(one.text, other.text);
  EXPECT_EQ(*hash_of_session(one.text), one.hash);
  EXPECT_EQ(one.hash, sha256(one.text));
}

TEST(SessionSecret, OfAnotherShapeIsRefusedWithoutALookUp) {
  const auto secret = make_session_secret().text;
  for (const auto& text : {std::string(), secret.substr(1), secret + "A", std::string(43, '!'),
                           std::string(43, '\0')}) {
    const auto hash = hash_of_session(text);
    ASSERT_FALSE(hash) << text;
    EXPECT_EQ(hash.error().code, Code::unauthenticated);
    EXPECT_EQ(hash.error().reason, "session.malformed");
  }
}

TEST(TokenSecret, IsFoundByItsPrefixAndKeepsItsHash) {
  const auto secret = make_token_secret();
  EXPECT_TRUE(secret.text.starts_with("prx_"));
  EXPECT_EQ(secret.text.size(), 4u + 43u + 6u);
  EXPECT_EQ(*hash_of_token(secret.text), secret.hash);
  EXPECT_NE(make_token_secret().text, secret.text);
}

TEST(TokenSecret, WithAnyCharacterChangedIsRefusedWithoutALookUp) {
  const auto secret = make_token_secret().text;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    auto changed = secret;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    const auto hash = hash_of_token(changed);
    ASSERT_FALSE(hash) << changed;
    EXPECT_EQ(hash.error().reason, "token.malformed");
  }
  EXPECT_FALSE(hash_of_token(""));
  EXPECT_FALSE(hash_of_token(secret.substr(0, secret.size() - 1)));
  EXPECT_FALSE(hash_of_token(secret + "A"));
}

}  // namespace
}  // namespace praxis::identity
