// Whether a live event happened within the view that a stream follows. An event tells little of its
// record, so the record is read and its newer journal entries are taken back. The view's filter is
// asked as its reader may ask it, before and after: what they may not read moves nothing in or out.
// Belongs to one read of the database.
#pragma once

#include <map>
#include <optional>
#include <utility>

#include "api/event_rights.h"
#include "record/list.h"
#include "usecases/past_record.h"
#include "usecases/work.h"

namespace praxis::api {

// The list of a view of this type: declared, or saved and then named by its id. Errors as a list by
// it has.
Result<record::ListRequest> list_of_view(const usecases::Work& work, std::string_view type,
                                         std::string_view view);

class ViewSights {
 public:
  Result<Within> within(usecases::Work& work, const record::ListRequest& list,
                        const SeenEvent& event);

 private:
  std::map<std::pair<Id, std::int64_t>, std::optional<usecases::AroundEntry>> around_{};
};

}  // namespace praxis::api
