// Fields and expressions, with one fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_fields[] = {
    {"an unknown key of a document",
     R"(tpye: ticket
)",
     R"(wrong.yaml:1:1: tpye: unknown key (did you mean type?)
)"},
    {"a type key without a type",
     R"(fields: {x: {type: text}}
)",
     R"(wrong.yaml:1:1: fields: of which type? Begin the document with `type: NAME`
)"},
    {"an unknown key of a field",
     R"(type: ticket
fields: {answer: {requird: true}}
)",
     R"(wrong.yaml:2:19: ticket.fields.answer.requird: unknown key (did you mean required?)
)"},
    {"a field of an unknown type",
     R"(type: ticket
fields: {answer: {type: txt}}
)",
     R"(wrong.yaml:2:25: ticket.fields.answer.type: "txt" is no type of a field (did you mean text?)
)"},
    {"a field with a reserved name",
     R"(type: ticket
fields: {next_target_at: {type: instant}}
texts: {en: {ticket: {fields: {next_target_at: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.fields.next_target_at: is a name that the engine keeps for itself: call the field otherwise
)"},
    {"a field that ends like an engine column",
     R"(type: ticket
fields: {title_folded: {type: text}}
texts: {en: {ticket: {fields: {title_folded: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.fields.title_folded: is a name that the engine keeps for itself: call the field otherwise
)"},
    {"a reference to a type that is not there",
     R"(type: ticket
fields: {owner: {type: reference, to: persn}}
texts: {en: {ticket: {fields: {owner: x}}}}
)",
     R"(wrong.yaml:2:39: ticket.fields.owner.to: there is no type persn (did you mean person?)
)"},
    {"a choice without a list",
     R"(type: ticket
fields: {kind: {type: choice}}
texts: {en: {ticket: {fields: {kind: x}}}}
)",
     R"(wrong.yaml:2:10: ticket.fields.kind: of is missing: which choice list?
)"},
    {"a choice of a list that is not there",
     R"(type: ticket
fields: {kind: {type: choice, of: categorie}}
texts: {en: {ticket: {fields: {kind: x}}}}
)",
     R"(wrong.yaml:2:35: ticket.fields.kind.of: there is no choice list categorie (did you mean category?)
)"},
    {"an integer of a list with words for keys",
     R"(type: ticket
fields: {kind: {type: integer, of: level}}
texts: {en: {ticket: {fields: {kind: x}}}}
)",
     R"(wrong.yaml:2:36: ticket.fields.kind.of: the keys of level are no integers: make this a choice
)"},
    {"a default that is not in the list",
     R"(type: work
fields: {impact: {default: hgh}}
)",
     R"(wrong.yaml:2:28: work.fields.impact.default: "hgh" is not in the list level (did you mean high?)
)"},
    {"a default of another type",
     R"(type: ticket
fields: {count: {type: integer, default: many}}
texts: {en: {ticket: {fields: {count: x}}}}
)",
     R"(wrong.yaml:2:42: ticket.fields.count.default: is no constant of type integer
)"},
    {"a default finer than the scale",
     R"(type: ticket
fields: {share: {type: decimal, scale: 1, default: 0.25}}
texts: {en: {ticket: {fields: {share: x}}}}
)",
     R"(wrong.yaml:2:52: ticket.fields.share.default: has more than 1 decimal places
)"},
    {"min above max",
     R"(type: ticket
fields: {count: {type: integer, min: 3, max: 2}}
texts: {en: {ticket: {fields: {count: x}}}}
)",
     R"(wrong.yaml:2:38: ticket.fields.count.min: is above max
)"},
    {"a pattern that is none",
     R"(type: ticket
fields: {code: {type: text, pattern: '['}}
texts: {en: {ticket: {fields: {code: x}}}}
)",
     R"(wrong.yaml:2:38: ticket.fields.code.pattern: is no pattern: missing ]: [
)"},
    {"a length of what is no text",
     R"(type: ticket
fields: {count: {type: integer, length_max: 3}}
texts: {en: {ticket: {fields: {count: x}}}}
)",
     R"(wrong.yaml:2:45: ticket.fields.count.length_max: only texts have a length
)"},
    {"a search weight out of range",
     R"(type: ticket
fields: {answer: {search: 9}}
)",
     R"(wrong.yaml:2:27: ticket.fields.answer.search: an integer from 1 to 4 is wanted here
)"},
    {"two fields of one meaning",
     R"(type: ticket
fields: {helper: {type: person, as: assignee}}
texts: {en: {ticket: {fields: {helper: x}}}}
)",
     R"(wrong.yaml:2:33: ticket.fields.helper.as: assignee has this meaning already: a type has one field of it
)"},
    {"a meaning on the wrong type",
     R"(type: ticket
fields: {helper: {type: text, as: assignee}}
texts: {en: {ticket: {fields: {helper: x}}}}
)",
     R"(wrong.yaml:2:31: ticket.fields.helper.as: assignee has this meaning already: a type has one field of it
wrong.yaml:2:35: ticket.fields.helper.as: leads to a person, this is text
)"},
    {"an override of what is not computed",
     R"(type: ticket
fields: {answer: {override: {roles: [manager]}}}
)",
     R"(wrong.yaml:2:19: ticket.fields.answer.override: only a computed field is overridden
)"},
    {"a computed value of another type",
     R"(type: ticket
fields: {done_at: {computed: 'title'}}
)",
     R"(wrong.yaml:2:31: ticket.fields.done_at.computed: this gives text, wanted is timestamp
)"},
    {"a computed text for a number",
     R"(type: ticket
fields: {count: {type: integer, computed: 'group'}}
texts: {en: {ticket: {fields: {count: x}}}}
)",
     R"(wrong.yaml:2:44: ticket.fields.count.computed: this gives reference(group), wanted is int
)"},
    {"a circle of computed fields",
     R"(type: ticket
fields: {a: {type: integer, computed: 'b + 1'}, b: {type: integer, computed: 'a + 1'}}
texts: {en: {ticket: {fields: {a: x, b: x}}}}
)",
     R"(wrong.yaml:2:39: ticket.fields.a.computed: is computed from itself: a → b → a
)"},
    {"an unknown name in an expression",
     R"(type: ticket
fields: {answer: {required: 'priorty == 1'}}
)",
     R"(wrong.yaml:2:30: ticket.fields.answer.required: "priorty" is not known; did you mean "priority"?
)"},
    {"an unknown name through a reference",
     R"(type: ticket
fields: {answer: {required: 'organization.kye == "x"'}}
)",
     R"(wrong.yaml:2:43: ticket.fields.answer.required: "organization.kye" is not known: organization is reference(organization); did you mean "organization.key", "organization.type" or "organization.id"?
)"},
    {"an unknown state in an expression",
     R"(type: ticket
fields: {answer: {required: 'state == "actve"'}}
)",
     R"(wrong.yaml:2:39: ticket.fields.answer.required: "actve" is not in choice(ticket states); did you mean "active"?
)"},
    {"an unknown choice in an expression",
     R"(type: ticket
fields: {answer: {required: 'category in ["hardware", "sofware"]'}}
)",
     R"(wrong.yaml:2:55: ticket.fields.answer.required: "sofware" is not in choice(category); did you mean "software"?
)"},
    {"an unknown phase",
     R"(type: ticket
fields: {answer: {required: 'phase == "ended"'}}
)",
     R"(wrong.yaml:2:39: ticket.fields.answer.required: "ended" is not in choice(phase)
)"},
    {"an unknown setting",
     R"(type: ticket
fields: {answer: {required: 'settings.close_aftr > duration("1h")'}}
)",
     R"(wrong.yaml:2:39: ticket.fields.answer.required: "settings.close_aftr" is not known; did you mean "settings.close_after"?
)"},
    {"an unknown link in an expression",
     R"(type: ticket
fields: {answer: {required: 'links.childs.count > 0'}}
)",
     R"(wrong.yaml:2:43: ticket.fields.answer.required: "links.childs.count" is not known; did you mean "links.child_of.count", "links.children.count" or "links.follows.count"?
)"},
    {"an unknown clock in an expression",
     R"(type: ticket
fields: {answer: {required: 'clock.solve.state == "met"'}}
)",
     R"(wrong.yaml:2:42: ticket.fields.answer.required: "clock.solve.state" is not known; did you mean "clock.resolve.state"?
)"},
    {"an unknown part of a clock",
     R"(type: ticket
fields: {answer: {required: 'clock.resolve.due > now'}}
)",
     R"(wrong.yaml:2:44: ticket.fields.answer.required: "clock.resolve.due" is not known; did you mean "clock.resolve.due_at", "clock.resolve.used" or "clock.resolve.left"?
)"},
    {"a journal function of an unknown transition",
     R"(type: ticket
fields: {taken: {type: integer, computed: 'times("tak")'}}
texts: {en: {ticket: {fields: {taken: x}}}}
)",
     R"(wrong.yaml:2:44: ticket.fields.taken.computed: "tak" is no transition of ticket (did you mean take?)
)"},
    {"a journal function of an unknown field",
     R"(type: ticket
fields: {moved: {type: integer, computed: 'changes("grp")'}}
texts: {en: {ticket: {fields: {moved: x}}}}
)",
     R"(wrong.yaml:2:44: ticket.fields.moved.computed: "grp" is no field of ticket
)"},
    {"a journal function without a constant",
     R"(type: ticket
fields: {moved: {type: integer, computed: 'changes(title)'}}
texts: {en: {ticket: {fields: {moved: x}}}}
)",
     R"(wrong.yaml:2:44: ticket.fields.moved.computed: wants the name of a field as a constant text
)"},
    {"old outside of rules",
     R"(type: ticket
fields: {answer: {required: 'old.group == group'}}
)",
     R"(wrong.yaml:2:34: ticket.fields.answer.required: "old.group" is not known; did you mean "me.group"?
)"},
    {"an expression of the wrong type",
     R"(type: ticket
fields: {answer: {check: 'title'}}
)",
     R"(wrong.yaml:2:27: ticket.fields.answer.check: this gives text, wanted is bool
)"},
    {"an expression that is none",
     R"(type: ticket
fields: {answer: {check: 'title =='}}
)",
     R"(wrong.yaml:2:35: ticket.fields.answer.check: expected a value, found the end
)"},
    {"three references deep",
     R"(type: ticket
fields: {answer: {required: 'requester.organization.parent.title == "x"'}}
)",
     R"(wrong.yaml:2:53: ticket.fields.answer.required: "requester.organization.parent.title" is not known: requester.organization is reference(organization)
)"},
    {"among by what has no column",
     R"(type: ticket
fields: {assignee: {among: 'links.children.count > 0'}}
)",
     R"(wrong.yaml:2:29: ticket.fields.assignee.among: links.children.count cannot select records here: keep it in a computed field
)"},
};
// clang-format on

TEST(WrongFields, AreFoundWithTheirPlace) { test::expect_findings(wrong_fields); }

}  // namespace
}  // namespace praxis::pack
