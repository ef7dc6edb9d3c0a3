#include "record/list_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/hash.h"
#include "expr/conjunction.h"

namespace praxis::record {
namespace {

using expr::Value;

constexpr std::size_t sorted_choices_max = 200;  // of a list that sorts in its own order

using FixedValues = std::map<std::string, std::vector<Value>, std::less<>>;

constexpr std::array<std::string_view, 9> sortable_engine_columns{
    "number",     "type",       "state",          "phase", "version",
    "created_at", "updated_at", "next_target_at", "id"};

db::ColumnType type_of_column(const Family& family, std::string_view name) {
  for (const auto& column : family.columns)
    if (column.name == name) return column.type;
  return db::ColumnType::text;
}

// Whether a column of that type holds such a value, so that an index finds it.
bool is_held_by(const Value& value, db::ColumnType type) {
  if (value.is_null()) return true;
  switch (type) {
    case db::ColumnType::id:
      return value.get<Id>() != nullptr;
    case db::ColumnType::text:
      return value.get<std::string>() != nullptr;
    case db::ColumnType::integer:
      return value.get<std::int64_t>() || value.get<bool>() || value.get<expr::Timestamp>() ||
             value.get<expr::Duration>();
    default:
      return false;
  }
}

// The list's values, each once, if an index can find them all.
std::optional<std::vector<Value>> findable(std::vector<Value> values, db::ColumnType type,
                                           expr::Fixing how) {
  std::vector<Value> distinct;
  for (auto& value : values) {
    if (!is_held_by(value, type) || (how == expr::Fixing::in && value.is_null()))
      return std::nullopt;
    if (std::ranges::find(distinct, value) == distinct.end()) distinct.push_back(std::move(value));
  }
  return distinct;
}

bool is_sortable_field(const Family& family, const pack::Field& field) {
  const auto& place = family.places.find(field.name)->second;
  return place.kind == FieldPlace::Kind::column && place.type != db::ColumnType::id;
}

bool is_sortable(const Family& family, const pack::RecordType& type, std::string_view name) {
  if (std::ranges::find(sortable_engine_columns, name) != sortable_engine_columns.end())
    return true;
  const auto* field = type.field(name);
  return field && is_sortable_field(family, *field);
}

bool is_within(const std::vector<Value>& part, const std::vector<Value>& whole) {
  return std::ranges::all_of(
      part, [&](const auto& value) { return std::ranges::find(whole, value) != whole.end(); });
}

bool is_narrow_type(const TypeRights& rights) {
  return !rights.is_everything && !rights.has_broad_grant;
}

// Every way in of a narrow actor, each once.
void note_own_terms(ListPlan& plan) {
  if (!std::ranges::all_of(plan.rights, is_narrow_type)) return;
  for (const auto& rights : plan.rights)
    for (const auto& term : rights.own) {
      const auto is_same = [&](const auto& known) {
        return known.column == term.column && known.set_field == term.set_field &&
               known.values == term.values;
      };
      if (std::ranges::none_of(plan.own, is_same)) plan.own.push_back(term);
    }
}

ListPlan plan_of_rights(const Family& family, std::vector<TypeRights> rights) {
  ListPlan plan{.family = &family, .rights = std::move(rights)};
  plan.can_match = !plan.rights.empty();
  const auto is_concrete = [](const auto* type) { return !type->is_abstract; };
  if (static_cast<std::ptrdiff_t>(plan.rights.size()) !=
      std::ranges::count_if(family.types, is_concrete))
    for (const auto& of_type : plan.rights) plan.types.push_back(of_type.type->name);
  note_own_terms(plan);
  return plan;
}

bool is_same_order(const std::vector<OrderKey>& left, const std::vector<OrderKey>& right) {
  return std::ranges::equal(left, right, [](const auto& a, const auto& b) {
    return a.field == b.field && a.is_descending == b.is_descending;
  });
}

class Planner {
 public:
  Planner(const Lister& lister, const ListRequest& request, Purpose purpose, ListPlan rights)
      : lister_(lister),
        request_(request),
        type_(*request.type),
        purpose_(purpose),
        plan_(std::move(rights)) {}

  Result<ListPlan> plan() {
    plan_.is_active_only =
        request_.is_active_only || (request_.view && request_.view->is_active_only);
    if (request_.view && request_.view->filter) collect_fixed_values(*request_.view->filter);
    if (request_.filter) collect_fixed_values(*request_.filter);
    const auto wanted = TRY(wanted_order());
    choose_index(wanted);
    drop_own_terms_within_walk();
    note_fingerprint();
    return std::move(plan_);
  }

 private:
  void collect_fixed_values(const pack::Expression& filter) {
    const auto alternatives = expr::fixed_slots(*filter.program);
    if (alternatives.size() != 1) return;
    const ColumnNames names(lister_, type_, filter, {});
    for (const auto& fixed : alternatives.front()) {
      const auto column = names.column(fixed.slot);
      const auto value = fixed.constant ? fixed.constant : names.constant(*fixed.by);
      if (column.empty() || !value) continue;
      const bool is_list = value->get<std::shared_ptr<const expr::List>>() != nullptr;
      if (is_list != (fixed.how == expr::Fixing::in)) continue;
      auto values = findable(is_list ? value->list() : std::vector<Value>{*value},
                             type_of_column(*plan_.family, column), fixed.how);
      if (!values) continue;
      if (values->empty()) plan_.can_match = false;
      const auto known = fixed_.find(column);
      if (known == fixed_.end() || values->size() < known->second.size())
        fixed_.insert_or_assign(column, std::move(*values));
    }
  }

  Result<std::vector<OrderKey>> wanted_order() {
    const auto& names =
        request_.sort.empty() && request_.view ? request_.view->sort : request_.sort;
    std::vector<OrderKey> wanted;
    for (const std::string_view name : names) {
      const bool is_descending = name.starts_with('-');
      const auto field = name.substr(is_descending ? 1 : 0);
      if (!is_sortable(*plan_.family, type_, field)) return cannot_sort_by(field);
      wanted.push_back(key(field, is_descending));
    }
    return wanted;
  }

  tl::unexpected<Error> cannot_sort_by(std::string_view field) const {
    Error error{Code::invalid_argument, "list.sort",
                fmt::format("lists cannot be sorted by '{}'", field)};
    const auto sortable = sortable_names(*plan_.family, type_);
    error.details["allowed"] = JsonArray(sortable.begin(), sortable.end());
    return fail(std::move(error));
  }

  // Choices sort as their list does, but where an index keeps them by their keys.
  const pack::ChoiceList* ordering_list(std::string_view name) const {
    const auto* field = type_.field(name);
    if (!field || field->type != pack::FieldType::choice) return nullptr;
    const auto sorts_by_it = [&](const auto& index) {
      return std::ranges::find(index.sort, name) != index.sort.end();
    };
    if (std::ranges::any_of(type_.indexes, sorts_by_it)) return nullptr;
    const auto* list = lister_.model.packs().choices(field->list);
    return list && list->choices.size() <= sorted_choices_max ? list : nullptr;
  }

  OrderKey key(std::string_view field, bool is_descending) const {
    if (const auto* list = ordering_list(field))
      return {std::string(field), choice_place(field, *list), db::ColumnType::integer,
              is_descending};
    const auto type = type_of_column(*plan_.family, field);
    return {std::string(field), sort_key(*plan_.family, field), type, is_descending};
  }

  // The values of an index's equal columns; nothing if one is not fixed or to too many values.
  std::optional<std::vector<FixedColumn>> fixed_columns(const pack::Index& index) const {
    std::vector<FixedColumn> columns;
    std::size_t strands = 1;
    for (const auto& name : index.equal) {
      FixedColumn column{name, {}};
      const auto found = fixed_.find(name);
      if (name == "type") {
        for (const auto& rights : plan_.rights) column.values.emplace_back(rights.type->name);
        if (found != fixed_.end())
          std::erase_if(column.values,
                        [&](const auto& value) { return !is_within({value}, found->second); });
      } else if (found != fixed_.end()) {
        column.values = found->second;
      } else {
        return std::nullopt;
      }
      strands *= column.values.size();
      if (column.values.size() > fixed_values_max || strands > strands_max) return std::nullopt;
      columns.push_back(std::move(column));
    }
    return columns;
  }

  // Whether the index, walked one way, gives the wanted order.
  static bool gives_order(const pack::Index& index, const std::vector<OrderKey>& wanted) {
    if (wanted.size() > index.sort.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
      if (wanted[i].field != index.sort[i] ||
          wanted[i].is_descending != wanted.front().is_descending)
        return false;
    return true;
  }

  int score(const pack::Index& index) const {
    const bool is_of_view =
        request_.view && request_.sort.empty() && request_.view->index == index.name;
    const auto is_not_type = [](const auto& name) { return name != "type"; };
    return (is_of_view ? 1'000 : 0) + static_cast<int>(index.equal.size()) * 10 +
           (std::ranges::any_of(index.equal, is_not_type) ? 5 : 0) + (index.is_active_only ? 1 : 0);
  }

  void choose_index(const std::vector<OrderKey>& asked) {
    auto wanted = asked;
    if (wanted.empty()) wanted.push_back(key("created_at", true));
    int best = -1;
    for (const auto& index : type_.indexes) {
      if (index.is_active_only && !plan_.is_active_only) continue;
      if (purpose_ == Purpose::rows && !gives_order(index, wanted)) continue;
      auto columns = fixed_columns(index);
      if (!columns || score(index) <= best) continue;
      best = score(index);
      plan_.index = &index;
      plan_.fixed = std::move(*columns);
    }
    if (plan_.index) {
      for (const auto& name : plan_.index->sort)
        plan_.order.push_back(key(name, wanted.front().is_descending));
    } else if (asked.empty()) {
      plan_.order.push_back(key("row", true));  // newest first by the table's own order
      return;
    } else {
      plan_.order = wanted;
    }
    if (plan_.order.empty() || plan_.order.back().field != "id")
      plan_.order.push_back(key("id", !plan_.order.empty() && plan_.order.back().is_descending));
  }

  // A walk inside one's own rows needs no union.
  void drop_own_terms_within_walk() {
    for (const auto& column : plan_.fixed)
      for (const auto& term : plan_.own)
        if (!term.column.empty() && term.column == column.column &&
            is_within(column.values, term.values)) {
          plan_.own.clear();
          return;
        }
  }

  void note_fingerprint() {
    std::string text = type_.name;
    if (request_.view) text += "\n" + request_.view->declared_by + "." + request_.view->name;
    if (request_.filter) text += "\n" + request_.filter->text;
    if (request_.candidates)
      text += "\n" + request_.candidates->among->text + to_text(request_.candidates->of->id);
    for (const auto& condition : request_.conditions)
      text += fmt::format("\n{}{}", static_cast<int>(condition.holds), condition.expression->text);
    if (request_.window) text += "\nwithin " + request_.window->column;
    text += plan_.is_active_only ? "\nactive" : "\nall";
    for (const auto& key : plan_.order) text += (key.is_descending ? "\n-" : "\n") + key.field;
    plan_.fingerprint = to_base64url(view(sha256(text)).substr(0, 9));
  }

  const Lister& lister_;
  const ListRequest& request_;
  const pack::RecordType& type_;
  Purpose purpose_;
  ListPlan plan_;
  FixedValues fixed_;
};

}  // namespace

std::vector<db::ColumnType> ListPlan::key_types() const {
  std::vector<db::ColumnType> all;
  for (const auto& key : order) all.push_back(key.type);
  return all;
}

bool ListPlan::fixes_type() const {
  return std::ranges::find(fixed, "type", &FixedColumn::column) != fixed.end();
}

ListPlan plan_rights(const Lister& lister, const std::vector<const pack::RecordType*>& types) {
  must(!types.empty());
  std::vector<TypeRights> all;
  for (const auto* type : types)
    for (auto& rights : read_rights(lister, *type)) {
      const auto is_same = [&](const auto& known) { return known.type == rights.type; };
      if (!rights.is_nothing() && std::ranges::none_of(all, is_same))
        all.push_back(std::move(rights));
    }
  return plan_of_rights(lister.family_of(*types.front()), std::move(all));
}

std::vector<Face> faces_of(const Lister& lister, const pack::RecordType& type) {
  if (!lister.model.family_of(type).newest || lister.scope.is_system) return {Face::working_copy};
  return {Face::working_copy, Face::newest_version};
}

namespace {

Result<std::vector<ListPlan>> plan_face(const Lister& lister, const ListRequest& request,
                                        Purpose purpose) {
  const auto plan_for = [&](ListPlan rights) {
    return Planner(lister, request, purpose, std::move(rights)).plan();
  };
  std::vector<ListPlan> parts;
  parts.push_back(TRY(plan_for(plan_rights(lister, {request.type}))));
  const auto& whole = parts.front();
  std::vector<TypeRights> narrow, broad;
  for (const auto& rights : whole.rights)
    (is_narrow_type(rights) ? narrow : broad).push_back(rights);
  if (narrow.empty() || broad.empty()) return parts;
  std::vector<ListPlan> split;
  split.push_back(TRY(plan_for(plan_of_rights(*whole.family, std::move(narrow)))));
  split.push_back(TRY(plan_for(plan_of_rights(*whole.family, std::move(broad)))));
  const auto is_alike = [&](const auto& part) { return is_same_order(part.order, whole.order); };
  return std::ranges::all_of(split, is_alike) ? std::move(split) : std::move(parts);
}

}  // namespace

Result<std::vector<ListPlan>> plan_list(const Lister& lister, const ListRequest& request,
                                        Purpose purpose) {
  must(request.type != nullptr);
  std::vector<ListPlan> parts;
  for (const auto face : faces_of(lister, *request.type)) {
    auto seen = lister;
    seen.face = face;
    for (auto& part : TRY(plan_face(seen, request, purpose)))
      if (parts.empty() || part.can_match) parts.push_back(std::move(part));
  }
  return parts;
}

std::vector<std::string> sortable_names(const Family& family, const pack::RecordType& type) {
  std::vector<std::string> names(sortable_engine_columns.begin(), sortable_engine_columns.end());
  for (const auto& field : type.fields)
    if (is_sortable_field(family, field)) names.push_back(field.name);
  return names;
}

}  // namespace praxis::record
