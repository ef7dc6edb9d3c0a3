// A record to be written, made by the seed or from a request, and the statements that write it with
// all its rows.
#pragma once

#include <string>

#include "limit/sqlite.h"

namespace limit {

struct NewRecord {
  std::string id{};  // 16 bytes
  std::int64_t row = 0;
  std::string title{};
  std::string description{};
  std::string group{};
  std::string requester{};
  std::string assignee{};
  std::string organization{};
  std::string impact = "low";
  std::string urgency = "low";
  std::string state = "new";
  std::string phase = "open";
  std::int64_t priority = 4;
  std::int64_t created_at = 0;
};

class RecordWriter {
 public:
  explicit RecordWriter(const Connection& connection);

  void create(const NewRecord& record);
  bool move(std::string_view id, std::string_view state, std::string_view phase,
            std::int64_t at);  // false: no such

 private:
  void write_journal(std::string_view id, std::int64_t seq, std::string_view kind, std::int64_t at);
  void write_outbox(std::string_view id, std::int64_t seq, std::int64_t at);

  Statement insert_work_;
  Statement insert_text_;
  Statement insert_journal_;
  Statement insert_outbox_;
  Statement insert_search_;
  Statement update_work_;
};

std::string tokens_of(std::string_view text);  // lower-case words with a space between
void append_hex(std::string& out, std::string_view bytes);
std::string hex(std::string_view bytes);
std::string bytes_of(std::string_view hex);  // "" if it is none
std::string new_id(std::int64_t now_us, std::uint64_t random);

}  // namespace limit
