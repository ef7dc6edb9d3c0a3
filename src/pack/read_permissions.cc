// Who may do what: grants by action and by field, merged along `extends` before they come here.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/names.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::array<std::pair<std::string_view, Action>, 6> actions = {{
    {"read", Action::read},
    {"create", Action::create},
    {"update", Action::update},
    {"comment_public", Action::comment_public},
    {"comment_internal", Action::comment_internal},
    {"link", Action::link},
}};

bool is_permission_column(const Field& field) {
  switch (field.role) {
    case FieldRole::organization:
    case FieldRole::group:
    case FieldRole::requester:
    case FieldRole::assignee:
    case FieldRole::confidentiality:
      return true;
    default:
      return false;
  }
}

// Lists and counts are keyed by the permission columns: what else a read asked for would leak.
std::string read_fault(const Expression& expression) {
  for (const auto& meaning : expression.meanings) {
    switch (meaning.kind) {
      case Meaning::Kind::me:
        break;
      case Meaning::Kind::meta:
        if (meaning.name != "self" && meaning.name != "id") return meaning.name;
        break;
      case Meaning::Kind::field: {
        const auto& field = meaning.on->fields[static_cast<std::size_t>(meaning.field)];
        if (!is_permission_column(field)) return field.name;
        break;
      }
      case Meaning::Kind::within:
        if (meaning.inner->kind == Meaning::Kind::field &&
            is_permission_column(
                meaning.inner->on->fields[static_cast<std::size_t>(meaning.inner->field)]))
          break;
        return "within()";
      default:
        return meaning.name.empty() ? "this" : meaning.name;
    }
  }
  return "";
}

enum class GrantOf { read, other };

std::vector<Grant> read_grants(Draft& draft, const RecordType& type, const MapReader& reader,
                               GrantOf use) {
  std::vector<Grant> grants;
  for (const auto& entry : reader.node().entries) {
    if (!draft.set->role(entry.key)) {
      draft.findings.add(entry.at, reader.address(entry.key),
                         fmt::format("there is no role {}{}", entry.key,
                                     what_would_do(entry.key, role_names(draft))));
      continue;
    }
    Grant grant{.role = entry.key};
    if (entry.value.kind == Node::Kind::boolean) {
      grant.is_always = entry.value.boolean;
      if (grant.is_always) grants.push_back(std::move(grant));
      continue;
    }
    ExpressionReader expressions(draft, type);
    if (use == GrantOf::read) expressions.for_sql(SqlUse::condition);
    grant.when = expressions.condition(entry.value, reader.address(entry.key));
    if (!grant.when) continue;
    if (use == GrantOf::read) {
      const auto fault = read_fault(*grant.when);
      if (!fault.empty())
        draft.findings.add(
            entry.value.at, reader.address(entry.key),
            fmt::format("{} is no permission column: read may use fields that are `as:` "
                        "organization, group, requester, assignee or confidentiality, and self",
                        fault));
    }
    grants.push_back(std::move(grant));
  }
  return grants;
}

std::vector<std::string> action_names() {
  std::vector<std::string> names;
  for (const auto& [name, action] : actions) names.emplace_back(name);
  names.emplace_back("fields");
  return names;
}

MapReader owned(Draft& draft, const RecordType& type, const MapReader& parent, const Entry& entry,
                std::string_view path) {
  (void)parent;
  const auto& owner = draft.findings.owner_name(entry.at.owner);
  return MapReader(draft.findings, entry.value,
                   fmt::format("{}.permissions.{}", owner.empty() ? type.name : owner, path),
                   entry.at);
}

void read_field_permissions(Draft& draft, RecordType& type, const MapReader& reader) {
  for (const auto& entry : reader.node().entries) {
    const auto field = owned(draft, type, reader, entry, "fields." + entry.key);
    if (type.find_field(entry.key) < 0) {
      field.add(entry.at, fmt::format("{} has no field {}{}", type.name, entry.key,
                                      did_you_mean(entry.key, field_names(type))));
      continue;
    }
    field.allow({"read", "update"});
    auto& permission = type.field_permissions[entry.key];
    if (field.has("read"))
      permission.read = read_grants(draft, type, field.map("read"), GrantOf::other);
    if (field.has("update"))
      permission.update = read_grants(draft, type, field.map("update"), GrantOf::other);
  }
}

}  // namespace

void read_permissions(Draft& draft) {
  for (auto& from : draft.types) {
    auto& type = *from->type;
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    const auto permissions = reader.map("permissions");
    permissions.allow(action_names());
    for (const auto& [name, action] : actions) {
      const auto* entry = permissions.node().entry(name);
      if (!entry) continue;
      type.permissions[action] =
          read_grants(draft, type, owned(draft, type, permissions, *entry, name),
                      action == Action::read ? GrantOf::read : GrantOf::other);
    }
    read_field_permissions(draft, type, permissions.map("fields"));
  }
}

}  // namespace praxis::pack
