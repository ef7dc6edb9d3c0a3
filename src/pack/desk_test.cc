#include <gtest/gtest.h>

#include <filesystem>

#include "pack/desk_for_test.h"

namespace praxis::pack::test {
namespace {

constexpr const char* desk_fields = R"(
type: work
abstract: true
number: WORK-{}
fields:
  title: {type: text, length_max: 100, required: true, as: title, search: 4}
  requester: {type: person, required: true, as: requester}
  organization: {type: organization, required: true, as: organization}
  group: {type: group, as: group}
  assignee: {type: person, as: assignee, among: 'group in it.groups'}
  impact: {type: choice, of: level, default: low}
  urgency: {type: choice, of: level, default: low}
  priority: {type: integer, of: priority, as: priority, computed: 'settings.priority_matrix[impact][urgency]'}
  hold_reason: {type: choice, of: hold_reason, required: [hold]}
  hold_until: {type: instant}
  due_on: {type: date}
  cost: {type: money}
---
type: ticket
extends: work
number: TIC-{}
fields:
  category: {type: choice, of: category}
  answer: {type: markdown, required: [done]}
  done_at: {type: instant, computed: 'entered_at("phase.resolved")'}
---
type: change
extends: work
number: CHG-{}
fields:
  model: {type: choice, of: model, required: true, default: normal, fixed: [checked, planned]}
---
type: person
number: PER-{}
fields:
  title: {type: text, required: true, as: title}
  organization: {type: organization, required: true, as: organization}
  groups: {type: references, to: group}
---
type: group
number: GRP-{}
fields:
  title: {type: text, required: true, as: title}
  organization: {type: organization, required: true, as: organization}
---
type: organization
number: ORG-{}
fields:
  title: {type: text, required: true, as: title}
  key: {type: text, unique: true}
---
type: site
number: SIT-{}
fields:
  title: {type: text, required: true, as: title}
)";

constexpr const char* desk_lifecycle = R"(
type: ticket
states:
  new: {phase: open, glyph: new}
  active: {phase: open, glyph: in_progress}
  hold: {phase: pending, glyph: on_hold}
  done: {phase: resolved, glyph: resolved}
  closed: {phase: closed, glyph: closed}
transitions:
  create: {to: new, roles: [agent, requester]}
  take: {from: [new], to: active, roles: [agent], do: {set: {assignee: 'me'}}}
  hold: {from: [phase.open], to: hold, roles: [agent], requires: [hold_reason], asks: [hold_until]}
  resume: {from: [phase.pending], to: active, roles: [agent], do: {clear: [hold_reason, hold_until]}}
  finish: {from: [phase.open, phase.pending], to: done, roles: [agent], requires: [answer], guards: {children_open: 'links.children.open == 0'}, do: {notify: {finished: [requester]}}}
  close: {from: [done], to: closed, roles: [agent], reason: true}
  close_late: {from: [done], to: closed, roles: [], after: {is: 'settings.close_after'}}
---
type: change
states:
  draft: {phase: open, glyph: new}
  checked: {phase: open, glyph: in_progress}
  planned: {phase: open, glyph: planned}
  over: {phase: closed, glyph: closed}
transitions:
  create: {to: draft, roles: [agent]}
  check: {from: [draft], to: checked, roles: [agent]}
  plan: {from: [checked], to: planned, roles: [manager]}
  end: {from: [draft, checked, planned], to: over, roles: [agent]}
model_field: model
models:
  normal: {}
  standard: {states: {checked: ~}, transitions: {check: ~, plan: {from: [draft], roles+: [agent]}}}
)";

constexpr const char* desk_roles = R"(
roles:
  requester: {side: requester, held_by: everyone}
  agent: {side: agent}
  manager: {side: agent, includes: [agent]}
---
type: work
permissions:
  read: {agent: 'organization in me.organizations', requester: 'requester == me'}
  create: {agent: true, requester: true}
  update: {agent: true}
  fields:
    cost: {read: {manager: true}, update: {manager: true}}
---
type: change
permissions:
  read: {requester: false}
---
type: person
permissions: {read: {agent: true, requester: 'self == me'}}
)";

constexpr const char* desk_texts = R"(
work:
  name: Work
  plural: All work
  fields: {title: Title, requester: Requester, organization: Organization, group: Group, assignee: Assignee, impact: Impact, urgency: Urgency, priority: Priority, hold_reason: Waits for, hold_until: {label: Until, hint: At most a month}, due_on: Due on, cost: Cost}
ticket:
  name: Ticket
  plural: Tickets
  fields: {category: Category, answer: Answer, done_at: Done at}
  states: {new: New, active: Active, hold: On hold, done: Done, closed: Closed}
  transitions: {create: Create, take: Take, hold: Hold, resume: Resume, finish: Finish, close: Close, close_late: Closed late}
  guards: {children_open: Finish the parts first}
  clocks: {resolve: Resolve}
  forms: {agent: {what: What, who: Who}}
  views: {of_my_groups: My groups}
  rules: {finish_is_told: The requester is told}
  metrics: {open_now: Open}
  messages: {finished: {subject: '{number} is done', body: '{title}'}}
change:
  name: Change
  plural: Changes
  fields: {model: Model}
  states: {draft: Draft, checked: Checked, planned: Planned, over: Over}
  transitions: {create: Create, check: Check, plan: Plan, end: End}
person: {name: Person, plural: People, fields: {title: Name, organization: Organization, groups: Groups}}
group: {name: Group, plural: Groups, fields: {title: Name, organization: Organization}}
organization: {name: Organization, plural: Organizations, fields: {title: Name, key: Key}}
site: {name: Site, plural: Sites, fields: {title: Name}}
choices:
  level: {high: High, low: Low}
  priority: {1: P1, 2: P2}
  hold_reason: {requester: The requester, date: A date}
  model: {normal: Normal, standard: Standard}
  category: {hardware: Hardware, printer: Printer, software: Software}
settings: {priority_matrix: Priority, close_after: Close after}
roles: {requester: Requester, agent: Agent, manager: Manager}
links: {child_of: is part of, children: has parts, follows: follows, followed_by: is followed by}
flows: {tell_children: Tell the parts too}
)";

PackSource make_desk() {
  const auto file = [](const char* name, const char* text) {
    return SourceFile{std::string("desk/") + name, text};
  };
  return {
      "desk",
      false,
      {file("pack.yaml", "pack: desk\nversion: 1.2.0\nlanguages: [en]\n"),
       file("choices.yaml",
            "choices:\n  level: {high: {}, low: {}}\n  priority: {1: {}, 2: {}}\n"
            "  hold_reason: {requester: {pauses: true}, date: {pauses: true}}\n  model: {normal: "
            "{}, standard: {}}\n"
            "  category: {hardware: {children: {printer: {}}}, software: {}}\n"),
       file("fields.yaml", desk_fields),
       file("forms.yaml",
            "type: ticket\nforms:\n  agent:\n    for: [agent]\n    sections:\n      what: {fields: "
            "[title, category]}\n"
            "      who: {fields: [requester, organization]}\n"),
       file("i18n/en.yaml", desk_texts),
       file("indexes.yaml",
            "type: work\nindexes:\n  by_group: {equal: [group], sort: [priority, created_at], "
            "active: true}\n"),
       file("lifecycle.yaml", desk_lifecycle),
       file("links.yaml",
            "links:\n  child_of: {from: [work], to: [work], reverse: children, to_max: 1, acyclic: "
            "true, flows: {tell_children: {way: backward, comment: public}}}\n"
            "  follows: {from: [work], to: [work], reverse: followed_by, carries: {title: "
            "title}}\n"),
       file("metrics.yaml",
            "type: ticket\nmetrics: {open_now: {count: 'phase == \"open\"', by: [group]}}\n"),
       file("roles.yaml", desk_roles),
       file("rules.yaml",
            "type: ticket\nrules: {finish_is_told: {event: update, when: 'old.group != group', do: "
            "{notify: {finished: [requester]}}}}\n"),
       file("settings.yaml",
            "settings:\n  priority_matrix:\n    matrix: {rows: level, columns: level, gives: "
            "priority}\n"
            "    default: {high: {high: 1, low: 1}, low: {high: 1, low: 2}}\n  close_after: {type: "
            "duration, default: 5d}\n"),
       file("sla.yaml",
            "type: ticket\nclocks:\n  resolve:\n    runs_in: [phase.open]\n    paused_in: "
            "[phase.pending]\n"
            "    met_in: [phase.resolved, phase.closed]\n    target: {p1: {when: 'priority == 1', "
            "is: 4h}, other: {is: 8h}}\n"
            "    at: {late: {used: 100%, do: {notify: {finished: [group]}}}}\n"),
       file("views.yaml",
            "type: ticket\nviews:\n  of_my_groups: {for: [agent], filter: 'group in me.groups', "
            "active: true, columns: [number, title], sort: [priority], index: by_group}\n")}};
}

}  // namespace

PackSource desk() {
  static const PackSource source = make_desk();
  return source;
}

PackSource overlay(std::string yaml) { return {"wrong", true, {{"wrong.yaml", std::move(yaml)}}}; }

LoadResult load_with(std::string overlay_yaml) {
  const std::vector<PackSource> sources = {desk(), overlay(std::move(overlay_yaml))};
  return load(sources);
}

std::string findings_text(const LoadResult& result) {
  std::string out;
  for (const auto& finding : result.findings) out += to_text(finding) + "\n";
  return out;
}

void expect_findings(std::span<const WrongPack> table) {
  for (const auto& each : table) {
    const auto result = load_with(each.overlay);
    EXPECT_FALSE(result.set) << each.claim;
    EXPECT_EQ(findings_text(result), each.findings) << each.claim;
  }
}

std::string shared_packs_folder() {
  const auto folder = std::filesystem::path(PRAXIS_SOURCE_DIR) / ".." / "shared" / "packs";
  std::error_code error;
  return std::filesystem::is_directory(folder / "packs", error) ? folder.string() : "";
}

}  // namespace praxis::pack::test
