// Reads one map of declarations: takes values by key, and reports what is missing, of another kind,
// or unknown. Belongs to one load, one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "pack/findings.h"
#include "pack/node.h"

namespace praxis::pack {

class MapReader {
 public:
  // `at` is where the map's own key stands: what is missing is reported there.
  MapReader(Findings& findings, const Node& node, std::string address, Mark at);

  bool is_map() const { return node_.is_map(); }
  const Node& node() const { return node_; }
  const std::string& address() const { return address_; }
  std::string address(std::string_view key) const { return join(address_, key); }
  Mark at() const { return at_; }
  Mark at(std::string_view key) const;        // of the key, or of the map
  Mark value_at(std::string_view key) const;  // of the value, or of the map

  // A finding for every other key.
  void allow(const std::vector<std::string>& keys) const;
  const Node* find(std::string_view key) const { return node_.find(key); }
  bool has(std::string_view key) const { return node_.find(key) != nullptr; }
  // False where there is no map at all: that was said, and what it lacks need not be.
  bool lacks(std::string_view key) const { return is_map() && !has(key); }

  std::string text(std::string_view key, std::string_view otherwise = {}) const;
  std::string required_text(std::string_view key) const;
  // One of a closed list; a finding and the first of them where it is another.
  std::string one_of(std::string_view key, const std::vector<std::string>& allowed,
                     std::string_view otherwise = {}) const;
  bool flag(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key, std::int64_t min,
                                      std::int64_t max) const;
  std::optional<Span> span(std::string_view key) const;
  // A list of plain names; a lone name is taken as a list of one.
  std::vector<std::string> names(std::string_view key) const;
  // The nodes of that list.
  std::vector<const Node*> name_nodes(std::string_view key) const;
  // The map below a key, or an empty one; anything else is a finding.
  MapReader map(std::string_view key) const;

  void add(Mark at, std::string message) const { findings_->add(at, address_, std::move(message)); }
  void add(std::string_view key, std::string message) const {
    findings_->add(value_at(key), address(key), std::move(message));
  }

 private:
  Findings* findings_;
  const Node& node_;
  std::string address_;
  Mark at_;
};

// Lower case, digits and underscores, a letter first: what a name is.
bool is_name(std::string_view text);

}  // namespace praxis::pack
