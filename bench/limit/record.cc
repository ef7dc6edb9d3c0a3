#include "limit/record.h"

#include <fmt/format.h>

namespace limit {
namespace {

constexpr std::string_view zero_hash(
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32);
constexpr std::string_view zero_salt("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

}  // namespace

RecordWriter::RecordWriter(const Connection& connection)
    : insert_work_(connection,
                   "INSERT INTO work (row, id, number, type, state, phase, version, title, "
                   "title_folded, requester, "
                   "organization, channel, impact, urgency, priority, \"group\", assignee, "
                   "confidential, created_at, "
                   "updated_at, created_by, updated_by, entered_state_at, hand_offs, touches, "
                   "next_target_at, "
                   "next_target_clock, target_rank, category, is_major, is_confirmed, reopenings, "
                   "generation, "
                   "journal_seq, journal_head) VALUES (?1, ?2, 'INC-' || ?1, 'incident', ?3, ?4, "
                   "1, ?5, lower(?5), ?6, "
                   "?7, 'portal', ?8, ?9, ?10, ?11, ?12, 0, ?13, ?13, ?6, ?6, ?13, 0, 0, ?13 + "
                   "14400000000, 'resolve', "
                   "0, 'software', 0, 0, 0, 1, 1, ?14)"),
      insert_text_(connection, "INSERT INTO work_text VALUES (?1, ?2, NULL)"),
      insert_journal_(connection,
                      "INSERT INTO journal VALUES (?1, ?2, 1, ?3, NULL, ?4, ?4, ?5, 'agent', "
                      "'api', NULL, 1, NULL, "
                      "?6, ?7, ?8)"),
      insert_outbox_(connection,
                     "INSERT INTO outbox VALUES (NULL, 'live_event', ?1, ?2, ?3, ?4, 0)"),
      insert_search_(connection,
                     "INSERT INTO work_search (rowid, title, body) VALUES (?1, ?2, ?3)"),
      update_work_(
          connection,
          "UPDATE work SET state = ?2, phase = ?3, version = version + 1, updated_at = ?4, "
          "entered_state_at = ?4, journal_seq = journal_seq + 1, journal_head = ?5 WHERE id = ?1 "
          "RETURNING journal_seq") {}

void RecordWriter::create(const NewRecord& record) {
  const auto title = tokens_of(record.title);
  const auto body = tokens_of(record.description);
  insert_work_.bind(1, record.row)
      .bind_bytes(2, record.id)
      .bind(3, record.state)
      .bind(4, record.phase);
  insert_work_.bind(5, record.title)
      .bind_bytes(6, record.requester)
      .bind_bytes(7, record.organization);
  insert_work_.bind(8, record.impact).bind(9, record.urgency).bind(10, record.priority);
  insert_work_.bind_bytes(11, record.group)
      .bind_bytes(12, record.assignee)
      .bind(13, record.created_at);
  insert_work_.bind_bytes(14, zero_hash).run();
  insert_text_.bind(1, record.row).bind(2, record.description).run();
  insert_search_.bind(1, record.row).bind(2, title).bind(3, body).run();
  write_journal(record.id, 1, "create", record.created_at);
  write_outbox(record.id, 1, record.created_at);
}

bool RecordWriter::move(std::string_view id, std::string_view state, std::string_view phase,
                        std::int64_t at) {
  update_work_.bind_bytes(1, id).bind(2, state).bind(3, phase).bind(4, at).bind_bytes(5, zero_hash);
  const bool is_there = update_work_.step();
  const auto seq = is_there ? update_work_.integer(0) : 0;
  if (is_there) update_work_.step();
  update_work_.reset();
  if (!is_there) return false;
  write_journal(id, seq, "transition", at);
  write_outbox(id, seq, at);
  return true;
}

void RecordWriter::write_journal(std::string_view id, std::int64_t seq, std::string_view kind,
                                 std::int64_t at) {
  static constexpr std::string_view changes =
      R"([{"name":"state","from":"new","to":"in_progress"},{"name":"priority","from":null,"to":"3"},)"
      R"({"name":"impact","from":null,"to":"low"},{"name":"urgency","from":null,"to":"low"}])";
  insert_journal_.bind_bytes(1, id).bind(2, seq).bind(3, kind).bind(4, at).bind_bytes(5, id).bind(
      6, changes);
  insert_journal_.bind_bytes(7, zero_salt).bind_bytes(8, zero_hash).run();
}

void RecordWriter::write_outbox(std::string_view id, std::int64_t seq, std::int64_t at) {
  static constexpr std::string_view body =
      R"({"kind":"changed","fields":["state","priority"],"version":2})";
  insert_outbox_.bind_bytes(1, id).bind(2, seq).bind(3, body).bind(4, at).run();
}

std::string tokens_of(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char raw : text) {
    const char c = lower(raw);
    if (is_word(c)) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

void append_hex(std::string& out, std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  const auto start = out.size();
  out.resize(start + bytes.size() * 2);
  char* at = out.data() + start;
  for (const char c : bytes) {
    *at++ = digits[static_cast<unsigned char>(c) >> 4];
    *at++ = digits[static_cast<unsigned char>(c) & 15];
  }
}

std::string hex(std::string_view bytes) {
  std::string out;
  append_hex(out, bytes);
  return out;
}

std::string bytes_of(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) return {};
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

std::string new_id(std::int64_t now_us, std::uint64_t random) {
  std::string id(16, '\0');
  auto ms = static_cast<std::uint64_t>(now_us / 1000);
  for (std::size_t i = 6; i-- > 0; ms >>= 8) id[i] = static_cast<char>(ms & 0xFF);
  for (std::size_t i = 8; i < 16; ++i, random >>= 8) id[i] = static_cast<char>(random & 0xFF);
  id[6] = static_cast<char>(0x70 | ((random >> 4) & 0x0F));
  id[7] = static_cast<char>(now_us % 251);
  return id;
}

}  // namespace limit
