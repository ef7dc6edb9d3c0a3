// The open event streams of this node: each follows one record, one type (its subtypes included),
// one view of a type, or what concerns its person: records that name them or a group of theirs, or
// that they watch. A stream resumes after the last event that its peer has seen, from the log,
// without a gap; where the log no longer goes back that far it is sent `reset`. Rights are asked
// again when roles or packs change, and a stream ends when the session or token it was opened with
// does. A record's stream also tells who is present there, without an id: that is looked up, not
// logged. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "api/authentication.h"
#include "api/event_rights.h"
#include "api/view_sight.h"
#include "base/synchronized.h"
#include "http/message.h"
#include "identity/scope_maker.h"
#include "usecases/live_event_log.h"
#include "usecases/work.h"

namespace praxis::api {

constexpr Span stream_check_every = minutes(1);

struct StreamWanted {
  Id record{};                // nil: see `type`
  std::string record_type{};  // of that record
  std::string type;           // "": what concerns the person
  std::string view{};         // of the type: a declared one's name, a saved one's id
  std::string view_told{};    // which edition of it the peer lists by
  Credentials credentials{};
  Id person{};
  std::optional<std::string> last_event_id{};

  bool is_persons() const { return record.is_nil() && type.empty(); }
};

class EventStreams final : public usecases::EventListener {
 public:
  EventStreams(usecases::Application& application, identity::ScopeCache& scopes,
               identity::SessionLimits limits)
      : application_(application), scopes_(scopes), limits_(limits) {}

  // Sends what the stream has missed, then lets it follow. Runs on the worker that opened it.
  void open(StreamWanted wanted, std::shared_ptr<http::EventStream> stream);

  void publish(const std::vector<usecases::LiveEvent>& events) override;
  void look_again() override;

  std::size_t count() const;

 private:
  struct Subscription {
    StreamWanted wanted;
    std::shared_ptr<http::EventStream> stream;
    std::shared_ptr<const record::Scope> scope{};
    RightsSet* rights = nullptr;  // the generation's, shared by all with these rights
    std::int64_t position = 0;    // the newest event it was offered
    bool is_catching_up = true;
    std::string present = "[]";  // at its record, as it was told last
  };
  using SubscriptionPointer = std::shared_ptr<Subscription>;
  using Block = std::shared_ptr<const std::string>;
  using Subscriptions = std::span<const SubscriptionPointer>;
  // Of streams that follow a view, by the event's number.
  using Sights = std::map<std::pair<const Subscription*, std::int64_t>, Within>;
  using Made = std::map<std::tuple<RightsSet*, std::int64_t, Within>, Block>;
  struct Offered {
    std::vector<SeenEvent> events{};
    Sights sights{};
  };

  // One model and directory, and the rights under them. Made anew when either moves on.
  struct Generation {
    usecases::InForce force;
    std::unordered_map<std::string, std::unique_ptr<RightsSet>> shared{};  // by rights_key
    std::unordered_map<Id, std::unique_ptr<RightsSet>> of_person{};        // who are named

    RightsSet& shared_by(const record::Scope& scope);
    RightsSet& own_of(const record::Scope& scope);
  };
  struct State {
    std::vector<SubscriptionPointer> all{};
    std::unique_ptr<Generation> generation{};
    std::int64_t published_to = 0;
    Instant checked_at{};
  };

  static bool follows(const Subscription& subscription, const SeenEvent& event);
  static void drop_closed(State& state);
  // What each subscription is to be sent of these events, in order.
  std::vector<Block> blocks_for(State& state, const Subscription& subscription,
                                const Offered& offered, Made& made) const;
  Result<Offered> seen_events(const State& state, Subscriptions to,
                              const std::vector<usecases::LiveEvent>& events) const;
  Status add_sights(const State& state, Subscriptions to, Offered& offered) const;
  Status add_sights_of(usecases::Work& work, Subscription& subscription, ViewSights& sights,
                       Offered& offered) const;
  Status add_watchers(const State& state, std::vector<SeenEvent>& events) const;
  void offer(State& state, const Offered& offered, std::int64_t up_to) const;

  Status settle(State& state);
  Status settle_once(State& state);
  Status check_credentials(State& state);
  Status tell_presence(State& state) const;
  Result<bool> may_read_record(db::Transaction& tx, const State& state,
                               const Subscription& subscription) const;
  Result<std::int64_t> begin(const StreamWanted& wanted, http::EventStream& stream);
  Status catch_up(const SubscriptionPointer& subscription);

  usecases::Application& application_;
  identity::ScopeCache& scopes_;
  identity::SessionLimits limits_;
  Synchronized<State> state_{};
};

}  // namespace praxis::api
