#include "limit/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "limit/record.h"
#include "limit/seed.h"

namespace limit {
namespace {

// What wrk.lua asks of Praxis, so that both print the same columns.
constexpr std::string_view list_columns =
    "id, number, title, state, priority, \"group\", assignee, requester, created_at";
constexpr std::string_view list_names[] = {
    "id", "number", "title", "state", "priority", "group", "assignee", "requester", "created_at"};
constexpr std::string_view read_columns =
    "id, number, type, state, phase, version, title, requester, on_behalf_of, organization, site, "
    "channel, contact, "
    "impact, urgency, priority, \"group\", assignee, confidential, hold_reason, hold_until, "
    "created_at, updated_at, "
    "created_by, updated_by, resolved_at, first_reply_at, hand_offs, touches, next_target_at, "
    "next_target_clock, "
    "started_at, category, closing_category, resolution_code, is_major, is_confirmed, reopenings, "
    "service, item, "
    "description, resolution";
constexpr std::string_view read_names[] = {"id",
                                           "number",
                                           "type",
                                           "state",
                                           "phase",
                                           "version",
                                           "title",
                                           "requester",
                                           "on_behalf_of",
                                           "organization",
                                           "site",
                                           "channel",
                                           "contact",
                                           "impact",
                                           "urgency",
                                           "priority",
                                           "group",
                                           "assignee",
                                           "confidential",
                                           "hold_reason",
                                           "hold_until",
                                           "created_at",
                                           "updated_at",
                                           "created_by",
                                           "updated_by",
                                           "resolved_at",
                                           "first_reply_at",
                                           "hand_offs",
                                           "touches",
                                           "next_target_at",
                                           "next_target_clock",
                                           "started_at",
                                           "category",
                                           "closing_category",
                                           "resolution_code",
                                           "is_major",
                                           "is_confirmed",
                                           "reopenings",
                                           "service",
                                           "item",
                                           "description",
                                           "resolution"};

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t clean = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text, clean, i - clean);
    if (c < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else {
      out += '\\';
      out += text[i];
    }
    clean = i + 1;
  }
  out.append(text, clean);
  out += '"';
}

// A column as its key in JSON, and whether it holds bytes that are shown as hexadecimal.
struct Key {
  std::string text;
  bool is_reference;
};

bool is_reference(std::string_view name) {
  static constexpr std::string_view names[] = {
      "id",       "requester",  "on_behalf_of", "organization", "site", "group",
      "assignee", "created_by", "updated_by",   "service",      "item"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

template <std::size_t count>
std::vector<Key> keys_of(const std::string_view (&names)[count]) {
  std::vector<Key> keys;
  for (const auto name : names) {
    keys.push_back({fmt::format("{}\"{}\":", keys.empty() ? "{" : ",", name), is_reference(name)});
  }
  return keys;
}

void append_value(std::string& out, const Statement& row, int column, const Key& key) {
  if (row.is_integer(column)) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, row.integer(column)).ptr);
  } else if (row.is_null(column)) {
    out += "null";
  } else if (key.is_reference) {
    out += '"';
    append_hex(out, row.text(column));
    out += '"';
  } else {
    append_quoted(out, row.text(column));
  }
}

void append_row(std::string& out, const Statement& row, const std::vector<Key>& keys) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out += keys[i].text;
    append_value(out, row, static_cast<int>(i), keys[i]);
  }
  out += '}';
}

const std::vector<Key>& list_keys() {
  static const auto keys = keys_of(list_names);
  return keys;
}

const std::vector<Key>& read_keys() {
  static const auto keys = keys_of(read_names);
  return keys;
}

}  // namespace

Reader::Reader(const std::string& file)
    : connection_(file, Connection::Use::read),
      read_(connection_,
            fmt::format("SELECT {} FROM work LEFT JOIN work_text USING (row) WHERE id = ?1",
                        read_columns)),
      list_(connection_,
            fmt::format("SELECT {} FROM work WHERE \"group\" = ?1 AND phase IN ('open', 'pending', "
                        "'resolved') ORDER BY priority, created_at LIMIT 50",
                        list_columns)),
      match_(connection_,
             "SELECT rowid FROM work_search WHERE work_search MATCH ?1 ORDER BY rowid DESC LIMIT "
             "1000"),
      by_row_(connection_, fmt::format("SELECT {} FROM work WHERE row = ?1", list_columns)),
      ids_(connection_, "SELECT id FROM work WHERE row = ?1"),
      begin_(connection_, "BEGIN"),
      commit_(connection_, "COMMIT") {}

bool Reader::read(std::string_view id, std::string& out) {
  read_.bind_bytes(1, id);
  const bool is_there = read_.step();
  if (is_there) append_row(out, read_, read_keys());
  read_.reset();
  return is_there;
}

void Reader::list(std::string_view group, std::string& out) {
  out += "{\"rows\":[";
  list_.bind_bytes(1, group);
  for (bool is_first = true; list_.step(); is_first = false) {
    if (!is_first) out += ',';
    append_row(out, list_, list_keys());
  }
  list_.reset();
  out += "]}";
}

void Reader::matches(std::string_view query, std::int64_t oldest, std::vector<std::int64_t>& rows) {
  rows.clear();
  match_.bind(1, query).bind(2, oldest);
  while (match_.step()) rows.push_back(match_.integer(0));
  match_.reset();
}

// Titles weigh more than texts; newest first among equals; over the newest 1,000 only.
void Reader::search(std::string_view word, std::string& out) {
  begin_.run();  // one read transaction, not one a statement
  const auto quoted = "\"" + tokens_of(word) + "\"";
  matches(quoted, 0, any_);
  const auto oldest = any_.empty() ? 0 : any_.back();
  matches("title:" + quoted, oldest, in_title_);
  const auto is_in_title = [&](std::int64_t row) {
    return std::binary_search(in_title_.begin(), in_title_.end(), row, std::greater<>{});
  };
  std::stable_partition(any_.begin(), any_.end(), is_in_title);
  out += fmt::format("{{\"is_cut\":{},\"oldest\":{},\"rows\":[", any_.size() == 1000, oldest);
  for (std::size_t i = 0; i < std::min<std::size_t>(50, any_.size()); ++i) {
    if (i > 0) out += ',';
    by_row_.bind(1, any_[i]);
    if (by_row_.step()) append_row(out, by_row_, list_keys());
    by_row_.reset();
  }
  commit_.run();
  out += "]}";
}

void Reader::sample(std::int64_t count, std::string& out) {
  Statement size(connection_, "SELECT max(row) FROM work");
  size.step();
  const auto rows = static_cast<std::size_t>(size.integer(0));
  Random random(1);
  out += "{\"ids\":[";
  for (std::int64_t i = 0; i < count; ++i) {
    ids_.bind(1, static_cast<std::int64_t>(1 + random.below(rows)));
    if (ids_.step()) out += fmt::format("{}\"{}\"", i == 0 ? "" : ",", hex(ids_.text(0)));
    ids_.reset();
  }
  out += "],\"groups\":[";
  for (std::size_t i = 0; i < seed_groups; ++i) {
    out += fmt::format("{}\"{}\"", i == 0 ? "" : ",", hex(reference("group", i)));
  }
  out += "],\"words\":[";
  for (std::int64_t i = 0; i < count; ++i) {
    out += fmt::format("{}\"{}\"", i == 0 ? "" : ",",
                       vocabulary()[random.skewed(vocabulary().size())]);
  }
  out += "]}";
}

}  // namespace limit
