#include "pack/read_effects.h"

#include <algorithm>

#include <fmt/format.h>

#include "pack/names.h"

namespace praxis::pack {
namespace {

// `assignee` is the field of that meaning, whatever its name.
int field_of_meaning(const RecordType& type, std::string_view word) {
  if (word == "requester") return type.field_with(FieldRole::requester);
  if (word == "assignee") return type.field_with(FieldRole::assignee);
  if (word == "group") return type.field_with(FieldRole::group);
  return -1;
}

bool can_be_told(const Field& field) { return field.target == "person" || field.target == "group"; }

bool is_meaning(std::string_view word) {
  return word == "requester" || word == "assignee" || word == "group";
}

// The field, "watchers" or role that a recipient's word stands for; "" and a finding where it is
// none.
std::string recipient(Draft& draft, const RecordType& type, const Node& node,
                      const std::string& address) {
  const auto& word = node.text;
  if (word == "watchers") return word;
  auto field = type.find_field(word);
  if (field < 0) field = field_of_meaning(type, word);
  if (field >= 0) {
    const auto& found = type.fields[static_cast<std::size_t>(field)];
    if (can_be_told(found)) return found.name;
    draft.findings.add(node.at, address,
                       fmt::format("{} leads to no person and no group: nobody can be told", word));
    return "";
  }
  if (draft.set->role(word) && !is_meaning(word)) return word;
  std::vector<std::string> known = role_names(draft);
  known.emplace_back("watchers");
  for (const auto& each : type.fields)
    if (can_be_told(each)) known.push_back(each.name);
  // On a type that others extend, those that have the field tell.
  if (!(type.is_abstract && is_meaning(word)))
    draft.findings.add(node.at, address,
                       fmt::format("{} cannot be told{}: write a field that leads to a person or a "
                                   "group, watchers, or a role",
                                   word, did_you_mean(word, known)));
  return "";
}

std::vector<Effects::Assignment> read_assignments(Draft& draft, const RecordType& type,
                                                  const MapReader& reader,
                                                  const ExpressionContext& context) {
  std::vector<Effects::Assignment> out;
  for (const auto& entry : reader.node().entries) {
    const auto index = type.find_field(entry.key);
    if (index < 0) {
      draft.findings.add(entry.at, reader.address(entry.key),
                         fmt::format("{} has no field {}{}", type.name, entry.key,
                                     did_you_mean(entry.key, field_names(type))));
      continue;
    }
    const auto& field = type.fields[static_cast<std::size_t>(index)];
    auto value = ExpressionReader(draft, type)
                     .with(context)
                     .value_for(field, entry.value, reader.address(entry.key));
    if (value) out.push_back({index, std::move(value)});
  }
  return out;
}

}  // namespace

std::vector<Notice> read_notices(Draft& draft, const RecordType& type, const MapReader& reader,
                                 std::string_view key) {
  std::vector<Notice> notices;
  const auto map = reader.map(key);
  for (const auto& entry : map.node().entries) {
    Notice notice{.message = entry.key, .declared_by = draft.findings.owner_name(entry.at.owner)};
    for (const auto* node : map.name_nodes(entry.key)) {
      auto to = recipient(draft, type, *node, map.address(entry.key));
      if (!to.empty()) notice.to.push_back(std::move(to));
    }
    if (map.name_nodes(entry.key).empty())
      draft.findings.add(entry.at, map.address(entry.key),
                         "tells nobody: give a list of recipients");
    notices.push_back(std::move(notice));
  }
  return notices;
}

std::string read_calendar(const RecordType& type, const MapReader& reader) {
  auto calendar = reader.text("calendar", "always");
  if (calendar == "always") return calendar;
  const auto* field = type.field(calendar);
  if (!field || field->type != FieldType::reference)
    reader.add("calendar",
               fmt::format(
                   "{} is no reference of {}: write always, or a field whose record has a calendar",
                   calendar, type.name));
  return calendar;
}

Effects read_effects(Draft& draft, const RecordType& type, const MapReader& reader,
                     const ExpressionContext& context) {
  Effects effects;
  reader.allow({"set", "fill", "clear", "notify", "comment", "create", "transition"});
  effects.set = read_assignments(draft, type, reader.map("set"), context);
  effects.fill = read_assignments(draft, type, reader.map("fill"), context);
  effects.clear = read_field_names(type, draft, reader, "clear");
  effects.notify = read_notices(draft, type, reader, "notify");
  if (const auto* node = reader.find("comment"))
    effects.comment =
        ExpressionReader(draft, type)
            .with(context)
            .read(*node, reader.address("comment"), expr::Type{.kind = expr::Kind::text});
  effects.create = reader.text("create");
  if (!effects.create.empty() && !has_link_end(draft, type, *reader.find("create")))
    reader.add("create", fmt::format("{} has no link {}{}", type.name, effects.create,
                                     did_you_mean(effects.create, link_names(draft))));
  effects.transition = reader.text("transition");
  const auto& known = *(*draft.vocabulary)->of((*draft.vocabulary)->transitions, type.name);
  if (!effects.transition.empty() &&
      std::find(known.begin(), known.end(), effects.transition) == known.end())
    reader.add("transition", fmt::format("{} has no transition {}{}", type.name, effects.transition,
                                         what_would_do(effects.transition, known)));
  return effects;
}

}  // namespace praxis::pack
