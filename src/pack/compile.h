// Expressions of packs: from a node of the tree to a program with its meanings, mistakes reported
// where they stand.
#pragma once

#include <string>

#include "pack/draft.h"
#include "pack/environment.h"

namespace praxis::pack {

// The one way from text to Expression; PackSet::compile and the loader come through here.
// `may_aggregate`: links and journal figures have a translation to SQL (metrics).
enum class SqlUse { none, condition, metric };
struct CompileRequest {
  Surroundings in;
  std::optional<expr::Type> wanted{};
  SqlUse sql = SqlUse::none;
};
Result<ExpressionPtr> compile_text(std::string_view text, const CompileRequest& request);
// Why an expression cannot select records; Ok if it can, on both databases.
Status check_sql(const Expression& expression, const CompileRequest& request);

// Compiles expressions of one record type.
class ExpressionReader {
 public:
  ExpressionReader(Draft& draft, const RecordType& type) : draft_(draft), type_(type) {}

  ExpressionReader& with(ExpressionContext context) {
    context_ = context;
    return *this;
  }
  ExpressionReader& for_sql(SqlUse use) {
    sql_ = use;
    return *this;
  }

  // Null where there is nothing or something wrong; `wanted` none: any type.
  ExpressionPtr read(const Node& node, const std::string& address,
                     std::optional<expr::Type> wanted) const;
  ExpressionPtr condition(const Node& node, const std::string& address) const {
    return read(node, address, expr::Type{.kind = expr::Kind::boolean});
  }
  // What may be put into a field.
  ExpressionPtr value_for(const Field& field, const Node& node, const std::string& address) const;
  // A span of time as written (4h, 30d), as an expression.
  ExpressionPtr constant_span(Span span) const;

 private:
  Draft& draft_;
  const RecordType& type_;
  ExpressionContext context_{};
  SqlUse sql_ = SqlUse::none;
};

// Whether one type of values may go where another is wanted.
bool fits(const expr::Type& given, const expr::Type& wanted, const PackSet& set);

}  // namespace praxis::pack
