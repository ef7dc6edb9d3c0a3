// One open stream of server-sent events: a bounded queue of blocks shared with all streams they go
// to, between the threads that send and the connection that writes. Thread-safe; after close() it
// touches nothing of the server.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/synchronized.h"
#include "http/message.h"

namespace praxis::http {

class QueuedStream final : public EventStream {
 public:
  using Block = std::shared_ptr<const std::string>;

  // Called, under the stream's lock, when there is something for the connection to do: write, or
  // close.
  class Outlet {
   public:
    virtual ~Outlet() = default;
    virtual void stream_is_ready() = 0;
  };
  explicit QueuedStream(std::weak_ptr<Outlet> outlet) : state_(State{std::move(outlet)}) {}

  void send(Block block) override;
  void close() override;
  bool is_open() const override;

  // For the connection: takes at most `max` blocks; none: nothing is left and the outlet is called
  // anew.
  std::vector<Block> take(std::size_t max);
  void cut();  // the connection is gone

 private:
  struct State {
    std::weak_ptr<Outlet> outlet{};
    std::vector<Block> queue{};
    bool is_open = true;
    bool is_announced = false;

    void announce();
  };
  Synchronized<State> state_;
};

}  // namespace praxis::http
