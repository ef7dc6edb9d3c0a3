#include "pack/texts.h"

#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

std::string arguments_text(const std::string& message) {
  const auto found = arguments_of(message);
  if (!found.fault.empty()) return "fault";
  std::string out;
  for (const auto& argument : found.arguments) out += (out.empty() ? "" : ", ") + argument;
  return out;
}

TEST(Texts, HaveArgumentsInIcuForm) {
  const std::pair<const char*, const char*> table[] = {
      {"plain", ""},
      {"{title}", "title"},
      {"{number}: {title}, {number}", "number, title"},
      {"{count, plural, one {# part} other {# parts of {title}}}", "count: plural, title"},
      {"{side, select, agent {you} other {them}}", "side: select"},
      {"it''s '{quoted}'", ""},
      {"{", "fault"},
      {"}", ""},
      {"{count, plural, one {x}}", "fault"},
      {"{a b}", "fault"},
      {"", ""},
  };
  for (const auto& [message, wanted] : table) EXPECT_EQ(arguments_text(message), wanted) << message;
}

PackSource with_german(std::string german) {
  auto desk = test::desk();
  for (auto& file : desk.files)
    if (file.path == "desk/pack.yaml")
      file.text = "pack: desk\nversion: 1.2.0\nlanguages: [en, de]\n";
  desk.files.push_back({"desk/i18n/de.yaml", std::move(german)});
  return desk;
}

std::string english() {
  for (const auto& file : test::desk().files)
    if (file.path == "desk/i18n/en.yaml") return file.text;
  return "";
}

std::string replaced(std::string text, std::string_view old, std::string_view fresh) {
  const auto at = text.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  return text.replace(at, old.size(), fresh);
}

TEST(Texts, MustBeThereInEachLanguageWithTheSameArguments) {
  const std::pair<std::string, const char*> table[] = {
      {english(), ""},
      {replaced(english(), "hold: On hold, ", ""),
       "desk/lifecycle.yaml:6:3: ticket.states.hold: there is no de text for ticket.states.hold\n"},
      {replaced(english(), "{number} is done", "{title} ist fertig"),
       "desk/i18n/de.yaml:18:34: ticket.messages.finished.subject: has the arguments [title], but "
       "in en they are [number]\n"},
      {replaced(english(), "{number} is done", "{number is done"),
       "desk/i18n/de.yaml:18:34: ticket.messages.finished.subject: is no ICU message"},
      {replaced(english(), "answer: Answer", "answr: Antwort, answer: Antwort"),
       "desk/i18n/de.yaml:9:32: ticket.fields.answr: a text of nothing: there is no "
       "ticket.fields.answr\n"},
  };
  for (const auto& [german, wanted] : table) {
    const std::vector<PackSource> sources = {with_german(german)};
    const auto findings = test::findings_text(load(sources));
    EXPECT_TRUE(findings == wanted || (*wanted && findings.starts_with(wanted))) << findings;
  }
}

TEST(Texts, OfOneLanguageStandInForAnother) {
  const std::vector<PackSource> sources = {
      with_german(replaced(english(), "name: Ticket", "name: Vorgang"))};
  const auto result = load(sources);
  ASSERT_TRUE(result.set) << test::findings_text(result);
  EXPECT_EQ(result.set->languages(), (std::vector<std::string>{"en", "de"}));
  EXPECT_EQ(result.set->text("de", "ticket.name"), "Vorgang");
  EXPECT_EQ(result.set->text("de-AT", "ticket.name"), "Vorgang");
  EXPECT_EQ(result.set->text("pl", "ticket.name"), "Ticket");
}

}  // namespace
}  // namespace praxis::pack
