#include "expr/evaluate.h"

#include <fmt/format.h>

#include "expr/compare.h"

namespace praxis::expr {

bool Evaluator::refuse(const Node& node, std::string_view reason, std::string message) {
  if (is_exhausted_) return false;
  failure_ = {.reason = reason, .node = &node, .message = std::move(message)};
  return false;
}

bool Evaluator::refuse_overload(const Node& node, std::span<const Value* const> values) {
  if (is_exhausted_) return false;
  failure_ = {.reason = "no_such_overload", .node = &node};
  for (std::size_t i = 0; i < values.size() && i < failure_.kinds.size(); ++i) {
    failure_.kinds[i] = type_name(*values[i]);
  }
  return false;
}

bool Evaluator::charge(const Node& node, std::int64_t steps) {
  cost_ += steps;
  if (cost_ <= cost_max) return true;
  refuse(node, "cost", fmt::format("more than {} steps", cost_max));
  is_exhausted_ = true;
  return false;
}

Error Evaluator::error(std::string_view text) const {
  if (failure_.cause) return *failure_.cause;
  const auto& node = *failure_.node;
  auto message = failure_.message;
  if (message.empty()) {
    const auto symbol = operator_text(node.op);
    const auto name = symbol.empty() ? std::string_view(node.name) : symbol;
    message =
        fmt::format("{} is not defined for {}{}{}", name.empty() ? "this" : name, failure_.kinds[0],
                    failure_.kinds[1].empty() ? "" : " and ", failure_.kinds[1]);
  }
  return error_at(text, node.at, failure_.reason, message);
}

const Value* Evaluator::evaluate(const Node& node, Value& scratch) {
  if (!charge(node, 1)) return nullptr;
  switch (node.op) {
    case Op::constant:
      return &node.constant;
    case Op::variable:
      return variable(node, scratch);
    case Op::local:
      return &locals_[node.slot];
    case Op::identifier:
    case Op::failing:
      refuse(node, "unknown_name", fmt::format("\"{}\" is not known", node.name));
      return nullptr;
    case Op::select:
      return select(node, scratch);
    case Op::has_field:
    case Op::has_value: {
      bool result = false;
      if (!has(node, result)) return nullptr;
      scratch = result;
      return &scratch;
    }
    case Op::index:
      return index(node, scratch);
    case Op::list:
      return list(node, scratch);
    case Op::map:
      return map(node, scratch);
    case Op::conditional:
      return conditional(node, scratch);
    case Op::logical_and:
      return logical(node, false, scratch);
    case Op::logical_or:
      return logical(node, true, scratch);
    case Op::comprehension:
      return comprehension(node, scratch);
    default:
      return call(node, scratch);
  }
}

// `decisive`: the argument that settles it, whatever the others are, errors included.
const Value* Evaluator::logical(const Node& node, bool decisive, Value& scratch) {
  std::optional<Failure> first;
  for (const auto& argument : node.arguments) {
    const Value* value = evaluate(*argument, scratch);
    if (is_exhausted_) return nullptr;
    const bool* flag = value ? value->get<bool>() : nullptr;
    if (value && !flag) refuse_overload(node, std::array{value});
    if (!flag) {
      if (!first) first = std::move(failure_);
    } else if (*flag == decisive) {
      scratch = decisive;
      return &scratch;
    }
  }
  if (first) {
    failure_ = std::move(*first);
    return nullptr;
  }
  scratch = !decisive;
  return &scratch;
}

const Value* Evaluator::conditional(const Node& node, Value& scratch) {
  const Value* condition = evaluate(*node.arguments[0], scratch);
  if (!condition) return nullptr;
  const bool* flag = condition->get<bool>();
  if (!flag) {
    refuse_overload(node, std::array{condition});
    return nullptr;
  }
  return evaluate(*node.arguments[*flag ? 1 : 2], scratch);
}

const Value* Evaluator::variable(const Node& node, Value& scratch) {
  auto value = bindings_.value(node.slot);
  if (!value) {
    refuse(node, "binding");
    failure_.cause = std::move(value.error());
    return nullptr;
  }
  scratch = std::move(*value);
  return &scratch;
}

const Value* Evaluator::select(const Node& node, Value& scratch) {
  Value target_scratch;
  const Value* target = evaluate(*node.arguments[0], target_scratch);
  if (!target) return nullptr;
  const auto* map = target->get<std::shared_ptr<const Map>>();
  if (!map) {
    refuse(node, "no_such_field",
           fmt::format("{} has no field \"{}\"", type_name(*target), node.name));
    return nullptr;
  }
  if (!charge(node, static_cast<std::int64_t>((*map)->size() / 16))) return nullptr;
  const Value* found = nullptr;
  for (const auto& [key, value] : **map) {
    const auto* text = key.get<std::string>();
    if (text && *text == node.name) found = &value;
  }
  if (!found) {
    refuse(node, "no_such_key", fmt::format("there is no key \"{}\"", node.name));
    return nullptr;
  }
  if (target != &target_scratch) return found;
  scratch = *found;
  return &scratch;
}

bool Evaluator::has(const Node& node, bool& result) {
  Value scratch;
  const Value* target = evaluate(*node.arguments[0], scratch);
  if (!target) return false;
  if (node.op == Op::has_value) {
    result = !target->is_null();
    return true;
  }
  const auto* map = target->get<std::shared_ptr<const Map>>();
  if (!map) {
    return refuse(node, "no_such_field",
                  fmt::format("{} has no field \"{}\"", type_name(*target), node.name));
  }
  result = find_key(**map, Value(node.name)) != nullptr;
  return charge(node, static_cast<std::int64_t>((*map)->size() / 16));
}

// A whole number as an index: 1, 1u or 1.0.
static std::optional<std::size_t> list_index(const Value& value) {
  if (const auto* number = value.get<std::int64_t>()) {
    return *number < 0 ? SIZE_MAX : static_cast<std::size_t>(*number);
  }
  if (const auto* number = value.get<std::uint64_t>()) return *number;
  if (const auto* number = value.get<double>()) {
    if (*number >= 0 && *number < 1e15 &&
        *number == static_cast<double>(static_cast<std::size_t>(*number)))
      return static_cast<std::size_t>(*number);
  }
  return std::nullopt;
}

const Value* Evaluator::index(const Node& node, Value& scratch) {
  Value target_scratch;
  Value key_scratch;
  const Value* target = evaluate(*node.arguments[0], target_scratch);
  if (!target) return nullptr;
  const Value* key = evaluate(*node.arguments[1], key_scratch);
  if (!key) return nullptr;
  const Value* found = nullptr;
  if (const auto* list_value = target->get<std::shared_ptr<const List>>()) {
    const auto position = list_index(*key);
    if (position && *position < (*list_value)->size()) found = &(**list_value)[*position];
    if (!found) refuse(node, "index_out_of_range", "the list has no such element");
  } else if (const auto* map_value = target->get<std::shared_ptr<const Map>>()) {
    if (!charge(node, static_cast<std::int64_t>((*map_value)->size() / 16))) return nullptr;
    found = find_key(**map_value, *key);
    if (!found) refuse(node, "no_such_key", "the map has no such key");
  } else {
    refuse_overload(node, std::array{target, key});
  }
  if (!found) return nullptr;
  if (target != &target_scratch) return found;
  scratch = *found;
  return &scratch;
}

const Value* Evaluator::list(const Node& node, Value& scratch) {
  List elements;
  elements.reserve(node.arguments.size());
  for (const auto& argument : node.arguments) {
    Value element_scratch;
    const Value* element = evaluate(*argument, element_scratch);
    if (!element) return nullptr;
    elements.push_back(element == &element_scratch ? std::move(element_scratch) : *element);
  }
  scratch = Value(std::move(elements));
  return &scratch;
}

const Value* Evaluator::map(const Node& node, Value& scratch) {
  Map entries;
  for (std::size_t i = 0; i < node.arguments.size(); i += 2) {
    Value key_scratch;
    Value value_scratch;
    const Value* key = evaluate(*node.arguments[i], key_scratch);
    if (!key) return nullptr;
    const Value* value = evaluate(*node.arguments[i + 1], value_scratch);
    if (!value) return nullptr;
    if (!is_key(*key)) {
      refuse(*node.arguments[i], "unsupported_key",
             fmt::format("{} cannot be a key", type_name(*key)));
      return nullptr;
    }
    if (find_key(entries, *key)) {
      refuse(*node.arguments[i], "duplicate_key", "this key stands twice");
      return nullptr;
    }
    entries.emplace_back(*key, *value);
  }
  scratch = Value(std::move(entries));
  return &scratch;
}

const Value* Evaluator::call(const Node& node, Value& scratch) {
  return node.arguments.size() <= 2 ? call_of<2>(node, scratch) : call_of<4>(node, scratch);
}

template <std::size_t arguments_max>
const Value* Evaluator::call_of(const Node& node, Value& scratch) {
  std::array<Value, arguments_max> scratches;
  std::array<const Value*, arguments_max> values{};
  const std::size_t count = node.arguments.size();
  must(count <= arguments_max);
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = evaluate(*node.arguments[i], scratches[i]);
    if (!values[i]) return nullptr;
  }
  Call made{*this, node, std::span(values.data(), count), scratch};
  return node.implementation(made) ? &scratch : nullptr;
}

}  // namespace praxis::expr
