// Seeded chance for demo data: the same everywhere, unlike the standard's distributions. Belongs to
// one thread.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <random>
#include <vector>

namespace praxis::usecases {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::size_t below(std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(engine_() % n); }
  // 0 to 1, without 1.
  double part() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  bool happens(double probability) { return part() < probability; }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  // An index, by weights that are not all 0.
  std::size_t weighted(const std::vector<double>& weights) {
    double sum = 0;
    for (const double weight : weights) sum += weight;
    double at = part() * sum;
    for (std::size_t i = 0; i + 1 < weights.size(); ++i)
      if ((at -= weights[i]) < 0) return i;
    return weights.empty() ? 0 : weights.size() - 1;
  }
  // Around `median`, mostly near it and now and then far above: how long work takes.
  double about(double median, double spread = 0.9) {
    const double normal =
        std::sqrt(-2 * std::log(1 - part())) * std::cos(2 * std::numbers::pi * part());
    return median * std::exp(spread * normal);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace praxis::usecases
