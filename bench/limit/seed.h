// The seeded world: the same seed gives the same records, whoever asks.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace limit {

constexpr int seed_groups = 40;
constexpr int seed_people = 5'000;
constexpr int seed_organizations = 30;

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  std::size_t skewed(std::size_t bound);  // small numbers more often, as words and groups are

 private:
  std::uint64_t state_;
};

std::string reference(std::string_view kind, std::size_t index);  // 16 bytes
const std::vector<std::string>& vocabulary();
std::string sentence(Random& random, std::size_t words);

// Fills `file` with `records` records, unless it holds as many.
void seed(const std::string& file, std::int64_t records);

}  // namespace limit
