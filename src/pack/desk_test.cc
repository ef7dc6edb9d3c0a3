#include <gtest/gtest.h>

#include <filesystem>

#include "pack/desk_for_test.h"

namespace praxis::pack::test {
namespace {

// clang-format off
constexpr const char* desk_fields =
    "\n"
    "type: work\n"
    "abstract: true\n"
    "number: WORK-{}\n"
    "fields:\n"
    "  title: {type: text, length_max: 100, required: true, as: title, search: 4}\n"
    "  requester: {type: person, required: true, as: requester}\n"
    "  organization: {type: organization, required: true, as: organization}\n"
    "  group: {type: group, as: group}\n"
    "  assignee: {type: person, as: assignee, among: 'group in it.groups'}\n"
    "  impact: {type: choice, of: level, default: low}\n"
    "  urgency: {type: choice, of: level, default: low}\n"
    "  priority: {type: integer, of: priority, as: priority, computed: 'settings.priority_matrix[impact][urgency]'}\n"
    "  hold_reason: {type: choice, of: hold_reason, required: [hold]}\n"
    "  hold_until: {type: instant}\n"
    "  due_on: {type: date}\n"
    "  cost: {type: money}\n"
    "---\n"
    "type: ticket\n"
    "extends: work\n"
    "number: TIC-{}\n"
    "fields:\n"
    "  category: {type: choice, of: category}\n"
    "  answer: {type: markdown, required: [done]}\n"
    "  done_at: {type: instant, computed: 'entered_at(\"phase.resolved\")'}\n"
    "---\n"
    "type: change\n"
    "extends: work\n"
    "number: CHG-{}\n"
    "fields:\n"
    "  model: {type: choice, of: model, required: true, default: normal, fixed: [checked, planned]}\n"
    "---\n"
    "type: person\n"
    "number: PER-{}\n"
    "fields:\n"
    "  title: {type: text, required: true, as: title}\n"
    "  organization: {type: organization, required: true, as: organization}\n"
    "  groups: {type: references, to: group}\n"
    "---\n"
    "type: group\n"
    "number: GRP-{}\n"
    "fields:\n"
    "  title: {type: text, required: true, as: title}\n"
    "  organization: {type: organization, required: true, as: organization}\n"
    "---\n"
    "type: organization\n"
    "number: ORG-{}\n"
    "fields:\n"
    "  title: {type: text, required: true, as: title}\n"
    "  key: {type: text, unique: true}\n"
    "---\n"
    "type: site\n"
    "number: SIT-{}\n"
    "fields:\n"
    "  title: {type: text, required: true, as: title}\n";

constexpr const char* desk_lifecycle =
    "\n"
    "type: ticket\n"
    "states:\n"
    "  new: {phase: open, glyph: new}\n"
    "  active: {phase: open, glyph: in_progress}\n"
    "  hold: {phase: pending, glyph: on_hold}\n"
    "  done: {phase: resolved, glyph: resolved}\n"
    "  closed: {phase: closed, glyph: closed}\n"
    "transitions:\n"
    "  create: {to: new, roles: [agent, requester]}\n"
    "  take: {from: [new], to: active, roles: [agent], do: {set: {assignee: 'me'}}}\n"
    "  hold: {from: [phase.open], to: hold, roles: [agent], requires: [hold_reason], asks: [hold_until]}\n"
    "  resume: {from: [phase.pending], to: active, roles: [agent], do: {clear: [hold_reason, hold_until]}}\n"
    "  finish: {from: [phase.open, phase.pending], to: done, roles: [agent], requires: [answer], guards: {children_open: 'links.children.open == 0'}, do: {notify: {finished: [requester]}}}\n"
    "  close: {from: [done], to: closed, roles: [agent], reason: true}\n"
    "  close_late: {from: [done], to: closed, roles: [], after: {is: 'settings.close_after'}}\n"
    "---\n"
    "type: change\n"
    "states:\n"
    "  draft: {phase: open, glyph: new}\n"
    "  checked: {phase: open, glyph: in_progress}\n"
    "  planned: {phase: open, glyph: planned}\n"
    "  over: {phase: closed, glyph: closed}\n"
    "transitions:\n"
    "  create: {to: draft, roles: [agent]}\n"
    "  check: {from: [draft], to: checked, roles: [agent]}\n"
    "  plan: {from: [checked], to: planned, roles: [manager]}\n"
    "  end: {from: [draft, checked, planned], to: over, roles: [agent]}\n"
    "model_field: model\n"
    "models:\n"
    "  normal: {}\n"
    "  standard: {states: {checked: ~}, transitions: {check: ~, plan: {from: [draft], roles+: [agent]}}}\n";

constexpr const char* desk_roles =
    "\n"
    "roles:\n"
    "  requester: {side: requester, held_by: everyone}\n"
    "  agent: {side: agent}\n"
    "  manager: {side: agent, includes: [agent]}\n"
    "---\n"
    "type: work\n"
    "permissions:\n"
    "  read: {agent: 'organization in me.organizations', requester: 'requester == me'}\n"
    "  create: {agent: true, requester: true}\n"
    "  update: {agent: true}\n"
    "  fields:\n"
    "    cost: {read: {manager: true}, update: {manager: true}}\n"
    "---\n"
    "type: change\n"
    "permissions:\n"
    "  read: {requester: false}\n"
    "---\n"
    "type: person\n"
    "permissions: {read: {agent: true, requester: 'self == me'}}\n";

constexpr const char* desk_texts =
    "\n"
    "work:\n"
    "  name: Work\n"
    "  plural: All work\n"
    "  fields: {title: Title, requester: Requester, organization: Organization, group: Group, assignee: Assignee, impact: Impact, urgency: Urgency, priority: Priority, hold_reason: Waits for, hold_until: {label: Until, hint: At most a month}, due_on: Due on, cost: Cost}\n"
    "ticket:\n"
    "  name: Ticket\n"
    "  plural: Tickets\n"
    "  fields: {category: Category, answer: Answer, done_at: Done at}\n"
    "  states: {new: New, active: Active, hold: On hold, done: Done, closed: Closed}\n"
    "  transitions: {create: Create, take: Take, hold: Hold, resume: Resume, finish: Finish, close: Close, close_late: Closed late}\n"
    "  guards: {children_open: Finish the parts first}\n"
    "  clocks: {resolve: Resolve}\n"
    "  forms: {agent: {what: What, who: Who}}\n"
    "  views: {of_my_groups: My groups}\n"
    "  rules: {finish_is_told: The requester is told}\n"
    "  metrics: {open_now: Open}\n"
    "  messages: {finished: {subject: '{number} is done', body: '{title}'}}\n"
    "change:\n"
    "  name: Change\n"
    "  plural: Changes\n"
    "  fields: {model: Model}\n"
    "  states: {draft: Draft, checked: Checked, planned: Planned, over: Over}\n"
    "  transitions: {create: Create, check: Check, plan: Plan, end: End}\n"
    "person: {name: Person, plural: People, fields: {title: Name, organization: Organization, groups: Groups}}\n"
    "group: {name: Group, plural: Groups, fields: {title: Name, organization: Organization}}\n"
    "organization: {name: Organization, plural: Organizations, fields: {title: Name, key: Key}}\n"
    "site: {name: Site, plural: Sites, fields: {title: Name}}\n"
    "choices:\n"
    "  level: {high: High, low: Low}\n"
    "  priority: {1: P1, 2: P2}\n"
    "  hold_reason: {requester: The requester, date: A date}\n"
    "  model: {normal: Normal, standard: Standard}\n"
    "  category: {hardware: Hardware, printer: Printer, software: Software}\n"
    "settings: {priority_matrix: Priority, close_after: Close after}\n"
    "roles: {requester: Requester, agent: Agent, manager: Manager}\n"
    "links: {child_of: is part of, children: has parts, follows: follows, followed_by: is followed by}\n"
    "flows: {tell_children: Tell the parts too}\n";

// clang-format on

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
