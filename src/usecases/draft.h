// What a caller wants written, before anything is decided: the body of a create, update or
// transition.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "record/record.h"
#include "usecases/idempotency.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct Draft {
  JsonObject fields{};  // by field name, values as docs/api says
  std::map<std::string, std::vector<std::string>>
      links{};                          // link name as seen from the record → ids or numbers
  std::vector<std::string> watchers{};  // persons
  std::vector<std::string> flows{};     // flows of links that are to pass the change on
  std::string reason{};
  std::optional<std::int64_t> base_version{};  // of If-Match: what the caller saw
  DryRun dry_run = DryRun::no;
  // Imports: when it happened, by what key it is known outside, that nothing is to be sent.
  std::optional<Instant> occurred_at{};
  std::string external_source{}, external_key{};
  bool is_silent = false;
  bool is_trusted = false;                   // made by the engine itself: rights are not asked
  std::optional<Idempotency> idempotency{};  // a retry makes nothing twice
};

// Takes "links", "watchers", "flows" and "reason" out of a JSON body; what is left are fields.
// Errors name wrong members.
Result<Draft> draft_from_json(const Json& body);

// What a flow did to one linked record.
struct Flowed {
  std::string flow, number;
  std::string refused{};  // "", or the reason why the record stayed as it was
};

struct Outcome {
  record::Record record;
  std::vector<Flowed> flowed{};
  bool is_created = false;         // a transition outside its window made a new record
  bool is_replayed = false;        // made by an earlier request with this idempotency key
  std::optional<Error> refusal{};  // of a dry run: what would be refused, all wrong fields in it
};

}  // namespace praxis::usecases
