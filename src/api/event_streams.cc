#include "api/event_streams.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "api/presence_handlers.h"
#include "base/log.h"
#include "record/list.h"
#include "usecases/link_record.h"

namespace praxis::api {
namespace {

constexpr int catch_up_batch = 500;
constexpr std::size_t blocks_apart_max = 16;  // more for one stream at once are sent as one

// Which events a peer has seen, if it says so in a way that we understand.
std::optional<std::int64_t> seen_up_to(const std::optional<std::string>& last_event_id) {
  if (!last_event_id) return std::nullopt;
  std::int64_t sequence = 0;
  const auto* end = last_event_id->data() + last_event_id->size();
  const auto [at, error] = std::from_chars(last_event_id->data(), end, sequence);
  return error == std::errc() && at == end && sequence >= 0 ? std::optional(sequence)
                                                            : std::nullopt;
}

void send_text(http::EventStream& stream, std::string text) {
  stream.send(std::make_shared<const std::string>(std::move(text)));
}

void send_blocks(http::EventStream& stream,
                 const std::vector<std::shared_ptr<const std::string>>& blocks,
                 std::size_t apart_max) {
  if (blocks.size() <= apart_max) {
    for (const auto& block : blocks) stream.send(block);
    return;
  }
  std::string joined;
  for (const auto& block : blocks) joined += *block;
  send_text(stream, std::move(joined));
}

}  // namespace

RightsSet& EventStreams::Generation::shared_by(const record::Scope& scope) {
  auto& set = shared[rights_key(scope)];
  if (!set) {
    auto anybody = scope;
    // Somebody with these rights whom no record names. Not nil: that would be an empty column.
    anybody.person = new_id(Instant{});
    set = std::make_unique<RightsSet>(*force.model, *force.directory, std::move(anybody));
  }
  return *set;
}

RightsSet& EventStreams::Generation::own_of(const record::Scope& scope) {
  auto& set = of_person[scope.person];
  if (!set) set = std::make_unique<RightsSet>(*force.model, *force.directory, scope);
  return *set;
}

bool EventStreams::follows(const Subscription& subscription, const SeenEvent& event) {
  const auto& wanted = subscription.wanted;
  if (!wanted.record.is_nil()) return event.id == wanted.record;
  if (!wanted.type.empty()) return event.type->is_a(wanted.type);
  const auto& groups = subscription.scope->groups;
  return event.names(wanted.person) || event.is_watched_by(wanted.person) ||
         std::any_of(groups.begin(), groups.end(), [&](Id group) { return event.names(group); });
}

void EventStreams::drop_closed(State& state) {
  std::erase_if(state.all, [](const auto& each) { return !each->stream->is_open(); });
}

std::vector<EventStreams::Block> EventStreams::blocks_for(State& state,
                                                          const Subscription& subscription,
                                                          const Offered& offered,
                                                          Made& made) const {
  std::vector<Block> blocks;
  const auto now = application_.time.now();
  for (const auto& event : offered.events) {
    if (event.sequence <= subscription.position || !follows(subscription, event)) continue;
    auto within = Within::stays;
    if (!subscription.wanted.view.empty()) {
      const auto sight = offered.sights.find({&subscription, event.sequence});
      within = sight == offered.sights.end() ? Within::no : sight->second;
    }
    if (within == Within::no) continue;
    const bool is_named = event.names(subscription.scope->person);
    auto& rights = is_named ? state.generation->own_of(*subscription.scope) : *subscription.rights;
    const auto [place, is_new] = made.try_emplace({&rights, event.sequence, within});
    if (is_new) place->second = rights.block(event, within, now);
    if (place->second) blocks.push_back(place->second);
  }
  return blocks;
}

Result<EventStreams::Offered> EventStreams::seen_events(
    const State& state, Subscriptions to, const std::vector<usecases::LiveEvent>& events) const {
  Offered offered;
  auto& seen = offered.events;
  seen.reserve(events.size());
  for (const auto& event : events)
    if (auto each = seen_event(*state.generation->force.model, event))
      seen.push_back(std::move(*each));
  TRY(add_watchers(state, seen));
  TRY(add_sights(state, to, offered));
  return offered;
}

// What happened within views, for the streams that follow one.
Status EventStreams::add_sights(const State& state, Subscriptions to, Offered& offered) const {
  const auto follows_a_view = [&](const SubscriptionPointer& each) {
    return !each->wanted.view.empty() && each->rights &&
           std::ranges::any_of(offered.events,
                               [&](const SeenEvent& event) { return follows(*each, event); });
  };
  if (std::ranges::none_of(to, follows_a_view)) return {};
  const auto& force = state.generation->force;
  const auto now = application_.time.now();
  return application_.database.read([&](db::Transaction& tx) -> Status {
    ViewSights sights;
    for (const auto& each : to) {
      if (!follows_a_view(each)) continue;
      usecases::Work work{.tx = tx,
                          .model = *force.model,
                          .directory = *force.directory,
                          .book = *force.book,
                          .scope = *each->scope,
                          .now = now,
                          .recorded_at = now,
                          .via = "events"};
      TRY(add_sights_of(work, *each, sights, offered));
    }
    return {};
  });
}

// Whose view is gone, or no longer theirs to use, is cut; whose view was changed lists anew.
Status EventStreams::add_sights_of(usecases::Work& work, Subscription& subscription,
                                   ViewSights& sights, Offered& offered) const {
  const auto list = list_of_view(work, subscription.wanted.type, subscription.wanted.view);
  if (!list) {
    if (list.error().code == Code::internal || list.error().code == Code::unavailable)
      return fail(list.error());
    subscription.stream->close();
    return {};
  }
  if (subscription.wanted.view_told != list->view->name)
    send_text(*subscription.stream,
              fmt::format("id: {}\nevent: reset\ndata: {{}}\n\n", subscription.position));
  subscription.wanted.view_told = list->view->name;
  for (const auto& event : offered.events)
    if (event.sequence > subscription.position && follows(subscription, event))
      offered.sights[{&subscription, event.sequence}] = TRY(sights.within(work, *list, event));
  return {};
}

// Who watches is asked only where the stream of a person is open.
Status EventStreams::add_watchers(const State& state, std::vector<SeenEvent>& events) const {
  const auto is_persons = [](const SubscriptionPointer& each) { return each->wanted.is_persons(); };
  if (events.empty() || std::none_of(state.all.begin(), state.all.end(), is_persons)) return {};
  std::vector<Id> records;
  for (const auto& event : events) records.push_back(event.id);
  const auto all = TRY(application_.database.read(
      [&](db::Transaction& tx) { return usecases::watchers_of(tx, records); }));
  for (auto& event : events)
    if (const auto found = all.find(event.id); found != all.end()) event.watchers = found->second;
  return {};
}

void EventStreams::offer(State& state, const Offered& offered, std::int64_t up_to) const {
  Made made;
  for (const auto& subscription : state.all) {
    if (subscription->is_catching_up || subscription->position >= up_to) continue;
    send_blocks(*subscription->stream, blocks_for(state, *subscription, offered, made),
                blocks_apart_max);
    subscription->position = up_to;
  }
}

// Brings the generation and every subscription's rights up to date; who has none any more is cut.
Status EventStreams::settle(State& state) {
  auto settled = settle_once(state);
  for (int attempt = 0; !settled && settled.error().reason == usecases::stale_reason &&
                        attempt < usecases::stale_retries_max;
       ++attempt) {
    if (settled = usecases::reload_model(application_); settled) settled = settle_once(state);
  }
  std::erase_if(state.all, [](const auto& each) {
    if (!each->rights) each->stream->close();
    return !each->rights;
  });
  return settled;
}

Status EventStreams::settle_once(State& state) {
  return application_.database.read([&](db::Transaction& tx) -> Status {
    auto force = TRY(usecases::in_force(application_, tx));
    const auto* known = state.generation.get();
    if (!known || known->force.model != force.model || known->force.directory != force.directory) {
      for (const auto& each : state.all) each->rights = nullptr;
      state.generation = std::make_unique<Generation>(Generation{std::move(force)});
    }
    const auto& current = state.generation->force;
    for (const auto& each : state.all) {
      if (each->rights) continue;
      auto scope = scopes_.scope_of(tx, *current.model, *current.directory, each->wanted.person);
      if (!scope) continue;  // there is no such person any more
      each->scope = std::move(*scope);
      each->rights = &state.generation->shared_by(*each->scope);
    }
    return {};
  });
}

// Streams of sessions and tokens that have ended are closed.
Status EventStreams::check_credentials(State& state) {
  const auto now = application_.time.now();
  return application_.database.read([&](db::Transaction& tx) -> Status {
    for (const auto& each : state.all) {
      const auto still = authenticate(tx, each->wanted.credentials, limits_, now);
      if (!still && still.error().code == Code::unauthenticated) each->stream->close();
    }
    return {};
  });
}

// Who is present at the records that streams follow, for those streams to which it is news.
Status EventStreams::tell_presence(State& state) const {
  const auto follows_a_record = [](const SubscriptionPointer& each) {
    return !each->wanted.record.is_nil() && each->rights && each->stream->is_open();
  };
  if (std::none_of(state.all.begin(), state.all.end(), follows_a_record)) return {};
  const auto now = application_.time.now();
  return application_.database.read([&](db::Transaction& tx) -> Status {
    const auto present = TRY(usecases::all_present(tx, now));
    for (const auto& each : state.all) {
      if (!follows_a_record(each)) continue;
      const auto here = present.find(each->wanted.record);
      std::string text;
      JsonWriter writer(text);
      write_present(writer,
                    here == present.end() ? std::vector<usecases::Present>() : here->second);
      if (text == each->present || !TRY(may_read_record(tx, state, *each))) continue;
      send_text(*each->stream,
                fmt::format("event: presence\ndata: {{\"record\":\"{}\",\"present\":{}}}\n\n",
                            to_text(each->wanted.record), text));
      each->present = std::move(text);
    }
    return {};
  });
}

Result<bool> EventStreams::may_read_record(db::Transaction& tx, const State& state,
                                           const Subscription& subscription) const {
  const auto& force = state.generation->force;
  const auto* type = force.model->type(subscription.wanted.record_type);
  if (!type) return false;
  const auto record = TRY(record::find(tx, *force.model, *type, subscription.wanted.record));
  const record::Lister lister{*force.model, *force.directory, *subscription.scope,
                              application_.time.now()};
  return record && record::may_read(tx, lister, *record);
}

void EventStreams::publish(const std::vector<usecases::LiveEvent>& events) {
  if (events.empty()) return;
  state_.with([&](State& state) {
    const auto up_to = events.back().sequence;
    state.published_to = up_to;
    drop_closed(state);
    if (state.all.empty()) return;
    auto settled = settle(state);
    const auto seen =
        settled ? seen_events(state, state.all, events) : Result<Offered>(fail(settled.error()));
    if (!seen) {
      // Whoever reconnects resumes from the log: closing skips nothing.
      log::warning("events.streams_closed", {{"reason", seen.error().reason}});
      for (const auto& each : state.all) each->stream->close();
      state.all.clear();
      return;
    }
    offer(state, *seen, up_to);
  });
}

void EventStreams::look_again() {
  const auto now = application_.time.now();
  state_.with([&](State& state) {
    if (const auto told = tell_presence(state); !told)
      log::warning("events.presence_not_told", {{"reason", told.error().reason}});
    if (now - state.checked_at < stream_check_every) return;
    state.checked_at = now;
    drop_closed(state);
    if (state.all.empty()) return;
    auto checked = check_credentials(state);
    if (checked) checked = settle(state);
    if (!checked) log::warning("events.not_checked", {{"reason", checked.error().reason}});
    drop_closed(state);
  });
}

// Where the stream begins, which its peer is told: after what it has seen, or at the newest event.
Result<std::int64_t> EventStreams::begin(const StreamWanted& wanted, http::EventStream& stream) {
  const auto range = TRY(
      application_.database.read([](db::Transaction& tx) { return usecases::event_range(tx); }));
  const auto seen = seen_up_to(wanted.last_event_id);
  const bool can_resume = seen && *seen >= range.oldest - 1 && *seen <= range.newest;
  const auto position = can_resume ? *seen : range.newest;
  const bool is_reset = wanted.last_event_id && !can_resume;
  send_text(stream, fmt::format("retry: 3000\nid: {}\nevent: {}\ndata: {{}}\n\n", position,
                                is_reset ? "reset" : "ready"));
  return position;
}

void EventStreams::open(StreamWanted wanted, std::shared_ptr<http::EventStream> stream) {
  const auto position = begin(wanted, *stream);
  if (!position) {
    stream->close();
    return;
  }
  auto subscription = std::make_shared<Subscription>(Subscription{std::move(wanted), stream});
  subscription->position = *position;
  auto opened = state_.with([&](State& state) -> Status {
    state.all.push_back(subscription);
    return settle(state);
  });
  if (opened) opened = catch_up(subscription);
  if (!opened) {
    log::warning("events.not_opened", {{"reason", opened.error().reason}});
    stream->close();
  }
}

// Reads from the log until there is nothing that publish() has handed on and this stream has not
// been offered.
Status EventStreams::catch_up(const SubscriptionPointer& subscription) {
  for (;;) {
    const auto events = TRY(application_.database.read([&](db::Transaction& tx) {
      return usecases::read_events(tx, subscription->position, catch_up_batch);
    }));
    const bool is_done = TRY(state_.with([&](State& state) -> Result<bool> {
      // Closed: it may have been dropped, and its rights be those of a generation that is gone.
      const bool is_open = subscription->stream->is_open();
      if (!events.empty() && is_open && subscription->rights) {
        Made made;
        const auto seen = TRY(seen_events(state, Subscriptions(&subscription, 1), events));
        const auto blocks = blocks_for(state, *subscription, seen, made);
        if (!blocks.empty()) send_blocks(*subscription->stream, blocks, 0);
        subscription->position = events.back().sequence;
      }
      const bool is_level = events.empty() || state.published_to <= subscription->position;
      subscription->is_catching_up = !is_level;
      return is_level;
    }));
    if (is_done || !subscription->stream->is_open()) return {};
  }
}

std::size_t EventStreams::count() const {
  return state_.with([](const State& state) { return state.all.size(); });
}

}  // namespace praxis::api
