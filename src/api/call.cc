#include "api/call.h"

#include <algorithm>

#include "api/authentication.h"
#include "api/error_response.h"
#include "api/language.h"
#include "base/message_format.h"
#include "http/conditional.h"

namespace praxis::api {
namespace {

using usecases::Work;

http::Response respond(const Call& call, Answer answer) {
  if (answer) return std::move(*answer);
  explain_by_packs(call, answer.error());
  const bool has_if_match = !call.request.header("if-match").empty();
  return problem(answer.error(),
                 {.request_id = call.request.id,
                  .instance = call.request.path,
                  .language = call.language,
                  .precondition = has_if_match ? Precondition::if_match : Precondition::none});
}

std::string language_of_call(const Call& call, const record::Model& model,
                             std::string_view preferred) {
  return language_of(call.request, model.packs().languages(), preferred);
}

// What the tenant's state said when the caller was looked up saves asking for it again.
Result<usecases::InForce> in_force_for(Call& call, db::Transaction& tx) {
  auto& application = call.services.application;
  auto current = application.models.current();
  if (current.directory && current.model->generation() == call.who.tenant.generation &&
      current.directory->version() == call.who.tenant.directory_version)
    return usecases::InForce{std::move(current.model), std::move(current.directory),
                             std::move(current.book)};
  return usecases::in_force(application, tx);
}

void note_use(Call& call, Instant now) {
  if (!call.who.is_touch_due) return;
  // That a use could not be noted is no reason to refuse it.
  (void)identity::touch(call.services.application.database, call.who, now);
}

// Runs `body` with the caller's scope inside one read, again when the packs have moved on.
Answer read_as_caller(Call& call, const Credentials& credentials,
                      FunctionRef<Answer(db::Transaction&, const usecases::InForce&,
                                         std::shared_ptr<const record::Scope>)>
                          body) {
  auto& application = call.services.application;
  const auto now = application.time.now();
  for (int attempt = 0;; ++attempt) {
    auto answer = application.database.read(
        [&](db::Transaction& tx) -> Answer {
          call.who = TRY(authenticate(tx, credentials, call.services.session_limits, now));
          const auto force = TRY(in_force_for(call, tx));
          auto scope = TRY(
              call.services.scopes.scope_of(tx, *force.model, *force.directory, call.who.person));
          call.language = language_of_call(call, *force.model, scope->language);
          call.actor = {force.model, scope};
          return body(tx, force, std::move(scope));
        },
        {.time_max = read_time_max});
    if (!answer && answer.error().reason == usecases::stale_reason &&
        attempt < usecases::stale_retries_max) {
      TRY(usecases::reload_model(application));
      continue;
    }
    note_use(call, now);
    return answer;
  }
}

std::string via_of(identity::Means means) {
  return means == identity::Means::session ? "web" : "api";
}

Answer read_call(Call& call, ReadHandler handler) {
  const auto credentials = TRY(credentials_of(call.request, call.services.cookies));
  const auto now = call.services.application.time.now();
  return read_as_caller(call, credentials,
                        [&](db::Transaction& tx, const usecases::InForce& force,
                            std::shared_ptr<const record::Scope> scope) -> Answer {
                          Work work{.tx = tx,
                                    .model = *force.model,
                                    .directory = *force.directory,
                                    .book = *force.book,
                                    .scope = *scope,
                                    .now = now,
                                    .recorded_at = now,
                                    .via = via_of(call.who.means)};
                          return handler(call, work);
                        });
}

Answer write_call(Call& call, WriteHandler handler) {
  const auto credentials = TRY(credentials_of(call.request, call.services.cookies));
  usecases::Caller caller;
  TRY(read_as_caller(call, credentials,
                     [&](db::Transaction&, const usecases::InForce&,
                         std::shared_ptr<const record::Scope> scope) -> Answer {
                       caller.scope = std::move(scope);
                       return http::Response{};
                     }));
  caller.via = via_of(call.who.means);
  if (!is_safe(call.request.method)) {
    if (call.who.access == identity::Access::read_only)
      return fail(Code::forbidden, "token.read_only", "this token may only read");
    if (call.who.means == identity::Means::session) TRY(check_same_origin(call.request));
  }
  return handler(call, caller);
}

Call begin_call(Services& services, const http::Request& request, const http::PathValues& path) {
  Call call{request, path, services};
  call.language = language_of_call(call, *services.application.models.current().model, "");
  return call;
}

}  // namespace

void explain_by_packs(const Call& call, Error& error) {
  const auto model = call.services.application.models.current().model;
  const auto& packs = model->packs();
  if (!packs.has_text(call.language, error.reason) && !packs.has_text("en", error.reason)) return;
  const auto pattern = packs.text(call.language, error.reason);
  error.message = formatted_message(pattern, call.language, error.details);
}

std::string_view Call::segment(std::string_view name) const {
  const auto found = std::find_if(path.values.begin(), path.values.end(),
                                  [&](const auto& value) { return value.first == name; });
  return found == path.values.end() ? std::string_view{} : std::string_view(found->second);
}

http::Handler open(Services& services, OpenHandler handler) {
  return [&services, handler](http::Request& request, const http::PathValues& path) {
    auto call = begin_call(services, request, path);
    return respond(call, handler(call));
  };
}

http::Handler reading(Services& services, ReadHandler handler) {
  return [&services, handler](http::Request& request, const http::PathValues& path) {
    auto call = begin_call(services, request, path);
    return respond(call, read_call(call, handler));
  };
}

http::Handler writing(Services& services, WriteHandler handler) {
  return [&services, handler](http::Request& request, const http::PathValues& path) {
    auto call = begin_call(services, request, path);
    return respond(call, write_call(call, handler));
  };
}

Answer read_again(Call& call, const usecases::Caller& caller, FunctionRef<Answer(Work&)> show) {
  return usecases::in_read(call.services.application, caller, show);
}

}  // namespace praxis::api
