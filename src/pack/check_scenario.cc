// The names in scenarios: roles, types, transitions, fields, messages. Their form is read by
// read_scenario.cc; what they claim is proven by running them.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "pack/draft.h"
#include "pack/names.h"
#include "pack/scenario.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

constexpr std::string_view records_path = "/records/";

// Keys that a request's body may hold beside the record's fields.
bool is_request_key(std::string_view key) {
  constexpr std::array<std::string_view, 9> keys = {"reason",     "links",   "body",
                                                    "visibility", "flows",   "watchers",
                                                    "override",   "version", "promised_at"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::vector<std::string> path_parts(std::string_view path) {
  std::vector<std::string> parts;
  path = path.substr(0, path.find('?'));
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

class ScenarioCheck {
 public:
  ScenarioCheck(Draft& draft, const SourceFile& file, int index)
      : draft_(draft), text_(file.text), file_(index) {}

  void run(const Scenario& scenario) {
    for (const auto& person : scenario.people) {
      people_.push_back(person.name);
      for (const auto& role : person.roles)
        if (!draft_.set->role(role))
          add(person.line, role,
              fmt::format("there is no role {}{}", role, what_would_do(role, role_names(draft_))));
    }
    for (const auto& step : scenario.steps) {
      line_ = step.line;
      std::visit([&](const auto& what) { check(what); }, step.what);
      if (step.outbox) check_outbox(*step.outbox);
    }
  }

 private:
  // Where a word of a step stands: in its first line, or in one of those that belong to it.
  void add(int line, std::string_view word, std::string message) {
    std::size_t start = 0;
    for (int i = 1; i < line; ++i) start = text_.find('\n', start) + 1;
    Mark at{.file = file_, .line = line, .column = 1};
    for (int here = line; start < text_.size(); ++here) {
      const auto end = std::min(text_.find('\n', start), text_.size());
      const auto written = std::string_view(text_).substr(start, end - start);
      if (here > line && !written.starts_with(' ')) break;
      if (const auto found = written.find(word); found != std::string_view::npos) {
        at.line = here;
        at.column = static_cast<int>(length_of(written.substr(0, found))) + 1;
        break;
      }
      start = end + 1;
    }
    draft_.findings.add(at, "", std::move(message));
  }

  void want_person(const std::string& name) {
    if (name == scenario_nobody || std::find(people_.begin(), people_.end(), name) != people_.end())
      return;
    add(line_, name, fmt::format("nobody is called {}{}", name, did_you_mean(name, people_)));
  }

  void want_transition(const RecordType& type, const std::string& name) {
    const auto known = transition_names(type);
    if (std::find(known.begin(), known.end(), name) == known.end())
      add(line_, name,
          fmt::format("{} has no transition {}{}", type.name, name, what_would_do(name, known)));
  }

  const RecordType* type_of_record(const std::string& number) {
    const auto found = records_.find(number);
    if (found != records_.end()) return found->second;
    std::vector<std::string> known;
    for (const auto& [each, type] : records_) known.push_back(each);
    add(line_, number,
        fmt::format("no record {} was made before{}", number, did_you_mean(number, known)));
    return nullptr;
  }

  const RecordType* type_named(const std::string& name) {
    const auto* type = draft_.set->type(name);
    if (!type)
      add(line_, name,
          fmt::format("there is no type {}{}", name, did_you_mean(name, type_names_of(draft_))));
    return type;
  }

  // The next number of the type's kind: INC-1, INC-2 …
  void remember_new(const RecordType& type) {
    const auto hole = type.number.find("{}");
    if (hole == std::string::npos) return;
    const auto prefix = type.number.substr(0, hole);
    std::size_t number = 1;
    while (records_.contains(fmt::format("{}{}", prefix, number))) ++number;
    records_.emplace(fmt::format("{}{}", prefix, number), &type);
  }

  void check_body(const RecordType* type, const std::string& body) {
    const auto json = body.empty() ? Result<Json>(JsonObject()) : json_from_text(body);
    if (!type || !json || !json->is_object()) return;
    for (const auto& entry : json->as_object()) {
      const std::string_view key = entry.key();
      if (is_request_key(key) || type->find_field(key) >= 0) continue;
      add(line_, key,
          fmt::format("{} has no field {}{}", type->name, key,
                      did_you_mean(key, field_names(*type))));
    }
  }

  void check(const ScenarioRecord& given) {
    want_person(given.by);
    const auto* type = type_named(given.type);
    if (type) records_[given.number] = type;
    check_body(type, given.body);
  }

  void check(const ScenarioTransition& given) {
    want_person(given.by);
    const auto* type = type_of_record(given.number);
    if (type) want_transition(*type, given.transition);
    check_body(type, given.body);
  }

  void check(const ScenarioAttachment& given) {
    want_person(given.by);
    const auto* type = type_of_record(given.number);
    if (!type) return;
    std::vector<std::string> kinds;
    const auto add_kinds = [&](const Lifecycle& lifecycle) {
      for (const auto& transition : lifecycle.transitions)
        kinds.insert(kinds.end(), transition.evidence.begin(), transition.evidence.end());
    };
    add_kinds(type->lifecycle);
    for (const auto& [model, lifecycle] : type->models) add_kinds(lifecycle);
    if (std::find(kinds.begin(), kinds.end(), given.kind) == kinds.end())
      add(line_, given.kind,
          fmt::format("no transition of {} asks for {} as evidence{}", type->name, given.kind,
                      did_you_mean(given.kind, kinds)));
  }

  void check(const ScenarioWait&) {}

  void check(const ScenarioRequest& request) {
    want_person(request.who);
    constexpr int refused_min = 400;
    // What is refused may name what is not there: that may be why.
    if (request.status >= refused_min || !request.target.starts_with(records_path)) return;
    const auto parts = path_parts(request.target);
    if (parts.size() < 2 || parts[1].empty() || parts[1][0] == '{' || parts[1][0] == '@') return;
    const bool makes_one = request.verb == "POST" && parts.size() == 2;
    const auto* type = draft_.set->type(parts[1]);
    if (!type) type = makes_one ? type_named(parts[1]) : type_of_record(parts[1]);
    if (!type) return;
    if (makes_one) remember_new(*type);
    if (parts.size() == 4 && parts[2] == "transitions") {
      want_transition(*type, parts[3]);
      // Too late for it, a new record follows.
      const auto* transition = type->lifecycle.find(parts[3]);
      if (transition && transition->within) remember_new(*type);
    }
    if (parts.size() <= 2 || parts[2] == "transitions" || parts[2] == "comments")
      check_body(type, request.body);
  }

  void check_outbox(const ScenarioOutbox& outbox) {
    for (const auto& mail : outbox.mails) {
      const auto dot = mail.message.find('.');
      const auto address = dot == std::string::npos
                               ? std::string()
                               : fmt::format("{}.messages{}.subject", mail.message.substr(0, dot),
                                             mail.message.substr(dot));
      const auto& languages = draft_.set->languages();
      if (address.empty() ||
          (!languages.empty() && !draft_.set->has_text(languages.front(), address)))
        add(mail.line, mail.message, fmt::format("there is no message {}", mail.message));
    }
  }

  Draft& draft_;
  const std::string& text_;
  int file_;
  int line_ = 0;
  std::vector<std::string> people_;
  std::map<std::string, const RecordType*, std::less<>> records_;  // by number
};

}  // namespace

void check_scenarios(Draft& draft) {
  for (std::size_t i = 0; i < draft.scenarios.size(); ++i) {
    const auto file = draft.scenario_files[i];
    if (draft.scenarios[i]->text.size() > yaml_bytes_max) {
      draft.findings.add({.file = file, .line = 1, .column = 1}, "",
                         "the file is longer than 1 MB");
      continue;
    }
    const auto read = read_scenario(*draft.scenarios[i]);
    for (const auto& problem : read.problems)
      draft.findings.add({.file = file, .line = problem.line, .column = problem.column}, "",
                         problem.message);
    // What an overlay took away, a shipped scenario may still name: `pack test` tells, as a
    // failure.
    if (draft.has_removals && !draft.scenario_is_of_overlay[i]) continue;
    if (read.problems.empty()) ScenarioCheck(draft, *draft.scenarios[i], file).run(read.scenario);
  }
}

}  // namespace praxis::pack
