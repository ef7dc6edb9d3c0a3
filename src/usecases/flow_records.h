// What passes on along links when a record changes: a transition that moves others, fields that
// others take over. Links declare it (docs/packs.md, flows); comments pass on in comment_record.h.
// A receiver that refuses stays as it is and is named; it never refuses the change itself.
// Runs inside the change's transaction, as the engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"
#include "usecases/draft.h"

namespace praxis::usecases {

// What a flow passes on: a transition of the source, or (null) an update.
std::vector<const pack::LinkFlow*> offered_flows(const pack::PackSet& packs,
                                                 const pack::RecordType& type,
                                                 const pack::Transition* transition);
// "unknown_flow" for each name wanted that is not offered.
Status check_flows(const pack::PackSet& packs, const pack::RecordType& type,
                   const pack::Transition* transition, const std::vector<std::string>& wanted);
// Whether a flow speaks to this receiver.
bool flow_reaches(const Work& work, const pack::LinkFlow& flow, const record::Record& receiver);

struct FlowSource {
  const record::Record& before;
  const record::Record& after;
  const pack::Transition* transition = nullptr;
};
Result<std::vector<Flowed>> pass_on(Work& work, const FlowSource& source, const Draft& draft);

}  // namespace praxis::usecases
