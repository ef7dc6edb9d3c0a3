#include "http/body_pipe.h"

#include <algorithm>
#include <utility>

namespace praxis::http {

// False: nothing to give yet.
bool BodyPipe::take(State& state, std::span<char> into, Result<std::size_t>& result) {
  const auto size = std::min(state.bytes.size() - state.offset, into.size());
  if (size > 0) {
    std::copy_n(state.bytes.data() + state.offset, size, into.data());
    state.offset += size;
    if (state.offset == state.bytes.size()) {
      state.bytes.clear();
      state.offset = 0;
    }
    result = size;
    return true;
  }
  if (state.error) {
    result = tl::unexpected<Error>(*state.error);
    return true;
  }
  result = 0;
  return state.is_finished || into.empty();
}

Result<std::size_t> BodyPipe::read(std::span<char> into) {
  for (;;) {
    Result<std::size_t> result = 0;
    bool is_first = false;
    bool is_drained = false;
    const bool is_there = state_.with([&](State& state) {
      is_first = !std::exchange(state.was_read, true);
      if (!take(state, into, result)) {
        state.is_waiting = true;
        return false;
      }
      if (state.is_paused && state.bytes.size() - state.offset < pipe_low_water) {
        state.is_paused = false;
        is_drained = true;
      }
      return true;
    });
    if (is_drained) hooks_.on_drained();
    if (is_there) return result;
    if (is_first && hooks_.on_first_read) hooks_.on_first_read();
    wake_.wait();
  }
}

void BodyPipe::append(std::string_view bytes) {
  const bool must_wake = state_.with([&](State& state) {
    state.bytes.append(bytes);
    if (state.bytes.size() - state.offset >= pipe_high_water) state.is_paused = true;
    return std::exchange(state.is_waiting, false);
  });
  if (must_wake) wake_.give();
}

void BodyPipe::finish() {
  const bool must_wake = state_.with([&](State& state) {
    state.is_finished = true;
    return std::exchange(state.is_waiting, false);
  });
  if (must_wake) wake_.give();
}

void BodyPipe::fail(Error error) {
  const bool must_wake = state_.with([&](State& state) {
    if (!state.error && !state.is_finished) state.error = std::move(error);
    return std::exchange(state.is_waiting, false);
  });
  if (must_wake) wake_.give();
}

bool BodyPipe::is_paused() const {
  return state_.with([](const State& state) { return state.is_paused; });
}

bool BodyPipe::is_complete() const {
  return state_.with([](const State& state) { return state.is_finished; });
}

}  // namespace praxis::http
