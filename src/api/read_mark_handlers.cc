#include "api/read_mark_handlers.h"

#include "api/body.h"
#include "api/draft_request.h"
#include "api/query.h"
#include "api/respond.h"
#include "usecases/read_marks.h"

namespace praxis::api {

Answer put_read_mark(Call& call, const usecases::Caller& caller) {
  TRY(Query(call.request).only({"language"}));
  Body body(TRY(object_body(call)));
  const auto seq = body.integer("journal_seq");
  TRY(body.check());
  TRY(usecases::mark_read(call.services.application, caller, record_name_of(call), seq));
  return no_content();
}

Answer remove_read_mark(Call& call, const usecases::Caller& caller) {
  TRY(Query(call.request).only({"language"}));
  TRY(usecases::mark_unread(call.services.application, caller, record_name_of(call)));
  return no_content();
}

}  // namespace praxis::api
