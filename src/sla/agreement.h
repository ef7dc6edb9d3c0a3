// An agreement as clocks see it: a record whose text says, for clocks of other records, which
// targets they have and by which calendar (docs/packs.md, Agreements). Its expressions are compiled
// for every type whose clock it names. Immutable, shared by all threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pack/pack_set.h"
#include "record/record.h"

namespace praxis::sla {

class Book;

// What is agreed of one clock of one type.
struct AgreedClock {
  std::vector<pack::ClockTarget> targets{};  // first match
  std::optional<Id> calendar{};              // none: the clock's own; nil: always open
};

class AgreedTerms {
 public:
  // InvalidArgument "agreement.wrong" names each fault with its place: resolution.target.p1.is.
  static Result<AgreedTerms> read(std::string_view text, const pack::PackSet& packs,
                                  const pack::RecordType& agreement, const Book& book);
  // Null where it says nothing of the clock.
  const AgreedClock* clock(const pack::RecordType& type, std::string_view name) const;

 private:
  friend class TermsReader;
  std::map<const pack::RecordType*, std::map<std::string, AgreedClock, std::less<>>> clocks_{};
};

struct Agreement {
  record::Record record;
  std::shared_ptr<const AgreedTerms> terms;
};

}  // namespace praxis::sla
