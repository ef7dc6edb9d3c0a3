// For tests: a small world of columns and constants, random rows for it, random well-typed
// expressions over it.
#pragma once

#include <array>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "expr/program.h"
#include "expr/to_sql.h"

namespace praxis::expr::test {

struct Column {
  const char* name;
  Type type;
  db::ColumnType stored;
};
const std::vector<Column>& columns();

// Columns are slots from 0, constants from 100.
class World final : public Environment {
 public:
  std::optional<Symbol> variable(std::span<const std::string_view> path,
                                 std::size_t& used) const override;
  std::vector<std::string> names() const override;
};
std::optional<Value> constant_of_slot(std::uint32_t slot);

using RandomRow = std::vector<Value>;

class RowBindings final : public Bindings {
 public:
  explicit RowBindings(const RandomRow& row) : row_(row) {}
  Result<Value> value(std::uint32_t slot) const override;

 private:
  const RandomRow& row_;
};

class ColumnSymbols final : public SqlNames {
 public:
  Result<SqlSymbol> symbol(std::uint32_t slot) const override;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  RandomRow row();
  std::string condition(int depth);

 private:
  int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint64_t>(limit)); }
  template <class T, std::size_t N>
  const T& one_of(const std::array<T, N>& choices) {
    return choices[static_cast<std::size_t>(below(static_cast<int>(N)))];
  }
  Value random_value(const Type& type);
  std::string integer(int depth);
  std::string text(int depth);
  std::string time(int depth);
  std::string span(int depth);
  std::string reference(int depth);
  std::string decimal(int depth);
  std::string operand(Kind kind, int depth);
  std::string comparison(int depth);
  std::string membership(int depth);
  std::string text_question(int depth);
  std::string lookup(int depth);

  std::mt19937_64 random_;
};

}  // namespace praxis::expr::test
