// Names in scenarios: "@mara" stands for the id of the person, group, organization or site of that
// name, "@INC-1" for that of a record that an answer has shown. Put in on the way out, and back on
// the way in, so that answers can be compared. Belongs to one thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/id.h"

namespace praxis::main::scenario {

class Names {
 public:
  // False if the name means another id already. An id keeps its first name.
  bool add(const std::string& name, Id id);
  const Id* find(std::string_view name) const;
  // "@mara"; the id itself where nobody named it.
  std::string of(Id id) const;

  // "@name" by ids, where a name begins a word; what is not known stays.
  std::string with_ids(std::string_view text) const;
  // A name as one word, for what is called otherwise: "delivery note.pdf" is @delivery_note_pdf.
  static std::string word_of(std::string_view text);
  // Ids by "@name".
  std::string with_names(std::string_view text) const;

 private:
  std::map<std::string, Id, std::less<>> ids_{};
  std::map<Id, std::string> names_{};
};

}  // namespace praxis::main::scenario
