// Whether an expression can select records: what has no column, no constant and no subquery is
// refused with its reason. Translated for both databases with columns that stand for themselves;
// nothing is run.
#include <fmt/format.h>

#include <charconv>

#include "expr/to_sql.h"
#include "pack/compile.h"

namespace praxis::pack {
namespace {

Status refuse_sql(std::string message) {
  return fail(Code::invalid_argument, "expression.not_in_sql", std::move(message));
}

int references_deep(const Meaning& meaning) {
  if (meaning.kind != Meaning::Kind::through || !meaning.inner) return 0;
  return 1 + references_deep(*meaning.inner);
}

std::string shown(const Meaning& meaning) {
  if (meaning.kind == Meaning::Kind::link)
    return fmt::format("links.{}.{}", meaning.name, meaning.part);
  if (meaning.kind == Meaning::Kind::journal) return meaning.name + "()";
  return meaning.inner ? fmt::format("{}.{}", meaning.name, shown(*meaning.inner)) : meaning.name;
}

Status check_meaning(const PackSet& set, const Meaning& meaning, SqlUse use) {
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
    case Meaning::Kind::setting: {
      const auto* setting = set.setting(meaning.name);
      if (setting && setting->matrix && use != SqlUse::metric)
        return refuse_sql(
            fmt::format("settings.{} is a matrix: it cannot select records", meaning.name));
      return {};
    }
    case Meaning::Kind::clock:
      if (meaning.part != "used") return {};
      return refuse_sql(
          fmt::format("clock.{}.used cannot select records: ask what is left", meaning.name));
    case Meaning::Kind::old:
    case Meaning::Kind::entry:
      return refuse_sql("old and entry belong to rules");
    case Meaning::Kind::text:
      return refuse_sql("text() cannot select records");
    default:
      return {};
  }
}

// A matrix: row → column → key of what it gives.
expr::Value matrix_as_map(const Setting& setting) {
  expr::Map rows;
  for (const auto& row : setting.default_value.as_object()) {
    expr::Map cells;
    for (const auto& cell : row.value().as_object()) {
      const auto& gives = cell.value();
      cells.emplace_back(std::string(cell.key()),
                         gives.is_int64() ? expr::Value(gives.get_int64())
                                          : expr::Value(std::string(gives.as_string())));
    }
    rows.emplace_back(std::string(row.key()), std::move(cells));
  }
  return rows;
}

expr::Value attribute_value(const Json* json) {
  if (json && json->is_bool()) return json->get_bool();
  if (json && json->is_int64()) return json->get_int64();
  if (json && json->is_string()) return std::string_view(json->get_string());
  return {};
}

// key → attributes; what a choice does not declare is null.
expr::Value choices_as_map(const ChoiceList& list) {
  std::set<std::string> names;
  for (const auto& choice : list.choices)
    for (const auto& attribute : choice.attributes) names.emplace(attribute.key());
  expr::Map all;
  for (const auto& choice : list.choices) {
    expr::Map attributes;
    for (const auto& name : names)
      attributes.emplace_back(name, attribute_value(choice.attributes.if_contains(name)));
    expr::Value key = choice.key;
    if (list.has_integer_keys) {
      std::int64_t number = 0;
      std::from_chars(choice.key.data(), choice.key.data() + choice.key.size(), number);
      key = number;
    }
    all.emplace_back(std::move(key), std::move(attributes));
  }
  return all;
}

class DryNames final : public expr::SqlNames {
 public:
  DryNames(const PackSet& set, const std::vector<Meaning>& meanings)
      : set_(set), meanings_(meanings) {}

  Result<expr::SqlSymbol> symbol(std::uint32_t slot) const override {
    const auto& meaning = meanings_[slot];
    expr::SqlSymbol symbol;
    switch (meaning.kind) {
      case Meaning::Kind::me:
        symbol.constant = me(meaning.name);
        break;
      case Meaning::Kind::now:
        symbol.constant = expr::Value(Instant{});
        break;
      case Meaning::Kind::choices:
        if (const auto* list = set_.choices(meaning.name)) symbol.constant = choices_as_map(*list);
        break;
      case Meaning::Kind::setting:
        if (const auto* setting = set_.setting(meaning.name); setting && setting->matrix) {
          symbol.constant = matrix_as_map(*setting);
          break;
        }
        [[fallthrough]];
      default:
        if (meaning.kind == Meaning::Kind::clock && meaning.part == "left")
          symbol.is_below = [](Span, expr::SqlSymbol::PutParameter) { return std::string("TRUE"); };
        symbol.sql = fmt::format("\"c{}\"", slot);
    }
    return symbol;
  }

 private:
  static expr::Value me(std::string_view name) {
    if (name == "organizations" || name == "groups") return expr::List{Id{}};
    if (name == "roles") return expr::List{"agent"};
    if (name == "language" || name == "side") return "en";
    return Id{};
  }

  const PackSet& set_;
  const std::vector<Meaning>& meanings_;
};

Status translate(const Expression& expression, const PackSet& set) {
  const DryNames names(set, expression.meanings);
  for (const auto engine : {db::Engine::sqlite, db::Engine::postgres})
    TRY(expr::to_sql(*expression.program, names, engine));
  return {};
}

}  // namespace

Status check_sql(const Expression& expression, const CompileRequest& request) {
  for (const auto slot : expression.program->slots())
    TRY(check_meaning(request.in.set, expression.meanings[slot], request.sql));
  const auto kind = expression.program->type().kind;
  if (kind == expr::Kind::boolean || kind == expr::Kind::dyn)
    return translate(expression, request.in.set);
  // A figure is no condition: that it is there is one, and has the figure's translation in it.
  auto as_condition = request;
  as_condition.sql = SqlUse::none;
  as_condition.wanted = expr::Type{.kind = expr::Kind::boolean};
  return translate(*TRY(compile_text(fmt::format("({}) != null", expression.text), as_condition)),
                   request.in.set);
}

}  // namespace praxis::pack
