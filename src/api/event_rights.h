// Who may know of a live event. An event carries the permission columns of its record before and
// after the change; the packs' `read` is asked about records made of just these. Streams whose
// scopes differ by the person alone share a RightsSet: for an event that names none of its people
// it is asked once. Belongs to its owner's thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "identity/permission.h"
#include "record/lister.h"
#include "usecases/live_event_log.h"

namespace praxis::api {

// An event with its record before and after, as far as rights depend on it. Valid while the model
// is.
struct SeenEvent {
  std::int64_t sequence = 0;
  Id id{};
  const pack::RecordType* type = nullptr;
  std::string kind{}, number{}, visibility{};
  bool is_cut = false;  // a version was cut: the one thing that readers of versions are told
  std::int64_t version = 0, journal_seq = 0;
  std::vector<std::string> changed{};
  std::optional<record::Record> before{};  // none: it was made just now
  record::Record after{};
  std::vector<Id> named{};     // people and groups in either
  std::vector<Id> watchers{};  // where a stream asks for them

  bool names(Id id) const;
  bool is_watched_by(Id person) const;
};
// None for what this model does not know, or cannot be read.
std::optional<SeenEvent> seen_event(const record::Model& model, const usecases::LiveEvent& event);

// Where an event's record stood in the view that a stream follows, before and after it. Without a
// view it stays.
enum class Within { no, stays, enters, leaves };

// What one set of rights makes of an event: the text to send, or nothing.
class RightsSet {
 public:
  RightsSet(const record::Model& model, const record::Directory& directory, record::Scope scope);

  // The block of an event stream for somebody with these rights; null: it is none of theirs.
  std::shared_ptr<const std::string> block(const SeenEvent& event, Within within, Instant now);
  const record::Scope& scope() const { return scope_; }

 private:
  struct Sight {
    bool is_seen = false, is_internal_seen = false, is_working_seen = false;
    identity::FieldSet readable{};
  };
  Sight sight(const record::Record& record, Instant now);
  const identity::ActorRights& rights_for(const pack::RecordType& type);

  const record::Model& model_;
  const record::Directory& directory_;
  const record::Scope scope_;
  std::vector<std::string> agent_roles_{};
  std::map<const pack::RecordType*, std::unique_ptr<identity::ActorRights>> rights_{};
};

// Scopes with one key differ by the person alone.
std::string rights_key(const record::Scope& scope);

}  // namespace praxis::api
