// Reads the text of a scenario, line by line. Lines at the margin begin something, indented ones
// belong to it; JSON may go over several lines.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "pack/scenario.h"

namespace praxis::pack {
namespace {

struct ScenarioWord {
  std::string_view text{};
  int column = 1;
};

std::vector<ScenarioWord> scenario_words(std::string_view line) {
  std::vector<ScenarioWord> words;
  std::size_t at = 0;
  while ((at = line.find_first_not_of(' ', at)) != std::string_view::npos) {
    const auto end = std::min(line.find(' ', at), line.size());
    words.push_back({line.substr(at, end - at), static_cast<int>(at) + 1});
    at = end;
  }
  return words;
}

bool is_http_verb(std::string_view word) {
  constexpr std::array<std::string_view, 5> verbs = {"GET", "POST", "PATCH", "PUT", "DELETE"};
  return std::find(verbs.begin(), verbs.end(), word) != verbs.end();
}

// A criterion's name: F-PR9.3, PV-PM-11-C-001, ISS-1.2.
bool is_criterion(std::string_view word) {
  constexpr std::size_t length_max = 40;
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  const auto fits = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return !word.empty() && word.size() <= length_max && is_letter(word.front()) &&
         std::all_of(word.begin(), word.end(), fits);
}

bool ends_with_digit(std::string_view word) {
  return !word.empty() && word.back() >= '0' && word.back() <= '9';
}

// What stands behind " #" outside of texts is a word on the side.
std::string_view without_comment(std::string_view line) {
  bool is_text = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (is_text && line[i] == '\\')
      ++i;
    else if (line[i] == '"')
      is_text = !is_text;
    else if (!is_text && line[i] == '#' && (i == 0 || line[i - 1] == ' '))
      return line.substr(0, i);
  }
  return line;
}

std::string_view trimmed_end(std::string_view line) {
  const auto end = line.find_last_not_of(" \r");
  return end == line.npos ? std::string_view() : line.substr(0, end + 1);
}

// How many brackets a piece of JSON leaves open; brackets within texts do not count.
int open_brackets(std::string_view json) {
  int open = 0;
  bool is_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (is_text && json[i] == '\\')
      ++i;
    else if (json[i] == '"')
      is_text = !is_text;
    else if (!is_text && (json[i] == '{' || json[i] == '['))
      ++open;
    else if (!is_text && (json[i] == '}' || json[i] == ']'))
      --open;
  }
  return open;
}

class ScenarioReader {
 public:
  explicit ScenarioReader(const SourceFile& file) {
    read_.scenario.file = file.path;
    split(file);
  }

  ScenarioRead run() {
    while (next()) take();
    end_request();
    if (read_.scenario.title.empty()) add(1, 1, "begins with `scenario` and what it claims");
    if (read_.problems.empty() && read_.scenario.steps.empty()) add(1, 1, "has no steps");
    return std::move(read_);
  }

 private:
  using Words = std::vector<ScenarioWord>;

  void split(const SourceFile& file) {
    std::string_view rest = file.text;
    if (!is_valid_text(rest)) return add(1, 1, "is no text in UTF-8");
    while (!rest.empty()) {
      const auto end = std::min(rest.find('\n'), rest.size());
      lines_.push_back(trimmed_end(without_comment(rest.substr(0, end))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  bool next() {
    if (at_ == lines_.size()) return false;
    line_ = lines_[at_++];
    return true;
  }
  int number() const { return static_cast<int>(at_); }
  void add(int line, int column, std::string message) {
    read_.problems.push_back({line, column, std::move(message)});
  }
  void add(const ScenarioWord& word, std::string message) {
    add(number(), word.column, std::move(message));
  }

  ScenarioRequest* request() {
    auto& steps = read_.scenario.steps;
    return steps.empty() || is_people_ ? nullptr : std::get_if<ScenarioRequest>(&steps.back().what);
  }
  ScenarioStep& begin(decltype(ScenarioStep::what) what) {
    end_request();
    is_people_ = false;
    read_.scenario.steps.push_back({number(), std::move(what), {}});
    return read_.scenario.steps.back();
  }

  void take();
  void take_criteria(const Words& words);
  void take_person(const Words& words);
  void take_given(const Words& words);
  void take_wait(const Words& words);
  void take_request(const Words& words);
  void take_indented(const Words& words);
  void take_claim(ScenarioRequest& request, const Words& words);
  void take_status(ScenarioRequest& request, const Words& words);
  void take_outbox(const Words& words);
  void take_mail(const Words& words, std::size_t first);
  std::string take_json(const ScenarioWord& from);
  std::string take_object(const ScenarioWord& from);
  std::string rest_of_line(const ScenarioWord& from) const {
    return std::string(line_.substr(static_cast<std::size_t>(from.column) - 1));
  }
  void end_request();

  ScenarioRead read_{};
  std::vector<std::string_view> lines_{};
  std::size_t at_ = 0;
  std::string_view line_{};
  bool is_people_ = false;
};

void ScenarioReader::take() {
  const auto words = scenario_words(line_);
  if (words.empty()) return;
  const auto first = words[0].text;
  if (line_[0] == ' ') return is_people_ ? take_person(words) : take_indented(words);
  if (first == "scenario" && words.size() > 1) {
    read_.scenario.title = rest_of_line(words[1]);
  } else if (first == "criterion" && words.size() > 1) {
    take_criteria(words);
  } else if (first == "people" && read_.scenario.steps.empty()) {
    is_people_ = true;
  } else if (first == "given") {
    take_given(words);
  } else if (first == "at") {
    take_wait(words);
  } else if (words.size() > 2 && is_http_verb(words[1].text)) {
    take_request(words);
  } else {
    add(words[0],
        fmt::format(
            "'{}' begins nothing: criterion, people, given, at, or PERSON VERB /path is wanted",
            first));
  }
}

// criterion F-PR9.3 ISS-1.4: below the title, several on a line or on lines of their own
void ScenarioReader::take_criteria(const Words& words) {
  const auto& read = read_.scenario;
  if (read.title.empty() || !read.people.empty() || is_people_ || !read.steps.empty())
    return add(words[0], "a criterion stands below the title, before the people");
  auto& criteria = read_.scenario.criteria;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string name(words[i].text);
    if (!is_criterion(name))
      add(words[i], "a criterion's name has letters, digits, . and -, and at most 40 of them");
    else if (std::find(criteria.begin(), criteria.end(), name) != criteria.end())
      add(words[i], fmt::format("the criterion {} was named already", name));
    else
      criteria.push_back(name);
  }
}

// mara  requester  group service_desk  organization harbor
void ScenarioReader::take_person(const Words& words) {
  ScenarioPerson person{.name = std::string(words[0].text), .line = number()};
  const auto is_attribute = [](std::string_view word) {
    return word == "group" || word == "organization" || word == "site" || word == "language";
  };
  std::size_t i = 1;
  for (; i < words.size() && !is_attribute(words[i].text); ++i)
    person.roles.emplace_back(words[i].text);
  for (; i < words.size(); i += 2) {
    if (!is_attribute(words[i].text) || i + 1 == words.size())
      return add(words[i], "group, organization, site or language and its name are wanted");
    const std::string name(words[i + 1].text);
    if (words[i].text == "group") person.groups.push_back(name);
    if (words[i].text == "organization") person.organization = name;
    if (words[i].text == "site") person.site = name;
    if (words[i].text == "language") person.language = name;
  }
  if (person.roles.empty()) add(words[0], fmt::format("{} has no role", person.name));
  if (person.organization.empty())
    add(words[0], fmt::format("{} has no organization", person.name));
  read_.scenario.people.push_back(std::move(person));
}

// given TYPE NUMBER by PERSON {…}, or: given NUMBER TRANSITION by PERSON {…}
void ScenarioReader::take_given(const Words& words) {
  if (words.size() < 5 || words[3].text != "by")
    return add(words[0],
               "given TYPE NUMBER by PERSON {…}, or given NUMBER TRANSITION by PERSON {…}");
  const std::string first(words[1].text), second(words[2].text), by(words[4].text);
  auto& step = ends_with_digit(second) ? begin(ScenarioRecord{first, second, by})
                                       : begin(ScenarioTransition{first, second, by});
  if (words.size() == 5) return;
  auto body = take_object(words[5]);
  std::visit(
      [&](auto& given) {
        if constexpr (requires { given.by; }) given.body = std::move(body);
      },
      step.what);
}

void ScenarioReader::take_wait(const Words& words) {
  const auto wrong = [&] { add(words[0], "at +30m, or at 2026-03-02T09:00Z"); };
  if (words.size() != 2) return wrong();
  const auto text = words[1].text;
  ScenarioWait wait;
  if (text.starts_with('+')) {
    if (const auto span = span_from_text(text.substr(1))) wait.span = *span;
  } else if (const auto until = instant_from_text(text)) {
    wait.until = *until;
  }
  if (!wait.span && !wait.until) return wrong();
  begin(wait);
}

void ScenarioReader::take_request(const Words& words) {
  begin(ScenarioRequest{.who = std::string(words[0].text),
                        .verb = std::string(words[1].text),
                        .target = rest_of_line(words[2])});
  if (!words[2].text.starts_with('/')) add(words[2], "a path begins with /");
}

void ScenarioReader::take_indented(const Words& words) {
  const auto first = words[0].text;
  const bool is_wait = !read_.scenario.steps.empty() &&
                       std::holds_alternative<ScenarioWait>(read_.scenario.steps.back().what);
  auto* asked = request();
  if (first == "outbox" && (asked || is_wait)) return take_outbox(words);
  auto* outbox = asked || is_wait ? &read_.scenario.steps.back().outbox : nullptr;
  if (outbox && *outbox && first == "mail") return take_mail(words, 0);
  if (outbox && *outbox && trimmed_end(rest_of_line(words[0])) == "and no others") {
    (*outbox)->allows_others = false;
    return;
  }
  if (!asked) return add(words[0], "belongs to no step: a request comes first");
  if (first.starts_with('{')) {
    asked->body = take_object(words[0]);
  } else if (first == "status") {
    take_status(*asked, words);
  } else if (first == "header" && words.size() > 2) {
    asked->headers.emplace_back(std::string(words[1].text), rest_of_line(words[2]));
  } else if (first == "contains" || first == "lacks") {
    take_claim(*asked, words);
  } else {
    add(words[0],
        fmt::format(
            "'{}' is not known here: {{…}}, header, status, contains, lacks or outbox is wanted",
            first));
  }
}

void ScenarioReader::take_status(ScenarioRequest& asked, const Words& words) {
  if (words.size() == 2) {
    const auto text = words[1].text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), asked.status);
    if (error == std::errc() && end == text.data() + text.size() && asked.status >= 100 &&
        asked.status < 600)
      return;
  }
  asked.status = 0;
  add(words[0], "a status of HTTP is wanted: status 200");
}

// contains {…}, contains "text", lacks member, lacks "text"
void ScenarioReader::take_claim(ScenarioRequest& asked, const Words& words) {
  using Kind = ScenarioClaim::Kind;
  const bool is_contains = words[0].text == "contains";
  if (words.size() < 2) return add(words[0], "what? A part of the body, or \"text\"");
  ScenarioClaim claim{.line = number()};
  const auto& what = words[1];
  if (what.text.starts_with('"') ||
      (is_contains && (what.text.starts_with('{') || what.text.starts_with('[')))) {
    const auto json = json_from_text(take_json(what));
    if (!json)
      return add(claim.line, what.column, fmt::format("is no JSON: {}", json.error().message));
    claim.kind = !json->is_string() ? Kind::contains_part
                 : is_contains      ? Kind::contains_text
                                    : Kind::lacks_text;
    if (json->is_string())
      claim.text = std::string(json->get_string());
    else
      claim.part = *json;
  } else if (is_contains || words.size() > 2) {
    return add(what, is_contains ? "a part of the body is wanted: {…}, or \"text\""
                                 : "one member's name is wanted, or \"text\"");
  } else {
    claim.kind = Kind::lacks_member;
    claim.text = std::string(what.text);
  }
  asked.claims.push_back(std::move(claim));
}

// outbox nothing, or: outbox mail PERSON MESSAGE, and on the next lines more of them
void ScenarioReader::take_outbox(const Words& words) {
  auto& outbox = read_.scenario.steps.back().outbox;
  if (outbox) return add(words[0], "the outbox was said already");
  outbox = ScenarioOutbox{.line = number()};
  if (words.size() == 2 && words[1].text == "nothing") {
    outbox->allows_others = false;
    return;
  }
  take_mail(words, 1);
}

void ScenarioReader::take_mail(const Words& words, std::size_t first) {
  if (words.size() != first + 3 || words[first].text != "mail")
    return add(words[std::min(first, words.size() - 1)],
               "outbox nothing, or mail, to whom, and which message: mail mara incident.created");
  read_.scenario.steps.back().outbox->mails.push_back(
      {std::string(words[first + 1].text), std::string(words[first + 2].text), number()});
}

std::string ScenarioReader::take_json(const ScenarioWord& from) {
  auto json = rest_of_line(from);
  while (open_brackets(json) > 0 && next()) json.append("\n").append(line_);
  return json;
}

std::string ScenarioReader::take_object(const ScenarioWord& from) {
  const int begins_at = number();
  auto text = take_json(from);
  const auto json = json_from_text(text);
  if (!json)
    add(begins_at, from.column, fmt::format("is no JSON: {}", json.error().message));
  else if (!json->is_object())
    add(begins_at, from.column, "a body is an object: {…}");
  return text;
}

void ScenarioReader::end_request() {
  const auto* asked = request();
  if (!asked) return;
  const auto& step = read_.scenario.steps.back();
  if (asked->status == 0) add(step.line, 1, "says no status");
  if (asked->verb != "GET" && !step.outbox)
    add(step.line, 1,
        "writes, but says nothing of the outbox: outbox nothing, or each message, then: and no "
        "others");
}

}  // namespace

ScenarioRead read_scenario(const SourceFile& file) { return ScenarioReader(file).run(); }

}  // namespace praxis::pack
