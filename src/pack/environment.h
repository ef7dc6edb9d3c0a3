// What names mean in an expression over records of a type: paths and calls to symbols, and for each
// slot its Meaning. One collector an expression: make it, compile, take the meanings. Not shared
// between threads.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "expr/program.h"
#include "pack/pack_set.h"
#include "pack/vocabulary.h"

namespace praxis::pack {

struct Surroundings {
  const PackSet& set;
  const Vocabulary& vocabulary;
  const RecordType& type;
  // Whose states, transitions and types a constant may name: those of the type that declares the
  // expression, where a subtype inherits it.
  const RecordType& literals;
  ExpressionContext context{};
};

class NameCollector final : public expr::Environment {
 public:
  explicit NameCollector(const Surroundings& in) : in_(in) {}

  std::optional<expr::Symbol> variable(std::span<const std::string_view> path,
                                       std::size_t& used) const override;
  std::optional<expr::Symbol> call(std::string_view name,
                                   std::span<const Argument> arguments) const override;
  std::vector<std::string> names() const override;

  // What is wrong with a call of a function that is known here; "" if nothing is.
  const std::string& complaint() const { return complaint_; }
  std::vector<Meaning> take() { return std::move(meanings_); }

 private:
  struct Found {
    expr::Type type;
    Meaning meaning;
    std::size_t used;
  };
  using Path = std::span<const std::string_view>;

  std::optional<Found> root(Path path) const;
  std::optional<Found> own(const RecordType& type, Path path, int depth) const;
  std::optional<Found> meta(const RecordType& type, std::string_view name) const;
  std::optional<Found> through(const RecordType& type, int field, Path path, int depth) const;
  std::optional<Found> of_me(Path path) const;
  std::optional<Found> of_setting(Path path) const;
  std::optional<Found> of_choices(Path path) const;
  std::optional<Found> of_link(Path path) const;
  std::optional<Found> of_clock(Path path) const;
  std::optional<Found> of_entry(Path path) const;
  std::optional<Found> wrapped(Meaning::Kind kind, const RecordType& type, Path path) const;

  std::optional<expr::Symbol> journal_call(std::string_view name,
                                           std::span<const Argument> arguments) const;
  std::optional<expr::Symbol> within_call(std::span<const Argument> arguments) const;
  std::optional<expr::Symbol> text_call(std::span<const Argument> arguments) const;
  std::optional<expr::Symbol> date_call(std::string_view name,
                                        std::span<const Argument> arguments) const;
  std::optional<expr::Symbol> complain(std::string message) const;
  bool is_constant_of(const Argument& argument, const std::vector<std::string>& known,
                      std::string_view what) const;

  expr::Symbol slot_for(const std::string& key, expr::Type type, Meaning meaning) const;
  void add_names_of(const RecordType& type, const std::string& prefix, int depth,
                    std::vector<std::string>& out) const;

  Surroundings in_;
  // Symbols are asked for through const functions: what they collect is the collector's whole
  // purpose.
  mutable std::vector<Meaning> meanings_;
  mutable std::map<std::string, std::uint32_t, std::less<>> slots_;
  mutable std::string complaint_;
};

}  // namespace praxis::pack
