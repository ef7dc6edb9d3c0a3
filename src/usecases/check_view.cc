#include "usecases/check_view.h"

#include <algorithm>

#include "base/text.h"
#include "pack/keys.h"
#include "record/list_plan.h"
#include "usecases/asked_fields.h"
#include "usecases/record_filter.h"

namespace praxis::usecases {
namespace {

using Errors = std::vector<FieldError>;

// Of the type and those below it, with what the engine keeps of every record.
std::vector<std::string> shown_names(const Work& work, const pack::RecordType& type) {
  auto names = pack::engine_columns_shown();
  for (const auto& below : type.subtypes)
    if (const auto* subtype = work.model.type(below))
      for (const auto& field : subtype->fields) names.push_back(field.name);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string_view without_direction(std::string_view key) {
  return key.starts_with('-') ? key.substr(1) : key;
}

void check_view_names(const Work& work, const pack::RecordType& type, const SavedView& view,
                      Errors& errors) {
  const auto sortable = record::sortable_names(work.model.family_of(type), type);
  const auto is_sortable = [&](std::string_view key) {
    return std::ranges::find(sortable, without_direction(key)) != sortable.end();
  };
  if (!std::ranges::all_of(view.sort, is_sortable))
    errors.push_back(
        {"sort", "unknown_choice", {{"allowed", JsonArray(sortable.begin(), sortable.end())}}});
  const auto names = shown_names(work, type);
  const auto is_shown = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  const JsonArray allowed(names.begin(), names.end());
  if (!std::ranges::all_of(view.columns, is_shown))
    errors.push_back({"columns", "unknown_choice", {{"allowed", allowed}}});
  if (!view.group_by.empty() && !is_shown(view.group_by))
    errors.push_back({"group_by", "unknown_choice", {{"allowed", allowed}}});
  for (const auto* list : {&view.sort, &view.columns})
    if (list->size() > view_names_max)
      errors.push_back(
          {list == &view.sort ? "sort" : "columns", "too_long", {{"max", view_names_max}}});
}

void check_sharing(const Work& work, const SavedView* known, const SavedView& view,
                   Errors& errors) {
  const auto is_mine = [&](Id group) {
    return work.scope.is_system ||
           std::ranges::find(work.scope.groups, group) != work.scope.groups.end();
  };
  const auto may_share = [&](Id group) {
    return is_mine(group) ||
           (known && std::ranges::find(known->shared_with, group) != known->shared_with.end());
  };
  if (view.is_of_group && !is_mine(view.owner)) errors.push_back({"group", "not_a_member"});
  if (!std::ranges::all_of(view.shared_with, may_share))
    errors.push_back({"shared_with", "not_a_member"});
  if (view.shared_with.size() > view_names_max)
    errors.push_back({"shared_with", "too_long", {{"max", view_names_max}}});
}

}  // namespace

Status check_view(const Work& work, const SavedView* known, const SavedView& view) {
  const auto* type = work.model.type(view.type);
  Errors errors;
  if (view.name.empty()) errors.push_back({"name", "required"});
  if (length_of(view.name) > view_name_letters_max)
    errors.push_back({"name", "too_long", {{"max", view_name_letters_max}}});
  if (view.filter.size() > view_filter_size_max)
    errors.push_back({"filter", "too_long", {{"max", view_filter_size_max}}});
  if (!type)
    errors.push_back({"type", view.type.empty() ? "required" : "type.unknown"});
  else
    check_view_names(work, *type, view, errors);
  check_sharing(work, known, view, errors);
  if (!errors.empty())
    return fail(Error{Code::invalid_argument, "invalid_fields", "some fields are wrong",
                      std::move(errors)});
  return usable_view(work, view, *type).map([](const auto&) {});
}

Result<std::shared_ptr<const pack::View>> usable_view(const Work& work, const SavedView& view,
                                                      const pack::RecordType& type) {
  auto made = std::make_shared<pack::View>();
  // Its pages' cursors are no cursors of what it is changed into.
  made->name = to_text(view.id) + "." + std::to_string(view.version);
  made->declared_by = "view";
  if (!view.filter.empty()) made->filter = TRY(compile_filter(work, type, view.filter));
  made->is_active_only = view.is_active_only;
  made->columns = view.columns;
  made->sort = view.sort;
  made->group_by = view.group_by;
  record::ListRequest request{.type = &type};
  request.view = made.get();
  TRY(check_asked(work, request));
  if (!view.group_by.empty()) TRY(check_asked(work, type, view.group_by));
  return made;
}

Status set_view(const Work& work, std::string_view name, record::ListRequest& request) {
  const auto id = id_from_text(name);
  if (!id) {
    request.view = TRY(declared_view(*request.type, name));
    return {};
  }
  const auto saved = TRY(read_saved_view(work, *id));
  if (!request.type->is_a(saved.type))
    return fail(Error{Code::invalid_argument,
                      "query.unknown_choice",
                      "the view is of another type",
                      {},
                      {{"parameter", "view"}, {"allowed", saved.type}}});
  request.saved_view = TRY(usable_view(work, saved, *request.type));
  request.view = request.saved_view.get();
  return {};
}

}  // namespace praxis::usecases
