#include "api/view_json.h"

namespace praxis::api {
namespace {

using usecases::SavedView;
using usecases::Work;

void write_view_names(JsonWriter& writer, std::string_view key,
                      const std::vector<std::string>& names) {
  writer.key(key).begin_array();
  for (const auto& name : names) writer.text(name);
  writer.end_array();
}

}  // namespace

void write_saved_view(JsonWriter& writer, const Work& work, const SavedView& view) {
  writer.begin_object().key("id").id(view.id).key("version").integer(view.version);
  writer.key("type").text(view.type).key("name").text(view.name);
  writer.key("owner").id(view.owner).key("group");
  if (view.is_of_group)
    writer.id(view.owner);
  else
    writer.null();
  writer.key("shared_with").begin_array();
  for (const auto& group : view.shared_with) writer.id(group);
  writer.end_array();
  writer.key("filter").text(view.filter).key("active").boolean(view.is_active_only);
  write_view_names(writer, "columns", view.columns);
  write_view_names(writer, "sort", view.sort);
  if (!view.group_by.empty()) writer.key("group_by").text(view.group_by);
  writer.key("updated_at").instant(view.updated_at).key("updated_by").id(view.updated_by);
  writer.key("may_change").boolean(usecases::may_change_view(work, view));
  const auto* type = work.model.type(view.type);
  writer.key("is_usable").boolean(type && usecases::usable_view(work, view, *type).has_value());
  writer.end_object();
}

Status write_saved_views(JsonWriter& writer, const Work& work, const pack::RecordType* type) {
  const auto views = TRY(usecases::read_saved_views(work, type));
  writer.key("saved_views").begin_array();
  for (const auto& view : views) write_saved_view(writer, work, view);
  writer.end_array();
  return {};
}

}  // namespace praxis::api
