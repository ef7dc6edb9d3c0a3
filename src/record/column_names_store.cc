#include "record/column_names_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "record/bindings.h"
#include "record/figures.h"
#include "record/journal_figure_store.h"

namespace praxis::record {
namespace {

using expr::SqlSymbol;
using expr::Value;
using pack::Meaning;

constexpr std::size_t setting_organizations_max =
    500;  // of which a setting is told apart in one condition

tl::unexpected<Error> has_no_sql(const Meaning& meaning) {
  return fail(Code::invalid_argument, "expression.not_in_sql",
              fmt::format("'{}' cannot select records: no column keeps it", meaning.name));
}

// A setting's values, each with the organizations it holds for.
struct SettingValues {
  Value for_others;
  std::vector<std::pair<Value, std::vector<Id>>> by_organization{};
};

// Composes the SQL of one name; subqueries number their aliases.
class NameWriter {
 public:
  NameWriter(const Lister& lister, const pack::RecordType& type, const ColumnNaming& naming)
      : lister_(lister), type_(type), naming_(naming) {}

  // `qualifier`: the table or alias whose row is meant, quoted; "" = the family table, plain.
  Result<std::string> write(const Meaning& meaning, std::string_view qualifier) {
    const auto& type = meaning.on ? *meaning.on : type_;
    switch (meaning.kind) {
      case Meaning::Kind::field:
        return field(type, type.fields[static_cast<std::size_t>(meaning.field)], qualifier);
      case Meaning::Kind::meta:
        return column(meta_column(meaning.name), qualifier);
      case Meaning::Kind::through:
        return through(type, meaning, qualifier);
      case Meaning::Kind::within:
        return within(type, meaning, qualifier);
      case Meaning::Kind::link:
        return linked(meaning);
      case Meaning::Kind::clock:
        return clock_part(meaning);
      case Meaning::Kind::journal:
        return journal(type, meaning, qualifier);
      case Meaning::Kind::instant_of:
        return write(*meaning.inner, qualifier);
      case Meaning::Kind::date_of:
        return date_of(TRY(write(*meaning.inner, qualifier)));
      case Meaning::Kind::candidate:
        return write(*meaning.inner, qualifier);
      default:
        return has_no_sql(meaning);
    }
  }

  // NULL where the record has no such clock or it has no target; a clock that does not run keeps
  // what was left.
  std::string is_left_below(const Meaning& meaning, const std::vector<ClockBook::Bound>& bounds,
                            Span left, expr::SqlSymbol::PutParameter put) {
    const auto alias = next_alias();
    std::string due_before = "CASE";
    for (const auto& bound : bounds)
      if (!bound.calendar.is_nil())
        due_before += fmt::format(R"( WHEN {}."calendar" = {} THEN {})", alias,
                                  sql_literal(bound.calendar, naming_.engine),
                                  put(Value(bound.due_before.us)));
    const auto always = put(Value(bounds.front().due_before.us));
    due_before = bounds.size() == 1 ? always : fmt::format("{} ELSE {} END", due_before, always);
    return fmt::format(
        R"((SELECT CASE WHEN {0}."running_since" IS NULL THEN {0}."target" - {0}."used" < {1}
           ELSE {0}."due_at" < {2} END FROM "clock" {0}
           WHERE {0}."record" = {3}."id" AND {0}."name" = {4} AND {0}."target" > 0
           AND {0}."started_at" IS NOT NULL))",
        alias, put(Value(left.us)), due_before, outer(""),
        sql_literal(meaning.name, naming_.engine));
  }

  // An organization has its own settings, any other record those of its organization.
  Result<std::string> setting(const Meaning& meaning, const SettingValues& values) {
    const int position = type_.field_with(pack::FieldRole::organization);
    const bool is_organization = type_.family == "organization";
    if (position < 0 && !is_organization) return has_no_sql(meaning);
    const auto organization =
        column(is_organization ? "id" : type_.fields[static_cast<std::size_t>(position)].name, "");
    std::string sql = "CASE";
    for (const auto& [value, organizations] : values.by_organization) {
      if (value.get<std::shared_ptr<const expr::Map>>() ||
          value.get<std::shared_ptr<const expr::List>>())
        return has_no_sql(meaning);
      sql += fmt::format(" WHEN {} IN ({}) THEN {}", organization, literals(organizations),
                         sql_literal(value, naming_.engine));
    }
    return fmt::format("{} ELSE {} END", sql, sql_literal(values.for_others, naming_.engine));
  }

 private:
  std::string column(std::string_view name, std::string_view qualifier) const {
    if (!qualifier.empty()) return fmt::format("{}.{}", qualifier, db::quoted(name));
    const bool is_bare =
        naming_.columns == Columns::residual && naming_.engine == db::Engine::sqlite;
    return (is_bare ? "+" : "") + db::quoted(name);
  }

  // Inside a subquery the outer table's columns are named with it.
  std::string outer(std::string_view qualifier) const {
    return qualifier.empty() ? db::quoted(lister_.family_of(type_).name) : std::string(qualifier);
  }

  std::string next_alias() { return fmt::format("\"r{}\"", ++aliases_); }

  Result<std::string> field(const pack::RecordType& type, const pack::Field& field,
                            std::string_view qualifier) {
    const auto& family =
        qualifier.empty() ? lister_.family_of(type) : lister_.model.family_of(type);
    const auto& place = family.places.find(field.name)->second;
    if (place.kind == FieldPlace::Kind::column) return column(field.name, qualifier);
    const bool is_text = place.kind == FieldPlace::Kind::text;
    const auto alias = next_alias();
    return fmt::format(
        R"((SELECT {0}.{1} FROM {2} {0} WHERE {0}."id" = {3}."id" AND {0}."field" = {4}))", alias,
        is_text ? "\"value\"" : "\"target\"",
        db::quoted(is_text ? family.text_table : family.set_table), outer(qualifier),
        sql_literal(field.name, naming_.engine));
  }

  Result<std::string> through(const pack::RecordType& type, const Meaning& meaning,
                              std::string_view qualifier) {
    const auto& reference = type.fields[static_cast<std::size_t>(meaning.field)];
    const auto* target = lister_.model.type(reference.target);
    must(target != nullptr);
    const auto alias = next_alias();
    const auto inner = TRY(write(*meaning.inner, alias));
    return fmt::format(R"((SELECT {0} FROM {1} {2} WHERE {2}."id" = {3}.{4}))", inner,
                       db::quoted(lister_.model.family_of(*target).name), alias, outer(qualifier),
                       db::quoted(reference.name));
  }

  // 1 where the value lies in the tree below the constant.
  Result<std::string> within(const pack::RecordType& type, const Meaning& meaning,
                             std::string_view qualifier) {
    if (!meaning.inner || meaning.arguments.empty()) return has_no_sql(meaning);
    const auto value = TRY(write(*meaning.inner, qualifier));
    const auto& ancestor = meaning.arguments.back().text();
    const auto& on = meaning.inner->on ? *meaning.inner->on : type;
    const auto& innermost = innermost_field(*meaning.inner, on);
    std::string below;
    if (!innermost.list.empty()) {
      const auto* list = lister_.model.packs().choices(innermost.list);
      must(list != nullptr);
      for (const auto& choice : list->choices)
        if (list->lies_within(choice.key, ancestor))
          below += (below.empty() ? "" : ", ") + sql_literal(choice.key, naming_.engine);
    } else {
      std::vector<Id> organizations;
      for (const auto& id : lister_.directory.organizations())
        if (lister_.directory.lies_within(id, ancestor)) organizations.push_back(id);
      below = literals(organizations);
    }
    if (below.empty()) return std::string("0");
    return fmt::format("CASE WHEN {} IN ({}) THEN 1 ELSE 0 END", value, below);
  }

  const pack::Field& innermost_field(const Meaning& meaning, const pack::RecordType& type) const {
    const auto& field = type.fields[static_cast<std::size_t>(meaning.field)];
    if (meaning.kind != Meaning::Kind::through) return field;
    return innermost_field(*meaning.inner, *(meaning.inner->on ? meaning.inner->on
                                                               : lister_.model.type(field.target)));
  }

  // Midnight UTC of the instant's day; the past of 1970 too.
  static std::string date_of(const std::string& instant) {
    return fmt::format("({0} - (({0} % 86400000000) + 86400000000) % 86400000000)", instant);
  }

  Result<std::string> linked(const Meaning& meaning) {
    bool is_reverse = false;
    const auto* link = lister_.model.packs().link(meaning.name, is_reverse);
    if (!link) return std::string("0");
    auto sql = one_way(*link, meaning.part, is_reverse);
    if (link->is_symmetric)
      sql = fmt::format("({} + {})", sql, one_way(*link, meaning.part, !is_reverse));
    return sql;
  }

  Result<std::string> clock_part(const Meaning& meaning) {
    if (meaning.part != "state" && meaning.part != "due_at") return has_no_sql(meaning);
    const auto alias = next_alias();
    return fmt::format(
        R"((SELECT {0}."{1}" FROM "clock" {0} WHERE {0}."record" = {2}."id" AND {0}."name" = {3}
           AND {0}."state" <> ''))",
        alias, meaning.part, outer(""), sql_literal(meaning.name, naming_.engine));
  }

  std::string one_way(const pack::LinkType& link, std::string_view part, bool is_reverse) {
    const auto alias = next_alias();
    const std::string_view here = is_reverse ? "to_id" : "from_id",
                           there = is_reverse ? "from_id" : "to_id";
    auto sql = fmt::format(
        R"((SELECT COUNT(*) FROM "link" {0} WHERE {0}."{1}" = {2}."id" AND {0}."name" = {3})",
        alias, here, outer(""), sql_literal(link.name, naming_.engine));
    if (part == "open") {
      std::set<std::string> families;
      for (const auto& name : is_reverse ? link.from : link.to)
        if (const auto* type = lister_.model.type(name)) families.insert(type->family);
      std::string any;
      for (const auto& family : families) {
        const auto other = next_alias();
        any += fmt::format(
            R"({}EXISTS (SELECT 1 FROM {} {} WHERE {}."id" = {}."{}" AND {}."phase" <> 'closed'))",
            any.empty() ? "" : " OR ", db::quoted(family), other, other, alias, there, other);
      }
      sql += any.empty() ? " AND 0 = 1" : fmt::format(" AND ({})", any);
    }
    return sql + ")";
  }

  // A figure that a field keeps is that field's column; any other is worked out over the journal.
  Result<std::string> journal(const pack::RecordType& type, const Meaning& meaning,
                              std::string_view qualifier) {
    for (const auto& kept : type.fields)
      if (keeps_figure(kept, meaning)) return field(type, kept, qualifier);
    return journal_figure_sql(meaning, type,
                              {.record = outer(qualifier) + ".\"id\"",
                               .alias = next_alias(),
                               .engine = naming_.engine,
                               .now = lister_.now});
  }

  std::string literals(const std::vector<Id>& ids) const {
    std::string sql;
    for (const auto& id : ids) sql += (sql.empty() ? "" : ", ") + sql_literal(id, naming_.engine);
    return sql;
  }

  const Lister& lister_;
  const pack::RecordType& type_;
  const ColumnNaming& naming_;
  int aliases_ = 0;
};

bool is_known_beforehand(Meaning::Kind kind) {
  return kind == Meaning::Kind::me || kind == Meaning::Kind::now || kind == Meaning::Kind::choices;
}

Result<SettingValues> setting_values(const Lister& lister, const Meaning& meaning) {
  const auto* setting = lister.model.packs().setting(meaning.name);
  if (!setting) return has_no_sql(meaning);
  SettingValues values{lister.directory.setting(*setting, {})};
  const auto organizations = lister.directory.organizations();
  if (organizations.size() > setting_organizations_max) return has_no_sql(meaning);
  for (const auto& organization : organizations) {
    auto value = lister.directory.setting(*setting, organization);
    if (value == values.for_others) continue;
    const auto is_same = [&](const auto& known) { return known.first == value; };
    const auto same =
        std::find_if(values.by_organization.begin(), values.by_organization.end(), is_same);
    if (same != values.by_organization.end())
      same->second.push_back(organization);
    else
      values.by_organization.push_back({std::move(value), {organization}});
  }
  return values;
}

}  // namespace

std::string_view meta_column(std::string_view name) { return name == "self" ? "id" : name; }

Value padded(const Value& value) {
  static constexpr std::array<std::size_t, 12> sizes{1,  2,   4,   8,   16,    32,
                                                     50, 100, 200, 500, 1'000, 2'000};
  const auto* shared = value.get<std::shared_ptr<const expr::List>>();
  if (!shared || (*shared)->empty()) return value;
  const auto& list = **shared;
  const auto size = std::lower_bound(sizes.begin(), sizes.end(), list.size());
  if (size == sizes.end() || *size == list.size()) return value;
  auto longer = list;
  longer.resize(*size, list.back());
  return Value(std::move(longer));
}

std::string sql_literal(const Value& value, db::Engine engine) {
  if (value.is_null()) return "NULL";
  if (const auto* truth = value.get<bool>()) return *truth ? "1" : "0";
  if (const auto* number = value.get<std::int64_t>()) return std::to_string(*number);
  if (const auto* id = value.get<Id>())
    return engine == db::Engine::sqlite ? fmt::format("x'{}'", to_hex(id->view()))
                                        : fmt::format("'{}'::uuid", to_text(*id));
  if (value.get<expr::Timestamp>()) return std::to_string(value.instant().us);
  if (value.get<expr::Duration>()) return std::to_string(value.span().us);
  std::string sql = "'";
  for (const char c : value.text()) sql += c == '\'' ? "''" : std::string(1, c);
  return sql + "'";
}

std::string choice_place(std::string_view column, const pack::ChoiceList& list) {
  std::string sql = "CASE " + db::quoted(column);
  for (std::size_t i = 0; i < list.choices.size(); ++i)
    sql += fmt::format(" WHEN {} THEN {}", sql_literal(list.choices[i].key, db::Engine::sqlite), i);
  return fmt::format("{} ELSE {} END", sql, list.choices.size());
}

std::string ColumnNames::column(std::uint32_t slot) const {
  const auto* meaning = &expression_.meanings[slot];
  if (naming_.chosen_for) {
    if (meaning->kind != Meaning::Kind::candidate) return {};
    meaning = meaning->inner.get();
  }
  if (meaning->kind == Meaning::Kind::meta) return std::string(meta_column(meaning->name));
  if (meaning->kind != Meaning::Kind::field) return {};
  const auto& type = meaning->on ? *meaning->on : type_;
  const auto& name = type.fields[static_cast<std::size_t>(meaning->field)].name;
  const auto& places = lister_.model.family_of(type).places;
  return places.find(name)->second.kind == FieldPlace::Kind::column ? name : std::string();
}

std::optional<Value> ColumnNames::constant(std::uint32_t slot) const {
  const auto& meaning = expression_.meanings[slot];
  if (!is_known_beforehand(meaning.kind)) return std::nullopt;
  const Surroundings in{.model = &lister_.model,
                        .directory = &lister_.directory,
                        .scope = &lister_.scope,
                        .now = lister_.now,
                        .role = naming_.role};
  static const Record no_record{};
  auto value = meaning_value(meaning, in, no_record);
  return value ? std::optional(std::move(*value)) : std::nullopt;
}

Result<SqlSymbol> ColumnNames::own_symbol(const Meaning& meaning) const {
  if (meaning.kind == Meaning::Kind::clock && meaning.part == "left") {
    if (!lister_.clocks) return has_no_sql(meaning);
    return SqlSymbol{.is_below = [this, &meaning](Span left, SqlSymbol::PutParameter put) {
      return NameWriter(lister_, type_, naming_)
          .is_left_below(meaning, lister_.clocks->bounds(left, lister_.now), left, put);
    }};
  }
  if (meaning.kind == Meaning::Kind::setting && naming_.settings_of) {
    const auto* setting = lister_.model.packs().setting(meaning.name);
    if (!setting) return has_no_sql(meaning);
    return SqlSymbol{.constant = lister_.directory.setting(*setting, *naming_.settings_of)};
  }
  if (meaning.kind == Meaning::Kind::setting) {
    auto values = TRY(setting_values(lister_, meaning));
    if (values.by_organization.empty()) return SqlSymbol{.constant = std::move(values.for_others)};
    return SqlSymbol{.sql = TRY(NameWriter(lister_, type_, naming_).setting(meaning, values))};
  }
  return SqlSymbol{.sql = TRY(NameWriter(lister_, type_, naming_).write(meaning, ""))};
}

Result<SqlSymbol> ColumnNames::symbol(std::uint32_t slot) const {
  const auto& meaning = expression_.meanings[slot];
  if (is_known_beforehand(meaning.kind)) {
    auto value = constant(slot);
    if (!value) return has_no_sql(meaning);
    return SqlSymbol{.constant = padded(*value)};
  }
  if (!naming_.chosen_for || meaning.kind == Meaning::Kind::candidate) return own_symbol(meaning);
  const Surroundings in{.model = &lister_.model,
                        .directory = &lister_.directory,
                        .scope = &lister_.scope,
                        .now = lister_.now,
                        .record = naming_.chosen_for,
                        .role = naming_.role};
  return SqlSymbol{.constant = padded(TRY(meaning_value(meaning, in, *naming_.chosen_for)))};
}

}  // namespace praxis::record
