// The writes: one thread that takes what waits, writes it in one transaction, commits durably and
// then tells all who waited. While it commits, the next group gathers. A second thread moves the
// log's pages into the database.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "limit/record.h"

namespace limit {

class Writer {
 public:
  explicit Writer(const std::string& file);
  ~Writer();

  struct Job {
    std::function<bool(RecordWriter&, std::int64_t row)> write;  // row: for a new record
    std::function<void(bool)> done;                              // after the commit
  };
  void push(Job job);

 private:
  void run();
  void checkpoint();

  std::string file_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Job> waiting_{};
  int log_pages_ = 0;
  bool is_stopping_ = false;
  std::condition_variable log_grew_;
  std::thread thread_;
  std::thread checkpointer_;
};

}  // namespace limit
