#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "usecases/check_view.h"
#include "usecases/record_filter.h"
#include "usecases/saved_views.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view view_columns =
    R"("id", "owner", "is_of_group", "type", "name", "filter", "sort", "columns", "group_by", "is_active_only", "version", "updated_at", "updated_by")";

tl::unexpected<Error> no_such_view() {
  return fail(Code::not_found, "view.not_found", "there is no such view");
}

// Names of fields have no commas.
std::string joined_names(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ","));
}
std::vector<std::string> parted_names(std::string_view text) {
  std::vector<std::string> names;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return names;
}

SavedView view_from(const db::Row& row) {
  SavedView view;
  view.id = row.id(0);
  view.owner = row.id(1);
  view.is_of_group = row.integer(2) != 0;
  view.type = row.text(3);
  view.name = row.text(4);
  view.filter = row.text(5);
  view.sort = parted_names(row.text(6));
  view.columns = parted_names(row.text(7));
  view.group_by = row.text(8);
  view.is_active_only = row.integer(9) != 0;
  view.version = row.integer(10);
  view.updated_at = row.instant(11);
  view.updated_by = row.id(12);
  return view;
}

bool is_member(const Work& work, Id group) {
  return std::ranges::find(work.scope.groups, group) != work.scope.groups.end();
}

// "$2, $3": the caller's groups as parameters, which are added; never none.
std::string groups_in(const Work& work, std::vector<db::Parameter>& parameters) {
  std::string marks;
  for (const auto& group : work.scope.groups) {
    parameters.emplace_back(group);
    marks += fmt::format("{}${}", marks.empty() ? "" : ", ", parameters.size());
  }
  return marks.empty() ? "NULL" : marks;
}

Result<std::vector<Id>> readers_of(db::Transaction& tx, Id view) {
  std::vector<Id> groups;
  TRY(tx.query(R"(SELECT "group" FROM "view_share" WHERE "view" = $1 ORDER BY "group")", {view},
               [&](const db::Row& row) -> Status {
                 groups.push_back(row.id(0));
                 return {};
               }));
  return groups;
}

Result<std::optional<SavedView>> find_view(const Work& work, Id id) {
  std::optional<SavedView> view;
  TRY(work.tx.query(fmt::format(R"(SELECT {} FROM "view" WHERE "id" = $1)", view_columns), {id},
                    [&](const db::Row& row) -> Status {
                      view = view_from(row);
                      return {};
                    }));
  if (view) view->shared_with = TRY(readers_of(work.tx, id));
  return view;
}

bool may_use_view(const Work& work, const SavedView& view) {
  return may_change_view(work, view) ||
         std::ranges::any_of(view.shared_with, [&](Id group) { return is_member(work, group); });
}

Status check_place(const Work& work, const SavedView& view) {
  std::int64_t count = 0;
  bool is_taken = false;
  TRY(work.tx.query(R"(SELECT "id", "type", "name" FROM "view" WHERE "owner" = $1)", {view.owner},
                    [&](const db::Row& row) -> Status {
                      if (row.id(0) == view.id) return {};
                      ++count;
                      is_taken |= row.text(1) == view.type && row.text(2) == view.name;
                      return {};
                    }));
  if (is_taken)
    return fail(Code::conflict, "view.name_taken", "there is a view of this name already");
  if (count < saved_views_max) return {};
  return fail(Code::conflict, "view.too_many",
              fmt::format("a person or a group keeps {} views at most", saved_views_max));
}

tl::unexpected<Error> changed_meanwhile() {
  return fail(Code::conflict, "record.changed", "somebody changed the view since it was read");
}

Status write_shares(const Work& work, const SavedView& view) {
  TRY(work.tx.execute(R"(DELETE FROM "view_share" WHERE "view" = $1)", {view.id}));
  for (const auto& group : view.shared_with)
    TRY(work.tx.execute(R"(INSERT INTO "view_share" ("view", "group") VALUES ($1, $2))",
                        {view.id, group}));
  return {};
}

// The row is written last by whoever read it as it still is.
Status write_view(const Work& work, const SavedView& view) {
  const auto sort = joined_names(view.sort), columns = joined_names(view.columns);
  const std::vector<db::Parameter> parameters{view.id,
                                              view.owner,
                                              db::parameter(view.is_of_group),
                                              std::string_view(view.type),
                                              std::string_view(view.name),
                                              std::string_view(view.filter),
                                              std::string_view(sort),
                                              std::string_view(columns),
                                              std::string_view(view.group_by),
                                              db::parameter(view.is_active_only),
                                              view.version,
                                              view.updated_at.us,
                                              view.updated_by};
  const auto sql =
      view.version == 1
          ? fmt::format(R"(INSERT INTO "view" ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
                             $11, $12, $13) ON CONFLICT DO NOTHING)",
                        view_columns)
          : R"(UPDATE "view" SET "owner" = $2, "is_of_group" = $3, "type" = $4, "name" = $5,
                 "filter" = $6, "sort" = $7, "columns" = $8, "group_by" = $9,
                 "is_active_only" = $10, "version" = $11, "updated_at" = $12, "updated_by" = $13
               WHERE "id" = $1 AND "version" = $11 - 1)";
  if (TRY(work.tx.execute(sql, parameters)) == 0) return changed_meanwhile();
  return write_shares(work, view);
}

}  // namespace

bool may_change_view(const Work& work, const SavedView& view) {
  if (work.scope.is_system) return true;
  return view.is_of_group ? is_member(work, view.owner) : view.owner == work.scope.person;
}

Result<std::vector<SavedView>> read_saved_views(const Work& work, const pack::RecordType* type) {
  std::vector<db::Parameter> parameters{work.scope.person};
  const auto groups = groups_in(work, parameters);
  const auto sql = fmt::format(
      R"(SELECT {0} FROM "view" WHERE "owner" IN ($1, {1})
           OR "id" IN (SELECT "view" FROM "view_share" WHERE "group" IN ({1}))
         ORDER BY "name", "id")",
      view_columns, groups);
  std::vector<SavedView> views;
  TRY(work.tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    if (!type || type->is_a(row.text(3))) views.push_back(view_from(row));
    return {};
  }));
  for (auto& view : views) view.shared_with = TRY(readers_of(work.tx, view.id));
  return views;
}

Result<SavedView> read_saved_view(const Work& work, Id id) {
  auto view = TRY(find_view(work, id));
  if (!view || !may_use_view(work, *view)) return no_such_view();
  return std::move(*view);
}

Result<SavedView> save_view(Application& application, const Caller& caller, SavedView wanted,
                            std::optional<std::int64_t> version) {
  return in_write(application, caller, {}, [&](Work& work) -> Result<SavedView> {
    auto view = wanted;
    const auto known = TRY(find_view(work, view.id));
    if (known && !may_use_view(work, *known)) return no_such_view();
    if (known && !may_change_view(work, *known))
      return fail(Code::forbidden, "view.not_yours", "this view is for its owner to change");
    if (version && version != (known ? known->version : 0)) return changed_meanwhile();
    if (!view.is_of_group) view.owner = work.scope.person;
    TRY(check_view(work, known ? &*known : nullptr, view));
    TRY(check_place(work, view));
    view.version = known ? known->version + 1 : 1;
    view.updated_at = work.now;
    view.updated_by = work.scope.person;
    TRY(write_view(work, view));
    return view;
  });
}

Status remove_view(Application& application, const Caller& caller, Id id) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    const auto view = TRY(read_saved_view(work, id));
    if (!may_change_view(work, view))
      return fail(Code::forbidden, "view.not_yours", "this view is for its owner to change");
    TRY(work.tx.execute(R"(DELETE FROM "view_share" WHERE "view" = $1)", {id}));
    TRY(work.tx.execute(R"(DELETE FROM "view" WHERE "id" = $1)", {id}));
    return {};
  });
}

std::vector<db::TableWanted> saved_view_tables() {
  using db::ColumnType;
  return {{"view",
           {{"id", ColumnType::id, true},
            {"owner", ColumnType::id, true},
            {"is_of_group", ColumnType::integer, true},
            {"type", ColumnType::text, true},
            {"name", ColumnType::text, true},
            {"filter", ColumnType::text, true},
            {"sort", ColumnType::text, true},
            {"columns", ColumnType::text, true},
            {"group_by", ColumnType::text, true},
            {"is_active_only", ColumnType::integer, true},
            {"version", ColumnType::integer, true},
            {"updated_at", ColumnType::integer, true},
            {"updated_by", ColumnType::id, true}},
           {"id"},
           false,
           {{"view_owner", {"\"owner\"", "\"type\"", "\"name\""}, true}}},
          {"view_share",
           {{"view", ColumnType::id, true}, {"group", ColumnType::id, true}},
           {"view", "group"},
           true,
           {{"view_share_group", {"\"group\"", "\"view\""}}}}};
}

}  // namespace praxis::usecases
