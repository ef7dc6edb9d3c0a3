#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "expr/check.h"
#include "expr/suggest.h"

namespace praxis::expr {
namespace {

constexpr std::array<std::string_view, 13> type_names = {"bool",
                                                         "int",
                                                         "uint",
                                                         "double",
                                                         "string",
                                                         "bytes",
                                                         "list",
                                                         "map",
                                                         "null_type",
                                                         "type",
                                                         "google.protobuf.Timestamp",
                                                         "google.protobuf.Duration",
                                                         "reference"};

// The selects of a path from the outermost to the identifier it begins with; empty: it begins with
// something else.
std::vector<Node*> chain_of(Node& node) {
  std::vector<Node*> chain{&node};
  while (chain.back()->op == Op::select) chain.push_back(chain.back()->arguments[0].get());
  if (chain.back()->op != Op::identifier) chain.clear();
  return chain;
}

std::vector<std::string_view> parts_of(std::span<Node* const> chain) {
  std::vector<std::string_view> parts;
  for (auto node = chain.rbegin(); node != chain.rend(); ++node) parts.push_back((*node)->name);
  return parts;
}

std::string joined_path(std::span<const std::string_view> parts) {
  return fmt::format("{}", fmt::join(parts, "."));
}

}  // namespace

bool Checker::is_local(const Node& identifier) const {
  return !identifier.is_absolute &&
         std::ranges::find(locals_, identifier.name, &Local::name) != locals_.end();
}

void Checker::make_variable(Node& node, const Symbol& symbol) {
  node.op = Op::variable;
  node.slot = symbol.slot;
  node.type = is_typed() ? symbol.type : Type{};
  node.arguments.clear();
  if (std::ranges::find(slots_, symbol.slot) == slots_.end()) slots_.push_back(symbol.slot);
}

// A path or a prefix of it as a variable; the selects outside the prefix are checked on its value.
Result<bool> Checker::resolve_variable(Node& outer, std::span<Node* const> chain) {
  const auto parts = parts_of(chain);
  std::size_t used = 0;
  const auto symbol = environment_.variable(parts, used);
  if (!symbol || used == 0 || used > chain.size()) return false;
  auto& named = *chain[chain.size() - used];
  const auto path = joined_path(std::span(parts).first(used));
  // Before the nodes are gone whose names the parts are.
  const auto wanted = used < parts.size() ? joined_path(parts) : std::string();
  named.name = path;
  make_variable(named, *symbol);
  for (auto i = chain.size() - used; i-- > 0;) {
    auto& select = *chain[i];
    const bool is_open = !is_typed() || select.arguments[0]->type.kind == Kind::dyn ||
                         select.arguments[0]->type.kind == Kind::map;
    if (!is_open) {
      const auto known = known_names();
      return refuse(select, "unknown_name",
                    fmt::format("\"{}\" is not known: {} is {}{}", wanted, path,
                                to_text(named.type), did_you_mean(wanted, known)));
    }
    if (&select != &outer || outer.op == Op::select) TRY(check_select(select));
  }
  return true;
}

std::vector<std::string> Checker::known_names() const {
  auto names = environment_.names();
  for (const auto& local : locals_) names.push_back(local.name);
  return names;
}

Status Checker::unknown_name(Node& node, std::string_view name) {
  if (is_typed()) {
    const auto known = known_names();
    return refuse(node, "unknown_name",
                  fmt::format("\"{}\" is not known{}", name, did_you_mean(name, known)));
  }
  node.op = Op::failing;
  node.name = name;
  node.arguments.clear();
  return {};
}

Status Checker::check_path(Node& node) {
  const auto chain = chain_of(node);
  if (chain.empty()) {
    TRY(check(*node.arguments[0]));
    return check_select(node);
  }
  auto& base = *chain.back();
  if (is_local(base)) {
    // The innermost of one name shadows the others.
    const auto found = std::ranges::find(locals_.rbegin(), locals_.rend(), base.name, &Local::name);
    base.op = Op::local;
    base.slot = static_cast<std::uint32_t>(locals_.rend() - found - 1);
    base.type = found->type;
    for (auto i = chain.size() - 1; i-- > 0;) TRY(check_select(*chain[i]));
    return {};
  }
  if (TRY(resolve_variable(node, chain))) return {};
  const auto path = joined_path(parts_of(chain));
  if (std::ranges::find(type_names, path) != type_names.end()) {
    node.op = Op::constant;
    node.constant = TypeName{path};
    node.type = {.kind = Kind::type};
    node.arguments.clear();
    return {};
  }
  return unknown_name(base.name == path ? base : node, path);
}

// The target is checked; this is about the field alone.
Status Checker::check_select(Node& node) {
  const auto& target = node.arguments[0]->type;
  if (!is_typed() || target.kind == Kind::dyn) return {};
  if (target.kind == Kind::map) {
    node.type = target.parameters.size() > 1 ? target.parameters[1] : Type{};
    return {};
  }
  return refuse(node, "type", fmt::format("{} has no field \"{}\"", to_text(target), node.name));
}

// has(a.b): whether the map a has the key b; of a path the environment knows as a whole, whether it
// is filled.
Status Checker::check_has(Node& node) {
  auto chain = chain_of(*node.arguments[0]);
  if (!chain.empty() && !is_local(*chain.back())) {
    chain.insert(chain.begin(), &node);
    const auto parts = parts_of(chain);
    std::size_t used = 0;
    const auto symbol = environment_.variable(parts, used);
    if (symbol && used == parts.size()) {
      auto& target = *node.arguments[0];
      target.name = joined_path(parts);
      make_variable(target, *symbol);
      node.op = Op::has_value;
      node.type = {.kind = Kind::boolean};
      return {};
    }
  }
  TRY(check(*node.arguments[0]));
  TRY(check_select(node));
  node.type = {.kind = Kind::boolean};
  return {};
}

}  // namespace praxis::expr
