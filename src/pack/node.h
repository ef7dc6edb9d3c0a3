// A tree of YAML as it was written: scalars, lists and maps in order, each with its place. Values;
// no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"

namespace praxis::pack {

// Where something was written. `owner` is the record type whose document it stands in (an index
// into Findings::owners, -1 outside of types): what is inherited still knows who declared it.
struct Mark {
  int file = -1;
  int line = 0, column = 0;  // from 1; columns count code points
  int owner = -1;
};

struct Entry;

struct Node {
  enum class Kind { null, boolean, integer, decimal, text, list, map };
  enum class Style { plain, single_quoted, double_quoted, block };

  Kind kind = Kind::null;
  Style style = Style::plain;
  bool boolean = false;
  std::int64_t integer = 0;
  Mark at{};
  std::string text{};          // of every scalar, as written
  std::vector<Node> items{};   // of a list
  std::vector<Entry> entries;  // of a map, in order

  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_scalar() const { return kind != Kind::map && kind != Kind::list; }
  bool is_null() const { return kind == Kind::null; }
  bool is_text() const { return kind == Kind::text; }

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  const Entry* entry(std::string_view key) const;
  // Same content, wherever it was written.
  bool is_same(const Node& other) const;

  static Node map_at(Mark at);
};

struct Entry {
  std::string key;
  Mark at;
  Node value;
};

// Marks the whole tree as written in a type's document.
void own_by(Node& node, int owner);

std::string_view kind_name(Node::Kind kind);  // "a map", "a text" …
Json to_json(const Node& node);

}  // namespace praxis::pack
