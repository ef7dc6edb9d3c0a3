#include "jobs/event_sequencer.h"

#include <memory>

#include "base/log.h"

namespace praxis::jobs {
namespace {

using usecases::Application;
using usecases::EventListener;

constexpr int batch = 500;
constexpr Span forget_every = minutes(10);

// What one node's sequencer remembers between two runs.
class Sequencer {
 public:
  Sequencer(Application& application, EventListener& listener)
      : application_(application), listener_(listener) {}

  Status begin() {
    if (!handed_on_) handed_on_ = TRY(newest());
    return {};
  }

  Result<std::optional<Instant>> run() {
    TRY(begin());
    TRY(number());
    while (TRY(hand_on())) {
    }
    listener_.look_again();
    const auto now = application_.time.now();
    if (now - forgotten_at_ >= forget_every) {
      TRY(forget(now));
      forgotten_at_ = now;
    }
    return std::optional<Instant>();
  }

 private:
  Result<std::int64_t> newest() {
    return application_.database.read([](db::Transaction& tx) -> Result<std::int64_t> {
      return TRY(usecases::event_range(tx)).newest;
    });
  }

  Status number() {
    for (;;) {
      const bool is_needed = TRY(application_.database.read(
          [](db::Transaction& tx) { return usecases::has_unnumbered_events(tx); }));
      if (!is_needed) return {};
      TRY(application_.database.write(
          [](db::Transaction& tx) { return usecases::number_events(tx, batch); }));
    }
  }

  // False when there was nothing more.
  Result<bool> hand_on() {
    const auto events = TRY(application_.database.read(
        [&](db::Transaction& tx) { return usecases::read_events(tx, *handed_on_, batch); }));
    if (events.empty()) return false;
    listener_.publish(events);
    handed_on_ = events.back().sequence;
    return events.size() == static_cast<std::size_t>(batch);
  }

  Status forget(Instant now) {
    for (;;) {
      const auto gone = TRY(application_.database.write(
          [&](db::Transaction& tx) { return usecases::forget_old_events(tx, now, batch); }));
      if (gone < batch) return {};
    }
  }

  Application& application_;
  EventListener& listener_;
  std::optional<std::int64_t> handed_on_{};
  Instant forgotten_at_{};
};

}  // namespace

Job event_sequencer(Application& application, EventListener& listener) {
  const auto sequencer = std::make_shared<Sequencer>(application, listener);
  // Before the first stream opens: what is committed from now on is handed on.
  if (const auto begun = sequencer->begin(); !begun)
    log::warning("events.not_begun", {{"reason", begun.error().reason}});
  return {"event_sequencer", [sequencer] { return sequencer->run(); }};
}

}  // namespace praxis::jobs
