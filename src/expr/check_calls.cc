#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "expr/check.h"
#include "expr/coerce.h"
#include "expr/suggest.h"

namespace praxis::expr {
namespace {

template <class F>
void each_function(F&& use) {
  for (const auto functions :
       {text_functions(), time_functions(), conversion_functions(), math_functions()}) {
    for (const auto& function : functions) use(function);
  }
}

std::vector<const Function*> functions_named(std::string_view name, CallStyle style,
                                             std::size_t count) {
  std::vector<const Function*> found;
  each_function([&](const Function& function) {
    if (function.name == name && function.style == style && function.arguments.size() == count) {
      found.push_back(&function);
    }
  });
  return found;
}

bool is_function(std::string_view name, CallStyle style) {
  bool is_found = false;
  each_function([&](const Function& function) {
    is_found = is_found || (function.name == name && function.style == style);
  });
  return is_found;
}

Type type_of_letter(char letter) {
  switch (letter) {
    case 'i':
      return {.kind = Kind::integer};
    case 'u':
      return {.kind = Kind::unsigned_integer};
    case 'd':
      return {.kind = Kind::real};
    case 's':
      return {.kind = Kind::text};
    case 'y':
      return {.kind = Kind::bytes};
    case 'b':
      return {.kind = Kind::boolean};
    case 't':
      return {.kind = Kind::timestamp};
    case 'r':
      return {.kind = Kind::duration};
    case 'l':
      return list_of({});
    case 'S':
      return list_of({.kind = Kind::text});
    case 'm':
      return map_of({}, {});
    case 'T':
      return {.kind = Kind::type};
    case 'I':
      return {.kind = Kind::reference};
    default:
      return {};
  }
}

bool accepts(char letter, const Type& type) {
  if (letter == '*' || type.kind == Kind::dyn) return true;
  const auto kind = type.kind == Kind::choice ? Kind::text : type.kind;
  return type_of_letter(letter).kind == kind;
}

bool takes_decimals(std::string_view name) {
  return name == "int" || name == "double" || name == "string" || name == "type";
}

// int(cost): checked as int(int), computed with the scale of the argument's type.
Type checked_type(const Node& call, const Type& type) {
  if (type.kind == Kind::decimal && takes_decimals(call.name)) return {.kind = Kind::integer};
  return type;
}

}  // namespace

const Bindings& no_bindings() {
  struct None final : Bindings {
    Result<Value> value(std::uint32_t) const override {
      return fail(Code::internal, "expression.binding", "a constant has no bindings");
    }
  };
  static const None none;
  return none;
}

bool Checker::is_name_known(const Node& identifier) const {
  const std::string_view part = identifier.name;
  std::size_t used = 0;
  return is_local(identifier) || environment_.variable(std::span(&part, 1), used);
}

// math.abs(x) is parsed as a call on `math`: made a call of the function "math.abs" here.
void Checker::qualify(Node& call) const {
  if (call.style != CallStyle::receiver || call.arguments[0]->op != Op::identifier) return;
  const auto& target = *call.arguments[0];
  const auto qualified = target.name + "." + call.name;
  if (!is_function(qualified, CallStyle::global) || is_name_known(target)) return;
  call.name = qualified;
  call.style = CallStyle::global;
  call.arguments.erase(call.arguments.begin());
}

bool Checker::ask_environment(Node& call) {
  if (call.style != CallStyle::global) return false;
  std::vector<Environment::Argument> arguments;
  for (const auto& argument : call.arguments) {
    Environment::Argument& given = arguments.emplace_back();
    if (argument->op == Op::constant) {
      given.constant = argument->constant;
    } else if (argument->op == Op::variable) {
      given.symbol = Symbol{argument->type, argument->slot};
    } else {
      return false;
    }
  }
  const auto symbol = environment_.call(call.name, arguments);
  if (!symbol) return false;
  make_variable(call, *symbol);
  return true;
}

Status Checker::check_call(Node& node) {
  qualify(node);
  // What an argument reads is read by the call alone if the environment takes it over.
  const auto slots_before = slots_;
  for (std::size_t i = 0; i < node.arguments.size(); ++i) {
    const auto checked = check(*node.arguments[i]);
    if (!checked) return checked;
  }
  const auto slots_with_arguments = slots_;
  slots_ = slots_before;
  if (ask_environment(node)) return {};
  slots_ = slots_with_arguments;
  const bool is_extreme = node.name == "math.greatest" || node.name == "math.least";
  if (is_extreme && node.arguments.size() > 1) {
    auto list = std::make_unique<Node>();
    list->op = Op::list;
    list->at = node.at;
    list->depth = node.depth;
    list->arguments = std::move(node.arguments);
    TRY(check_list(*list));
    node.arguments.clear();
    node.arguments.push_back(std::move(list));
    ++node.depth;
  }
  TRY(check_function(node));
  if (node.op != Op::call) return {};
  if (node.name == "matches") TRY(compile_pattern(node));
  return fold_call(node);
}

Status Checker::unknown_function(Node& call) {
  if (!is_typed()) {
    call.op = Op::failing;
    return {};
  }
  if (is_function(call.name, call.style)) {
    return refuse(call, "type",
                  fmt::format("{}() does not take {} arguments", call.name,
                              call.arguments.size() - (call.style == CallStyle::receiver)));
  }
  std::vector<std::string> known = environment_.names();
  if (std::ranges::find(known, call.name) != known.end()) {
    return refuse(call, "unknown_function",
                  fmt::format("{}() does not take these arguments", call.name));
  }
  each_function([&](const Function& function) { known.emplace_back(function.name); });
  return refuse(
      call, "unknown_function",
      fmt::format("there is no function \"{}\"{}", call.name, did_you_mean(call.name, known)));
}

Status Checker::check_function(Node& call) {
  const auto candidates = functions_named(call.name, call.style, call.arguments.size());
  if (candidates.empty()) return unknown_function(call);
  call.implementation = candidates.front()->implementation;
  if (!is_typed()) return {};
  std::vector<const Function*> fitting;
  for (const auto* candidate : candidates) {
    bool is_fitting = true;
    for (std::size_t i = 0; i < call.arguments.size() && is_fitting; ++i) {
      const auto& type = call.arguments[i]->type;
      is_fitting = accepts(candidate->arguments[i], checked_type(call, type)) &&
                   (type.kind != Kind::decimal || takes_decimals(call.name));
    }
    if (is_fitting) fitting.push_back(candidate);
  }
  if (fitting.empty()) return no_overload(call);
  const char result = fitting.front()->result;
  const bool is_one =
      std::ranges::all_of(fitting, [&](const auto* f) { return f->result == result; });
  call.type = is_one ? type_of_letter(result) : Type{};
  if (call.name == "reverse" && !call.arguments.empty()) call.type = call.arguments[0]->type;
  return {};
}

Status Checker::compile_pattern(Node& call) {
  const auto* pattern = call.arguments[1]->constant.get<std::string>();
  if (call.arguments[1]->op != Op::constant || !pattern) return {};
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_shared<const RE2>(*pattern, options);
  if (!compiled->ok()) {
    if (!is_typed()) return {};
    return refuse(*call.arguments[1], "pattern",
                  fmt::format("not a pattern: {}", compiled->error()));
  }
  call.pattern = std::move(compiled);
  return {};
}

// timestamp("…") and duration("…") of constants are constants: read once, and wrong ones are found
// when checked.
Status Checker::fold_call(Node& call) {
  if (call.name != "timestamp" && call.name != "duration") return {};
  if (call.arguments[0]->op != Op::constant) return {};
  Evaluator evaluator(no_bindings(), 0);
  Value scratch;
  const auto* value = evaluator.evaluate(call, scratch);
  if (!value) {
    if (!is_typed()) return {};
    return fail(evaluator.error(text_));
  }
  call.constant = *value;
  call.op = Op::constant;
  call.arguments.clear();
  return {};
}

}  // namespace praxis::expr
