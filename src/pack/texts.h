// Dictionaries: the tree again, flattened to addresses. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pack/node.h"

namespace praxis::pack {

// `x: Text` is at x; `x: {label, hint}` is at x and x.hint; messages stay at x.subject and x.body.
void flatten_texts(const Node& tree, std::map<std::string, std::string, std::less<>>& out);

// The arguments of an ICU message: "count: plural", "title". Or what is wrong with it.
struct MessageArguments {
  std::vector<std::string> arguments;  // sorted, each once
  std::string fault;
};
MessageArguments arguments_of(const std::string& message);

}  // namespace praxis::pack
