// How declarations come together: packs in order of need, overlays on them, subtypes on what they
// extend, models on their base. The grammar: maps merge; `key: ~` removes; `key+:` and `key-:`
// change a list; `below`, `above` place. Pure but for the findings it adds.
#pragma once

#include <string>

#include "pack/findings.h"
#include "pack/node.h"

namespace praxis::pack {

enum class MergeBy {
  pack,         // adds only: what is there already, and removing, are findings
  overlay,      // changes and removes
  inheritance,  // a subtype's tree, or a model's patch, on what it builds on; nothing stays open
};

// What is said of a list or a place that only an inherited declaration has stays open until
// inheritance.
enum class MergeScope { whole, part };

class Merger {
 public:
  Merger(Findings& findings, MergeBy by, MergeScope scope)
      : findings_(findings), by_(by), scope_(scope) {}

  void merge(Node& base, const Node& patch, const std::string& address);
  // Dictionaries: texts replace texts, and `~` removes; no word of the grammar is one here.
  void merge_texts(Node& base, const Node& patch, const std::string& address);
  // Whether an overlay took something away.
  bool has_removed() const { return has_removed_; }

 private:
  void merge_entry(Node& base, const Entry& entry, const std::string& address);
  void add_to_list(Node& base, const Entry& entry, const std::string& address);
  void take_from_list(Node& base, const Entry& entry, const std::string& address);
  void remove(Node& base, const Entry& entry, const std::string& address);
  void set(Node& base, const Entry& entry, const std::string& address);
  void place(Node& base, const std::string& key, const std::string& address);
  void defer(Node& base, const Entry& entry);
  bool may_defer() const { return by_ != MergeBy::inheritance && scope_ == MergeScope::part; }
  bool refuse_change(const Entry& present, const Entry& entry, const std::string& address);

  Findings& findings_;
  MergeBy by_;
  MergeScope scope_;
  bool has_removed_ = false;
};

// Patches add up and stay as written: `~`, `key+` and `key-` included.
void merge_patch(Node& base, const Node& patch);

}  // namespace praxis::pack
