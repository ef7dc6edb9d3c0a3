// Fields and expressions, with one fault each: what is said of it, and where.
#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

// clang-format off
const test::WrongPack wrong_fields[] = {
    {"an unknown key of a document",
     "tpye: ticket\n",
     "wrong.yaml:1:1: tpye: unknown key (did you mean type?)\n"},
    {"a type key without a type",
     "fields: {x: {type: text}}\n",
     "wrong.yaml:1:1: fields: of which type? Begin the document with `type: NAME`\n"},
    {"an unknown key of a field",
     "type: ticket\n"
     "fields: {answer: {requird: true}}\n",
     "wrong.yaml:2:19: ticket.fields.answer.requird: unknown key (did you mean required?)\n"},
    {"a field of an unknown type",
     "type: ticket\n"
     "fields: {answer: {type: txt}}\n",
     "wrong.yaml:2:25: ticket.fields.answer.type: \"txt\" is no type of a field (did you mean text?)\n"},
    {"a field with a reserved name",
     "type: ticket\n"
     "fields: {next_target_at: {type: instant}}\n"
     "texts: {en: {ticket: {fields: {next_target_at: x}}}}\n",
     "wrong.yaml:2:10: ticket.fields.next_target_at: is a name that the engine keeps for itself: call the field otherwise\n"},
    {"a field that ends like an engine column",
     "type: ticket\n"
     "fields: {title_folded: {type: text}}\n"
     "texts: {en: {ticket: {fields: {title_folded: x}}}}\n",
     "wrong.yaml:2:10: ticket.fields.title_folded: is a name that the engine keeps for itself: call the field otherwise\n"},
    {"a reference to a type that is not there",
     "type: ticket\n"
     "fields: {owner: {type: reference, to: persn}}\n"
     "texts: {en: {ticket: {fields: {owner: x}}}}\n",
     "wrong.yaml:2:39: ticket.fields.owner.to: there is no type persn (did you mean person?)\n"},
    {"a choice without a list",
     "type: ticket\n"
     "fields: {kind: {type: choice}}\n"
     "texts: {en: {ticket: {fields: {kind: x}}}}\n",
     "wrong.yaml:2:10: ticket.fields.kind: of is missing: which choice list?\n"},
    {"a choice of a list that is not there",
     "type: ticket\n"
     "fields: {kind: {type: choice, of: categorie}}\n"
     "texts: {en: {ticket: {fields: {kind: x}}}}\n",
     "wrong.yaml:2:35: ticket.fields.kind.of: there is no choice list categorie (did you mean category?)\n"},
    {"an integer of a list with words for keys",
     "type: ticket\n"
     "fields: {kind: {type: integer, of: level}}\n"
     "texts: {en: {ticket: {fields: {kind: x}}}}\n",
     "wrong.yaml:2:36: ticket.fields.kind.of: the keys of level are no integers: make this a choice\n"},
    {"a default that is not in the list",
     "type: work\n"
     "fields: {impact: {default: hgh}}\n",
     "wrong.yaml:2:28: work.fields.impact.default: \"hgh\" is not in the list level (did you mean high?)\n"},
    {"a default of another type",
     "type: ticket\n"
     "fields: {count: {type: integer, default: many}}\n"
     "texts: {en: {ticket: {fields: {count: x}}}}\n",
     "wrong.yaml:2:42: ticket.fields.count.default: is no constant of type integer\n"},
    {"a default finer than the scale",
     "type: ticket\n"
     "fields: {share: {type: decimal, scale: 1, default: 0.25}}\n"
     "texts: {en: {ticket: {fields: {share: x}}}}\n",
     "wrong.yaml:2:52: ticket.fields.share.default: has more than 1 decimal places\n"},
    {"min above max",
     "type: ticket\n"
     "fields: {count: {type: integer, min: 3, max: 2}}\n"
     "texts: {en: {ticket: {fields: {count: x}}}}\n",
     "wrong.yaml:2:38: ticket.fields.count.min: is above max\n"},
    {"a pattern that is none",
     "type: ticket\n"
     "fields: {code: {type: text, pattern: '['}}\n"
     "texts: {en: {ticket: {fields: {code: x}}}}\n",
     "wrong.yaml:2:38: ticket.fields.code.pattern: is no pattern: missing ]: [\n"},
    {"a length of what is no text",
     "type: ticket\n"
     "fields: {count: {type: integer, length_max: 3}}\n"
     "texts: {en: {ticket: {fields: {count: x}}}}\n",
     "wrong.yaml:2:45: ticket.fields.count.length_max: only texts have a length\n"},
    {"a search weight out of range",
     "type: ticket\n"
     "fields: {answer: {search: 9}}\n",
     "wrong.yaml:2:27: ticket.fields.answer.search: an integer from 1 to 4 is wanted here\n"},
    {"two fields of one meaning",
     "type: ticket\n"
     "fields: {helper: {type: person, as: assignee}}\n"
     "texts: {en: {ticket: {fields: {helper: x}}}}\n",
     "wrong.yaml:2:33: ticket.fields.helper.as: assignee has this meaning already: a type has one field of it\n"},
    {"a meaning on the wrong type",
     "type: ticket\n"
     "fields: {helper: {type: text, as: assignee}}\n"
     "texts: {en: {ticket: {fields: {helper: x}}}}\n",
     "wrong.yaml:2:31: ticket.fields.helper.as: assignee has this meaning already: a type has one field of it\n"
     "wrong.yaml:2:35: ticket.fields.helper.as: leads to a person, this is text\n"},
    {"an override of what is not computed",
     "type: ticket\n"
     "fields: {answer: {override: {roles: [manager]}}}\n",
     "wrong.yaml:2:19: ticket.fields.answer.override: only a computed field is overridden\n"},
    {"a computed value of another type",
     "type: ticket\n"
     "fields: {done_at: {computed: 'title'}}\n",
     "wrong.yaml:2:31: ticket.fields.done_at.computed: this gives text, wanted is timestamp\n"},
    {"a computed text for a number",
     "type: ticket\n"
     "fields: {count: {type: integer, computed: 'group'}}\n"
     "texts: {en: {ticket: {fields: {count: x}}}}\n",
     "wrong.yaml:2:44: ticket.fields.count.computed: this gives reference(group), wanted is int\n"},
    {"a circle of computed fields",
     "type: ticket\n"
     "fields: {a: {type: integer, computed: 'b + 1'}, b: {type: integer, computed: 'a + 1'}}\n"
     "texts: {en: {ticket: {fields: {a: x, b: x}}}}\n",
     "wrong.yaml:2:39: ticket.fields.a.computed: is computed from itself: a → b → a\n"},
    {"an unknown name in an expression",
     "type: ticket\n"
     "fields: {answer: {required: 'priorty == 1'}}\n",
     "wrong.yaml:2:30: ticket.fields.answer.required: \"priorty\" is not known; did you mean \"priority\"?\n"},
    {"an unknown name through a reference",
     "type: ticket\n"
     "fields: {answer: {required: 'organization.kye == \"x\"'}}\n",
     "wrong.yaml:2:43: ticket.fields.answer.required: \"organization.kye\" is not known: organization is reference(organization); did you mean \"organization.key\", \"organization.type\" or \"organization.id\"?\n"},
    {"an unknown state in an expression",
     "type: ticket\n"
     "fields: {answer: {required: 'state == \"actve\"'}}\n",
     "wrong.yaml:2:39: ticket.fields.answer.required: \"actve\" is not in choice(ticket states); did you mean \"active\"?\n"},
    {"an unknown choice in an expression",
     "type: ticket\n"
     "fields: {answer: {required: 'category in [\"hardware\", \"sofware\"]'}}\n",
     "wrong.yaml:2:55: ticket.fields.answer.required: \"sofware\" is not in choice(category); did you mean \"software\"?\n"},
    {"an unknown phase",
     "type: ticket\n"
     "fields: {answer: {required: 'phase == \"ended\"'}}\n",
     "wrong.yaml:2:39: ticket.fields.answer.required: \"ended\" is not in choice(phase)\n"},
    {"an unknown setting",
     "type: ticket\n"
     "fields: {answer: {required: 'settings.close_aftr > duration(\"1h\")'}}\n",
     "wrong.yaml:2:39: ticket.fields.answer.required: \"settings.close_aftr\" is not known; did you mean \"settings.close_after\"?\n"},
    {"an unknown link in an expression",
     "type: ticket\n"
     "fields: {answer: {required: 'links.childs.count > 0'}}\n",
     "wrong.yaml:2:43: ticket.fields.answer.required: \"links.childs.count\" is not known; did you mean \"links.child_of.count\", \"links.children.count\" or \"links.follows.count\"?\n"},
    {"an unknown clock in an expression",
     "type: ticket\n"
     "fields: {answer: {required: 'clock.solve.state == \"met\"'}}\n",
     "wrong.yaml:2:42: ticket.fields.answer.required: \"clock.solve.state\" is not known; did you mean \"clock.resolve.state\"?\n"},
    {"an unknown part of a clock",
     "type: ticket\n"
     "fields: {answer: {required: 'clock.resolve.due > now'}}\n",
     "wrong.yaml:2:44: ticket.fields.answer.required: \"clock.resolve.due\" is not known; did you mean \"clock.resolve.due_at\", \"clock.resolve.used\" or \"clock.resolve.left\"?\n"},
    {"a journal function of an unknown transition",
     "type: ticket\n"
     "fields: {taken: {type: integer, computed: 'times(\"tak\")'}}\n"
     "texts: {en: {ticket: {fields: {taken: x}}}}\n",
     "wrong.yaml:2:44: ticket.fields.taken.computed: \"tak\" is no transition of ticket (did you mean take?)\n"},
    {"a journal function of an unknown field",
     "type: ticket\n"
     "fields: {moved: {type: integer, computed: 'changes(\"grp\")'}}\n"
     "texts: {en: {ticket: {fields: {moved: x}}}}\n",
     "wrong.yaml:2:44: ticket.fields.moved.computed: \"grp\" is no field of ticket\n"},
    {"a journal function without a constant",
     "type: ticket\n"
     "fields: {moved: {type: integer, computed: 'changes(title)'}}\n"
     "texts: {en: {ticket: {fields: {moved: x}}}}\n",
     "wrong.yaml:2:44: ticket.fields.moved.computed: wants the name of a field as a constant text\n"},
    {"old outside of rules",
     "type: ticket\n"
     "fields: {answer: {required: 'old.group == group'}}\n",
     "wrong.yaml:2:34: ticket.fields.answer.required: \"old.group\" is not known; did you mean \"me.group\"?\n"},
    {"an expression of the wrong type",
     "type: ticket\n"
     "fields: {answer: {check: 'title'}}\n",
     "wrong.yaml:2:27: ticket.fields.answer.check: this gives text, wanted is bool\n"},
    {"an expression that is none",
     "type: ticket\n"
     "fields: {answer: {check: 'title =='}}\n",
     "wrong.yaml:2:35: ticket.fields.answer.check: expected a value, found the end\n"},
    {"three references deep",
     "type: ticket\n"
     "fields: {answer: {required: 'requester.organization.parent.title == \"x\"'}}\n",
     "wrong.yaml:2:53: ticket.fields.answer.required: \"requester.organization.parent.title\" is not known: requester.organization is reference(organization)\n"},
    {"among by what has no column",
     "type: ticket\n"
     "fields: {assignee: {among: 'links.children.count > 0'}}\n",
     "wrong.yaml:2:29: ticket.fields.assignee.among: links.children.count cannot select records here: keep it in a computed field\n"},
};
// clang-format on

TEST(WrongFields, AreFoundWithTheirPlace) { test::expect_findings(wrong_fields); }

}  // namespace
}  // namespace praxis::pack
