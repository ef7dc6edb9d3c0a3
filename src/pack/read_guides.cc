// What frameworks say of each practice, and their requirements with the evidence for them.
#include <algorithm>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/framework_draft.h"
#include "pack/names.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

constexpr std::size_t requirements_max = 500;
constexpr std::size_t expected_max = 40;

// The type that a practice's records are of; null and a finding where there is none.
const RecordType* practice_type(Draft& draft, const MapReader& reader, std::string_view key) {
  const auto name = reader.required_text(key);
  const auto* type = name.empty() ? nullptr : draft.set->type(name);
  if (!type && !name.empty())
    reader.add(
        key, fmt::format("there is no type {}{}", name, what_would_do(name, type_names_of(draft))));
  return type;
}

bool was_removed(const Draft& draft, const RecordType& type, std::string_view state) {
  return std::ranges::any_of(draft.removed_states, [&](const auto& removed) {
    return removed.second == state && type.is_a(removed.first);
  });
}

class GuideReader {
 public:
  GuideReader(Draft& draft, const FrameworkDraft& from, const Node& document)
      : draft_(draft),
        reader_(draft.findings, document, from.address(document.find("practice")->text),
                document.find("practice")->at),
        framework_(*from.out) {}

  void read() {
    type_ = practice_type(draft_, reader_, "practice");
    if (!type_) return;
    if (framework_.guide(type_->name))
      return reader_.add("practice", fmt::format("{} has a guide already", type_->name));
    reader_.allow(guide_keys());
    guide_.type = type_->name;
    read_roles();
    for (const auto& name : reader_.names("activities")) {
      if (!is_name(name))
        reader_.add("activities", "a name is lower case, digits and _, a letter first");
      guide_.activities.push_back(name);
    }
    read_metric_names();
    for (const auto& name : type_->subtypes) read_expected(*draft_.set->type(name));
    framework_.guides.push_back(std::move(guide_));
  }

 private:
  void read_roles() {
    const auto roles = reader_.map("roles");
    for (const auto& entry : roles.node().entries) {
      if (!is_name(entry.key))
        draft_.findings.add(entry.at, roles.address(entry.key),
                            "a name is lower case, digits and _, a letter first");
      const auto& role = entry.value.text;
      if (draft_.set->role(role))
        guide_.roles.emplace_back(entry.key, role);
      else
        roles.add(entry.key, fmt::format("there is no role {}{}", role,
                                         what_would_do(role, role_names(draft_))));
    }
  }

  void read_metric_names() {
    std::vector<std::string> known;
    for (const auto& metric : type_->metrics) known.push_back(metric.name);
    for (const auto* node : reader_.name_nodes("metrics")) {
      if (std::ranges::find(known, node->text) != known.end())
        guide_.metrics.push_back(node->text);
      else
        draft_.findings.add(node->at, reader_.address("metrics"),
                            fmt::format("{} has no metric {}{}", type_->name, node->text,
                                        what_would_do(node->text, known)));
    }
  }

  // Compiled for each concrete type: their fields stand at other places.
  void read_expected(const RecordType& type) {
    const auto expected = reader_.map("expected");
    auto& steps = guide_.expected[type.name];
    for (const auto& entry : expected.node().entries) {
      const MapReader reader(draft_.findings, entry.value, expected.address(entry.key), entry.at);
      if (!is_name(entry.key))
        reader.add(entry.at, "a name is lower case, digits and _, a letter first");
      if (steps.size() == expected_max)
        return reader.add(entry.at,
                          fmt::format("a practice expects at most {} things", expected_max));
      if (reader.is_map()) steps.push_back(read_step(type, reader, entry.key));
    }
  }

  ExpectedStep read_step(const RecordType& type, const MapReader& reader, const std::string& name) {
    ExpectedStep step{.name = name};
    reader.allow(expected_keys());
    if (reader.has("in")) {
      step.is_in_every_state = false;
      step.states = states_named(type, reader);
    }
    if (const auto* node = reader.find("when"))
      step.when = ExpressionReader(draft_, type).condition(*node, reader.address("when"));
    if (const auto* node = reader.find("done"))
      step.done = ExpressionReader(draft_, type).condition(*node, reader.address("done"));
    else
      reader.add(reader.at(), "done is missing: when is it there?");
    if (reader.lacks("do"))
      reader.add(reader.at(), "do is missing: what is the one thing to do?");
    else
      read_action(reader.map("do"), step);
    return step;
  }

  // Without the states that overlays took away.
  StateSet states_named(const RecordType& type, const MapReader& reader) {
    auto node = reader.node();
    if (auto* list = node.find("in"))
      std::erase_if(list->items,
                    [&](const Node& item) { return was_removed(draft_, type, item.text); });
    return read_state_list(draft_, type,
                           MapReader(draft_.findings, node, reader.address(), reader.at()), "in");
  }

  void read_action(const MapReader& reader, ExpectedStep& step) {
    reader.allow(action_keys());
    std::size_t count = 0;
    for (std::size_t i = 0; i < action_keys().size(); ++i) {
      const auto& key = action_keys()[i];
      if (!reader.has(key)) continue;
      if (++count > 1) reader.add(reader.at(key), "one thing to do is wanted, not two");
      step.action = static_cast<ExpectedStep::Do>(i);
      step.on = reader.names(key);
      check_action(reader, key, step);
    }
    if (count == 0 && reader.is_map())
      reader.add(reader.at(), fmt::format("write one of {}", listed(action_keys())));
  }

  void check_action(const MapReader& reader, const std::string& key, const ExpectedStep& step) {
    const auto nodes = reader.name_nodes(key);
    if (step.action == ExpectedStep::Do::update) {
      read_field_names(*type_, draft_, reader, key);
      return;
    }
    if (nodes.size() != 1) return reader.add(key, "one name is wanted here");
    const auto& name = *nodes.front();
    if (step.action == ExpectedStep::Do::comment) {
      reader.one_of(key, {"public", "internal"});
    } else if (step.action == ExpectedStep::Do::transition) {
      const auto& known = *(*draft_.vocabulary)->of((*draft_.vocabulary)->transitions, type_->name);
      if (std::ranges::find(known, name.text) == known.end())
        reader.add(key, fmt::format("{} has no transition {}{}", type_->name, name.text,
                                    what_would_do(name.text, known)));
    } else if (!has_link_end(draft_, *type_, name)) {
      reader.add(key, fmt::format("{} has no link {}{}", type_->name, name.text,
                                  did_you_mean(name.text, link_names(draft_))));
    }
  }

  Draft& draft_;
  MapReader reader_;
  Framework& framework_;
  const RecordType* type_ = nullptr;
  Guide guide_{};
};

bool is_requirement_id(std::string_view text) {
  constexpr std::size_t length_limit = 40;
  return !text.empty() && text.size() <= length_limit && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
  });
}

class RequirementReader {
 public:
  RequirementReader(Draft& draft, const MapReader& reader, Requirement& out)
      : draft_(draft), reader_(reader), out_(out) {}

  void read() {
    if (!is_requirement_id(out_.id))
      reader_.add(reader_.at(), "a requirement is called by letters, digits, -, . and _");
    reader_.allow(requirement_keys());
    for (const auto* node : reader_.name_nodes("practices")) {
      if (draft_.set->type(node->text))
        out_.practices.push_back(node->text);
      else
        draft_.findings.add(node->at, reader_.address("practices"),
                            fmt::format("there is no type {}{}", node->text,
                                        what_would_do(node->text, type_names_of(draft_))));
    }
    if (reader_.lacks("practices"))
      reader_.add(reader_.at(), "practices is missing: whom does it concern?");
    const auto evidence = reader_.map("evidence");
    if (evidence.node().entries.empty() && reader_.is_map())
      reader_.add(reader_.at(), "evidence is missing: which records show it?");
    for (const auto& entry : evidence.node().entries) {
      const MapReader one(draft_.findings, entry.value, evidence.address(entry.key), entry.at);
      if (!is_name(entry.key))
        one.add(entry.at, "a name is lower case, digits and _, a letter first");
      if (one.is_map()) read_evidence(one, entry.key);
    }
  }

 private:
  void read_evidence(const MapReader& declared, const std::string& name) {
    declared.allow(evidence_keys());
    const auto* type = practice_type(draft_, declared, "practice");
    if (!type) return;
    if (!is_concerned(*type))
      declared.add("practice",
                   fmt::format("{} is not among the requirement's practices", type->name));
    auto node = declared.node();
    own_by(node, draft_.findings.owner(type->name));
    const MapReader reader(draft_.findings, node, declared.address(), declared.at());
    Evidence evidence{.name = name, .type = type->name};
    evidence.should = condition(*type, reader, "should");
    evidence.fulfills = condition(*type, reader, "fulfills");
    evidence.at = read_deciding_instant(*type, reader);
    evidence.over = reader.span("over");
    if (evidence.over && evidence.at.empty())
      reader.add("over", "over what? Write at: the instant that decides");
    out_.evidence.push_back(std::move(evidence));
  }

  // A practice's evidence may lie with other types of its pack: known errors, offerings.
  bool is_concerned(const RecordType& type) const {
    return std::ranges::any_of(out_.practices, [&](const std::string& name) {
      const auto* practice = draft_.set->type(name);
      return name == type.name || (practice && practice->practice == type.practice);
    });
  }

  ExpressionPtr condition(const RecordType& type, const MapReader& reader, std::string_view key) {
    const auto* node = reader.find(key);
    if (!node) {
      reader.add(reader.at(), fmt::format("{} is missing: which records {}?", key,
                                          key == "should" ? "does it speak of" : "do it"));
      return nullptr;
    }
    return ExpressionReader(draft_, type)
        .for_sql(SqlUse::metric)
        .condition(*node, reader.address(key));
  }

  Draft& draft_;
  const MapReader& reader_;
  Requirement& out_;
};

}  // namespace

const std::vector<std::string>& framework_keys() {
  static const std::vector<std::string> keys = {"framework", "version", "languages", "needs",
                                                "credit"};
  return keys;
}

const std::vector<std::string>& guide_keys() {
  static const std::vector<std::string> keys = {"practice", "roles", "activities", "metrics",
                                                "expected"};
  return keys;
}

const std::vector<std::string>& requirement_keys() {
  static const std::vector<std::string> keys = {"practices", "evidence"};
  return keys;
}

const std::vector<std::string>& evidence_keys() {
  static const std::vector<std::string> keys = {"practice", "should", "fulfills", "at", "over"};
  return keys;
}

const std::vector<std::string>& expected_keys() {
  static const std::vector<std::string> keys = {"in", "when", "done", "do"};
  return keys;
}

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys = {"update", "transition", "comment", "link",
                                                "create"};
  return keys;
}

void read_guides(Draft& draft, FrameworkDraft& from) {
  for (const auto& document : from.guides) GuideReader(draft, from, document).read();
}

void read_requirements(Draft& draft, FrameworkDraft& from) {
  for (const auto& list : from.requirements) {
    for (const auto& entry : list.entries) {
      const MapReader reader(draft.findings, entry.value, from.address("requirements." + entry.key),
                             entry.at);
      if (from.out->requirements.size() == requirements_max)
        return reader.add(entry.at,
                          fmt::format("a framework has at most {} requirements", requirements_max));
      if (!reader.is_map()) continue;
      Requirement requirement{.id = entry.key};
      RequirementReader(draft, reader, requirement).read();
      from.out->requirements.push_back(std::move(requirement));
    }
  }
}

}  // namespace praxis::pack
