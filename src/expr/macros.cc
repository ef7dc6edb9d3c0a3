#include "expr/macros.h"

#include <algorithm>
#include <array>

namespace praxis::expr {
namespace {

struct MacroForm {
  std::string_view name;
  std::size_t variables;
  std::size_t bodies;
  Macro macro;
};
constexpr std::array<MacroForm, 17> macro_forms = {{
    {"all", 1, 1, Macro::all},
    {"all", 2, 1, Macro::all},
    {"exists", 1, 1, Macro::exists},
    {"exists", 2, 1, Macro::exists},
    {"exists_one", 1, 1, Macro::exists_one},
    {"exists_one", 2, 1, Macro::exists_one},
    {"existsOne", 1, 1, Macro::exists_one},
    {"existsOne", 2, 1, Macro::exists_one},
    {"map", 1, 1, Macro::map},
    {"map", 1, 2, Macro::map},
    {"filter", 1, 1, Macro::filter},
    {"transformList", 2, 1, Macro::transform_list},
    {"transformList", 2, 2, Macro::transform_list},
    {"transformMap", 2, 1, Macro::transform_map},
    {"transformMap", 2, 2, Macro::transform_map},
    {"transformMapEntry", 2, 1, Macro::transform_map_entry},
    {"transformMapEntry", 2, 2, Macro::transform_map_entry},
}};

Status expand_has(std::string_view text, Node& call) {
  if (call.arguments.size() != 1 || call.arguments[0]->op != Op::select) {
    return fail(error_at(text, call.at, "syntax",
                         "has() takes a field: has(a.b); compare a name with null instead"));
  }
  auto select = std::move(call.arguments[0]);
  call.op = Op::has_field;
  call.at = select->at;
  call.name = std::move(select->name);
  call.arguments = std::move(select->arguments);
  return {};
}

}  // namespace

std::string_view macro_name(Macro macro) {
  return std::ranges::find(macro_forms, macro, &MacroForm::macro)->name;
}

Status expand_macro(std::string_view text, Node& call) {
  if (call.style == CallStyle::global) {
    return call.name == "has" ? expand_has(text, call) : Status{};
  }
  const auto form = std::ranges::find_if(macro_forms, [&](const MacroForm& candidate) {
    return candidate.name == call.name &&
           candidate.variables + candidate.bodies + 1 == call.arguments.size();
  });
  if (form == macro_forms.end()) return {};
  const auto variables = form->variables;
  for (std::size_t i = 1; i <= variables; ++i) {
    const auto& variable = *call.arguments[i];
    if (variable.op != Op::identifier || variable.is_absolute) {
      return fail(error_at(text, variable.at, "syntax", "a macro's variable is a plain name"));
    }
    if (std::ranges::find(call.variables, variable.name) != call.variables.end()) {
      return fail(error_at(text, variable.at, "syntax", "a macro's variables have two names"));
    }
    call.variables.push_back(variable.name);
  }
  const auto first = call.arguments.begin() + 1;
  call.arguments.erase(first, first + static_cast<std::ptrdiff_t>(variables));
  call.op = Op::comprehension;
  call.macro = form->macro;
  return {};
}

}  // namespace praxis::expr
