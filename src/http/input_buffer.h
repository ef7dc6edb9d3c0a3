// The bytes a connection has read and not yet understood: a window in one block that grows while a
// head or a body needs it and shrinks when the connection is idle, for there may be many thousands.
// One thread.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

namespace praxis::http {

class InputBuffer {
 public:
  static constexpr std::size_t idle_size = 2 * 1024;

  std::string_view view() const { return {block_.get() + begin_, end_ - begin_}; }
  bool is_empty() const { return begin_ == end_; }
  bool was_filled() const { return end_ == size_; }
  std::size_t capacity() const { return size_; }

  void consume(std::size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void clear() { begin_ = end_ = 0; }
  void commit(std::size_t count) { end_ += count; }

  // Room to read into, in a block of at least `wanted` bytes.
  std::span<char> room(std::size_t wanted) {
    if (size_ < wanted || (is_empty() && size_ != wanted)) {
      reallocate(std::max(wanted, end_ - begin_));
    } else if (end_ == size_ && begin_ > 0) {
      std::memmove(block_.get(), block_.get() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    }
    return {block_.get() + end_, size_ - end_};
  }

 private:
  void reallocate(std::size_t size) {
    auto block = std::make_unique_for_overwrite<char[]>(size);
    const auto kept = end_ - begin_;
    if (kept > 0) std::memcpy(block.get(), block_.get() + begin_, kept);
    block_ = std::move(block);
    size_ = size;
    begin_ = 0;
    end_ = kept;
  }

  std::unique_ptr<char[]> block_{};
  std::size_t size_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace praxis::http
