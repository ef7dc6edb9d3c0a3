// Collects what is wrong with packs, each with its place and its address. Says a thing once,
// however many types inherit it. Belongs to one load, one thread.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "pack/node.h"
#include "pack/pack_set.h"

namespace praxis::pack {

constexpr std::size_t findings_max = 500;

class Findings {
 public:
  int add_file(std::string path, int pack);  // its index, for marks
  int owner(std::string_view type);          // the index of a type's name, for marks
  const std::string& file(int index) const { return files_[static_cast<std::size_t>(index)].path; }
  // Which source a file belongs to; -1 for none.
  int pack_of(int file) const;
  const std::string& owner_name(int index) const;  // "" outside of types

  void add(Mark at, std::string address, std::string message);
  bool is_empty() const { return findings_.empty(); }
  std::size_t size() const { return findings_.size(); }
  // By file, line and column.
  std::vector<Finding> take();

 private:
  std::string without_type(const std::string& message) const;

  struct File {
    std::string path;
    int pack;
  };
  std::vector<File> files_;
  std::vector<std::string> owners_;
  std::vector<Finding> findings_;
  std::set<std::tuple<int, int, int, std::string>> seen_;
};

// " (did you mean high?)" by edit distance, "" where nothing is near.
std::string did_you_mean(std::string_view name, const std::vector<std::string>& known);
// " (did you mean high?)", or " (one of: high, low)" where nothing is near and the list is short.
std::string what_would_do(std::string_view name, const std::vector<std::string>& known);
// "a.b"; "b" where `parent` is empty.
std::string join(std::string_view parent, std::string_view key);
std::string listed(const std::vector<std::string>& names);  // "a, b, c"

}  // namespace praxis::pack
