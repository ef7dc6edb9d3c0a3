#include "http/event_stream.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace praxis::http {

void QueuedStream::State::announce() {
  if (std::exchange(is_announced, true)) return;
  if (const auto target = outlet.lock()) target->stream_is_ready();
}

void QueuedStream::send(Block block) {
  state_.with([&](State& state) {
    if (!state.is_open) return;
    if (state.queue.size() >= event_queue_max) {
      state.is_open = false;  // too slow: what it missed it asks for with Last-Event-ID
      state.queue = {};
      state.is_announced = false;
    } else {
      state.queue.push_back(std::move(block));
    }
    state.announce();
  });
}

void QueuedStream::close() {
  state_.with([](State& state) {
    if (!std::exchange(state.is_open, false)) return;
    state.announce();
  });
}

bool QueuedStream::is_open() const {
  return state_.with([](const State& state) { return state.is_open; });
}

std::vector<QueuedStream::Block> QueuedStream::take(std::size_t max) {
  return state_.with([&](State& state) -> std::vector<Block> {
    if (state.queue.size() <= max) {
      state.is_announced = !state.queue.empty();
      return std::exchange(state.queue, {});
    }
    const auto end = state.queue.begin() + static_cast<std::ptrdiff_t>(max);
    std::vector<Block> taken(std::make_move_iterator(state.queue.begin()),
                             std::make_move_iterator(end));
    state.queue.erase(state.queue.begin(), end);
    return taken;
  });
}

void QueuedStream::cut() {
  state_.with([](State& state) {
    state.is_open = false;
    state.outlet.reset();
    state.queue = {};
  });
}

}  // namespace praxis::http
