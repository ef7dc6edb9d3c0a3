#include "expr/sql_constant.h"

#include <cmath>

#include "expr/compare.h"
#include "expr/evaluate.h"

namespace praxis::expr {
namespace {

constexpr std::int32_t nanos_per_microsecond = 1'000;
constexpr double exact_reals_limit =
    9007199254740992.0;  // 2^53: below it every whole number is a double

class ConstantBindings final : public Bindings {
 public:
  explicit ConstantBindings(SqlSymbols& symbols) : symbols_(symbols) {}
  Result<Value> value(std::uint32_t slot) const override {
    const auto* symbol = TRY(symbols_.symbol(slot));
    if (symbol->constant) return *symbol->constant;
    return fail(Code::internal, "expression.binding", "a column is no constant");
  }

 private:
  SqlSymbols& symbols_;
};

FittedConstant exactly(Value value) { return {.fit = Fit::exact, .value = std::move(value)}; }
FittedConstant refused_fit() { return {.fit = Fit::refused}; }

FittedConstant fitted_whole(const Value& constant) {
  if (constant.get<std::int64_t>()) return exactly(constant);
  if (const auto* number = constant.get<std::uint64_t>()) {
    if (*number > INT64_MAX) return refused_fit();
    return exactly(static_cast<std::int64_t>(*number));
  }
  const auto* real = constant.get<double>();
  if (!real) return {};
  if (!(std::fabs(*real) < exact_reals_limit)) return refused_fit();
  const auto floor = static_cast<std::int64_t>(std::floor(*real));
  if (static_cast<double>(floor) == *real) return exactly(floor);
  return {.fit = Fit::none, .floor = floor};
}

FittedConstant fitted_real(const Value& constant) {
  if (const auto* real = constant.get<double>()) {
    return std::isnan(*real) ? refused_fit() : exactly(*real);
  }
  if (const auto* number = constant.get<std::int64_t>())
    return exactly(static_cast<double>(*number));
  if (const auto* number = constant.get<std::uint64_t>())
    return exactly(static_cast<double>(*number));
  return {};
}

FittedConstant fitted_text(const Value& constant) {
  const auto* text = constant.get<std::string>();
  if (!text) return {};
  // No column holds U+0000, and neither engine takes it.
  return text->find('\0') == std::string::npos ? exactly(*text) : refused_fit();
}

FittedConstant fitted_time(const Value& constant, Kind column) {
  std::int64_t us = 0;
  bool is_whole = true;
  if (const auto* at = constant.get<Timestamp>(); at && column == Kind::timestamp) {
    us = constant.instant().us;
    is_whole = at->nanos % nanos_per_microsecond == 0;
  } else if (const auto* span = constant.get<Duration>(); span && column == Kind::duration) {
    us = constant.span().us;
    is_whole = span->nanos % nanos_per_microsecond == 0;
    if (!is_whole && span->nanos < 0) --us;  // toward the past, as the floor is
  } else {
    return {};
  }
  if (is_whole) return exactly(us);
  return {.fit = Fit::none, .floor = us};
}

}  // namespace

tl::unexpected<Error> not_in_sql(const Program& program, const Node& node, std::string_view why) {
  return fail(error_at(program.text(), node.at, "not_in_sql", why));
}

Result<const SqlSymbol*> SqlSymbols::symbol(std::uint32_t slot) {
  const auto found = symbols_.find(slot);
  if (found != symbols_.end()) return &found->second;
  return &symbols_.emplace(slot, TRY(names_.symbol(slot))).first->second;
}

Result<bool> SqlSymbols::reads_columns(const Node& node) {
  if (node.op == Op::variable && !TRY(symbol(node.slot))->constant) return true;
  if (node.op == Op::conditional && !TRY(reads_columns(*node.arguments[0]))) {
    const auto test = value(*node.arguments[0]);
    const bool* flag = test ? test->get<bool>() : nullptr;
    return flag && TRY(reads_columns(*node.arguments[*flag ? 1 : 2]));
  }
  for (const auto& argument : node.arguments) {
    if (TRY(reads_columns(*argument))) return true;
  }
  return false;
}

Result<Value> SqlSymbols::value(const Node& node) {
  const ConstantBindings bindings(*this);
  Evaluator evaluator(bindings, program_.local_count());
  Value scratch;
  const auto* value = evaluator.evaluate(node, scratch);
  if (!value) return fail(evaluator.error(program_.text()));
  return *value;
}

FittedConstant fitted(const Value& constant, Kind column) {
  switch (column) {
    case Kind::integer:
      return fitted_whole(constant);
    case Kind::decimal:
      return constant.get<std::int64_t>() ? exactly(constant) : FittedConstant{};
    case Kind::real:
      return fitted_real(constant);
    case Kind::boolean:
      return constant.get<bool>() ? exactly(std::int64_t{constant.boolean()}) : FittedConstant{};
    case Kind::text:
    case Kind::choice:
      return fitted_text(constant);
    case Kind::reference:
      return constant.get<Id>() ? exactly(constant) : FittedConstant{};
    case Kind::timestamp:
    case Kind::duration:
      return fitted_time(constant, column);
    default:
      return refused_fit();
  }
}

Result<std::optional<LookupPath>> lookup_path(SqlSymbols& symbols, const Node& node) {
  LookupPath path;
  const Node* at = &node;
  while (TRY(symbols.reads_columns(*at))) {
    const bool is_step = at->op == Op::index || at->op == Op::select || at->op == Op::has_field;
    if (!is_step) return std::nullopt;
    if (at->op == Op::index && TRY(symbols.reads_columns(*at->arguments[1]))) ++path.dynamic_count;
    path.steps.insert(path.steps.begin(), at);
    at = at->arguments[0].get();
  }
  if (path.steps.empty()) return std::nullopt;
  auto base = symbols.value(*at);
  if (!base) return std::nullopt;
  path.base = std::move(*base);
  return path;
}

std::optional<Value> step_value(const Value& target, const Node& step, const Value& key) {
  if (const auto* list = target.get<std::shared_ptr<const List>>(); list && step.op == Op::index) {
    const auto* index = key.get<std::int64_t>();
    const bool is_there =
        index && *index >= 0 && *index < static_cast<std::int64_t>((*list)->size());
    if (!is_there) return std::nullopt;
    return (**list)[static_cast<std::size_t>(*index)];
  }
  const auto* map = target.get<std::shared_ptr<const Map>>();
  if (!map) return std::nullopt;
  const auto* found = find_key(**map, key);
  if (step.op == Op::has_field) return Value(found != nullptr);
  if (!found) return std::nullopt;
  return *found;
}

}  // namespace praxis::expr
