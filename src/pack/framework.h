// A framework as loaded and checked: how one body of guidance looks at the practices that packs
// declare. It names records' types, roles, metrics and states, and never changes them: a lens.
// Immutable, part of a PackSet. Format: docs/packs.md, Frameworks.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pack/model.h"

namespace praxis::pack {

// One thing that guidance expects of a record, and the one thing to do where it is missing.
struct ExpectedStep {
  enum class Do { update, transition, comment, link, create };
  std::string name;
  bool is_in_every_state = true;
  StateSet states = 0;
  ExpressionPtr when{};  // none: always
  ExpressionPtr done{};
  Do action = Do::update;
  std::vector<std::string> on{};  // fields; or the one transition, visibility or link name
};

// What a framework says of one practice: of the records of a type and its subtypes.
struct Guide {
  std::string type;
  std::vector<std::pair<std::string, std::string>> roles{};  // the guide's name, the packs' role
  std::vector<std::string> activities{};
  std::vector<std::string> metrics{};
  std::map<std::string, std::vector<ExpectedStep>, std::less<>> expected{};  // by concrete type
};

// Of the records that should, those that do: a share, and two lists.
struct Evidence {
  std::string name, type;
  ExpressionPtr should{}, fulfills{};
  std::string at{};
  std::optional<Span> over{};
};

struct Requirement {
  std::string id;
  std::vector<std::string> practices{};  // types
  std::vector<Evidence> evidence{};
};

class Framework {
 public:
  using Texts = std::map<std::string, std::string, std::less<>>;

  std::string name, version, credit;
  std::vector<std::string> languages{};
  std::vector<Guide> guides{};
  std::vector<Requirement> requirements{};
  std::map<std::string, Texts, std::less<>> prose{};  // by language, then address
  std::map<std::string, Texts, std::less<>> terms{};  // laid over the packs' texts

  const Guide* guide(std::string_view type) const;
  const Requirement* requirement(std::string_view id) const;
  // Its own prose at "incident.purpose", "requirements.INC-1": in the language, the language
  // without its region, English, or the framework's first; "" if nothing is written.
  std::string_view text(std::string_view language, std::string_view address) const;
};

}  // namespace praxis::pack
