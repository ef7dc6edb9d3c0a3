// Lifecycles, clocks and models, with one fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_lifecycles[] = {
    {"a list of unknown states",
     R"(type: ticket
fields: {answer: {required: [finished]}}
)",
     R"(wrong.yaml:2:30: ticket.fields.answer.required: there is no state finished (one of: new, active, hold, done, closed)
)"},
    {"a list of an unknown phase",
     R"(type: ticket
fields: {answer: {required: [phase.ended]}}
)",
     R"(wrong.yaml:2:30: ticket.fields.answer.required: there is no phase ended (one of: open, pending, resolved, closed)
)"},
    {"a state without a phase",
     R"(type: ticket
states: {waiting: {glyph: on_hold}}
transitions: {wait: {from: [new], to: waiting, roles: [agent]}, back: {from: [waiting], to: new, roles: [agent]}}
texts: {en: {ticket: {states: {waiting: x}, transitions: {wait: x, back: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.states.waiting: phase is missing
)"},
    {"a state with an unknown glyph",
     R"(type: ticket
states: {hold: {glyph: paused}}
)",
     R"(wrong.yaml:2:24: ticket.states.hold.glyph: "paused" is not known here (one of: new, in_progress, on_hold, resolved, closed, canceled, planned, waits_for_vote, handed_over)
)"},
    {"a state that is never reached",
     R"(type: ticket
states: {lost: {phase: open, glyph: new}}
transitions: {find: {from: [lost], to: new, roles: [agent]}}
texts: {en: {ticket: {states: {lost: x}, transitions: {find: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.states.lost: is never reached: no transition leads there from create on
)"},
    {"states that only reach each other",
     R"(type: ticket
states: {lost: {phase: open, glyph: new}, found: {phase: open, glyph: new}}
transitions: {find: {from: [lost], to: found, roles: [agent]}, lose: {from: [found], to: lost, roles: [agent]}}
texts: {en: {ticket: {states: {lost: x, found: x}, transitions: {find: x, lose: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.states.lost: is never reached: no transition leads there from create on
wrong.yaml:2:43: ticket.states.found: is never reached: no transition leads there from create on
)"},
    {"a state that leads nowhere",
     R"(type: ticket
states: {lost: {phase: open, glyph: new}}
transitions: {lose: {from: [new], to: lost, roles: [agent]}, finish: {from: [new, active, hold]}, hold: {from: [new, active]}}
texts: {en: {ticket: {states: {lost: x}, transitions: {lose: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.states.lost: leads to no closed state
)"},
    {"a transition to an unknown state",
     R"(type: ticket
transitions: {take: {to: activ}}
)",
     R"(wrong.yaml:2:26: ticket.transitions.take.to: there is no state activ (did you mean active?)
)"},
    {"a transition from nowhere",
     R"(type: ticket
transitions: {jump: {to: active, roles: [agent]}}
texts: {en: {ticket: {transitions: {jump: x}}}}
)",
     R"(wrong.yaml:2:15: ticket.transitions.jump: from is missing: in which states can it be made?
)"},
    {"a transition that says no roles",
     R"(type: ticket
transitions: {jump: {from: [new], to: active}}
texts: {en: {ticket: {transitions: {jump: x}}}}
)",
     R"(wrong.yaml:2:15: ticket.transitions.jump: roles is missing: write [] where only rules and time make it
)"},
    {"a transition of an unknown role",
     R"(type: ticket
transitions: {take: {roles: [agnet]}}
)",
     R"(wrong.yaml:2:30: ticket.transitions.take.roles: there is no role agnet (did you mean agent?)
)"},
    {"a transition that nothing makes",
     R"(type: ticket
transitions: {jump: {from: [new], to: active, roles: []}}
texts: {en: {ticket: {transitions: {jump: x}}}}
)",
     R"(wrong.yaml:2:15: ticket.transitions.jump: nobody and nothing makes it: give it roles, at, after, or a rule
)"},
    {"time enters a state without what it requires",
     R"(type: ticket
transitions: {late: {from: [hold], to: done, roles: [], at: 'hold_until'}}
texts: {en: {ticket: {transitions: {late: x}}}}
)",
     R"(wrong.yaml:2:15: ticket.transitions.late: enters done without answer, which is required there, and nobody is asked: set or fill it
)"},
    {"an unknown key of a transition",
     R"(type: ticket
transitions: {take: {require: [category]}}
)",
     R"(wrong.yaml:2:22: ticket.transitions.take.require: unknown key (did you mean requires?)
)"},
    {"a transition requires an unknown field",
     R"(type: ticket
transitions: {take: {requires: [categroy]}}
)",
     R"(wrong.yaml:2:33: ticket.transitions.take.requires: ticket has no field categroy (did you mean category?)
)"},
    {"a transition sets an unknown field",
     R"(type: ticket
transitions: {take: {do: {set: {asignee: 'me'}}}}
)",
     R"(wrong.yaml:2:33: ticket.transitions.take.do.set.asignee: ticket has no field asignee (did you mean assignee?)
)"},
    {"a transition sets a value of another type",
     R"(type: ticket
transitions: {take: {do: {set: {group: 'me'}}}}
)",
     R"(wrong.yaml:2:40: ticket.transitions.take.do.set.group: gives reference(person), but group is reference(group)
)"},
    {"a transition sets an unknown choice",
     R"(type: ticket
transitions: {take: {do: {set: {category: '"hardwear"'}}}}
)",
     R"(wrong.yaml:2:44: ticket.transitions.take.do.set.category: "hardwear" is not in choice(category); did you mean "hardware"?
)"},
    {"a transition tells nobody that is there",
     R"(type: ticket
transitions: {take: {do: {notify: {finished: [boss]}}}}
)",
     R"(wrong.yaml:2:47: ticket.transitions.take.do.notify.finished: boss cannot be told: write a field that leads to a person or a group, watchers, or a role
)"},
    {"a transition tells a field of another kind",
     R"(type: ticket
transitions: {take: {do: {notify: {finished: [category]}}}}
)",
     R"(wrong.yaml:2:47: ticket.transitions.take.do.notify.finished: category leads to no person and no group: nobody can be told
)"},
    {"a message without a text",
     R"(type: ticket
transitions: {take: {do: {notify: {taken: [requester]}}}}
)",
     R"(wrong.yaml:2:36: ticket.messages.taken: there is no en text for ticket.messages.taken.subject
wrong.yaml:2:36: ticket.messages.taken: there is no en text for ticket.messages.taken.body
)"},
    {"a guard without a text",
     R"(type: ticket
transitions: {take: {guards: {not_own: 'me != requester'}}}
)",
     R"(wrong.yaml:2:31: ticket.guards.not_own: there is no en text for ticket.guards.not_own
)"},
    {"evidence without a text",
     R"(type: ticket
transitions: {take: {evidence: [receipt]}}
)",
     R"(wrong.yaml:2:33: ticket.evidence.receipt: there is no en text for ticket.evidence.receipt
)"},
    {"after what is no span",
     R"(type: ticket
transitions: {close_late: {after: {is: 'now'}}}
)",
     R"(wrong.yaml:2:41: ticket.transitions.close_late.after.is: this gives timestamp, wanted is duration
)"},
    {"after more times than allowed",
     R"(type: ticket
transitions: {close_late: {after: {times: 11, notify: {finished: [requester]}}}}
)",
     R"(wrong.yaml:2:43: ticket.transitions.close_late.after.times: an integer from 1 to 10 is wanted here
)"},
    {"within without a link that carries",
     R"(type: ticket
transitions: {reopen: {from: [closed], to: active, roles: [agent], within: {is: 'settings.close_after', since: done_at, else: child_of}}}
texts: {en: {ticket: {transitions: {reopen: x}}}}
)",
     R"(wrong.yaml:2:15: ticket.transitions.reopen: else creates a record by child_of, a link that carries nothing
)"},
    {"a calendar that is no reference",
     R"(type: ticket
clocks: {resolve: {calendar: title}}
)",
     R"(wrong.yaml:2:30: ticket.clocks.resolve.calendar: title is no reference of ticket: write always, or a field whose record has a calendar
)"},
    {"a state in two parts of a clock",
     R"(type: ticket
clocks: {resolve: {paused_in+: [phase.open]}}
)",
     R"(wrong.yaml:2:10: ticket.clocks.resolve: the state new is in runs_in, paused_in: in exactly one is wanted
wrong.yaml:2:10: ticket.clocks.resolve: the state active is in runs_in, paused_in: in exactly one is wanted
)"},
    {"a state in no part of a clock",
     R"(type: ticket
clocks: {resolve: {paused_in: []}}
)",
     R"(wrong.yaml:2:10: ticket.clocks.resolve: the state hold is in none of runs_in, paused_in, met_in, ends_in
)"},
    {"a clock whose last target has a condition",
     R"(type: ticket
clocks: {resolve: {target: {other: {when: 'priority == 2'}}}}
)",
     R"(wrong.yaml:2:43: ticket.clocks.resolve.target.other.when: the last target has no condition: else some records have none
)"},
    {"a clock that never ends",
     R"(type: change
clocks: {run: {runs_in: [phase.open, phase.closed], target: {all: {is: 4h}}}}
texts: {en: {change: {clocks: {run: x}}}}
)",
     R"(wrong.yaml:2:10: change.clocks.run: can never end: name states in met_in or ends_in
)"},
    {"a target that is no span",
     R"(type: ticket
clocks: {resolve: {target: {other: {is: soon}}}}
)",
     R"(wrong.yaml:2:41: ticket.clocks.resolve.target.other.is: a span of time is wanted here: 15m, 4h, 30d
)"},
    {"a threshold of two kinds",
     R"(type: ticket
clocks: {resolve: {at: {late: {left: 1h}}}}
)",
     R"(wrong.yaml:2:25: ticket.clocks.resolve.at.late: write one of left: 1h and used: 80%
)"},
    {"a model that is not in the list",
     R"(type: change
models: {urgent: {}}
)",
     R"(wrong.yaml:2:10: change.models.urgent: is not in the list model (one of: normal, standard)
)"},
    {"a model without a patch for a choice",
     R"(choices: {model: {quick: {}}}
texts: {en: {choices: {model: {quick: x}}}}
)",
     R"(desk/lifecycle.yaml:30:1: change.models: there is no model quick, which is in the list model
)"},
    {"a model that leads to a state it removed",
     R"(type: change
models: {standard: {transitions: {plan: {to: checked}}}}
)",
     R"(desk/lifecycle.yaml:22:3: change.states.planned: is never reached: no transition leads there from create on (in the model standard)
wrong.yaml:2:46: change.models.standard.transitions.plan.to: leads to checked, a state that the model standard removes
)"},
    {"a model that adds a state",
     R"(type: change
models: {standard: {states: {quick: {phase: open, glyph: new}}}}
texts: {en: {change: {states: {quick: x}}}}
)",
     R"(wrong.yaml:2:30: change.models.standard.states.quick: a model adds no state: declare it in the base, and remove it in the other models
wrong.yaml:3:32: change.states.quick: a text of nothing: there is no change.states.quick
)"},
    {"a model field that may change anywhere",
     R"(type: change
fields: {model: {fixed: false}}
)",
     R"(wrong.yaml:2:10: change.fields.model: may change in states that not all models have: fix it there
)"},
};
// clang-format on

TEST(WrongLifecycles, AreFoundWithTheirPlace) { test::expect_findings(wrong_lifecycles); }

}  // namespace
}  // namespace praxis::pack
