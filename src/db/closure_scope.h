// Marks this thread as running a closure of a database, to find closures that call their own
// database again: they would wait for a connection, or for a writer, that waits for them.
#pragma once

namespace praxis::db {

class ClosureScope {
 public:
  explicit ClosureScope(const void* database) : outer_(innermost_) {
    innermost_ = {database, &outer_};
  }
  ~ClosureScope() { innermost_ = outer_; }
  ClosureScope(const ClosureScope&) = delete;
  ClosureScope& operator=(const ClosureScope&) = delete;

  static bool is_inside(const void* database) {
    for (const Link* link = &innermost_; link != nullptr; link = link->outer)
      if (link->database == database) return true;
    return false;
  }

 private:
  struct Link {
    const void* database;
    const Link* outer;
  };
  static inline thread_local Link innermost_{nullptr, nullptr};
  Link outer_;
};

}  // namespace praxis::db
