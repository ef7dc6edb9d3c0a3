#include <cmath>
#include <limits>

#include "expr/compare.h"
#include "expr/evaluate.h"
#include "expr/time_arithmetic.h"

namespace praxis::expr {
namespace {

bool overflow(Call& call) { return call.refuse("overflow", "the result does not fit 64 bits"); }

// Both arguments as T, or null.
template <class T>
struct Both {
  explicit Both(const Call& call) : left(call[0].get<T>()), right(call[1].get<T>()) {}
  explicit operator bool() const { return left && right; }
  const T* left;
  const T* right;
};

enum class Arithmetic { add, subtract, multiply };

template <class T>
bool give_integer(Call& call, Arithmetic kind, T left, T right) {
  T result{};
  const bool is_over = kind == Arithmetic::add ? __builtin_add_overflow(left, right, &result)
                       : kind == Arithmetic::subtract
                           ? __builtin_sub_overflow(left, right, &result)
                           : __builtin_mul_overflow(left, right, &result);
  return is_over ? overflow(call) : call.give(result);
}

template <class T>
bool give_concatenation(Call& call, const T& left, const T& right) {
  if (left.size() + right.size() > text_bytes_max) {
    return call.refuse("too_large", "the text becomes too long");
  }
  if (!call.evaluator.charge(call.node,
                             static_cast<std::int64_t>((left.size() + right.size()) / 64)))
    return false;
  return call.give(left + right);
}

bool give_bytes(Call& call, const Bytes& left, const Bytes& right) {
  if (!give_concatenation(call, left.bytes, right.bytes)) return false;
  return call.give(Bytes{call.result.text()});
}

bool give_lists(Call& call, const List& left, const List& right) {
  const auto size = left.size() + right.size();
  if (!call.evaluator.charge(call.node, static_cast<std::int64_t>(size))) return false;
  List joined;
  joined.reserve(size);
  joined.insert(joined.end(), left.begin(), left.end());
  joined.insert(joined.end(), right.begin(), right.end());
  return call.give(std::move(joined));
}

bool give_time(Call& call, std::optional<Value> value) {
  if (value) return call.give(std::move(*value));
  return call.refuse("range", "the time is out of range");
}

bool add_values(Call& call) {
  if (const Both<std::int64_t> b(call); b)
    return give_integer(call, Arithmetic::add, *b.left, *b.right);
  if (const Both<std::string> b(call); b) return give_concatenation(call, *b.left, *b.right);
  if (const Both<double> b(call); b) return call.give(*b.left + *b.right);
  if (const Both<std::uint64_t> b(call); b)
    return give_integer(call, Arithmetic::add, *b.left, *b.right);
  if (const Both<std::shared_ptr<const List>> b(call); b)
    return give_lists(call, **b.left, **b.right);
  if (const Both<Bytes> b(call); b) return give_bytes(call, *b.left, *b.right);
  const auto* left_time = call[0].get<Timestamp>();
  const auto* right_time = call[1].get<Timestamp>();
  const auto* left_span = call[0].get<Duration>();
  const auto* right_span = call[1].get<Duration>();
  if (left_time && right_span) return give_time(call, sum(*left_time, *right_span));
  if (left_span && right_time) return give_time(call, sum(*right_time, *left_span));
  if (left_span && right_span) return give_time(call, sum(*left_span, *right_span));
  return call.refuse_overload();
}

bool subtract_values(Call& call) {
  if (const Both<std::int64_t> b(call); b)
    return give_integer(call, Arithmetic::subtract, *b.left, *b.right);
  if (const Both<double> b(call); b) return call.give(*b.left - *b.right);
  if (const Both<std::uint64_t> b(call); b)
    return give_integer(call, Arithmetic::subtract, *b.left, *b.right);
  const auto* left_time = call[0].get<Timestamp>();
  const auto* right_time = call[1].get<Timestamp>();
  const auto* left_span = call[0].get<Duration>();
  const auto* right_span = call[1].get<Duration>();
  if (left_time && right_time) return give_time(call, difference(*left_time, *right_time));
  if (left_time && right_span) return give_time(call, sum(*left_time, negated(*right_span)));
  if (left_span && right_span) return give_time(call, sum(*left_span, negated(*right_span)));
  return call.refuse_overload();
}

bool multiply_values(Call& call) {
  if (const Both<std::int64_t> b(call); b)
    return give_integer(call, Arithmetic::multiply, *b.left, *b.right);
  if (const Both<double> b(call); b) return call.give(*b.left * *b.right);
  if (const Both<std::uint64_t> b(call); b)
    return give_integer(call, Arithmetic::multiply, *b.left, *b.right);
  return call.refuse_overload();
}

bool by_zero(Call& call) { return call.refuse("divide_by_zero", "division by zero"); }

bool divide_values(Call& call) {
  if (const Both<std::int64_t> b(call); b) {
    if (*b.right == 0) return by_zero(call);
    if (*b.right == -1) return give_integer<std::int64_t>(call, Arithmetic::subtract, 0, *b.left);
    return call.give(*b.left / *b.right);
  }
  if (const Both<double> b(call); b) return call.give(*b.left / *b.right);
  if (const Both<std::uint64_t> b(call); b) {
    return *b.right == 0 ? by_zero(call) : call.give(*b.left / *b.right);
  }
  return call.refuse_overload();
}

bool modulo_values(Call& call) {
  if (const Both<std::int64_t> b(call); b) {
    if (*b.right == 0) return by_zero(call);
    if (*b.right == -1) {
      // The quotient of the least number does not fit, and CEL calls that an error here too.
      return *b.left == std::numeric_limits<std::int64_t>::min() ? overflow(call)
                                                                 : call.give(std::int64_t{0});
    }
    return call.give(*b.left % *b.right);
  }
  if (const Both<std::uint64_t> b(call); b) {
    return *b.right == 0 ? by_zero(call) : call.give(*b.left % *b.right);
  }
  return call.refuse_overload();
}

bool negate_value(Call& call) {
  if (const auto* number = call[0].get<std::int64_t>()) {
    return give_integer<std::int64_t>(call, Arithmetic::subtract, 0, *number);
  }
  if (const auto* number = call[0].get<double>()) return call.give(-*number);
  if (const auto* span = call[0].get<Duration>()) return call.give(negated(*span));
  return call.refuse_overload();
}

bool not_value(Call& call) {
  const auto* flag = call[0].get<bool>();
  return flag ? call.give(!*flag) : call.refuse_overload();
}

bool compare_equal(Call& call, bool& is_equal) {
  std::int64_t visited = 0;
  is_equal = equals(call[0], call[1], visited);
  return call.evaluator.charge(call.node, visited - 1);
}

bool equal_values(Call& call) {
  bool is_equal = false;
  return compare_equal(call, is_equal) && call.give(is_equal);
}

bool not_equal_values(Call& call) {
  bool is_equal = false;
  return compare_equal(call, is_equal) && call.give(!is_equal);
}

template <Op op>
bool order_values(Call& call) {
  const auto order = order_of(call[0], call[1]);
  if (!order) return call.refuse_overload();
  if constexpr (op == Op::less) return call.give(*order < 0);
  if constexpr (op == Op::less_equal) return call.give(*order <= 0);
  if constexpr (op == Op::greater) return call.give(*order > 0);
  if constexpr (op == Op::greater_equal) return call.give(*order >= 0);
}

bool is_in(Call& call) {
  std::int64_t visited = 0;
  bool is_found = false;
  if (const auto* list = call[1].get<std::shared_ptr<const List>>()) {
    for (const auto& element : **list) {
      if ((is_found = equals(call[0], element, visited))) break;
    }
  } else if (const auto* map = call[1].get<std::shared_ptr<const Map>>()) {
    visited = static_cast<std::int64_t>((*map)->size() / 16);
    is_found = find_key(**map, call[0]) != nullptr;
  } else {
    return call.refuse_overload();
  }
  return call.evaluator.charge(call.node, visited) && call.give(is_found);
}

}  // namespace

Implementation operator_implementation(Op op) {
  switch (op) {
    case Op::logical_not:
      return not_value;
    case Op::negate:
      return negate_value;
    case Op::add:
      return add_values;
    case Op::subtract:
      return subtract_values;
    case Op::multiply:
      return multiply_values;
    case Op::divide:
      return divide_values;
    case Op::modulo:
      return modulo_values;
    case Op::equal:
      return equal_values;
    case Op::not_equal:
      return not_equal_values;
    case Op::less:
      return order_values<Op::less>;
    case Op::less_equal:
      return order_values<Op::less_equal>;
    case Op::greater:
      return order_values<Op::greater>;
    case Op::greater_equal:
      return order_values<Op::greater_equal>;
    case Op::in:
      return is_in;
    default:
      return nullptr;
  }
}

}  // namespace praxis::expr
