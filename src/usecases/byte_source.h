// Bytes to read, piece by piece: a file, plain or compressed (compressed_input.h), or a text at
// hand. Belongs to one thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.h"

namespace praxis::usecases {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The next piece, valid until the next call; empty at the end.
  virtual Result<std::string_view> next() = 0;
  // How much of the file was taken, in bytes as they lie on disk, for progress; `total` is 0 where
  // nobody knows.
  virtual std::int64_t taken() const = 0;
  virtual std::int64_t total() const = 0;
};

// A text given in pieces of `piece` bytes (0: whole), for tests and for bodies that are in memory.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string_view text, std::size_t piece = 0) : text_(text), piece_(piece) {}
  Result<std::string_view> next() override {
    const auto size = piece_ == 0 ? text_.size() - at_ : std::min(piece_, text_.size() - at_);
    const auto part = text_.substr(at_, size);
    at_ += size;
    return part;
  }
  std::int64_t taken() const override { return static_cast<std::int64_t>(at_); }
  std::int64_t total() const override { return static_cast<std::int64_t>(text_.size()); }

 private:
  std::string_view text_;
  std::size_t piece_, at_ = 0;
};

}  // namespace praxis::usecases
