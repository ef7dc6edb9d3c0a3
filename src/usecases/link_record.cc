#include "usecases/link_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "identity/permission.h"
#include "record/link_store.h"
#include "usecases/create_record.h"
#include "usecases/in_step.h"
#include "usecases/write_record.h"

namespace praxis::usecases {
namespace {

tl::unexpected<Error> refused_link(Code code, std::string reason, const std::string& link,
                                   std::string message) {
  Error error{code, std::move(reason), std::move(message)};
  error.fields.push_back({"links." + link, error.reason});
  return fail(std::move(error));
}

// A link type with the two records at its ends.
struct Ends {
  const pack::LinkType* type;
  bool is_reverse;
  const record::Record* from;
  const record::Record* to;
};

bool is_one_of(const record::Record& record, const std::vector<std::string>& types) {
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& type) { return record.type->is_a(type); });
}

Result<Ends> ends_of(const Work& work, const record::Record& record, const std::string& link,
                     const record::Record& other) {
  bool is_reverse = false;
  const auto* type = work.model.packs().link(link, is_reverse);
  if (!type)
    return refused_link(Code::invalid_argument, "link.unknown", link,
                        fmt::format("there is no link '{}'", link.substr(0, 64)));
  Ends ends{type, is_reverse, is_reverse ? &other : &record, is_reverse ? &record : &other};
  if (type->is_symmetric && ends.to->id < ends.from->id) std::swap(ends.from, ends.to);
  return ends;
}

Status check_most(Work& work, const Ends& ends, const std::string& link) {
  const auto& type = *ends.type;
  if (type.to_max && TRY(record::count_links(work.tx, work.model, ends.from->id, type.name,
                                             record::Which::all)) >= *type.to_max)
    return refused_link(Code::conflict, "link.to_max", link,
                        fmt::format("'{}' allows {} at most", type.name, *type.to_max));
  if (type.from_max && TRY(record::count_links(work.tx, work.model, ends.to->id, type.reverse,
                                               record::Which::all)) >= *type.from_max)
    return refused_link(Code::conflict, "link.from_max", link,
                        fmt::format("'{}' allows {} at most", type.reverse, *type.from_max));
  return {};
}

Status check_link(Work& work, const Ends& ends, const std::string& link) {
  const auto& type = *ends.type;
  const bool fits = is_one_of(*ends.from, type.from) && is_one_of(*ends.to, type.to) &&
                    (!type.is_same_type || ends.from->type == ends.to->type);
  if (!fits)
    return refused_link(Code::invalid_argument, "link.types", link,
                        fmt::format("'{}' does not lead from {} to {}", type.name,
                                    ends.from->type->name, ends.to->type->name));
  if (ends.from->id == ends.to->id)
    return refused_link(Code::conflict, "link.self", link, "a record is not linked with itself");
  TRY(check_most(work, ends, link));
  if (type.is_acyclic && TRY(record::leads_to(work.tx, type, ends.to->id, ends.from->id)))
    return refused_link(Code::conflict, "link.circle", link,
                        fmt::format("'{}' would lead in a circle", type.name));
  return {};
}

Status check_link_right(Work& work, const record::Record& record) {
  if (work.scope.is_system || identity::may(work.around(record), pack::Action::link)) return {};
  return fail(Code::forbidden, "link_not_allowed",
              fmt::format("you may not link {}", record.number));
}

std::string seen_from(const Ends& ends, const record::Record& record) {
  return ends.from->id == record.id ? ends.type->name : ends.type->reverse;
}

record::Entry link_entry(Work& work, const std::string& name, const Json& from, const Json& to) {
  auto entry = work.entry(record::EntryKind::link);
  entry.changes.push_back({"links." + name, from, to});
  return entry;
}

Status note_link(Work& work, record::Record& record, const std::string& name, const Json& from,
                 const Json& to) {
  const auto before = record;
  return write_change(work, before, record, link_entry(work, name, from, to),
                      {.event = pack::EventRule::Event::link});
}

// In the order of their ids, so that two who link the same two records from both ends wait.
Result<std::pair<record::Record, record::Record>> lock_both(Work& work,
                                                            const record::RecordName& name,
                                                            const record::RecordName& other) {
  const auto lister = work.lister();
  const auto here = TRY(record::read(work.tx, lister, name));
  const auto there = TRY(record::read(work.tx, lister, other));
  const bool is_in_order = here.id < there.id;
  auto first = TRY(record::lock(work.tx, lister, is_in_order ? *here.type : *there.type,
                                is_in_order ? here.id : there.id));
  auto second = TRY(record::lock(work.tx, lister, is_in_order ? *there.type : *here.type,
                                 is_in_order ? there.id : here.id));
  if (is_in_order) return std::pair(std::move(first), std::move(second));
  return std::pair(std::move(second), std::move(first));
}

// The type that a record created by a link has: this record's own where it fits, else the first
// concrete one of the end. The checker sees to it that there is one.
const pack::RecordType* type_at(const Work& work, const std::vector<std::string>& end,
                                const record::Record& record) {
  if (is_one_of(record, end)) return record.type;
  for (const auto& name : end)
    if (const auto* type = work.model.type(name); type && !type->is_abstract) return type;
  return nullptr;
}

JsonObject carried_fields(const pack::LinkType& type, bool is_new_from,
                          const record::Record& source, const pack::RecordType& made) {
  JsonObject fields;
  for (const auto& [of_to, of_from] : type.carries) {
    const auto& theirs = is_new_from ? of_to : of_from;
    const auto& ours = is_new_from ? of_from : of_to;
    const int position = source.type->find_field(theirs);
    const int target = made.find_field(ours);
    if (position < 0 || target < 0 || made.fields[static_cast<std::size_t>(target)].computed)
      continue;
    const auto& value = source.value(position);
    if (!value.is_null())
      fields[ours] =
          record::value_to_json(source.type->fields[static_cast<std::size_t>(position)], value);
  }
  return fields;
}

}  // namespace

Status link_new(Work& work, const record::Record& record, record::Entry& first_entry,
                const NewLink& link) {
  TRY(check_link_right(work, link.other));
  const auto ends = TRY(ends_of(work, record, link.name, link.other));
  TRY(check_link(work, ends, link.name));
  TRY(record::add_link(work.tx, *ends.type, *ends.from, *ends.to, work.now, work.scope.person));
  first_entry.changes.push_back({"links." + link.name, nullptr, Json(link.other.number)});
  return note_link(work, link.other, seen_from(ends, link.other), nullptr, Json(record.number));
}

Status link_in(Work& work, record::Record& record, const std::string& link, record::Record& other) {
  TRY(check_link_right(work, record));
  const auto ends = TRY(ends_of(work, record, link, other));
  const auto name = seen_from(ends, record), reverse = seen_from(ends, other);
  const auto standing = TRY(record::links_named(work.tx, work.model, record.id, link));
  if (std::any_of(standing.begin(), standing.end(),
                  [&](const auto& l) { return l.other == other.id; }))
    return {};
  TRY(check_link(work, ends, link));
  TRY(record::add_link(work.tx, *ends.type, *ends.from, *ends.to, work.now, work.scope.person));
  TRY(note_link(work, record, name, nullptr, Json(other.number)));
  TRY(note_link(work, other, reverse, nullptr, Json(record.number)));
  return join_in_step(work, record, name, other);
}

Status unlink_in(Work& work, record::Record& record, const std::string& link,
                 record::Record& other) {
  TRY(check_link_right(work, record));
  const auto ends = TRY(ends_of(work, record, link, other));
  const auto name = seen_from(ends, record), reverse = seen_from(ends, other);
  if (!TRY(record::remove_link(work.tx, *ends.type, ends.from->id, ends.to->id)))
    return fail(Code::not_found, "link.not_found",
                fmt::format("{} has no such link", record.number));
  TRY(note_link(work, record, name, Json(other.number), nullptr));
  return note_link(work, other, reverse, Json(record.number), nullptr);
}

JsonObject carried_over(Work& work, const std::string& name, const pack::RecordType& made,
                        const record::Record& source) {
  bool is_reverse = false;
  const auto* type = work.model.packs().link(name, is_reverse);
  if (!type || type->carries.empty()) return {};
  auto fields = carried_fields(*type, !is_reverse, source, made);
  const identity::ActorRights actor(work.scope, work.model.packs(), *source.type);
  const auto in = work.around(source);
  const auto readable = identity::RecordRights(actor, in).readable_fields();
  for (const auto& [of_to, of_from] : type->carries) {
    const auto& theirs = is_reverse ? of_from : of_to;
    const auto& ours = is_reverse ? of_to : of_from;
    const int position = source.type->find_field(theirs);
    if (position >= 0 && !readable.test(static_cast<std::size_t>(position))) fields.erase(ours);
  }
  return fields;
}

Result<record::Record> create_by_link(Work& work, record::Record& record, const std::string& link) {
  bool is_reverse = false;
  const auto* type = work.model.packs().link(link, is_reverse);
  must(type != nullptr);
  const auto* made = type_at(work, is_reverse ? type->from : type->to, record);
  must(made != nullptr);
  Draft draft;
  draft.fields = carried_fields(*type, is_reverse, record, *made);
  draft.is_trusted = true;
  auto fresh = TRY(create_in(work, *made, draft));
  const auto system = record::Scope::system();
  auto engine = work.as_system(system, "rule");
  TRY(link_in(engine, fresh, is_reverse ? type->name : type->reverse, record));
  return fresh;
}

Status link_record(Application& application, const Caller& caller, const record::RecordName& name,
                   const std::string& link, const record::RecordName& other) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    auto [record, second] = TRY(lock_both(work, name, other));
    return link_in(work, record, link, second);
  });
}

Status unlink_record(Application& application, const Caller& caller, const record::RecordName& name,
                     const std::string& link, const record::RecordName& other) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    auto [record, second] = TRY(lock_both(work, name, other));
    return unlink_in(work, record, link, second);
  });
}

}  // namespace praxis::usecases
