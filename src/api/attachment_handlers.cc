#include "api/attachment_handlers.h"

#include <fmt/format.h>

#include "api/draft_request.h"
#include "api/etag.h"
#include "api/query.h"
#include "api/respond.h"
#include "http/conditional.h"
#include "usecases/attach_file.h"

namespace praxis::api {
namespace {

using usecases::Attachment;
using usecases::Caller;
using usecases::Work;

void write_attachment_json(JsonWriter& writer, const Attachment& attachment) {
  writer.begin_object().key("id").text(to_text(attachment.id)).key("name").text(attachment.name);
  writer.key("media_type").text(attachment.media_type).key("size").integer(attachment.size);
  writer.key("sha256").text(to_hex(view(attachment.hash)));
  writer.key("visibility").text(attachment.visibility);
  if (!attachment.kind.empty()) writer.key("kind").text(attachment.kind);
  if (attachment.proves_seq) writer.key("proves").integer(*attachment.proves_seq);
  writer.key("created_at").text(to_text(attachment.created_at));
  writer.key("created_by").text(to_text(attachment.created_by)).end_object();
}

// A browser shows only what cannot carry a script; everything else is saved.
bool may_be_shown(std::string_view media_type) {
  for (const std::string_view safe :
       {"image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"})
    if (media_type == safe) return true;
  return false;
}

http::Response content_response(db::Database& contents, const Attachment& attachment) {
  http::Response response;
  response.content_type = attachment.media_type;
  response.set("Content-Disposition",
               fmt::format("{}; filename*=UTF-8''{}",
                           may_be_shown(attachment.media_type) ? "inline" : "attachment",
                           percent_encoded(attachment.name)));
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.set("Cache-Control", "private, max-age=31536000, immutable");
  response.source_length = static_cast<std::uint64_t>(attachment.size);
  response.source = [&contents, hash = attachment.hash, chunk = std::int64_t{0},
                     rest = std::string()](std::span<char> into) mutable -> Result<std::size_t> {
    if (rest.empty()) rest = TRY(record::read_chunk(contents, hash, chunk++));
    const auto count = std::min(rest.size(), into.size());
    std::copy_n(rest.begin(), count, into.begin());
    rest.erase(0, count);
    return count;
  };
  return response;
}

Result<Id> wanted_attachment(const Call& call) {
  const auto id = id_from_text(call.segment("attachment"));
  if (!id) return fail(Code::not_found, "attachment.not_found", "there is no such attachment");
  return *id;
}

}  // namespace

Answer list_attachments(Call& call, Work& work) {
  TRY(Query(call.request).only({"language"}));
  const auto record = TRY(record::read(work.tx, work.lister(), record_name_of(call)));
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("attachments").begin_array();
  for (const auto& attachment : TRY(usecases::read_attachments(work, record)))
    write_attachment_json(writer, attachment);
  writer.end_array().end_object();
  auto etag = etag_of(body);
  return tagged_response(call, std::move(body), std::move(etag));
}

Answer add_attachment(Call& call, const Caller& caller) {
  TRY(Query(call.request).only({"name", "visibility", "kind", "language"}));
  const auto parameter = [&](std::string_view name) {
    return std::string(call.request.parameter(name).value_or(std::string_view()));
  };
  const usecases::AttachmentDraft draft{parameter("name"), parameter("kind"),
                                        parameter("visibility")};
  auto* reader = call.request.reader;
  must(reader != nullptr);
  const auto made =
      TRY(usecases::attach_file(call.services.application, caller, record_name_of(call), draft,
                                [&](std::span<char> into) { return reader->read(into); }));
  std::string body;
  JsonWriter writer(body);
  write_attachment_json(writer, made);
  auto response = json_response(201, std::move(body));
  response.set("Location", fmt::format("{}/{}", call.request.path, to_text(made.id)));
  return response;
}

Answer download_attachment(Call& call, const Caller& caller) {
  auto& application = call.services.application;
  const auto id = TRY(wanted_attachment(call));
  const auto attachment =
      TRY(usecases::in_read(application, caller, [&](Work& work) -> Result<Attachment> {
        return usecases::read_attachment(
            work, TRY(record::read(work.tx, work.lister(), record_name_of(call))), id);
      }));
  const auto etag = fmt::format("\"{}\"", to_hex(view(attachment.hash)));
  if (http::is_not_modified(call.request, etag)) {
    http::Response unchanged{.status = 304};
    unchanged.set("ETag", etag);
    return unchanged;
  }
  auto response = content_response(*application.contents, attachment);
  response.set("ETag", etag);
  return response;
}

Answer remove_attachment(Call& call, const Caller& caller) {
  TRY(usecases::remove_attachment(call.services.application, caller, record_name_of(call),
                                  TRY(wanted_attachment(call))));
  return no_content();
}

}  // namespace praxis::api
