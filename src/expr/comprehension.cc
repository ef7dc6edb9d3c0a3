#include <fmt/format.h>

#include "expr/compare.h"
#include "expr/evaluate.h"
#include "expr/macros.h"

namespace praxis::expr {

// One run of a macro over a list or a map: binds the iteration variables and gathers what the
// bodies give.
class Iteration {
 public:
  Iteration(Evaluator& evaluator, const Node& node) : evaluator_(evaluator), node_(node) {}

  bool run(const Value& range, Value& result) {
    if (const auto* list = range.get<std::shared_ptr<const List>>()) {
      if (!over(**list)) return false;
    } else if (const auto* map = range.get<std::shared_ptr<const Map>>()) {
      if (!over(**map)) return false;
    } else {
      return evaluator_.refuse_overload(node_, std::array{&range});
    }
    return finish(result);
  }

 private:
  enum class Next { go_on, stop, failed };

  bool is_pair() const { return node_.variables.size() == 2; }
  void bind(Value first, const Value& second) {
    if (is_pair()) {
      evaluator_.locals_[node_.slot] = std::move(first);
      evaluator_.locals_[node_.slot + 1] = second;
    } else {
      evaluator_.locals_[node_.slot] = second;
    }
  }

  bool over(const List& list) {
    std::int64_t position = 0;
    for (const auto& element : list) {
      bind(Value(position++), element);
      const auto next = visit();
      if (next != Next::go_on) return next == Next::stop;
    }
    return true;
  }
  bool over(const Map& map) {
    for (const auto& [key, value] : map) {
      bind(key, is_pair() ? value : key);
      const auto next = visit();
      if (next != Next::go_on) return next == Next::stop;
    }
    return true;
  }

  Next visit() {
    if (!evaluator_.charge(node_, 1)) return Next::failed;
    switch (node_.macro) {
      case Macro::all:
        return search(false);
      case Macro::exists:
        return search(true);
      default:
        return gather();
    }
  }

  // all and exists absorb errors of other elements, as && and || do.
  Next search(bool decisive) {
    bool flag = !decisive;
    if (!condition(*node_.arguments[1], flag)) {
      if (evaluator_.is_exhausted_) return Next::failed;
      if (!failure_) failure_ = std::move(evaluator_.failure_);
      return Next::go_on;
    }
    if (flag != decisive) return Next::go_on;
    is_found_ = true;
    failure_.reset();
    return Next::stop;
  }

  Next gather() {
    const bool is_filtered = node_.macro == Macro::filter || node_.macro == Macro::exists_one ||
                             node_.arguments.size() == 3;
    if (is_filtered) {
      bool flag = false;
      if (!condition(*node_.arguments[1], flag)) return Next::failed;
      if (!flag) return Next::go_on;
    }
    if (node_.macro == Macro::exists_one) {
      ++count_;
      return Next::go_on;
    }
    if (node_.macro == Macro::filter) {
      elements_.push_back(evaluator_.locals_[node_.slot]);
      return Next::go_on;
    }
    return transform() ? Next::go_on : Next::failed;
  }

  bool transform() {
    Value scratch;
    const Value* made = evaluator_.evaluate(*node_.arguments.back(), scratch);
    if (!made) return false;
    if (node_.macro == Macro::transform_map) {
      entries_.emplace_back(evaluator_.locals_[node_.slot], *made);
      return true;
    }
    if (node_.macro != Macro::transform_map_entry) {
      elements_.push_back(*made);
      return true;
    }
    const auto* map = made->get<std::shared_ptr<const Map>>();
    if (!map) return evaluator_.refuse_overload(node_, std::array{made});
    for (const auto& [key, value] : **map) {
      if (!evaluator_.charge(node_, 1 + static_cast<std::int64_t>(entries_.size() / 16)))
        return false;
      if (find_key(entries_, key)) {
        return evaluator_.refuse(node_, "duplicate_key", "this key stands twice");
      }
      entries_.emplace_back(key, value);
    }
    return true;
  }

  bool condition(const Node& body, bool& flag) {
    Value scratch;
    const Value* value = evaluator_.evaluate(body, scratch);
    if (!value) return false;
    const bool* found = value->get<bool>();
    if (!found) return evaluator_.refuse_overload(node_, std::array{value});
    flag = *found;
    return true;
  }

  bool finish(Value& result) {
    switch (node_.macro) {
      case Macro::all:
      case Macro::exists:
        if (failure_) {
          evaluator_.failure_ = std::move(*failure_);
          return false;
        }
        result = is_found_ == (node_.macro == Macro::exists);
        return true;
      case Macro::exists_one:
        result = count_ == 1;
        return true;
      case Macro::transform_map:
      case Macro::transform_map_entry:
        result = Value(std::move(entries_));
        return true;
      default:
        result = Value(std::move(elements_));
        return true;
    }
  }

  Evaluator& evaluator_;
  const Node& node_;
  bool is_found_ = false;
  std::int64_t count_ = 0;
  std::optional<Failure> failure_{};
  List elements_{};
  Map entries_{};
};

const Value* Evaluator::comprehension(const Node& node, Value& scratch) {
  Value range_scratch;
  const Value* range = evaluate(*node.arguments[0], range_scratch);
  if (!range) return nullptr;
  return Iteration(*this, node).run(*range, scratch) ? &scratch : nullptr;
}

}  // namespace praxis::expr
