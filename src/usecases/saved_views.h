// Views that people save: the filter, order and columns of a list of one record type, under a name.
// A view is a person's or a group's; those it is shared with, groups again, may list by it. It
// opens nothing: who lists by it is asked for their own rights, field by field. Not journaled.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "record/list.h"
#include "usecases/work.h"

namespace praxis::usecases {

constexpr std::int64_t saved_views_max = 200;  // of one person or group
constexpr std::size_t view_name_letters_max = 100;
constexpr std::size_t view_filter_size_max = 2'000;  // bytes
constexpr std::size_t view_names_max = 60;           // columns; groups it is shared with

struct SavedView {
  Id id{};
  Id owner{};  // a person, or a group: then its members change it
  bool is_of_group = false;
  std::vector<Id> shared_with{};  // groups
  std::string type, name, filter{}, group_by{};
  std::vector<std::string> columns{}, sort{};
  bool is_active_only = false;
  std::int64_t version = 0;
  Instant updated_at{};
  Id updated_by{};
};

// Those the caller may list by, by name; of one type and those above it if it is given.
Result<std::vector<SavedView>> read_saved_views(const Work& work, const pack::RecordType* type);
// NotFound "view.not_found", whether it is another's or nobody's.
Result<SavedView> read_saved_view(const Work& work, Id id);
bool may_change_view(const Work& work, const SavedView& view);
// What a list takes it as. Fails where packs no longer have what it names, or where it asks about
// what this caller may not read.
Result<std::shared_ptr<const pack::View>> usable_view(const Work& work, const SavedView& view,
                                                      const pack::RecordType& type);

// Makes the view with this id, chosen by the caller, or replaces it. `version`: the one it must
// have. InvalidArgument names every wrong field; Conflict "view.name_taken", "view.too_many",
// "view.changed".
Result<SavedView> save_view(Application& application, const Caller& caller, SavedView view,
                            std::optional<std::int64_t> version);
Status remove_view(Application& application, const Caller& caller, Id id);

// `view` of a list's query or a selection: a declared view's name, or a saved one's id.
Status set_view(const Work& work, std::string_view name, record::ListRequest& request);

std::vector<db::TableWanted> saved_view_tables();

}  // namespace praxis::usecases
