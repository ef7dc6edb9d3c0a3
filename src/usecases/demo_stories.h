// The stories that a type's pack tells (demo): which one, and its words. Remembers titles, so that
// no two records of a type read alike while the words last. Belongs to one thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "pack/model.h"
#include "usecases/demo_chance.h"

namespace praxis::usecases {

class DemoStories {
 public:
  DemoStories(const pack::RecordType& type, Chance& chance);

  const pack::RecordType& type() const { return *type_; }
  // How many of the records that people raise are of this type, beside the others.
  double share() const { return share_; }
  std::size_t count() const { return stories_.size(); }
  const JsonObject& at(std::size_t story) const { return *stories_[story]; }
  // A story by its weight; one whose field `field` is `value`, if any is.
  const JsonObject& one(std::string_view field = {}, std::string_view value = {});

  // One of the story's texts under `key` with its slots filled; "" if it has none.
  std::string text(const JsonObject& story, std::string_view key);
  std::string filled(std::string text);
  // A title that no record has yet; "" when the words are used up.
  std::string fresh_title(const JsonObject& story);
  // A title that the same people would hardly write twice in a row.
  std::string title(const JsonObject& story);

 private:
  const pack::RecordType* type_;
  Chance& chance_;
  const JsonObject* slots_ = nullptr;
  std::vector<const JsonObject*> stories_{};
  std::vector<double> weights_{};
  double share_ = 0;
  std::set<std::string> titles_{};
};

// The texts under a key: one, or a list.
std::vector<std::string> texts_of(const JsonObject& object, std::string_view key);

}  // namespace praxis::usecases
