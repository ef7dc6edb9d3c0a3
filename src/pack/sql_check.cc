// Whether an expression can select records: what has no column, no constant and no subquery is
// refused with its reason.
#include <fmt/format.h>

#include "pack/compile.h"

namespace praxis::pack {
namespace {

Status refuse_sql(std::string message) {
  return fail(Code::invalid_argument, "expression.not_in_sql", std::move(message));
}

int references_deep(const Meaning& meaning) {
  return meaning.kind == Meaning::Kind::through && meaning.inner
             ? 1 + references_deep(*meaning.inner)
             : 0;
}

std::string shown(const Meaning& meaning) {
  std::string name = meaning.name;
  if (meaning.inner) name += "." + shown(*meaning.inner);
  if (meaning.kind == Meaning::Kind::link)
    name = fmt::format("links.{}.{}", meaning.name, meaning.part);
  if (meaning.kind == Meaning::Kind::journal) name += "()";
  return name;
}

Status check_meaning(const Meaning& meaning, SqlUse use) {
  switch (meaning.kind) {
    case Meaning::Kind::through:
      if (references_deep(meaning) > 1)
        return refuse_sql(fmt::format(
            "{} goes through two references: where records are selected, one is the most",
            shown(meaning)));
      return {};
    case Meaning::Kind::link:
    case Meaning::Kind::journal:
      if (use == SqlUse::metric) return {};
      return refuse_sql(fmt::format("{} cannot select records here: keep it in a computed field",
                                    shown(meaning)));
    case Meaning::Kind::old:
    case Meaning::Kind::entry:
      return refuse_sql("old and entry belong to rules");
    case Meaning::Kind::text:
      return refuse_sql("text() cannot select records");
    default:
      return {};
  }
}

}  // namespace

Status check_sql(const Expression& expression, const CompileRequest& request) {
  for (const auto slot : expression.program->slots())
    TRY(check_meaning(expression.meanings[slot], request.sql));
  return {};
}

}  // namespace praxis::pack
