// A scenario: a story over HTTP, written as plain text beside the pack that it proves. This is its
// form; whether the types, roles and messages that it names exist is asked by check_scenario.cc,
// and main/scenario runs it. Pure.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "pack/pack_set.h"

namespace praxis::pack {

struct ScenarioPerson {
  std::string name{};
  std::vector<std::string> roles{};
  std::vector<std::string> groups{};
  std::string organization{};  // "harbor", or "harbor/gdansk": below another
  std::string site{}, language{};
  int line = 0;
};

struct ScenarioMail {
  std::string recipient{}, message{};  // "mara", "incident.created"
  int line = 0;
};
struct ScenarioOutbox {
  std::vector<ScenarioMail> mails{};
  bool allows_others = true;  // neither "nothing" nor "and no others" was said
  int line = 0;
};

struct ScenarioClaim {
  enum class Kind { contains_part, contains_text, lacks_member, lacks_text };
  Kind kind = Kind::contains_part;
  Json part{};         // of contains_part
  std::string text{};  // of the others
  int line = 0;
};

// JSON bodies are kept as written: names in them ("@mara") are put in when they are known.
struct ScenarioRecord {  // given incident INC-1 by mara {…}
  std::string type{}, number{}, by{}, body = "{}";
};
struct ScenarioTransition {  // given INC-1 take by ines {…}
  std::string number{}, transition{}, by{}, body = "{}";
};
struct ScenarioWait {  // at +30m, at 2026-03-02T09:00Z
  std::optional<Span> span{};
  std::optional<Instant> until{};
};
struct ScenarioRequest {  // ines  POST /records/INC-1/transitions/take
  std::string who{}, verb{}, target{};
  std::vector<std::pair<std::string, std::string>> headers{};
  std::string body{};
  int status = 0;
  std::vector<ScenarioClaim> claims{};
};
struct ScenarioStep {
  int line = 0;
  std::variant<ScenarioRecord, ScenarioTransition, ScenarioWait, ScenarioRequest> what{};
  std::optional<ScenarioOutbox> outbox{};
};

struct Scenario {
  std::string file{}, title{};
  std::vector<std::string> criteria{};  // "F-PR9.3": what the scenario proves, by name
  std::vector<ScenarioPerson> people{};
  std::vector<ScenarioStep> steps{};
};

struct ScenarioProblem {
  int line = 0, column = 0;  // from 1
  std::string message{};
};
struct ScenarioRead {
  Scenario scenario{};
  std::vector<ScenarioProblem> problems{};  // all at once; the scenario is whole if there are none
};
ScenarioRead read_scenario(const SourceFile& file);

// Who speaks without a name: requests without a token.
constexpr std::string_view scenario_nobody = "nobody";

}  // namespace praxis::pack
