// Texts of real tickets for the loader, as many as wanted: after the first round of them their
// words are varied, some into words that nobody had yet, as years of tickets do. The same seed
// gives the same texts.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "limit/seed.h"

namespace praxis::bench {

class TicketTexts {
 public:
  // Of a CSV file with a header, plain or compressed, whose first column is the text.
  static Result<TicketTexts> read(const std::string& path);

  struct Ticket {
    std::string title, description;
  };
  Ticket ticket(std::size_t index) const;
  // A word of the texts, weighed as they use it, with one typing error: a search for something that
  // is there.
  std::string misspelled_word(limit::Random& random) const;
  std::size_t size() const { return texts_.size(); }

 private:
  std::string varied(const std::string& text, limit::Random& random) const;
  const std::string& any_word(limit::Random& random) const;

  std::vector<std::string> texts_{}, words_{};  // words: a sample, as often as they are used
};

}  // namespace praxis::bench
