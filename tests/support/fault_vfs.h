// A file layer for SQLite that fails on demand, over the default one. It also keeps, for each file,
// what would be on the disk after a power cut: what was written reaches it by a sync that succeeds;
// what a failed sync covered never does, as Linux then calls the pages clean. Thread-safe. One for
// each test; it outlives the databases that use it.
#pragma once

#include <sqlite3.h>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/synchronized.h"

namespace praxis::test {

enum class FaultOperation { write, sync, truncate };
enum class FaultKind { disk_full, io_error, torn_write };
enum class FaultLength { once, lasting };

struct Fault {
  FaultOperation operation = FaultOperation::write;
  FaultKind kind = FaultKind::io_error;
  FaultLength length = FaultLength::once;
  int nth = 1;             // counted from arm()
  std::string file_end{};  // of the names of the files that fail: "-wal"; all when empty
};

// What of the writes that no sync covered a power cut leaves: the kernel may have written any of
// them.
enum class Unsynced { lost, kept, first_half };

class FaultVfs {
 public:
  FaultVfs();
  ~FaultVfs();
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }
  void arm(Fault fault);
  void disarm();
  bool has_struck() const;  // since it was armed

  // Writes the file and its log as a power cut would leave them into `directory`, under the same
  // names.
  void power_cut(const std::string& path, const std::string& directory, Unsynced unsynced) const;

 private:
  friend struct FaultFile;
  struct Change {
    sqlite3_int64 offset;
    std::string bytes;
    bool is_truncation = false;  // to `offset`
  };
  struct Image {
    std::string durable;
    std::vector<Change> pending;
  };
  struct State {
    std::optional<Fault> fault;
    int seen = 0;
    bool has_struck = false;
    std::map<std::string, Image> images;
  };

  static void apply(const Change& change, std::string& bytes);
  static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                  int* flags_out);
  static int remove(sqlite3_vfs* vfs, const char* path, int sync_directory);
  // What the next such operation is to do: nothing, or fail like that.
  std::optional<FaultKind> strike(FaultOperation operation, const std::string& path);
  void keep(const std::string& path, Change change);
  void end_sync(const std::string& path, bool is_good);

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  Synchronized<State> state_;
};

}  // namespace praxis::test
