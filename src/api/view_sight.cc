#include "api/view_sight.h"

#include "api/list_request.h"
#include "usecases/asked_fields.h"
#include "usecases/saved_views.h"

namespace praxis::api {

Result<record::ListRequest> list_of_view(const usecases::Work& work, std::string_view type,
                                         std::string_view view) {
  record::ListRequest list{.type = TRY(type_named(work, type))};
  TRY(usecases::set_view(work, view, list));
  TRY(usecases::check_asked(work, list));
  return list;
}

Result<Within> ViewSights::within(usecases::Work& work, const record::ListRequest& list,
                                  const SeenEvent& event) {
  const std::pair key(event.id, event.journal_seq);
  auto known = around_.find(key);
  if (known == around_.end())
    known = around_
                .emplace(key, TRY(usecases::around_entry(work.tx, work.model, *event.type, event.id,
                                                         event.journal_seq)))
                .first;
  const auto& around = known->second;
  if (!around) return Within::no;
  const bool is_after = usecases::is_listed(work, list, around->after);
  // Of versions, readers have seen the one before and nothing of what led to the new one.
  if (event.is_cut) return is_after ? Within::stays : Within::leaves;
  const bool was_before = around->before && usecases::is_listed(work, list, *around->before);
  if (is_after) return was_before || !around->before ? Within::stays : Within::enters;
  return was_before ? Within::leaves : Within::no;
}

}  // namespace praxis::api
