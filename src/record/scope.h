// Who acts, and what that lets them see: every read, list, search and count takes a Scope. Made by
// identity from the person's groups and the roles held for organizations; an immutable value,
// shared between requests of one person.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "pack/model.h"

namespace praxis::record {

struct Scope {
  Id person{};
  Id organization{};
  Id site{};
  Id group{};  // the first of `groups`: where `fill: {group: 'me.group'}` leads
  std::vector<Id> groups{};
  std::string language = "en";
  std::string time_zone = "Etc/UTC";
  // A role (includes resolved) and the organizations for which it is held, those below them
  // included. Roles that everyone holds stand for the person's own organization and those above it.
  std::map<std::string, std::vector<Id>, std::less<>> roles{};
  pack::Side side = pack::Side::requester;  // agent if any agent role is held
  bool is_system = false;  // rules, time, imports, the command line's operator: may do all
  std::uint64_t directory_version = 0;  // of the directory it was made from

  // `me.organizations`, by role and of all roles, and `me.groups` as expressions see them: made
  // once for all that ask. None: made each time.
  struct Lists {
    std::map<std::string, expr::Value, std::less<>> organizations_by_role;
    expr::Value organizations, groups;
  };
  std::shared_ptr<const Lists> lists{};
  void make_lists();  // from what stands above

  bool has_role(std::string_view role) const { return is_system || roles.contains(role); }
  const std::vector<Id>& organizations(std::string_view role) const;
  bool holds(std::string_view role, Id organization) const;
  static Scope system();  // the engine itself
};

}  // namespace praxis::record
