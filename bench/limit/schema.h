// The yardstick's tables: one wide family table with the product's columns in spirit, long texts
// beside it, a journal clustered by record, an outbox, full text. Indexes carry the permission
// columns at their end, as the product's do.
#pragma once

#include <string_view>

namespace limit {

constexpr std::string_view schema = R"(
CREATE TABLE work (
  row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, number TEXT NOT NULL UNIQUE, type TEXT NOT NULL,
  state TEXT NOT NULL, phase TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, title_folded TEXT NOT NULL,
  requester BLOB NOT NULL, on_behalf_of BLOB, organization BLOB NOT NULL, site BLOB, channel TEXT NOT NULL,
  contact TEXT, impact TEXT NOT NULL, urgency TEXT NOT NULL, priority INTEGER NOT NULL, "group" BLOB, assignee BLOB,
  confidential INTEGER NOT NULL, hold_reason TEXT, hold_until INTEGER, created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, created_by BLOB NOT NULL, updated_by BLOB NOT NULL, entered_state_at INTEGER NOT NULL,
  resolved_at INTEGER, closed_at INTEGER, first_reply_at INTEGER, hand_offs INTEGER NOT NULL, touches INTEGER NOT NULL,
  next_target_at INTEGER, next_target_clock TEXT, target_rank INTEGER, started_at INTEGER, category TEXT,
  closing_category TEXT, resolution_code TEXT, is_major INTEGER NOT NULL, is_confirmed INTEGER NOT NULL,
  reopenings INTEGER NOT NULL, imported_hand_offs INTEGER, imported_reopenings INTEGER, service BLOB, item BLOB,
  parent BLOB, problem BLOB, change BLOB, risk TEXT, planned_start INTEGER, planned_end INTEGER, model TEXT,
  catalog_item BLOB, approval TEXT, cost INTEGER, language TEXT, tags TEXT, source TEXT, source_key TEXT,
  generation INTEGER NOT NULL, journal_seq INTEGER NOT NULL, journal_head BLOB NOT NULL);
CREATE TABLE work_text (row INTEGER PRIMARY KEY, description TEXT, resolution TEXT);
CREATE TABLE journal (
  record BLOB NOT NULL, seq INTEGER NOT NULL, format INTEGER NOT NULL, kind TEXT NOT NULL, transition TEXT,
  occurred_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL, actor BLOB NOT NULL, side TEXT NOT NULL, via TEXT NOT NULL,
  operation BLOB, generation INTEGER NOT NULL, reason TEXT, changes TEXT NOT NULL, salt BLOB NOT NULL,
  hash BLOB NOT NULL, PRIMARY KEY (record, seq)) WITHOUT ROWID;
CREATE TABLE outbox (
  row INTEGER PRIMARY KEY, kind TEXT NOT NULL, record BLOB NOT NULL, seq INTEGER NOT NULL, body TEXT NOT NULL,
  due_at INTEGER NOT NULL, attempts INTEGER NOT NULL);
CREATE VIRTUAL TABLE work_search USING fts5(title, body, content='', columnsize=0, detail=column, tokenize='ascii');
)";

constexpr std::string_view indexes = R"(
CREATE INDEX by_group ON work ("group", priority, created_at, organization, requester, assignee, confidential, id)
  WHERE phase IN ('open', 'pending', 'resolved');
CREATE INDEX by_group_target ON work ("group", next_target_at, organization, requester, assignee, confidential, id)
  WHERE phase IN ('open', 'pending', 'resolved');
CREATE INDEX by_assignee ON work (assignee, next_target_at, organization, "group", requester, confidential, id)
  WHERE phase IN ('open', 'pending', 'resolved');
CREATE INDEX by_requester ON work (requester, updated_at, organization, "group", assignee, confidential, id);
CREATE INDEX by_type ON work (type, priority, created_at, organization, "group", requester, assignee, confidential, id)
  WHERE phase IN ('open', 'pending', 'resolved');
CREATE INDEX by_type_target ON work (type, next_target_at, organization, "group", requester, assignee, confidential, id)
  WHERE phase IN ('open', 'pending', 'resolved');
CREATE INDEX by_created ON work (type, created_at, organization, "group", requester, assignee, confidential, id);
)";

}  // namespace limit
