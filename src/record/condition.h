// Conditions beside a list's filter: those of metrics and evidence, compiled for metrics, so that
// they may ask links, the journal and matrices of settings. The same for the number and for the
// records behind it. Pure; valid while the lister is.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "expr/to_sql.h"
#include "record/column_names_store.h"

namespace praxis::record {

// What a record must do with an expression to be taken.
enum class Holds {
  yes,    // it is true
  no,     // it is not: false, null or an error
  there,  // of a figure: it is not null
};

struct Condition {
  pack::ExpressionPtr expression{};
  Holds holds = Holds::yes;
};

// The records whose instant in that column lies in [from, until).
struct Window {
  std::string column;
  Instant from{}, until{};
};

// What is asked about records of one type, and must be readable on each of them
// (record/asked_condition.h).
struct Asked {
  std::set<std::string, std::less<>> fields{};  // of the records themselves
  bool asks_agents = false;                     // links, or what only the journal tells
  std::vector<const pack::Meaning*> through{};  // references and what is asked beyond them

  bool is_nothing() const { return fields.empty() && !asks_agents && through.empty(); }
};

// SQL over the family's table, under its own name, with its parameters from `first_parameter` on.
Result<expr::SqlCondition> condition_sql(const Lister& lister, const pack::RecordType& type,
                                         const Condition& condition, const ColumnNaming& naming,
                                         int first_parameter);

}  // namespace praxis::record
