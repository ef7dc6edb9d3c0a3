// A bounded pipe from a connection (append, finish, fail: its loop's thread) to the handler that
// reads the body (read: a worker). The connection stops reading its socket while the pipe is full.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/synchronized.h"
#include "http/message.h"
#include "http/wakeup.h"

namespace praxis::http {

constexpr std::size_t pipe_high_water = 64 * 1024;  // bytes; over it the connection pauses
constexpr std::size_t pipe_low_water = 16 * 1024;   // under it the connection goes on

class BodyPipe final : public BodyReader {
 public:
  struct Hooks {
    std::function<void()>
        on_first_read;  // nothing came yet and the handler wants it: time for "100 Continue"
    std::function<void()> on_drained;  // the paused connection may go on
  };
  explicit BodyPipe(Hooks hooks) : hooks_(std::move(hooks)) {}

  Result<std::size_t> read(std::span<char> into) override;

  void append(std::string_view bytes);
  void finish();
  void fail(Error error);

  bool is_paused() const;    // and if so, on_drained will be called
  bool is_complete() const;  // all of the body arrived

 private:
  struct State {
    std::string bytes{};
    std::size_t offset = 0;
    std::optional<Error> error{};
    bool is_finished = false;
    bool is_paused = false;
    bool is_waiting = false;
    bool was_read = false;
  };
  bool take(State& state, std::span<char> into, Result<std::size_t>& result);

  Hooks hooks_;
  Synchronized<State> state_{};
  Wakeup wake_{};
};

}  // namespace praxis::http
