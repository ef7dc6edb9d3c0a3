#include "api/session_handlers.h"

#include "api/body.h"
#include "api/query.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "usecases/own_access.h"

namespace praxis::api {
namespace {

using usecases::Caller;
using usecases::Work;

constexpr std::string_view no_store = "no-store";

Result<Id> id_segment(const Call& call, std::string_view name, std::string_view reason) {
  const auto id = id_from_text(call.segment(name));
  if (!id) return fail(Code::not_found, std::string(reason), "there is none with this id");
  return *id;
}

http::Response secret_response(int status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.set("Cache-Control", std::string(no_store));
  response.body = std::move(body);
  return response;
}

void write_session(JsonWriter& writer, const identity::Session& session, Id current) {
  writer.begin_object().key("id").text(to_text(session.id));
  writer.key("created_at").text(to_text(session.created_at));
  writer.key("last_seen_at").text(to_text(session.last_seen_at));
  writer.key("expires_at").text(to_text(session.expires_at));
  writer.key("peer").text(session.peer).key("user_agent").text(session.user_agent);
  writer.key("is_current").boolean(session.id == current).end_object();
}

void write_token(JsonWriter& writer, const identity::Token& token) {
  const auto instant = [&](std::string_view key, const std::optional<Instant>& at) {
    writer.key(key);
    if (at)
      writer.text(to_text(*at));
    else
      writer.null();
  };
  const bool is_full = token.access == identity::Access::full;
  writer.begin_object().key("id").text(to_text(token.id)).key("name").text(token.name);
  writer.key("access").text(is_full ? "full" : "read_only");
  writer.key("created_at").text(to_text(token.created_at));
  instant("expires_at", token.expires_at);
  instant("last_used_at", token.last_used_at);
}

void write_id_or_null(JsonWriter& writer, std::string_view key, Id id) {
  writer.key(key);
  if (id.is_nil())
    writer.null();
  else
    writer.text(to_text(id));
}

void write_roles_held(JsonWriter& writer, const Call& call, const Work& work,
                      RecordJson& references) {
  writer.key("roles").begin_array();
  for (const auto& [name, organizations] : work.scope.roles) {
    writer.begin_object().key("name").text(name);
    writer.key("label").text(work.model.packs().text(call.language, "roles." + name));
    writer.key("organizations").begin_array();
    for (const auto& organization : organizations) {
      writer.text(to_text(organization));
      references.note_reference("organization", organization);
    }
    writer.end_array().end_object();
  }
  writer.end_array();
}

}  // namespace

Answer sign_in(Call& call) {
  TRY(check_not_cross_site(call.request));
  Body body(TRY(object_body(call)));
  identity::SignInRequest request{.email = body.text("email", Needed::yes),
                                  .password = body.text("password", Needed::yes),
                                  .peer = call.request.peer,
                                  .user_agent = std::string(call.request.header("user-agent"))};
  TRY(body.check());
  const auto& application = call.services.application;
  const auto current = application.models.current();
  const auto made =
      TRY(call.services.sign_in.sign_in(*current.model, request, application.time.now()));
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("person").text(to_text(made.session.person)).key("session");
  write_session(writer, made.session, made.session.id);
  writer.end_object();
  auto response = secret_response(201, std::move(text));
  response.set("Set-Cookie", session_cookie(call.services.cookies, made.secret));
  return response;
}

Answer sign_out(Call& call, const Caller& caller) {
  if (call.who.means != identity::Means::session)
    return fail(Code::conflict, "session.none", "a token is revoked, not signed out");
  TRY(usecases::end_own_session(call.services.application, caller, call.who.id));
  auto response = no_content();
  response.set("Set-Cookie", ended_session_cookie(call.services.cookies));
  return response;
}

Answer list_sessions(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  const auto sessions = TRY(
      identity::sessions_of(work.tx, call.services.session_limits, work.scope.person, work.now));
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("sessions").begin_array();
  for (const auto& session : sessions) write_session(writer, session, call.who.id);
  writer.end_array().end_object();
  return secret_response(200, std::move(text));
}

Answer end_session(Call& call, const Caller& caller) {
  const auto session = TRY(id_segment(call, "session", "session.not_found"));
  TRY(usecases::end_own_session(call.services.application, caller, session));
  return no_content();
}

Answer read_me(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  const auto& scope = work.scope;
  const Selection selection{.wants_titles = true};
  RecordJson references(work, selection);
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("id").text(to_text(scope.person));
  references.note_reference("person", scope.person);
  write_id_or_null(writer, "organization", scope.organization);
  references.note_reference("organization", scope.organization);
  write_id_or_null(writer, "site", scope.site);
  references.note_reference("site", scope.site);
  writer.key("groups").begin_array();
  for (const auto& group : scope.groups) {
    writer.text(to_text(group));
    references.note_reference("group", group);
  }
  writer.end_array().key("side").text(record::name(scope.side));
  writer.key("language").text(scope.language).key("time_zone").text(scope.time_zone);
  write_roles_held(writer, call, work, references);
  const bool is_session = call.who.means == identity::Means::session;
  writer.key("means").text(is_session ? "session" : "token");
  const bool is_full = call.who.access == identity::Access::full;
  writer.key("access").text(is_full ? "full" : "read_only");
  TRY(references.write_titles(writer));
  writer.end_object();
  return json_response(200, std::move(text));
}

Answer change_password(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  usecases::PasswordWanted wanted{.current = body.text("current", Needed::yes),
                                  .wanted = body.text("new", Needed::yes),
                                  .peer = call.request.peer};
  TRY(body.check());
  if (call.who.means == identity::Means::session) wanted.session = call.who.id;
  TRY(usecases::change_own_password(call.services.application, call.services.hasher, caller,
                                    wanted));
  return no_content();
}

Answer list_tokens(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  std::string text;
  JsonWriter writer(text);
  writer.begin_object().key("tokens").begin_array();
  for (const auto& token : TRY(identity::tokens_of(work.tx, work.scope.person))) {
    write_token(writer, token);
    writer.end_object();
  }
  writer.end_array().end_object();
  return secret_response(200, std::move(text));
}

Answer make_token(Call& call, const Caller& caller) {
  Body body(TRY(object_body(call)));
  usecases::OwnTokenWanted wanted{.name = body.text("name", Needed::yes)};
  const auto access = body.choice("access", {"full", "read_only"});
  if (access == "read_only") wanted.access = identity::Access::read_only;
  wanted.expires_at = body.instant("expires_at");
  TRY(body.check());
  const auto made = TRY(usecases::make_own_token(call.services.application, caller, wanted));
  std::string text;
  JsonWriter writer(text);
  write_token(writer, made.token);
  writer.key("secret").text(made.secret).end_object();
  return secret_response(201, std::move(text));
}

Answer revoke_token(Call& call, const Caller& caller) {
  const auto token = TRY(id_segment(call, "token", "token.not_found"));
  TRY(usecases::revoke_own_token(call.services.application, caller, token));
  return no_content();
}

}  // namespace praxis::api
