// Permissions, links, views, forms, rules, metrics, choices, texts, types and overlays, with one
// fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_rest[] = {
    {"an unknown role in permissions",
     R"(type: ticket
permissions: {update: {agnt: true}}
)",
     R"(wrong.yaml:2:24: ticket.permissions.update.agnt: there is no role agnt (did you mean agent?)
)"},
    {"an unknown action",
     R"(type: ticket
permissions: {change: {agent: true}}
)",
     R"(wrong.yaml:2:15: ticket.permissions.change: unknown key (one of: read, create, update, comment_public, comment_internal, link, fields)
)"},
    {"read by what is no permission column",
     R"(type: ticket
permissions: {read: {agent: 'category == "hardware"'}}
)",
     R"(wrong.yaml:2:29: ticket.permissions.read.agent: category is no permission column: read may use fields that are `as:` organization, group, requester, assignee or confidentiality, and self
)"},
    {"an unknown field in permissions",
     R"(type: ticket
permissions: {fields: {answr: {update: {agent: true}}}}
)",
     R"(wrong.yaml:2:24: ticket.permissions.fields.answr: ticket has no field answr (did you mean answer?)
)"},
    {"a role that includes none that is there",
     R"(roles: {manager: {includes: [agnt]}}
)",
     R"(wrong.yaml:1:30: roles.manager.includes: there is no other role agnt (did you mean agent?)
)"},
    {"a role without a side",
     R"(roles: {auditor: {}}
texts: {en: {roles: {auditor: x}}}
)",
     R"(wrong.yaml:1:9: roles.auditor: side is missing: agent or requester
)"},
    {"a link to an unknown type",
     R"(links: {needs: {from: [ticket], to: [server], reverse: needed_by}}
texts: {en: {links: {needs: x, needed_by: x}}}
)",
     R"(wrong.yaml:1:38: links.needs.to: there is no type server
)"},
    {"a link without a reverse",
     R"(links: {needs: {from: [ticket], to: [work]}}
texts: {en: {links: {needs: x}}}
)",
     R"(wrong.yaml:1:9: links.needs: reverse is missing: how does it read from the other end?
)"},
    {"two links of one name",
     R"(links: {needs: {from: [ticket], to: [work], reverse: children}}
texts: {en: {links: {needs: x}}}
)",
     R"(wrong.yaml:1:54: links.needs.reverse: children is a name of the link child_of too
)"},
    {"a link that carries what is not there",
     R"(links: {follows: {carries: {answer: title}}}
)",
     R"(wrong.yaml:1:29: links.follows.carries: work has no field answer
)"},
    {"a link that carries into another type",
     R"(links: {follows: {carries: {impact: title, group: organization}}}
)",
     R"(wrong.yaml:1:51: links.follows.carries.group: work.group and work.organization are of different types
)"},
    {"a link that shows what is not there",
     R"(links: {follows: {shows: [answer]}}
)",
     R"(wrong.yaml:1:27: links.follows.shows: work has no field answer
)"},
    {"a flow to a transition that is not there",
     R"(links: {child_of: {flows: {tell_children: {transition: {finish: finish}}}}}
)",
     R"(wrong.yaml:1:57: links.child_of.flows.tell_children.transition: work has no transition finish
wrong.yaml:1:65: links.child_of.flows.tell_children.transition: work has no transition finish
)"},
    {"a flow that passes nothing on",
     R"(links: {follows: {flows: {nothing: {way: forward}}}}
texts: {en: {flows: {nothing: x}}}
)",
     R"(wrong.yaml:1:27: links.follows.flows.nothing: passes nothing on: write comment, transition or fields
)"},
    {"a failure that is none of three",
     R"(links: {follows: {failure: some}}
)",
     R"(wrong.yaml:1:28: links.follows.failure: "some" is not known here (one of: none, any, all)
)"},
    {"an index of an unknown field",
     R"(type: work
indexes: {by_place: {equal: [place], sort: [title]}}
)",
     R"(wrong.yaml:2:30: work.indexes.by_place.equal: work has no field place (did you mean phase?)
)"},
    {"too many indexes in a family",
     R"(type: work
indexes:
  by_0: {equal: [group], sort: [title]}
  by_1: {equal: [group], sort: [title]}
  by_2: {equal: [group], sort: [title]}
  by_3: {equal: [group], sort: [title]}
  by_4: {equal: [group], sort: [title]}
  by_5: {equal: [group], sort: [title]}
  by_6: {equal: [group], sort: [title]}
  by_7: {equal: [group], sort: [title]}
  by_8: {equal: [group], sort: [title]}
  by_9: {equal: [group], sort: [title]}
  by_10: {equal: [group], sort: [title]}
  by_11: {equal: [group], sort: [title]}
)",
     R"(desk/fields.yaml:2:7: work: the family has 13 indexes, unique fields included, 12 at most
)"},
    {"a view of an unknown index",
     R"(type: ticket
views: {of_my_groups: {index: by_grop}}
)",
     R"(wrong.yaml:2:31: ticket.views.of_my_groups.index: the family work has no index by_grop (did you mean by_group?)
)"},
    {"a view whose filter does not fix the index",
     R"(type: ticket
views: {of_my_groups: {filter: 'priority == 1'}}
)",
     R"(desk/views.yaml:3:127: ticket.views.of_my_groups.index: the index by_group wants group fixed by the filter: group == … or group in …
)"},
    {"a view of all by an index of active records",
     R"(type: ticket
views: {of_my_groups: {active: false}}
)",
     R"(desk/views.yaml:3:127: ticket.views.of_my_groups.index: by_group holds active records only: write active: true, or take another index
)"},
    {"a view in another order than its index",
     R"(type: ticket
views: {of_my_groups: {sort: [created_at]}}
)",
     R"(wrong.yaml:2:30: ticket.views.of_my_groups.sort: [created_at] is not the order of the index by_group: [priority, created_at], either way
)"},
    {"a view in mixed order",
     R"(type: ticket
views: {of_my_groups: {sort: [priority, -created_at]}}
)",
     R"(wrong.yaml:2:30: ticket.views.of_my_groups.sort: [priority, -created_at] is not the order of the index by_group: [priority, created_at], either way
)"},
    {"a view with an unknown column",
     R"(type: ticket
views: {of_my_groups: {columns+: [colour]}}
)",
     R"(wrong.yaml:2:35: ticket.views.of_my_groups.columns: ticket has no field colour
)"},
    {"a filter that cannot select records",
     R"(type: ticket
views: {of_my_groups: {filter: 'group in me.groups && links.children.count > 0'}}
)",
     R"(wrong.yaml:2:33: ticket.views.of_my_groups.filter: links.children.count cannot select records here: keep it in a computed field
)"},
    {"a form with an unknown field",
     R"(type: ticket
forms: {agent: {sections: {what: {fields+: [colour]}}}}
)",
     R"(wrong.yaml:2:45: ticket.forms.agent.sections.what.fields: ticket has no field colour
)"},
    {"a form with a field twice",
     R"(type: ticket
forms: {agent: {sections: {who: {fields+: [title]}}}}
)",
     R"(desk/forms.yaml:7:21: ticket.forms.agent.sections.who.fields: title stands in the section what too
)"},
    {"a panel of a link that is not there",
     R"(type: ticket
forms: {agent: {aside: {parts: {panel: links, link: childs}}}}
texts: {en: {ticket: {aside: {parts: x}}}}
)",
     R"(wrong.yaml:2:53: ticket.forms.agent.aside.parts.link: ticket has no link childs
)"},
    {"a panel of an unknown kind",
     R"(type: ticket
forms: {agent: {aside: {parts: {panel: map}}}}
texts: {en: {ticket: {aside: {parts: x}}}}
)",
     R"(wrong.yaml:2:40: ticket.forms.agent.aside.parts.panel: "map" is not known here (one of: expected, links, fields, similar, impact)
)"},
    {"a rule of an unknown event",
     R"(type: ticket
rules: {finish_is_told: {event: updated}}
)",
     R"(wrong.yaml:2:33: ticket.rules.finish_is_told.event: "updated" is not known here (did you mean update?)
)"},
    {"a rule that makes an unknown transition",
     R"(type: ticket
rules: {finish_is_told: {do: {transition: finnish}}}
)",
     R"(wrong.yaml:2:43: ticket.rules.finish_is_told.do.transition: ticket has no transition finnish (did you mean finish?)
)"},
    {"a metric that is none",
     R"(type: ticket
metrics: {open_now: {count: ~}}
)",
     R"(wrong.yaml:2:11: ticket.metrics.open_now: is no metric: write one of count, ratio, percentile, average, sum
)"},
    {"a metric by an instant that is none",
     R"(type: ticket
metrics: {open_now: {at: title}}
)",
     R"(wrong.yaml:2:26: ticket.metrics.open_now.at: title is no instant of ticket (one of: created_at, updated_at, hold_until, done_at)
)"},
    {"a ratio without of",
     R"(type: ticket
metrics: {share: {ratio: 'priority == 1'}}
texts: {en: {ticket: {metrics: {share: x}}}}
)",
     R"(wrong.yaml:2:11: ticket.metrics.share: of is missing: of which records?
)"},
    {"a sum of what is no figure",
     R"(type: ticket
metrics: {all: {sum: 'title'}}
texts: {en: {ticket: {metrics: {all: x}}}}
)",
     R"(wrong.yaml:2:22: ticket.metrics.all.sum: gives text: a number or a span of time is wanted
)"},
    {"a matrix with a hole",
     R"(choices: {level: {medium: {}}}
texts: {en: {choices: {level: {medium: x}}}}
)",
     R"(desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level high
desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level low
desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level medium
desk/settings.yaml:4:15: settings.priority_matrix.default.high: there is no value for level high and level medium
desk/settings.yaml:4:40: settings.priority_matrix.default.low: there is no value for level low and level medium
)"},
    {"a matrix that gives what is not in the list",
     R"(settings: {priority_matrix: {default: {high: {high: 9}}}}
)",
     R"(wrong.yaml:1:53: settings.priority_matrix.default.high.high: "9" is not in the list priority
)"},
    {"a setting without a default",
     R"(settings: {open_hours: {type: duration}}
texts: {en: {settings: {open_hours: x}}}
)",
     R"(wrong.yaml:1:12: settings.open_hours: default is missing
)"},
    {"a setting of an unknown type",
     R"(settings: {open_hours: {type: span, default: 1h}}
texts: {en: {settings: {open_hours: x}}}
)",
     R"(wrong.yaml:1:31: settings.open_hours.type: "span" is no type of a setting (one of: text, integer, decimal, boolean, date, duration, email, url)
)"},
    {"a choice twice in a tree",
     R"(choices: {category: {software: {children: {printer: {}}}}}
)",
     R"(wrong.yaml:1:44: choices.category.printer: stands in this list twice: keys are unique in a list, trees too
)"},
    {"a choice with a capital",
     R"(choices: {category: {Network: {}}}
texts: {en: {choices: {category: {Network: x}}}}
)",
     R"(wrong.yaml:1:22: choices.category.Network: a choice is lower case, digits and _
)"},
    {"a text that is missing",
     R"(type: ticket
fields: {colour: {type: text}}
)",
     R"(wrong.yaml:2:10: ticket.fields.colour: there is no en text for ticket.fields.colour
)"},
    {"a text of nothing",
     R"(texts: {en: {ticket: {fields: {colour: Colour}}}}
)",
     R"(wrong.yaml:1:32: ticket.fields.colour: a text of nothing: there is no ticket.fields.colour
)"},
    {"a text that is no message",
     R"(texts: {en: {ticket: {guards: {children_open: 'Finish {count, plural, one {it}}'}}}}
)",
     R"(wrong.yaml:1:47: ticket.guards.children_open: is no ICU message (near "▸Finish {count, "): write '{' for a brace
)"},
    {"a text in a language that nobody declares",
     R"(texts: {dee: {ticket: {name: Vorgang}}}
)",
     R"(wrong.yaml:1:14: texts.dee: dee is no language of these packs (one of: en): name it in languages
)"},
    {"a subtype of what is not there",
     R"(type: laptop
extends: wrk
number: LAP-{}
texts: {en: {laptop: {name: x, plural: x}}}
)",
     R"(wrong.yaml:2:10: laptop.extends: there is no type wrk (did you mean work?)
)"},
    {"types that extend each other",
     R"(type: work
extends: ticket
)",
     R"(desk/fields.yaml:20:10: ticket.extends: types extend each other in a circle
)"},
    {"a number without a hole",
     R"(type: ticket
number: TIC
)",
     R"(wrong.yaml:2:9: ticket.number: a number is capitals, a hyphen and {}: INC-{}
)"},
    {"a type without a number",
     R"(type: laptop
texts: {en: {laptop: {name: x, plural: x}}}
)",
     R"(wrong.yaml:1:7: laptop: number is missing: write one as INC-{}
)"},
    {"one number for two families",
     R"(type: laptop
number: SIT-{}
texts: {en: {laptop: {name: x, plural: x}}}
)",
     R"(wrong.yaml:2:9: laptop.number: site numbers its records the same way
)"},
    {"one name of two types in a family",
     R"(type: change
fields: {category: {type: text}}
texts: {en: {change: {fields: {category: x}}}}
)",
     R"(wrong.yaml:2:10: change.fields.category: is text, but ticket has a field of this name that is choice: the family work is one table
)"},
    {"a type called like a section",
     R"(type: choices
number: CHO-{}
)",
     R"(wrong.yaml:1:7: choices: is a word of the format: call the type otherwise
)"},
    {"versions cut by nothing",
     R"(type: ticket
versions: {cut_by: publish, fields: [answer], readers: [requester]}
)",
     R"(wrong.yaml:2:20: ticket.versions.cut_by: ticket has no transition publish (one of: create, take, hold, resume, finish, close, close_late)
)"},
    {"a story with an unknown slot",
     R"(type: ticket
demo: {slots: {hall: [one]}, stories: {broken: {title: ['{hal} is dark'], fields: {category: printr}}}}
)",
     R"(wrong.yaml:2:57: ticket.demo.stories.broken.title: there is no slot hal (did you mean hall?)
wrong.yaml:2:94: ticket.demo.stories.broken.fields.category: "printr" is not in the list category (did you mean printer?)
)"},
    {"a scalar where a map is wanted",
     R"(type: ticket
fields: {answer: long}
)",
     R"(wrong.yaml:2:18: ticket.fields.answer: a map is wanted here, not a text
)"},
    {"a map where a list is wanted",
     R"(type: ticket
transitions: {take: {roles: {agent: true}}}
)",
     R"(wrong.yaml:2:29: ticket.transitions.take.roles: a list is wanted here, not a map
)"},
    {"a list with a map in it",
     R"(type: ticket
transitions: {take: {requires: [{field: category}]}}
)",
     R"(wrong.yaml:2:33: ticket.transitions.take.requires: lists hold plain names
)"},
    {"a name twice in a list",
     R"(type: ticket
transitions: {take: {requires: [category, category]}}
)",
     R"(wrong.yaml:2:43: ticket.transitions.take.requires: category stands here twice
)"},
    {"removing what is not there",
     R"(type: ticket
transitions: {tke: ~}
)",
     R"(wrong.yaml:2:15: ticket.transitions.tke: ~ removes what is not there (did you mean take?)
)"},
    {"removing what is inherited",
     R"(type: ticket
fields: {impact: ~}
)",
     R"(wrong.yaml:2:10: ticket.fields.impact: is inherited from work and stays: hide or retire it instead
)"},
    {"adding what is there",
     R"(type: ticket
transitions: {hold: {requires+: [hold_reason]}}
)",
     R"(wrong.yaml:2:34: ticket.transitions.hold.requires+: hold_reason is there already
)"},
    {"taking what is not there",
     R"(type: ticket
transitions: {hold: {requires-: [category]}}
)",
     R"(wrong.yaml:2:34: ticket.transitions.hold.requires-: category is not there
)"},
    {"placing beside what is not there",
     R"(type: ticket
states: {hold: {below: actve}}
)",
     R"(wrong.yaml:2:24: ticket.states.hold: below actve, which is not there (did you mean active?)
)"},
    {"an unknown rule-word in effects",
     R"(type: ticket
transitions: {take: {do: {notfy: {finished: [requester]}}}}
)",
     R"(wrong.yaml:2:27: ticket.transitions.take.do.notfy: unknown key (did you mean notify?)
)"},
    {"a removed field that others read",
     R"(type: work
fields: {hold_until: ~}
)",
     R"(desk/lifecycle.yaml:12:88: ticket.transitions.hold.asks: ticket has no field hold_until
desk/lifecycle.yaml:13:89: ticket.transitions.resume.do.clear: ticket has no field hold_until
)"},
    {"two faults at once",
     R"(type: ticket
fields: {answer: {requird: true}}
transitions: {take: {to: activ}}
)",
     R"(wrong.yaml:2:19: ticket.fields.answer.requird: unknown key (did you mean required?)
wrong.yaml:3:26: ticket.transitions.take.to: there is no state activ (did you mean active?)
)"},
    {"a rule that an abstract type's subtypes break",
     R"(type: work
fields: {impact: {required: 'categry == "hardware"'}}
)",
     R"(wrong.yaml:2:30: work.fields.impact.required: "categry" is not known
)"},
    {"a circle through a link kept in step",
     R"(type: ticket
transitions: {again: {from: [active], to: active, roles: [agent]}}
links: {mirrors: {from: [ticket], to: [ticket], reverse: mirrored_by, in_step: {forward: {take: finish}, backward: {finish: again}}}}
texts: {en: {ticket: {transitions: {again: x}}, links: {mirrors: x, mirrored_by: x}}}
)",
     R"(wrong.yaml:3:71: links.mirrors.in_step: take makes finish, which makes again: a circle that does not come back to itself
)"},
    {"in step by what is not there",
     R"(links: {mirrors: {from: [ticket], to: [change], reverse: mirrored_by, in_step: {fields: {answer: title}, forward: {tak: check}}}}
texts: {en: {links: {mirrors: x, mirrored_by: x}}}
)",
     R"(wrong.yaml:1:116: links.mirrors.in_step.forward: ticket has no transition tak (did you mean take?)
)"},
    {"a retired state that is still entered",
     R"(type: ticket
states: {hold: {retired: true}}
)",
     R"(wrong.yaml:2:10: ticket.states.hold: is retired, but a transition still leads there
)"},
};
// clang-format on

TEST(WrongRest, AreFoundWithTheirPlace) { test::expect_findings(wrong_rest); }

}  // namespace
}  // namespace praxis::pack
