// Permissions, links, views, forms, rules, metrics, choices, texts, types and overlays, with one
// fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_rest[] = {
    {"an unknown role in permissions",
     "type: ticket\n"
     "permissions: {update: {agnt: true}}\n",
     "wrong.yaml:2:24: ticket.permissions.update.agnt: there is no role agnt (did you mean agent?)\n"},
    {"an unknown action",
     "type: ticket\n"
     "permissions: {change: {agent: true}}\n",
     "wrong.yaml:2:15: ticket.permissions.change: unknown key (one of: read, create, update, comment_public, comment_internal, link, fields)\n"},
    {"read by what is no permission column",
     "type: ticket\n"
     "permissions: {read: {agent: 'category == \"hardware\"'}}\n",
     "wrong.yaml:2:29: ticket.permissions.read.agent: category is no permission column: read may use fields that are `as:` organization, group, requester, assignee or confidentiality, and self\n"},
    {"an unknown field in permissions",
     "type: ticket\n"
     "permissions: {fields: {answr: {update: {agent: true}}}}\n",
     "wrong.yaml:2:24: ticket.permissions.fields.answr: ticket has no field answr (did you mean answer?)\n"},
    {"a role that includes none that is there",
     "roles: {manager: {includes: [agnt]}}\n",
     "wrong.yaml:1:30: roles.manager.includes: there is no other role agnt (did you mean agent?)\n"},
    {"a role without a side",
     "roles: {auditor: {}}\n"
     "texts: {en: {roles: {auditor: x}}}\n",
     "wrong.yaml:1:9: roles.auditor: side is missing: agent or requester\n"},
    {"a link to an unknown type",
     "links: {needs: {from: [ticket], to: [server], reverse: needed_by}}\n"
     "texts: {en: {links: {needs: x, needed_by: x}}}\n",
     "wrong.yaml:1:38: links.needs.to: there is no type server\n"},
    {"a link without a reverse",
     "links: {needs: {from: [ticket], to: [work]}}\n"
     "texts: {en: {links: {needs: x}}}\n",
     "wrong.yaml:1:9: links.needs: reverse is missing: how does it read from the other end?\n"},
    {"two links of one name",
     "links: {needs: {from: [ticket], to: [work], reverse: children}}\n"
     "texts: {en: {links: {needs: x}}}\n",
     "wrong.yaml:1:54: links.needs.reverse: children is a name of the link child_of too\n"},
    {"a link that carries what is not there",
     "links: {follows: {carries: {answer: title}}}\n",
     "wrong.yaml:1:29: links.follows.carries: work has no field answer\n"},
    {"a link that carries into another type",
     "links: {follows: {carries: {impact: title, group: organization}}}\n",
     "wrong.yaml:1:51: links.follows.carries.group: work.group and work.organization are of different types\n"},
    {"a link that shows what is not there",
     "links: {follows: {shows: [answer]}}\n",
     "wrong.yaml:1:27: links.follows.shows: work has no field answer\n"},
    {"a flow to a transition that is not there",
     "links: {child_of: {flows: {tell_children: {transition: {finish: finish}}}}}\n",
     "wrong.yaml:1:57: links.child_of.flows.tell_children.transition: work has no transition finish\n"
     "wrong.yaml:1:65: links.child_of.flows.tell_children.transition: work has no transition finish\n"},
    {"a flow that passes nothing on",
     "links: {follows: {flows: {nothing: {way: forward}}}}\n"
     "texts: {en: {flows: {nothing: x}}}\n",
     "wrong.yaml:1:27: links.follows.flows.nothing: passes nothing on: write comment, transition or fields\n"},
    {"a failure that is none of three",
     "links: {follows: {failure: some}}\n",
     "wrong.yaml:1:28: links.follows.failure: \"some\" is not known here (one of: none, any, all)\n"},
    {"an index of an unknown field",
     "type: work\n"
     "indexes: {by_place: {equal: [place], sort: [title]}}\n",
     "wrong.yaml:2:30: work.indexes.by_place.equal: work has no field place (did you mean phase?)\n"},
    {"too many indexes in a family",
     "type: work\n"
     "indexes:\n"
     "  by_0: {equal: [group], sort: [title]}\n"
     "  by_1: {equal: [group], sort: [title]}\n"
     "  by_2: {equal: [group], sort: [title]}\n"
     "  by_3: {equal: [group], sort: [title]}\n"
     "  by_4: {equal: [group], sort: [title]}\n"
     "  by_5: {equal: [group], sort: [title]}\n"
     "  by_6: {equal: [group], sort: [title]}\n"
     "  by_7: {equal: [group], sort: [title]}\n"
     "  by_8: {equal: [group], sort: [title]}\n"
     "  by_9: {equal: [group], sort: [title]}\n"
     "  by_10: {equal: [group], sort: [title]}\n"
     "  by_11: {equal: [group], sort: [title]}\n",
     "desk/fields.yaml:2:7: work: the family has 13 indexes, unique fields included, 12 at most\n"},
    {"a view of an unknown index",
     "type: ticket\n"
     "views: {of_my_groups: {index: by_grop}}\n",
     "wrong.yaml:2:31: ticket.views.of_my_groups.index: the family work has no index by_grop (did you mean by_group?)\n"},
    {"a view whose filter does not fix the index",
     "type: ticket\n"
     "views: {of_my_groups: {filter: 'priority == 1'}}\n",
     "desk/views.yaml:3:127: ticket.views.of_my_groups.index: the index by_group wants group fixed by the filter: group == … or group in …\n"},
    {"a view of all by an index of active records",
     "type: ticket\n"
     "views: {of_my_groups: {active: false}}\n",
     "desk/views.yaml:3:127: ticket.views.of_my_groups.index: by_group holds active records only: write active: true, or take another index\n"},
    {"a view in another order than its index",
     "type: ticket\n"
     "views: {of_my_groups: {sort: [created_at]}}\n",
     "wrong.yaml:2:30: ticket.views.of_my_groups.sort: [created_at] is not the order of the index by_group: [priority, created_at], either way\n"},
    {"a view in mixed order",
     "type: ticket\n"
     "views: {of_my_groups: {sort: [priority, -created_at]}}\n",
     "wrong.yaml:2:30: ticket.views.of_my_groups.sort: [priority, -created_at] is not the order of the index by_group: [priority, created_at], either way\n"},
    {"a view with an unknown column",
     "type: ticket\n"
     "views: {of_my_groups: {columns+: [colour]}}\n",
     "wrong.yaml:2:35: ticket.views.of_my_groups.columns: ticket has no field colour\n"},
    {"a filter that cannot select records",
     "type: ticket\n"
     "views: {of_my_groups: {filter: 'group in me.groups && links.children.count > 0'}}\n",
     "wrong.yaml:2:33: ticket.views.of_my_groups.filter: links.children.count cannot select records here: keep it in a computed field\n"},
    {"a form with an unknown field",
     "type: ticket\n"
     "forms: {agent: {sections: {what: {fields+: [colour]}}}}\n",
     "wrong.yaml:2:45: ticket.forms.agent.sections.what.fields: ticket has no field colour\n"},
    {"a form with a field twice",
     "type: ticket\n"
     "forms: {agent: {sections: {who: {fields+: [title]}}}}\n",
     "desk/forms.yaml:7:21: ticket.forms.agent.sections.who.fields: title stands in the section what too\n"},
    {"a panel of a link that is not there",
     "type: ticket\n"
     "forms: {agent: {aside: {parts: {panel: links, link: childs}}}}\n"
     "texts: {en: {ticket: {aside: {parts: x}}}}\n",
     "wrong.yaml:2:53: ticket.forms.agent.aside.parts.link: ticket has no link childs\n"},
    {"a panel of an unknown kind",
     "type: ticket\n"
     "forms: {agent: {aside: {parts: {panel: map}}}}\n"
     "texts: {en: {ticket: {aside: {parts: x}}}}\n",
     "wrong.yaml:2:40: ticket.forms.agent.aside.parts.panel: \"map\" is not known here (one of: expected, links, fields, similar, impact)\n"},
    {"a rule of an unknown event",
     "type: ticket\n"
     "rules: {finish_is_told: {event: updated}}\n",
     "wrong.yaml:2:33: ticket.rules.finish_is_told.event: \"updated\" is not known here (did you mean update?)\n"},
    {"a rule that makes an unknown transition",
     "type: ticket\n"
     "rules: {finish_is_told: {do: {transition: finnish}}}\n",
     "wrong.yaml:2:43: ticket.rules.finish_is_told.do.transition: ticket has no transition finnish (did you mean finish?)\n"},
    {"a metric that is none",
     "type: ticket\n"
     "metrics: {open_now: {count: ~}}\n",
     "wrong.yaml:2:11: ticket.metrics.open_now: is no metric: write one of count, ratio, percentile, average, sum\n"},
    {"a metric by an instant that is none",
     "type: ticket\n"
     "metrics: {open_now: {at: title}}\n",
     "wrong.yaml:2:26: ticket.metrics.open_now.at: title is no instant of ticket (one of: created_at, updated_at, hold_until, done_at)\n"},
    {"a ratio without of",
     "type: ticket\n"
     "metrics: {share: {ratio: 'priority == 1'}}\n"
     "texts: {en: {ticket: {metrics: {share: x}}}}\n",
     "wrong.yaml:2:11: ticket.metrics.share: of is missing: of which records?\n"},
    {"a metric split by a long text",
     "type: ticket\n"
     "metrics: {open_now: {by: [answer]}}\n",
     "wrong.yaml:2:26: ticket.metrics.open_now.by: answer is a long text: nothing can be split by it\n"},
    {"a sum of what is no figure",
     "type: ticket\n"
     "metrics: {all: {sum: 'title'}}\n"
     "texts: {en: {ticket: {metrics: {all: x}}}}\n",
     "wrong.yaml:2:22: ticket.metrics.all.sum: gives text: a number or a span of time is wanted\n"},
    {"a matrix with a hole",
     "choices: {level: {medium: {}}}\n"
     "texts: {en: {choices: {level: {medium: x}}}}\n",
     "desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level high\n"
     "desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level low\n"
     "desk/settings.yaml:4:5: settings.priority_matrix.default.medium: there is no value for level medium and level medium\n"
     "desk/settings.yaml:4:15: settings.priority_matrix.default.high: there is no value for level high and level medium\n"
     "desk/settings.yaml:4:40: settings.priority_matrix.default.low: there is no value for level low and level medium\n"},
    {"a matrix that gives what is not in the list",
     "settings: {priority_matrix: {default: {high: {high: 9}}}}\n",
     "wrong.yaml:1:53: settings.priority_matrix.default.high.high: \"9\" is not in the list priority\n"},
    {"a setting without a default",
     "settings: {open_hours: {type: duration}}\n"
     "texts: {en: {settings: {open_hours: x}}}\n",
     "wrong.yaml:1:12: settings.open_hours: default is missing\n"},
    {"a setting of an unknown type",
     "settings: {open_hours: {type: span, default: 1h}}\n"
     "texts: {en: {settings: {open_hours: x}}}\n",
     "wrong.yaml:1:31: settings.open_hours.type: \"span\" is no type of a setting (one of: text, integer, decimal, boolean, date, duration, email, url)\n"},
    {"a choice twice in a tree",
     "choices: {category: {software: {children: {printer: {}}}}}\n",
     "wrong.yaml:1:44: choices.category.printer: stands in this list twice: keys are unique in a list, trees too\n"},
    {"a choice with a capital",
     "choices: {category: {Network: {}}}\n"
     "texts: {en: {choices: {category: {Network: x}}}}\n",
     "wrong.yaml:1:22: choices.category.Network: a choice is lower case, digits and _\n"},
    {"a text that is missing",
     "type: ticket\n"
     "fields: {colour: {type: text}}\n",
     "wrong.yaml:2:10: ticket.fields.colour: there is no en text for ticket.fields.colour\n"},
    {"a text of nothing",
     "texts: {en: {ticket: {fields: {colour: Colour}}}}\n",
     "wrong.yaml:1:32: ticket.fields.colour: a text of nothing: there is no ticket.fields.colour\n"},
    {"a text that is no message",
     "texts: {en: {ticket: {guards: {children_open: 'Finish {count, plural, one {it}}'}}}}\n",
     "wrong.yaml:1:47: ticket.guards.children_open: is no ICU message (near \"▸Finish {count, \"): write '{' for a brace\n"},
    {"a text in a language that nobody declares",
     "texts: {dee: {ticket: {name: Vorgang}}}\n",
     "wrong.yaml:1:14: texts.dee: dee is no language of these packs (one of: en): name it in languages\n"},
    {"a subtype of what is not there",
     "type: laptop\n"
     "extends: wrk\n"
     "number: LAP-{}\n"
     "texts: {en: {laptop: {name: x, plural: x}}}\n",
     "wrong.yaml:2:10: laptop.extends: there is no type wrk (did you mean work?)\n"},
    {"types that extend each other",
     "type: work\n"
     "extends: ticket\n",
     "desk/fields.yaml:20:10: ticket.extends: types extend each other in a circle\n"},
    {"a number without a hole",
     "type: ticket\n"
     "number: TIC\n",
     "wrong.yaml:2:9: ticket.number: a number is capitals, a hyphen and {}: INC-{}\n"},
    {"a type without a number",
     "type: laptop\n"
     "texts: {en: {laptop: {name: x, plural: x}}}\n",
     "wrong.yaml:1:7: laptop: number is missing: write one as INC-{}\n"},
    {"one number for two families",
     "type: laptop\n"
     "number: SIT-{}\n"
     "texts: {en: {laptop: {name: x, plural: x}}}\n",
     "wrong.yaml:2:9: laptop.number: site numbers its records the same way\n"},
    {"one name of two types in a family",
     "type: change\n"
     "fields: {category: {type: text}}\n"
     "texts: {en: {change: {fields: {category: x}}}}\n",
     "wrong.yaml:2:10: change.fields.category: is text, but ticket has a field of this name that is choice: the family work is one table\n"},
    {"a type called like a section",
     "type: choices\n"
     "number: CHO-{}\n",
     "wrong.yaml:1:7: choices: is a word of the format: call the type otherwise\n"},
    {"versions cut by nothing",
     "type: ticket\n"
     "versions: {cut_by: publish, fields: [answer], readers: [requester]}\n",
     "wrong.yaml:2:20: ticket.versions.cut_by: ticket has no transition publish (one of: create, take, hold, resume, finish, close, close_late)\n"},
    {"a version that keeps who may read",
     "type: ticket\n"
     "versions: {cut_by: finish, fields: [title, group], readers: [requester]}\n",
     "wrong.yaml:2:36: ticket.versions.fields: group says who may read the record: it counts as it stands, not as a version keeps it\n"},
    {"an agreement that governs an unknown type",
     "type: site\n"
     "fields: {terms: {type: markdown}}\n"
     "governs: {of: wrk, terms: terms}\n"
     "texts: {en: {site: {fields: {terms: x}}}}\n",
     "wrong.yaml:3:15: site.governs.of: there is no type wrk (did you mean work?)\n"},
    {"an agreement without terms",
     "type: site\n"
     "governs: {of: work}\n",
     "wrong.yaml:2:1: site.governs: terms is missing: which field says the targets?\n"},
    {"terms that are no markdown",
     "type: site\n"
     "governs: {of: work, terms: title}\n",
     "wrong.yaml:2:28: site.governs.terms: title is no markdown, which terms are\n"},
    {"a match of what is never equal",
     "type: site\n"
     "fields: {terms: {type: markdown}, customer: {type: organization}}\n"
     "governs: {of: work, terms: terms, matches: {customer: group, title: title, client: organization}}\n"
     "texts: {en: {site: {fields: {terms: x, customer: x}}}}\n",
     "wrong.yaml:3:55: site.governs.matches.customer: customer and group are never equal: compare references of one family, or choices of one list\n"
     "wrong.yaml:3:69: site.governs.matches.title: title and title are never equal: compare references of one family, or choices of one list\n"
     "wrong.yaml:3:84: site.governs.matches.client: site has no field client (one of: title, terms, customer)\n"},
    {"an agreement with states that counts in none",
     "type: change\n"
     "fields: {terms: {type: markdown}, ends_on: {type: date}}\n"
     "governs: {of: ticket, terms: terms, from: hold_until, until: ends_on}\n"
     "texts: {en: {change: {fields: {terms: x, ends_on: x}}}}\n",
     "wrong.yaml:3:1: change.governs: in_force is missing: in which states does it count?\n"
     "wrong.yaml:3:43: change.governs.from: hold_until is no date\n"},
    {"a calendar that is no markdown",
     "type: site\n"
     "fields: {hours: {type: text, as: calendar}}\n"
     "texts: {en: {site: {fields: {hours: x}}}}\n",
     "wrong.yaml:2:34: site.fields.hours.as: a calendar is markdown, this is text\n"},
    {"a version that keeps who may read",
     "type: ticket\n"
     "versions: {cut_by: finish, fields: [title, group], readers: [requester]}\n",
     "wrong.yaml:2:36: ticket.versions.fields: group says who may read the record: it counts as it stands, not as a version keeps it\n"},
    {"a story with an unknown slot",
     "type: ticket\n"
     "demo: {slots: {hall: [one]}, stories: {broken: {title: ['{hal} is dark'], fields: {category: printr}}}}\n",
     "wrong.yaml:2:57: ticket.demo.stories.broken.title: there is no slot hal (did you mean hall?)\n"
     "wrong.yaml:2:94: ticket.demo.stories.broken.fields.category: \"printr\" is not in the list category (did you mean printer?)\n"},
    {"a story with a text that its type does not have",
     "type: ticket\n"
     "demo: {slots: {hall: [one]}, stories: {broken: {title: [Dark], answr: ['In {hal}']}}}\n",
     "wrong.yaml:2:64: ticket.demo.stories.broken.answr: unknown key (did you mean answer?)\n"},
    {"a story whose text has an unknown slot",
     "type: ticket\n"
     "demo: {slots: {hall: [one]}, stories: {broken: {title: [Dark], answer: ['In {hal}']}}}\n",
     "wrong.yaml:2:73: ticket.demo.stories.broken.answer: there is no slot hal (did you mean hall?)\n"},
    {"a scalar where a map is wanted",
     "type: ticket\n"
     "fields: {answer: long}\n",
     "wrong.yaml:2:18: ticket.fields.answer: a map is wanted here, not a text\n"},
    {"a map where a list is wanted",
     "type: ticket\n"
     "transitions: {take: {roles: {agent: true}}}\n",
     "wrong.yaml:2:29: ticket.transitions.take.roles: a list is wanted here, not a map\n"},
    {"a list with a map in it",
     "type: ticket\n"
     "transitions: {take: {requires: [{field: category}]}}\n",
     "wrong.yaml:2:33: ticket.transitions.take.requires: lists hold plain names\n"},
    {"a name twice in a list",
     "type: ticket\n"
     "transitions: {take: {requires: [category, category]}}\n",
     "wrong.yaml:2:43: ticket.transitions.take.requires: category stands here twice\n"},
    {"removing what is not there",
     "type: ticket\n"
     "transitions: {tke: ~}\n",
     "wrong.yaml:2:15: ticket.transitions.tke: ~ removes what is not there (did you mean take?)\n"},
    {"removing what is inherited",
     "type: ticket\n"
     "fields: {impact: ~}\n",
     "wrong.yaml:2:10: ticket.fields.impact: is inherited from work and stays: hide or retire it instead\n"},
    {"adding what is there",
     "type: ticket\n"
     "transitions: {hold: {requires+: [hold_reason]}}\n",
     "wrong.yaml:2:34: ticket.transitions.hold.requires+: hold_reason is there already\n"},
    {"taking what is not there",
     "type: ticket\n"
     "transitions: {hold: {requires-: [category]}}\n",
     "wrong.yaml:2:34: ticket.transitions.hold.requires-: category is not there\n"},
    {"placing beside what is not there",
     "type: ticket\n"
     "states: {hold: {below: actve}}\n",
     "wrong.yaml:2:24: ticket.states.hold: below actve, which is not there (did you mean active?)\n"},
    {"an unknown rule-word in effects",
     "type: ticket\n"
     "transitions: {take: {do: {notfy: {finished: [requester]}}}}\n",
     "wrong.yaml:2:27: ticket.transitions.take.do.notfy: unknown key (did you mean notify?)\n"},
    {"a removed field that others read",
     "type: work\n"
     "fields: {hold_until: ~}\n",
     "desk/lifecycle.yaml:12:88: ticket.transitions.hold.asks: ticket has no field hold_until\n"
     "desk/lifecycle.yaml:13:89: ticket.transitions.resume.do.clear: ticket has no field hold_until\n"},
    {"two faults at once",
     "type: ticket\n"
     "fields: {answer: {requird: true}}\n"
     "transitions: {take: {to: activ}}\n",
     "wrong.yaml:2:19: ticket.fields.answer.requird: unknown key (did you mean required?)\n"
     "wrong.yaml:3:26: ticket.transitions.take.to: there is no state activ (did you mean active?)\n"},
    {"a rule that an abstract type's subtypes break",
     "type: work\n"
     "fields: {impact: {required: 'categry == \"hardware\"'}}\n",
     "wrong.yaml:2:30: work.fields.impact.required: \"categry\" is not known\n"},
    {"a circle through a link kept in step",
     "type: ticket\n"
     "transitions: {again: {from: [active], to: active, roles: [agent]}}\n"
     "links: {mirrors: {from: [ticket], to: [ticket], reverse: mirrored_by, in_step: {forward: {take: finish}, backward: {finish: again}}}}\n"
     "texts: {en: {ticket: {transitions: {again: x}}, links: {mirrors: x, mirrored_by: x}}}\n",
     "wrong.yaml:3:71: links.mirrors.in_step: take makes finish, which makes again: a circle that does not come back to itself\n"},
    {"in step where there is no other end",
     "links: {mirrors: {from: [ticket], to: [ticket], symmetric: true, in_step: {forward: {take: take}}}}\n"
     "texts: {en: {links: {mirrors: x}}}\n",
     "wrong.yaml:1:66: links.mirrors.in_step: a symmetric link has no ends of its own to keep in step\n"},
    {"in step by what is computed",
     "links: {mirrors: {from: [ticket], to: [change], reverse: mirrored_by, in_step: {fields: {done_at: hold_until, hold_until: hold_until}}}}\n"
     "texts: {en: {links: {mirrors: x, mirrored_by: x}}}\n",
     "wrong.yaml:1:90: links.mirrors.in_step.fields.done_at: ticket.done_at is computed: it cannot be kept in step\n"},
    {"in step by what is not there",
     "links: {mirrors: {from: [ticket], to: [change], reverse: mirrored_by, in_step: {fields: {answer: title}, forward: {tak: check}}}}\n"
     "texts: {en: {links: {mirrors: x, mirrored_by: x}}}\n",
     "wrong.yaml:1:116: links.mirrors.in_step.forward: ticket has no transition tak (did you mean take?)\n"},
    {"a retired state that is still entered",
     "type: ticket\n"
     "states: {hold: {retired: true}}\n",
     "wrong.yaml:2:10: ticket.states.hold: is retired, but a transition still leads there\n"},
};
// clang-format on

TEST(WrongRest, AreFoundWithTheirPlace) { test::expect_findings(wrong_rest); }

}  // namespace
}  // namespace praxis::pack
