#include "usecases/in_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "record/field_value.h"
#include "record/link_store.h"
#include "record/list.h"
#include "usecases/transition_record.h"
#include "usecases/update_record.h"
#include "usecases/write_record.h"
#include "workflow/lifecycle.h"

namespace praxis::usecases {
namespace {

using pack::InStep;
using record::Record;

// A link type that keeps in step, looked at from one of its ends.
struct StepEnd {
  const pack::LinkType* type;
  bool is_from;

  const std::string& name() const { return is_from ? type->name : type->reverse; }
  const std::map<std::string, std::string>& transitions() const {
    return is_from ? type->in_step->forward : type->in_step->backward;
  }
};

bool stands_at(const pack::RecordType& type, const std::vector<std::string>& end) {
  return std::any_of(end.begin(), end.end(), [&](const auto& name) { return type.is_a(name); });
}

std::vector<StepEnd> step_ends(const Work& work, const pack::RecordType& type) {
  std::vector<StepEnd> ends;
  for (const auto& link : work.model.packs().links()) {
    if (!link.in_step) continue;
    if (stands_at(type, link.from)) ends.push_back({&link, true});
    if (stands_at(type, link.to)) ends.push_back({&link, false});
  }
  return ends;
}

// What the record at the other end is to do: a transition (perhaps none) and fields of its own.
struct Following {
  std::string transition{};
  JsonObject fields{};
  std::string reason{};
  bool is_nothing() const { return transition.empty() && fields.empty(); }
};

// What led here: the change of one of the two that the other is to follow.
struct Lead {
  const Record& before;
  const Record& after;
  const std::string& transition;
  const std::string& reason;
};

std::string_view currency_of_field(const Record& record, int field) {
  const auto found = record.currencies.find(field);
  return found == record.currencies.end() ? std::string_view() : std::string_view(found->second);
}

// Each shared field: ours and theirs, whichever end we are.
template <class F>
void each_shared(const StepEnd& end, const pack::RecordType& ours, const pack::RecordType& theirs,
                 F&& each) {
  for (const auto& [of_from, of_to] : end.type->in_step->fields) {
    const int mine = ours.find_field(end.is_from ? of_from : of_to);
    const int other = theirs.find_field(end.is_from ? of_to : of_from);
    if (mine >= 0 && other >= 0) each(mine, other);
  }
}

bool is_same_value(const Record& left, int of_left, const Record& right, int of_right) {
  return left.value(of_left) == right.value(of_right) &&
         currency_of_field(left, of_left) == currency_of_field(right, of_right);
}

void put_field(const Record& source, int field, const Record& receiver, int theirs,
               Following& following) {
  if (is_same_value(source, field, receiver, theirs)) return;
  following.fields[receiver.type->fields[static_cast<std::size_t>(theirs)].name] =
      record::value_to_json(source.type->fields[static_cast<std::size_t>(field)],
                            source.value(field), currency_of_field(source, field));
}

Following following_of(const StepEnd& end, const Lead& lead, const Record& other) {
  Following following{.reason = lead.reason};
  if (const auto found = end.transitions().find(lead.transition);
      found != end.transitions().end()) {
    const auto* declared = workflow::lifecycle_of(other).find(found->second);
    const bool is_there = declared && declared->to == other.state;
    if (!is_there) following.transition = found->second;
  }
  if (following.reason.empty())
    following.reason = fmt::format("{} {}", lead.after.number, lead.transition);
  each_shared(end, *lead.after.type, *other.type, [&](int mine, int theirs) {
    if (!is_same_value(lead.before, mine, lead.after, mine))
      put_field(lead.after, mine, other, theirs, following);
  });
  return following;
}

Result<Outcome> follow(Work& work, const Record& other, const Following& following) {
  Draft draft;
  draft.fields = following.fields;
  draft.reason = following.reason;
  draft.is_trusted = true;
  if (!following.transition.empty()) return transition_in(work, other, following.transition, draft);
  return update_or_preview(work, other, draft);
}

bool is_about_records(const Error& error) {
  return error.code != Code::unavailable && error.code != Code::internal;
}

// Why the other record would not follow, decided without writing.
Result<std::optional<Error>> refusal_of(Work& work, const Record& other,
                                        const Following& following) {
  auto dry = work;
  dry.is_dry = true;
  auto outcome = follow(dry, other, following);
  if (outcome) return std::move(outcome->refusal);
  if (!is_about_records(outcome.error())) return fail(outcome.error());
  return std::optional<Error>(std::move(outcome.error()));
}

JsonObject why_not(const Record& other, const Following& following, const Error& error) {
  JsonArray errors;
  for (const auto& field : error.fields)
    errors.emplace_back(JsonObject{{"field", field.field}, {"reason", field.reason}});
  JsonObject why{{"record", other.number}, {"reason", error.reason}};
  if (!following.transition.empty()) why["transition"] = following.transition;
  if (!errors.empty()) why["errors"] = std::move(errors);
  return why;
}

// Of a record that the actor may not see no more is said than that it does not follow.
Error out_of_step(Work& work, const StepEnd& end, const Record& other, const Following& following,
                  const Error& error) {
  Error refused{Code::conflict, "link.out_of_step",
                fmt::format("what is linked by '{}' cannot follow", end.name())};
  if (work.scope.is_system || record::may_read(work.tx, work.lister(), other)) {
    refused.details = why_not(other, following, error);
    refused.message =
        fmt::format("{} cannot follow: {}", other.number,
                    error.message.empty() ? std::string_view(error.reason) : error.message);
  }
  refused.details["link"] = end.name();
  return refused;
}

Status note_on_link(Work& work, const StepEnd& end, const Record& record, const Record& other,
                    std::string_view why) {
  return record::note_out_of_step(work.tx, *end.type, end.is_from ? record.id : other.id,
                                  end.is_from ? other.id : record.id, why);
}

Status flag_link(Work& work, const StepEnd& end, Record& record, const Record& other,
                 const JsonObject& why) {
  TRY(note_on_link(work, end, record, other, to_text(Json(why))));
  auto entry = work.entry(record::EntryKind::link);
  entry.changes.push_back({"links." + end.name() + ".out_of_step", nullptr, Json(why)});
  const auto before = record;
  return write_change(work, before, record, std::move(entry),
                      {.event = pack::EventRule::Event::link});
}

// The linked records of an end that do not wait for us to follow them, locked.
Result<std::vector<std::pair<record::Link, Record>>> others_at(Work& work, const StepEnd& end,
                                                               Id record) {
  std::vector<std::pair<record::Link, Record>> others;
  const auto everyone = record::Scope::system();
  const record::Lister sees_all{work.model, work.directory, everyone, work.now};
  for (auto& link : TRY(record::links_named(work.tx, work.model, record, end.name()))) {
    if (std::find(work.passed.begin(), work.passed.end(), link.other) != work.passed.end())
      continue;
    const auto* type = work.model.type(link.other_type);
    if (!type) continue;
    auto other = record::lock(work.tx, sees_all, *type, link.other);
    // A record that is linked before it is written agrees when it is there (join_in_step).
    if (!other && other.error().code == Code::not_found) continue;
    if (!other) return fail(other.error());
    others.emplace_back(std::move(link), std::move(*other));
  }
  return others;
}

Status follow_one(Work& work, const StepEnd& end, Record& record, const record::Link& link,
                  const Record& other, const Following& following) {
  auto beyond = work.beyond(record.id);
  beyond.via = "link";
  if (end.type->in_step->refused == InStep::Refused::flag)
    if (const auto refused = TRY(refusal_of(beyond, other, following)))
      return flag_link(work, end, record, other, why_not(other, following, *refused));
  if (auto moved = follow(beyond, other, following); !moved)
    return fail(is_about_records(moved.error())
                    ? out_of_step(work, end, other, following, moved.error())
                    : moved.error());
  return link.out_of_step.empty() ? Status() : note_on_link(work, end, record, other, "");
}

}  // namespace

Status keep_in_step(Work& work, const Record* before, Record& after, const record::Entry& entry) {
  if (!before) return {};
  for (const auto& end : step_ends(work, *after.type))
    for (const auto& [link, other] : TRY(others_at(work, end, after.id))) {
      const auto following =
          following_of(end, {*before, after, entry.transition, entry.reason}, other);
      if (following.is_nothing()) continue;
      TRY(follow_one(work, end, after, link, other, following));
    }
  return {};
}

Result<std::optional<Error>> refusal_in_step(Work& work, const Record& before, const Record& after,
                                             const std::string& transition) {
  const std::string reason;
  for (const auto& end : step_ends(work, *after.type)) {
    if (end.type->in_step->refused == InStep::Refused::flag) continue;
    for (const auto& [link, other] : TRY(others_at(work, end, after.id))) {
      const auto following = following_of(end, {before, after, transition, reason}, other);
      if (following.is_nothing()) continue;
      auto beyond = work.beyond(after.id);
      if (const auto refused = TRY(refusal_of(beyond, other, following)))
        return std::optional(out_of_step(work, end, other, following, *refused));
    }
  }
  return std::optional<Error>();
}

Status join_in_step(Work& work, Record& record, const std::string& name, Record& other) {
  bool is_reverse = false;
  const auto* type = work.model.packs().link(name, is_reverse);
  if (!type || !type->in_step || work.is_silent) return {};
  const StepEnd end{type, true};
  auto& from = is_reverse ? other : record;
  auto& to = is_reverse ? record : other;
  Following of_to, of_from;
  each_shared(end, *from.type, *to.type, [&](int mine, int theirs) {
    if (from.value(mine).is_null())
      put_field(to, theirs, from, mine, of_from);
    else
      put_field(from, mine, to, theirs, of_to);
  });
  // Neither change goes on over this link: both are what the other holds.
  if (!of_to.fields.empty()) {
    auto beyond = work.beyond(from.id);
    to = TRY(follow(beyond, to, of_to)).record;
  }
  if (!of_from.fields.empty()) {
    auto beyond = work.beyond(to.id);
    from = TRY(follow(beyond, from, of_from)).record;
  }
  return {};
}

namespace {

// Where a record by this name may lie, of the types that links keep in step.
Result<std::optional<Record>> find_paired(Work& work, const record::RecordName& name) {
  std::set<std::string> families;
  for (const auto& link : work.model.packs().links())
    if (link.in_step)
      for (const auto* end : {&link.from, &link.to})
        for (const auto& type : *end) families.insert(work.model.type(type)->family);
  const auto* named = name.type.empty() ? nullptr : work.model.type(name.type);
  if (named && !families.contains(named->family)) return std::optional<Record>();
  if (const auto id = id_from_text(name.text)) {
    std::optional<Record> found;
    for (const auto& family : families)
      if (!found) found = TRY(record::find(work.tx, work.model, *work.model.type(family), *id));
    return found;
  }
  const auto* type = work.model.type_of_number(name.text);
  if (!type || !families.contains(type->family)) return std::optional<Record>();
  const auto id = TRY(record::find_id(work.tx, work.model, *type, name.text));
  return id ? record::find(work.tx, work.model, *type, *id) : std::optional<Record>();
}

}  // namespace

Status lock_in_step(Work& work, const record::RecordName& name) {
  const auto first = TRY(find_paired(work, name));
  if (!first) return {};
  std::map<Id, const pack::RecordType*> wanted{{first->id, first->type}};
  std::vector<std::pair<Id, const pack::RecordType*>> open{{first->id, first->type}};
  while (!open.empty()) {
    const auto [id, type] = open.back();
    open.pop_back();
    for (const auto& end : step_ends(work, *type))
      for (const auto& link : TRY(record::links_named(work.tx, work.model, id, end.name())))
        if (const auto* other = work.model.type(link.other_type);
            other && wanted.emplace(link.other, other).second)
          open.emplace_back(link.other, other);
  }
  const auto everyone = record::Scope::system();
  const record::Lister sees_all{work.model, work.directory, everyone, work.now};
  for (const auto& [id, type] : wanted) TRY(record::lock(work.tx, sees_all, *type, id));
  return {};
}

}  // namespace praxis::usecases
