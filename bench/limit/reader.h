// The three reads, straight from SQLite to JSON text. One connection and its statements for one
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "limit/sqlite.h"

namespace limit {

class Reader {
 public:
  explicit Reader(const std::string& file);

  bool read(std::string_view id, std::string& out);  // false: no such record
  void list(std::string_view group, std::string& out);
  void search(std::string_view word, std::string& out);
  void sample(std::int64_t count, std::string& out);  // ids, groups and words for load generators

 private:
  void matches(std::string_view query, std::int64_t oldest, std::vector<std::int64_t>& rows);

  Connection connection_;
  Statement read_;
  Statement list_;
  Statement match_;
  Statement by_row_;
  Statement ids_;
  Statement begin_;
  Statement commit_;
  std::vector<std::int64_t> any_{};
  std::vector<std::int64_t> in_title_{};
};

}  // namespace limit
