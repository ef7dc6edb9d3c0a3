#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "record/journal.h"

namespace praxis::record {
namespace {

constexpr std::int64_t entry_format = 1;
constexpr std::size_t salt_size = 16;
constexpr std::array<std::string_view, 8> kind_names{"create", "field", "transition", "comment",
                                                     "link",   "clock", "setting",    "attachment"};

// What one value is committed to with: SHA-256 over a salt of its own and the canonical pair [from,
// to]. The salt is derived from the entry's, so that an entry keeps one; erasing one value keeps
// the others' derived salts.
Digest commitment(std::string_view entry_salt, std::string_view name,
                  std::string_view canonical_pair) {
  const auto salt = sha256({entry_salt, name});
  return sha256({view(salt), canonical_pair});
}

std::string canonical_pair(const ValueChange& change) {
  std::string text = "[";
  text += to_canonical(change.from);
  text += ',';
  text += to_canonical(change.to);
  text += ']';
  return text;
}

void add_text(JsonWriter& writer, std::string_view key, std::string_view value) {
  if (!value.empty()) writer.key(key).text(value);
}

// The text that is hashed: keys in RFC 8785 order, integers as text, values only by their
// commitments.
std::string canonical_entry(Id record, const Entry& entry, std::string_view salt) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("actor").text(to_text(entry.actor));
  writer.key("changes").begin_array();
  for (const auto& change : entry.changes) {
    writer.begin_object();
    writer.key("commitment")
        .text(to_hex(view(commitment(salt, change.name, canonical_pair(change)))));
    writer.key("name").text(change.name).end_object();
  }
  writer.end_array();
  writer.key("format").text(std::to_string(entry_format));
  add_text(writer, "from_state", entry.from_state);
  writer.key("generation").text(std::to_string(entry.generation));
  writer.key("kind").text(name(entry.kind));
  writer.key("occurred_at").text(std::to_string(entry.occurred_at.us));
  if (!entry.operation.is_nil()) writer.key("operation").text(to_text(entry.operation));
  if (entry.promised_at) writer.key("promised_at").text(std::to_string(entry.promised_at->us));
  if (!entry.reason.empty()) {
    const ValueChange reason{"reason", nullptr, Json(entry.reason)};
    writer.key("reason").text(to_hex(view(commitment(salt, "reason", canonical_pair(reason)))));
  }
  writer.key("record")
      .text(to_text(record))
      .key("recorded_at")
      .text(std::to_string(entry.recorded_at.us));
  writer.key("seq").text(std::to_string(entry.seq)).key("side").text(name(entry.side));
  add_text(writer, "to_state", entry.to_state);
  add_text(writer, "transition", entry.transition);
  add_text(writer, "via", entry.via);
  add_text(writer, "visibility", entry.visibility);
  writer.end_object();
  return out;
}

// What is stored beside the columns: everything of the entry that is no column, with the salt and
// the plain values.
std::string stored_entry(const Entry& entry, std::string_view salt) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("format").integer(entry_format).key("salt").text(to_base64url(salt));
  add_text(writer, "from_state", entry.from_state);
  add_text(writer, "to_state", entry.to_state);
  add_text(writer, "transition", entry.transition);
  add_text(writer, "via", entry.via);
  add_text(writer, "visibility", entry.visibility);
  add_text(writer, "reason", entry.reason);
  writer.key("generation")
      .integer(entry.generation)
      .key("recorded_at")
      .integer(entry.recorded_at.us);
  if (entry.promised_at) writer.key("promised_at").integer(entry.promised_at->us);
  if (!entry.operation.is_nil()) writer.key("operation").text(to_text(entry.operation));
  writer.key("changes").begin_array();
  for (const auto& change : entry.changes)
    writer.begin_array().text(change.name).value(change.from).value(change.to).end_array();
  writer.end_array().end_object();
  return out;
}

std::string text_member(const JsonObject& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

struct StoredEntry {
  Entry entry;
  std::string salt;
};

Result<std::int64_t> integer_member(const JsonObject& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  if (!found || !found->is_int64())
    return fail(Code::internal, "journal.unreadable", fmt::format("no {}", key));
  return found->get_int64();
}

Status read_changes(const JsonObject& object, Entry& entry) {
  const auto* changes = object.if_contains("changes");
  if (!changes || !changes->is_array())
    return fail(Code::internal, "journal.unreadable", "no changes");
  for (const auto& change : changes->get_array()) {
    if (!change.is_array() || change.get_array().size() != 3 || !change.get_array()[0].is_string())
      return fail(Code::internal, "journal.unreadable", "a change is no triple");
    const auto& triple = change.get_array();
    entry.changes.push_back({std::string(triple[0].get_string()), triple[1], triple[2]});
  }
  return {};
}

constexpr std::string_view entry_columns =
    R"("seq", "kind", "occurred_at", "actor", "side", "entry", "head")";

Result<StoredEntry> entry_from_row(const db::Row& row) {
  StoredEntry stored;
  auto& entry = stored.entry;
  entry.seq = row.integer(0);
  const auto kind = std::find(kind_names.begin(), kind_names.end(), row.text(1));
  if (kind == kind_names.end()) return fail(Code::internal, "journal.unreadable", "unknown kind");
  entry.kind = static_cast<EntryKind>(kind - kind_names.begin());
  entry.occurred_at = row.instant(2);
  entry.actor = row.id(3);
  const auto side = row.text(4);
  entry.side = side == "agent"       ? pack::Side::agent
               : side == "requester" ? pack::Side::requester
                                     : pack::Side::system;
  const auto json = TRY(json_from_text(row.text(5)));
  if (!json.is_object()) return fail(Code::internal, "journal.unreadable", "no object");
  const auto& object = json.get_object();
  stored.salt = TRY(from_base64url(text_member(object, "salt")));
  entry.from_state = text_member(object, "from_state");
  entry.to_state = text_member(object, "to_state");
  entry.transition = text_member(object, "transition");
  entry.via = text_member(object, "via");
  entry.visibility = text_member(object, "visibility");
  entry.reason = text_member(object, "reason");
  entry.generation = TRY(integer_member(object, "generation"));
  entry.recorded_at = {TRY(integer_member(object, "recorded_at"))};
  if (object.contains("promised_at"))
    entry.promised_at = Instant{TRY(integer_member(object, "promised_at"))};
  if (object.contains("operation"))
    entry.operation = TRY(id_from_text(text_member(object, "operation")));
  TRY(read_changes(object, entry));
  const auto head = row.bytes(6);
  if (head.size() == entry.head.size()) std::copy(head.begin(), head.end(), entry.head.begin());
  return stored;
}

// One chain while it is walked: where it stands and what its record's row says of its end.
struct Chain {
  Id record{};
  std::int64_t seq = 0;
  Digest head{};
  std::int64_t claimed_seq = 0;
  Digest claimed_head{};
};

Digest digest_of(std::string_view bytes) {
  Digest digest{};
  if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

void close_chain(const Chain& chain, std::vector<ChainFault>& faults) {
  if (chain.record.is_nil()) return;
  if (chain.seq != chain.claimed_seq)
    faults.push_back({chain.record, chain.seq,
                      fmt::format("{} entries, its row says {}", chain.seq, chain.claimed_seq)});
  else if (chain.head != chain.claimed_head)
    faults.push_back({chain.record, chain.seq, "its row holds another head"});
}

void follow(Chain& chain, const StoredEntry& stored, std::vector<ChainFault>& faults) {
  const auto& entry = stored.entry;
  if (entry.seq != chain.seq + 1)
    faults.push_back(
        {chain.record, entry.seq, fmt::format("entry {} follows entry {}", entry.seq, chain.seq)});
  const auto head = sha256({view(chain.head), canonical_entry(chain.record, entry, stored.salt)});
  if (head != entry.head)
    faults.push_back({chain.record, entry.seq, "the entry does not match its hash"});
  chain.seq = entry.seq;
  chain.head = entry.head;
}

Status add_orphans(db::Transaction& tx, std::string_view family, std::vector<ChainFault>& faults) {
  const auto sql = fmt::format(R"(SELECT "id" FROM {} WHERE "journal_seq" > 0 AND NOT EXISTS
    (SELECT 1 FROM "journal" WHERE "record" = {}."id"))",
                               db::quoted(family), db::quoted(family));
  return tx.query(sql, {}, [&](const db::Row& row) -> Status {
    faults.push_back({row.id(0), 0, "its whole journal is missing"});
    return {};
  });
}

}  // namespace

std::string_view name(EntryKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Status append(db::Transaction& tx, Record& record, Entry entry) {
  entry.seq = record.journal_seq + 1;
  const auto salt = random_bytes(salt_size);
  const auto head = sha256({view(record.journal_head), canonical_entry(record.id, entry, salt)});
  const auto stored = stored_entry(entry, salt);
  TRY(tx.execute(
      R"(INSERT INTO "journal" ("record", "seq", "kind", "occurred_at", "actor", "side", "entry", "head", "operation")
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))",
      {record.id, entry.seq, name(entry.kind), entry.occurred_at.us, entry.actor, name(entry.side),
       std::string_view(stored), db::Bytes{view(head)},
       entry.operation.is_nil() ? db::Parameter() : db::Parameter(entry.operation)}));
  record.journal_seq = entry.seq;
  record.journal_head = head;
  return {};
}

Result<JournalPage> read_journal(db::Transaction& tx, Id record, std::int64_t from_seq, int limit,
                                 Order order) {
  const bool is_newest = order == Order::newest_first;
  const auto sql = fmt::format(
      R"(SELECT {} FROM "journal" WHERE "record" = $1 AND "seq" {} $2 ORDER BY "seq" {} LIMIT $3)",
      entry_columns, is_newest ? "<" : ">", is_newest ? "DESC" : "ASC");
  const auto from = is_newest && from_seq == 0 ? INT64_MAX : from_seq;
  JournalPage page;
  TRY(tx.query(sql, {record, from, std::int64_t{limit} + 1}, [&](const db::Row& row) -> Status {
    if (page.entries.size() == static_cast<std::size_t>(limit)) {
      page.has_more = true;
      return {};
    }
    page.entries.push_back(TRY(entry_from_row(row)).entry);
    return {};
  }));
  return page;
}

Result<std::vector<Entry>> read_entries(db::Transaction& tx, Id record,
                                        std::vector<EntryKind> kinds) {
  std::vector<Entry> entries;
  const auto sql =
      fmt::format(R"(SELECT {} FROM "journal" WHERE "record" = $1 ORDER BY "seq")", entry_columns);
  TRY(tx.query(sql, {record}, [&](const db::Row& row) -> Status {
    const auto is_wanted = [&](EntryKind kind) { return name(kind) == row.text(1); };
    if (!kinds.empty() && std::none_of(kinds.begin(), kinds.end(), is_wanted)) return {};
    entries.push_back(TRY(entry_from_row(row)).entry);
    return {};
  }));
  return entries;
}

Result<std::vector<Entry>> entries_of_operation(db::Transaction& tx, Id operation, Id record) {
  std::vector<Entry> entries;
  const auto sql = fmt::format(
      R"(SELECT {} FROM "journal" WHERE "operation" = $1 AND "record" = $2 ORDER BY "seq")",
      entry_columns);
  TRY(tx.query(sql, {operation, record}, [&](const db::Row& row) -> Status {
    entries.push_back(TRY(entry_from_row(row)).entry);
    return {};
  }));
  return entries;
}

Result<std::vector<Id>> records_of_operation(db::Transaction& tx, Id operation) {
  std::vector<Id> records;
  TRY(tx.query(
      R"(SELECT DISTINCT "record" FROM "journal" WHERE "operation" = $1 ORDER BY "record")",
      {operation}, [&](const db::Row& row) -> Status {
        records.push_back(row.id(0));
        return {};
      }));
  return records;
}

Result<std::vector<ChainFault>> verify_chains(db::Transaction& tx, std::string_view family,
                                              FunctionRef<void(std::int64_t)> progress) {
  std::vector<ChainFault> faults;
  Chain chain;
  std::int64_t done = 0;
  const auto sql = fmt::format(
      R"(SELECT j."seq", j."kind", j."occurred_at", j."actor", j."side", j."entry", j."head",
                f."id", f."journal_seq", f."journal_head"
         FROM {} f JOIN "journal" j ON j."record" = f."id" ORDER BY f."id", j."seq")",
      db::quoted(family));
  TRY(tx.query(sql, {}, [&](const db::Row& row) -> Status {
    if (row.id(7) != chain.record) {
      close_chain(chain, faults);
      chain = {row.id(7), 0, {}, row.integer(8), digest_of(row.bytes(9))};
      progress(++done);
    }
    if (const auto stored = entry_from_row(row)) {
      follow(chain, *stored, faults);
    } else {
      faults.push_back(
          {chain.record, row.integer(0), "the entry cannot be read: " + stored.error().message});
      chain.seq = row.integer(0);
      chain.head = digest_of(row.bytes(6));
    }
    return {};
  }));
  close_chain(chain, faults);
  TRY(add_orphans(tx, family, faults));
  return faults;
}

namespace {

// RFC 9162 §2.1.1: leaves are hashed with a leading 0, nodes with a leading 1; an odd node at the
// end moves up.
Digest merkle_root(std::vector<Digest> level) {
  using namespace std::string_view_literals;
  if (level.empty()) return sha256("");
  for (auto& leaf : level) leaf = sha256({"\0"sv, view(leaf)});
  while (level.size() > 1) {
    std::vector<Digest> above;
    for (std::size_t i = 0; i + 1 < level.size(); i += 2)
      above.push_back(sha256({"\1"sv, view(level[i]), view(level[i + 1])}));
    if (level.size() % 2 == 1) above.push_back(level.back());
    level = std::move(above);
  }
  return level.front();
}

}  // namespace

Result<Checkpoint> make_checkpoint(db::Transaction& tx, const std::vector<std::string>& families,
                                   Instant now) {
  std::vector<std::pair<Id, Digest>> heads;
  for (const auto& family : families)
    TRY(tx.query(
        fmt::format(R"(SELECT "id", "journal_head" FROM {} ORDER BY "id")", db::quoted(family)), {},
        [&](const db::Row& row) -> Status {
          heads.emplace_back(row.id(0), digest_of(row.bytes(1)));
          return {};
        }));
  std::sort(heads.begin(), heads.end());
  std::vector<Digest> leaves;
  for (const auto& [id, head] : heads) leaves.push_back(sha256({id.view(), view(head)}));
  Checkpoint checkpoint{1, now, static_cast<std::int64_t>(leaves.size()),
                        merkle_root(std::move(leaves))};
  if (const auto newest = TRY(newest_checkpoint(tx))) checkpoint.number = newest->number + 1;
  TRY(tx.execute(
      R"(INSERT INTO "checkpoint" ("number", "at", "records", "root") VALUES ($1, $2, $3, $4))",
      {checkpoint.number, now.us, checkpoint.records, db::Bytes{view(checkpoint.root)}}));
  return checkpoint;
}

Result<std::optional<Checkpoint>> newest_checkpoint(db::Transaction& tx) {
  std::optional<Checkpoint> newest;
  TRY(tx.query(
      R"(SELECT "number", "at", "records", "root" FROM "checkpoint" ORDER BY "number" DESC LIMIT 1)",
      {}, [&](const db::Row& row) -> Status {
        newest =
            Checkpoint{row.integer(0), row.instant(1), row.integer(2), digest_of(row.bytes(3))};
        return {};
      }));
  return newest;
}

}  // namespace praxis::record
