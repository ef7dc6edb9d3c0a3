#include "usecases/read_records.h"

#include <algorithm>

#include "identity/permission.h"
#include "record/version_store.h"

namespace praxis::usecases {
namespace {

bool is_seen(const record::Entry& entry, const record::Record& record,
             const identity::FieldSet& readable, bool sees_internal) {
  if (entry.kind == record::EntryKind::comment)
    return entry.visibility != "internal" || sees_internal;
  if (entry.kind == record::EntryKind::clock) return sees_internal;
  if (entry.kind != record::EntryKind::field) return true;
  return std::any_of(entry.changes.begin(), entry.changes.end(), [&](const auto& change) {
    const int position = record.type->find_field(change.name);
    return position < 0 || readable.test(static_cast<std::size_t>(position));
  });
}

// Who only reads versions learns when one was cut and what was said to everybody, not what is being
// worked on.
bool is_of_versions(const record::Entry& entry, const record::Record& record) {
  switch (entry.kind) {
    case record::EntryKind::create:
    case record::EntryKind::comment:
    case record::EntryKind::link:
      return true;
    case record::EntryKind::transition:
      return record::cuts_version(*record.type, entry);
    default:
      return false;
  }
}

void hide_work(record::Entry& entry) {
  entry.changes.clear();
  entry.reason.clear();
  entry.from_state.clear();
}

void cut_unreadable(record::Entry& entry, const record::Record& record,
                    const identity::FieldSet& readable) {
  std::erase_if(entry.changes, [&](const auto& change) {
    const int position = record.type->find_field(change.name);
    return position >= 0 && !readable.test(static_cast<std::size_t>(position));
  });
}

}  // namespace

std::vector<std::string> agent_roles(const pack::PackSet& packs) {
  std::vector<std::string> names;
  for (const auto& role : packs.roles())
    if (role.side == pack::Side::agent) names.push_back(role.name);
  return names;
}

Result<record::JournalPage> read_history(Work& work, const record::Record& record,
                                         std::int64_t from_seq, int limit, record::Order order) {
  const auto in = work.around(record);
  const identity::ActorRights actor(work.scope, work.model.packs(), *record.type);
  const identity::RecordRights rights(actor, in);
  const auto readable = rights.readable_fields();
  const bool sees_internal = rights.holds_one_of(agent_roles(work.model.packs()));
  const bool is_reader = record.face == record::Face::newest_version;
  record::JournalPage seen;
  auto at = from_seq;
  for (bool has_more = true; has_more && seen.entries.size() < static_cast<std::size_t>(limit);) {
    auto page = TRY(record::read_journal(work.tx, record.id, at, limit, order));
    has_more = page.has_more;
    for (auto& entry : page.entries) {
      if (seen.entries.size() == static_cast<std::size_t>(limit)) {
        has_more = true;
        break;
      }
      at = entry.seq;
      if (!is_seen(entry, record, readable, sees_internal)) continue;
      if (is_reader && !is_of_versions(entry, record)) continue;
      cut_unreadable(entry, record, readable);
      if (is_reader && entry.kind != record::EntryKind::comment &&
          entry.kind != record::EntryKind::link)
        hide_work(entry);
      seen.entries.push_back(std::move(entry));
    }
    seen.has_more = has_more;
  }
  return seen;
}

Result<std::vector<SeenLink>> read_links(Work& work, const record::Record& record) {
  std::vector<SeenLink> seen;
  for (auto& link : TRY(record::links_of(work.tx, work.model, record.id))) {
    const auto* type = work.model.type(link.other_type);
    if (!type) continue;
    const auto other = record::read(work.tx, work.lister(), *type, link.other);
    if (!other) continue;
    const record::Title title{other->id, other->type->name, other->number,
                              other->text_of(pack::FieldRole::title)};
    seen.push_back({std::move(link), title, other->state_name()});
  }
  return seen;
}

}  // namespace praxis::usecases
