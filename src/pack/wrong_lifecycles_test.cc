// Lifecycles, clocks and models, with one fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_lifecycles[] = {
    {"a list of unknown states",
     "type: ticket\n"
     "fields: {answer: {required: [finished]}}\n",
     "wrong.yaml:2:30: ticket.fields.answer.required: there is no state finished (one of: new, active, hold, done, closed)\n"},
    {"a list of an unknown phase",
     "type: ticket\n"
     "fields: {answer: {required: [phase.ended]}}\n",
     "wrong.yaml:2:30: ticket.fields.answer.required: there is no phase ended (one of: open, pending, resolved, closed)\n"},
    {"a state without a phase",
     "type: ticket\n"
     "states: {waiting: {glyph: on_hold}}\n"
     "transitions: {wait: {from: [new], to: waiting, roles: [agent]}, back: {from: [waiting], to: new, roles: [agent]}}\n"
     "texts: {en: {ticket: {states: {waiting: x}, transitions: {wait: x, back: x}}}}\n",
     "wrong.yaml:2:10: ticket.states.waiting: phase is missing\n"},
    {"a state with an unknown glyph",
     "type: ticket\n"
     "states: {hold: {glyph: paused}}\n",
     "wrong.yaml:2:24: ticket.states.hold.glyph: \"paused\" is not known here (one of: new, in_progress, on_hold, resolved, closed, canceled, planned, waits_for_vote, handed_over)\n"},
    {"a state that is never reached",
     "type: ticket\n"
     "states: {lost: {phase: open, glyph: new}}\n"
     "transitions: {find: {from: [lost], to: new, roles: [agent]}}\n"
     "texts: {en: {ticket: {states: {lost: x}, transitions: {find: x}}}}\n",
     "wrong.yaml:2:10: ticket.states.lost: is never reached: no transition leads there from create on\n"},
    {"states that only reach each other",
     "type: ticket\n"
     "states: {lost: {phase: open, glyph: new}, found: {phase: open, glyph: new}}\n"
     "transitions: {find: {from: [lost], to: found, roles: [agent]}, lose: {from: [found], to: lost, roles: [agent]}}\n"
     "texts: {en: {ticket: {states: {lost: x, found: x}, transitions: {find: x, lose: x}}}}\n",
     "wrong.yaml:2:10: ticket.states.lost: is never reached: no transition leads there from create on\n"
     "wrong.yaml:2:43: ticket.states.found: is never reached: no transition leads there from create on\n"},
    {"a state that leads nowhere",
     "type: ticket\n"
     "states: {lost: {phase: open, glyph: new}}\n"
     "transitions: {lose: {from: [new], to: lost, roles: [agent]}, finish: {from: [new, active, hold]}, hold: {from: [new, active]}}\n"
     "texts: {en: {ticket: {states: {lost: x}, transitions: {lose: x}}}}\n",
     "wrong.yaml:2:10: ticket.states.lost: leads to no closed state\n"},
    {"a transition to an unknown state",
     "type: ticket\n"
     "transitions: {take: {to: activ}}\n",
     "wrong.yaml:2:26: ticket.transitions.take.to: there is no state activ (did you mean active?)\n"},
    {"a transition from nowhere",
     "type: ticket\n"
     "transitions: {jump: {to: active, roles: [agent]}}\n"
     "texts: {en: {ticket: {transitions: {jump: x}}}}\n",
     "wrong.yaml:2:15: ticket.transitions.jump: from is missing: in which states can it be made?\n"},
    {"a transition that says no roles",
     "type: ticket\n"
     "transitions: {jump: {from: [new], to: active}}\n"
     "texts: {en: {ticket: {transitions: {jump: x}}}}\n",
     "wrong.yaml:2:15: ticket.transitions.jump: roles is missing: write [] where only rules and time make it\n"},
    {"a transition of an unknown role",
     "type: ticket\n"
     "transitions: {take: {roles: [agnet]}}\n",
     "wrong.yaml:2:30: ticket.transitions.take.roles: there is no role agnet (did you mean agent?)\n"},
    {"a transition that nothing makes",
     "type: ticket\n"
     "transitions: {jump: {from: [new], to: active, roles: []}}\n"
     "texts: {en: {ticket: {transitions: {jump: x}}}}\n",
     "wrong.yaml:2:15: ticket.transitions.jump: nobody and nothing makes it: give it roles, at, after, or a rule\n"},
    {"time enters a state without what it requires",
     "type: ticket\n"
     "transitions: {late: {from: [hold], to: done, roles: [], at: 'hold_until'}}\n"
     "texts: {en: {ticket: {transitions: {late: x}}}}\n",
     "wrong.yaml:2:15: ticket.transitions.late: enters done without answer, which is required there, and nobody is asked: set or fill it\n"},
    {"an unknown key of a transition",
     "type: ticket\n"
     "transitions: {take: {require: [category]}}\n",
     "wrong.yaml:2:22: ticket.transitions.take.require: unknown key (did you mean requires?)\n"},
    {"a transition requires an unknown field",
     "type: ticket\n"
     "transitions: {take: {requires: [categroy]}}\n",
     "wrong.yaml:2:33: ticket.transitions.take.requires: ticket has no field categroy (did you mean category?)\n"},
    {"a transition sets an unknown field",
     "type: ticket\n"
     "transitions: {take: {do: {set: {asignee: 'me'}}}}\n",
     "wrong.yaml:2:33: ticket.transitions.take.do.set.asignee: ticket has no field asignee (did you mean assignee?)\n"},
    {"a transition sets a value of another type",
     "type: ticket\n"
     "transitions: {take: {do: {set: {group: 'me'}}}}\n",
     "wrong.yaml:2:40: ticket.transitions.take.do.set.group: gives reference(person), but group is reference(group)\n"},
    {"a transition sets an unknown choice",
     "type: ticket\n"
     "transitions: {take: {do: {set: {category: '\"hardwear\"'}}}}\n",
     "wrong.yaml:2:44: ticket.transitions.take.do.set.category: \"hardwear\" is not in choice(category); did you mean \"hardware\"?\n"},
    {"a transition tells nobody that is there",
     "type: ticket\n"
     "transitions: {take: {do: {notify: {finished: [boss]}}}}\n",
     "wrong.yaml:2:47: ticket.transitions.take.do.notify.finished: boss cannot be told: write a field that leads to a person or a group, watchers, or a role\n"},
    {"a transition tells a field of another kind",
     "type: ticket\n"
     "transitions: {take: {do: {notify: {finished: [category]}}}}\n",
     "wrong.yaml:2:47: ticket.transitions.take.do.notify.finished: category leads to no person and no group: nobody can be told\n"},
    {"a message without a text",
     "type: ticket\n"
     "transitions: {take: {do: {notify: {taken: [requester]}}}}\n",
     "wrong.yaml:2:36: ticket.messages.taken: there is no en text for ticket.messages.taken.subject\n"
     "wrong.yaml:2:36: ticket.messages.taken: there is no en text for ticket.messages.taken.body\n"},
    {"a guard without a text",
     "type: ticket\n"
     "transitions: {take: {guards: {not_own: 'me != requester'}}}\n",
     "wrong.yaml:2:31: ticket.guards.not_own: there is no en text for ticket.guards.not_own\n"},
    {"evidence without a text",
     "type: ticket\n"
     "transitions: {take: {evidence: [receipt]}}\n",
     "wrong.yaml:2:33: ticket.evidence.receipt: there is no en text for ticket.evidence.receipt\n"},
    {"after what is no span",
     "type: ticket\n"
     "transitions: {close_late: {after: {is: 'now'}}}\n",
     "wrong.yaml:2:41: ticket.transitions.close_late.after.is: this gives timestamp, wanted is duration\n"},
    {"after more times than allowed",
     "type: ticket\n"
     "transitions: {close_late: {after: {times: 11, notify: {finished: [requester]}}}}\n",
     "wrong.yaml:2:43: ticket.transitions.close_late.after.times: an integer from 1 to 10 is wanted here\n"},
    {"within without a link that carries",
     "type: ticket\n"
     "transitions: {reopen: {from: [closed], to: active, roles: [agent], within: {is: 'settings.close_after', since: done_at, else: child_of}}}\n"
     "texts: {en: {ticket: {transitions: {reopen: x}}}}\n",
     "wrong.yaml:2:127: ticket.transitions.reopen.within.else: creates a ticket without title, requester, organization: let child_of carry it, or its create fill it\n"},
    {"an effect that creates what nothing is",
     "links: {hints_at: {from: [ticket], to: [work], reverse: hinted_by}}\n"
     "texts: {en: {links: {hints_at: x, hinted_by: x}}}\n"
     "---\n"
     "type: change\n"
     "transitions: {plan: {do: {create: hinted_by}}}\n",
     "wrong.yaml:5:35: change.transitions.plan.do.create: creates a ticket without title, requester, organization: let hints_at carry it, or its create fill it\n"},
    {"an effect that creates what is abstract",
     "links: {hints_at: {from: [site], to: [work], reverse: hinted_by}}\n"
     "texts: {en: {links: {hints_at: x, hinted_by: x}}}\n"
     "---\n"
     "type: site\n"
     "states: {open: {phase: open, glyph: new}, shut: {phase: closed, glyph: closed}}\n"
     "transitions: {create: {to: open, roles: [agent]}, shut: {from: [open], to: shut, roles: [agent], do: {create: hints_at}}}\n"
     "texts: {en: {site: {states: {open: x, shut: x}, transitions: {create: x, shut: x}}}}\n",
     "wrong.yaml:6:111: site.transitions.shut.do.create: hints_at leads only to abstract types: nothing can be created\n"},
    {"a calendar that is no reference",
     "type: ticket\n"
     "clocks: {resolve: {calendar: title}}\n",
     "wrong.yaml:2:30: ticket.clocks.resolve.calendar: title is no reference of ticket: write always, or a field whose record has a calendar\n"},
    {"a state in two parts of a clock",
     "type: ticket\n"
     "clocks: {resolve: {paused_in+: [phase.open]}}\n",
     "wrong.yaml:2:10: ticket.clocks.resolve: the state new is in runs_in, paused_in: in exactly one is wanted\n"
     "wrong.yaml:2:10: ticket.clocks.resolve: the state active is in runs_in, paused_in: in exactly one is wanted\n"},
    {"a state in no part of a clock",
     "type: ticket\n"
     "clocks: {resolve: {paused_in: []}}\n",
     "wrong.yaml:2:10: ticket.clocks.resolve: the state hold is in none of runs_in, paused_in, met_in, ends_in\n"},
    {"a clock whose last target has a condition",
     "type: ticket\n"
     "clocks: {resolve: {target: {other: {when: 'priority == 2'}}}}\n",
     "wrong.yaml:2:43: ticket.clocks.resolve.target.other.when: the last target has no condition: else some records have none\n"},
    {"a clock that never ends",
     "type: change\n"
     "clocks: {run: {runs_in: [phase.open, phase.closed], target: {all: {is: 4h}}}}\n"
     "texts: {en: {change: {clocks: {run: x}}}}\n",
     "wrong.yaml:2:10: change.clocks.run: can never end: name states in met_in or ends_in\n"},
    {"a target that is no span",
     "type: ticket\n"
     "clocks: {resolve: {target: {other: {is: soon}}}}\n",
     "wrong.yaml:2:41: ticket.clocks.resolve.target.other.is: a span of time is wanted here: 15m, 4h, 30d\n"},
    {"a target that is no duration",
     "type: ticket\n"
     "clocks: {resolve: {target: {other: {is: 'priority'}}}}\n",
     "wrong.yaml:2:42: ticket.clocks.resolve.target.other.is: this gives int, wanted is duration\n"},
    {"a clock under one that is not there",
     "type: ticket\n"
     "clocks: {resolve: {under: resolv}}\n",
     "wrong.yaml:2:27: ticket.clocks.resolve.under: there is no clock resolv (did you mean resolve?)\n"},
    {"a clock under itself",
     "type: ticket\n"
     "clocks: {resolve: {under: resolve}}\n",
     "wrong.yaml:2:27: ticket.clocks.resolve.under: leads back to this clock\n"},
    {"a restart that asks no entry",
     "type: ticket\n"
     "clocks: {resolve: {restarts: 'entri.side == \"agent\"'}}\n",
     "wrong.yaml:2:37: ticket.clocks.resolve.restarts: \"entri.side\" is not known; did you mean \"entry.side\"?\n"},
    {"a threshold of two kinds",
     "type: ticket\n"
     "clocks: {resolve: {at: {late: {left: 1h}}}}\n",
     "wrong.yaml:2:25: ticket.clocks.resolve.at.late: write one of left: 1h and used: 80%\n"},
    {"a model that is not in the list",
     "type: change\n"
     "models: {urgent: {}}\n",
     "wrong.yaml:2:10: change.models.urgent: is not in the list model (one of: normal, standard)\n"},
    {"a model without a patch for a choice",
     "choices: {model: {quick: {}}}\n"
     "texts: {en: {choices: {model: {quick: x}}}}\n",
     "desk/lifecycle.yaml:30:1: change.models: there is no model quick, which is in the list model\n"},
    {"a model that leads to a state it removed",
     "type: change\n"
     "models: {standard: {transitions: {plan: {to: checked}}}}\n",
     "desk/lifecycle.yaml:22:3: change.states.planned: is never reached: no transition leads there from create on (in the model standard)\n"
     "wrong.yaml:2:46: change.models.standard.transitions.plan.to: leads to checked, a state that the model standard removes\n"},
    {"a model that adds a state",
     "type: change\n"
     "models: {standard: {states: {quick: {phase: open, glyph: new}}}}\n"
     "texts: {en: {change: {states: {quick: x}}}}\n",
     "wrong.yaml:2:30: change.models.standard.states.quick: a model adds no state: declare it in the base, and remove it in the other models\n"
     "wrong.yaml:3:32: change.states.quick: a text of nothing: there is no change.states.quick\n"},
    {"a model field that may change anywhere",
     "type: change\n"
     "fields: {model: {fixed: false}}\n",
     "wrong.yaml:2:10: change.fields.model: may change in states that not all models have: fix it there\n"},
};
// clang-format on

TEST(WrongLifecycles, AreFoundWithTheirPlace) { test::expect_findings(wrong_lifecycles); }

}  // namespace
}  // namespace praxis::pack
