#include "pack/environment.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pack/findings.h"
#include "pack/keys.h"

namespace praxis::pack {
namespace {

using expr::Kind;
using expr::Type;

constexpr int references_max = 2;  // service.group.title

Type reference_to(std::string_view name) {
  return {.kind = Kind::reference, .name = std::string(name)};
}
Type plain(Kind kind) { return {.kind = kind}; }
Type choice_of(std::string_view name, Keys keys) {
  return {.kind = Kind::choice, .name = std::string(name), .keys = std::move(keys)};
}

std::string key_of(std::span<const std::string_view> path) {
  std::string key;
  for (const auto part : path) {
    key += part;
    key += '.';
  }
  return key;
}

struct MeName {
  std::string_view name;
  bool is_list;
  std::string_view target;  // "" for texts
};
constexpr std::array me_names = {
    MeName{"organizations", true, "organization"},
    MeName{"organization", false, "organization"},
    MeName{"groups", true, "group"},
    MeName{"group", false, "group"},
    MeName{"site", false, "site"},
};

}  // namespace

expr::Symbol NameCollector::slot_for(const std::string& key, Type type, Meaning meaning) const {
  const auto found = slots_.find(key);
  if (found != slots_.end()) return {std::move(type), found->second};
  const auto slot = static_cast<std::uint32_t>(meanings_.size());
  meanings_.push_back(std::move(meaning));
  slots_.emplace(key, slot);
  return {std::move(type), slot};
}

std::optional<expr::Symbol> NameCollector::variable(Path path, std::size_t& used) const {
  auto found = root(path);
  if (!found) return std::nullopt;
  used = found->used;
  return slot_for(key_of(path.first(used)), std::move(found->type), std::move(found->meaning));
}

std::optional<NameCollector::Found> NameCollector::root(Path path) const {
  const auto name = path[0];
  if (name == "me") return of_me(path);
  if (name == "now") return Found{plain(Kind::timestamp), {.kind = Meaning::Kind::now}, 1};
  if (name == "settings") return of_setting(path);
  if (name == "choices") return of_choices(path);
  if (name == "links") return of_link(path);
  if (name == "clock") return of_clock(path);
  if (name == "entry" && in_.context.has_entry) return of_entry(path);
  if (name == "old" && in_.context.has_old && path.size() > 1)
    return wrapped(Meaning::Kind::old, in_.type, path);
  if (name == "it" && in_.context.candidate) {
    if (path.size() > 1) return wrapped(Meaning::Kind::candidate, *in_.context.candidate, path);
    Meaning meaning{.kind = Meaning::Kind::candidate, .on = in_.context.candidate};
    meaning.inner = std::make_shared<const Meaning>(
        Meaning{.kind = Meaning::Kind::meta, .name = "self", .on = in_.context.candidate});
    return Found{reference_to(in_.context.candidate->name), std::move(meaning), 1};
  }
  return own(in_.type, path, 0);
}

// A name of the record of a type: a field, an engine column, or a path through references.
std::optional<NameCollector::Found> NameCollector::own(const RecordType& type, Path path,
                                                       int depth) const {
  const RecordType* on = &type;
  int field = type.find_field(path[0]);
  // A reference to items may lead to a server: its fields can be named too, empty where the record
  // has none.
  for (std::size_t i = 0; field < 0 && depth > 0 && i < type.subtypes.size(); ++i) {
    on = in_.set.type(type.subtypes[i]);
    field = on ? on->find_field(path[0]) : -1;
  }
  if (field < 0) return meta(type, path[0]);
  const auto& declared = on->fields[static_cast<std::size_t>(field)];
  if (path.size() > 1 && declared.type == FieldType::reference && depth < references_max) {
    if (auto found = through(*on, field, path, depth)) return found;
  }
  return Found{expression_type(declared, in_.vocabulary),
               {.kind = Meaning::Kind::field, .field = field, .name = declared.name, .on = on},
               1};
}

std::optional<NameCollector::Found> NameCollector::through(const RecordType& type, int field,
                                                           Path path, int depth) const {
  const auto& declared = type.fields[static_cast<std::size_t>(field)];
  const auto* target = in_.set.type(declared.target);
  if (!target) return std::nullopt;
  auto inner = own(*target, path.subspan(1), depth + 1);
  if (!inner) return std::nullopt;
  Meaning meaning{
      .kind = Meaning::Kind::through, .field = field, .name = declared.name, .on = &type};
  meaning.inner = std::make_shared<const Meaning>(std::move(inner->meaning));
  return Found{std::move(inner->type), std::move(meaning), inner->used + 1};
}

std::optional<NameCollector::Found> NameCollector::meta(const RecordType& type,
                                                        std::string_view name) const {
  const auto found = [&](Type expression) {
    return Found{std::move(expression),
                 {.kind = Meaning::Kind::meta, .name = std::string(name), .on = &type},
                 1};
  };
  const auto& literals = &type == &in_.type ? in_.literals : type;
  const auto& words = in_.vocabulary;
  if (name == "id" || name == "self") return found(reference_to(type.name));
  if (name == "number" || name == "next_target_clock") return found(plain(Kind::text));
  if (name == "type") return found(choice_of("type", words.of(words.types, literals.name)));
  if (name == "state")
    return found(choice_of(literals.name + " states", words.of(words.states, literals.name)));
  if (name == "phase") return found(choice_of("phase", words.phases));
  if (name == "version") return found(plain(Kind::integer));
  if (name == "created_by" || name == "updated_by") return found(reference_to("person"));
  if (name == "created_at" || name == "updated_at" || name == "next_target_at")
    return found(plain(Kind::timestamp));
  return std::nullopt;
}

std::optional<NameCollector::Found> NameCollector::wrapped(Meaning::Kind kind,
                                                           const RecordType& type,
                                                           Path path) const {
  auto inner = own(type, path.subspan(1), 0);
  if (!inner) return std::nullopt;
  Meaning meaning{.kind = kind, .on = &type};
  meaning.inner = std::make_shared<const Meaning>(std::move(inner->meaning));
  return Found{std::move(inner->type), std::move(meaning), inner->used + 1};
}

std::optional<NameCollector::Found> NameCollector::of_me(Path path) const {
  const auto found = [&](Type type) {
    return Found{std::move(type), {.kind = Meaning::Kind::me, .name = std::string(path[1])}, 2};
  };
  if (path.size() == 1) return Found{reference_to("person"), {.kind = Meaning::Kind::me}, 1};
  for (const auto& each : me_names)
    if (each.name == path[1])
      return found(each.is_list ? expr::list_of(reference_to(each.target))
                                : reference_to(each.target));
  if (path[1] == "roles") return found(expr::list_of(choice_of("roles", in_.vocabulary.roles)));
  if (path[1] == "language") return found(plain(Kind::text));
  if (path[1] == "side") return found(choice_of("side", in_.vocabulary.sides));
  return std::nullopt;
}

std::optional<NameCollector::Found> NameCollector::of_setting(Path path) const {
  const auto* setting = path.size() > 1 ? in_.set.setting(path[1]) : nullptr;
  if (!setting) return std::nullopt;
  Type type = expression_type(setting->type, 2);
  if (setting->matrix) {
    const auto* gives = in_.set.choices(setting->matrix->gives);
    auto value = gives && gives->has_integer_keys
                     ? plain(Kind::integer)
                     : choice_of(setting->matrix->gives,
                                 in_.vocabulary.of(in_.vocabulary.choices, setting->matrix->gives));
    type = expr::map_of(plain(Kind::text), expr::map_of(plain(Kind::text), std::move(value)));
  }
  return Found{std::move(type), {.kind = Meaning::Kind::setting, .name = setting->name}, 2};
}

std::optional<NameCollector::Found> NameCollector::of_choices(Path path) const {
  const auto* list = path.size() > 1 ? in_.set.choices(path[1]) : nullptr;
  if (!list) return std::nullopt;
  const auto key =
      list->has_integer_keys
          ? plain(Kind::integer)
          : choice_of(list->name, in_.vocabulary.of(in_.vocabulary.choices, list->name));
  return Found{expr::map_of(key, expr::map_of(plain(Kind::text), {})),
               {.kind = Meaning::Kind::choices, .name = list->name},
               2};
}

std::optional<NameCollector::Found> NameCollector::of_link(Path path) const {
  bool is_reverse = false;
  if (path.size() < 3 || !in_.set.link(path[1], is_reverse)) return std::nullopt;
  if (path[2] != "count" && path[2] != "open") return std::nullopt;
  return Found{
      plain(Kind::integer),
      {.kind = Meaning::Kind::link, .name = std::string(path[1]), .part = std::string(path[2])},
      3};
}

std::optional<NameCollector::Found> NameCollector::of_clock(Path path) const {
  if (path.size() < 3) return std::nullopt;
  const auto& clocks = *in_.vocabulary.of(in_.vocabulary.clocks, in_.literals.name);
  if (std::find(clocks.begin(), clocks.end(), path[1]) == clocks.end()) return std::nullopt;
  const auto found = [&](Type type) {
    return Found{
        std::move(type),
        {.kind = Meaning::Kind::clock, .name = std::string(path[1]), .part = std::string(path[2])},
        3};
  };
  if (path[2] == "state") return found(choice_of("clock state", in_.vocabulary.clock_states));
  if (path[2] == "due_at") return found(plain(Kind::timestamp));
  if (path[2] == "left" || path[2] == "used") return found(plain(Kind::duration));
  return std::nullopt;
}

std::optional<NameCollector::Found> NameCollector::of_entry(Path path) const {
  if (path.size() < 2) return std::nullopt;
  const auto found = [&](Type type) {
    return Found{std::move(type), {.kind = Meaning::Kind::entry, .name = std::string(path[1])}, 2};
  };
  if (path[1] == "side") return found(choice_of("side", in_.vocabulary.sides));
  if (path[1] == "visibility") return found(choice_of("visibility", in_.vocabulary.visibilities));
  if (path[1] == "kind") return found(choice_of("entry kind", in_.vocabulary.entry_kinds));
  if (path[1] == "via") return found(plain(Kind::text));
  return std::nullopt;
}

void NameCollector::add_names_of(const RecordType& type, const std::string& prefix, int depth,
                                 std::vector<std::string>& out) const {
  for (const auto& field : type.fields) {
    out.push_back(prefix + field.name);
    const auto* target =
        field.type == FieldType::reference && depth > 0 ? in_.set.type(field.target) : nullptr;
    if (target) add_names_of(*target, prefix + field.name + ".", depth - 1, out);
  }
  for (const auto& column : engine_columns_shown()) out.push_back(prefix + column);
}

std::vector<std::string> NameCollector::names() const {
  std::vector<std::string> out;
  add_names_of(in_.type, "", 1, out);
  if (in_.context.has_old) add_names_of(in_.type, "old.", 0, out);
  if (in_.context.candidate) add_names_of(*in_.context.candidate, "it.", 0, out);
  for (const auto* name : {"self", "now", "me", "me.organizations", "me.organization", "me.groups",
                           "me.group", "me.roles", "me.language", "me.side", "me.site"})
    out.emplace_back(name);
  if (in_.context.has_entry)
    for (const auto* name : {"entry.side", "entry.visibility", "entry.kind", "entry.via"})
      out.emplace_back(name);
  for (const auto& [name, setting] : in_.set.settings()) out.push_back("settings." + name);
  for (const auto& [name, list] : in_.set.choice_lists()) out.push_back("choices." + name);
  for (const auto& name : *in_.vocabulary.links)
    for (const auto* part : {".count", ".open"}) out.push_back("links." + name + part);
  for (const auto& name : *in_.vocabulary.of(in_.vocabulary.clocks, in_.literals.name))
    for (const auto* part : {".state", ".due_at", ".left", ".used"})
      out.push_back("clock." + name + part);
  for (const auto* name : {"entered_at", "time_in", "first_comment_at", "changes", "times",
                           "entries", "made_by", "within", "text", "date", "instant"})
    out.emplace_back(name);
  return out;
}

}  // namespace praxis::pack
