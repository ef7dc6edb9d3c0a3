#include "api/search_handlers.h"

#include "api/list_request.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "expr/program.h"
#include "usecases/asked_fields.h"
#include "usecases/search_records.h"

namespace praxis::api {
namespace {

using usecases::Work;

constexpr std::int64_t search_limit_max = 100;
constexpr std::size_t search_text_max = 400;  // bytes
constexpr std::size_t hit_size = 400;         // of its text, more or less

Result<record::SearchRequest> search_request_of(const Query& query, const Work& work) {
  record::SearchRequest request{.text = query.text("q"), .types = {}};
  if (request.text.empty() || request.text.size() > search_text_max)
    return bad_parameter("q", "the words to look for, 400 bytes at most");
  for (const auto& name : query.words("types")) {
    const auto* type = work.model.type(name);
    if (!type) return bad_parameter("types", "names of record types; there is no '" + name + "'");
    request.types.push_back(type);
  }
  request.limit = static_cast<int>(TRY(query.integer("limit", {1, search_limit_max, 20})));
  request.wants_passages = TRY(query.flag("highlights", Flag::off)) == Flag::on;
  if (query.text("filter").empty()) return request;
  if (request.types.size() != 1)
    return bad_parameter("filter", "an expression over the one type that `types` names");
  request.filter = TRY(filter_of(query, work, *request.types.front()));
  TRY(check_asked(work, *request.types.front(), *request.filter));
  return request;
}

void write_highlights(JsonWriter& writer, const record::SearchHit& hit) {
  writer.key("highlights").begin_array();
  for (const auto& passage : hit.passages) {
    const auto& field = hit.record.type->fields[static_cast<std::size_t>(passage.field)];
    writer.begin_object().key("field").text(field.name).key("text").text(passage.text);
    writer.key("marks").begin_array();
    for (const auto& mark : passage.marks)
      writer.begin_array()
          .integer(static_cast<std::int64_t>(mark.from))
          .integer(static_cast<std::int64_t>(mark.to))
          .end_array();
    writer.end_array().end_object();
  }
  writer.end_array();
}

void write_corrections(JsonWriter& writer, const record::SearchPage& page) {
  writer.key("corrections").begin_array();
  for (const auto& correction : page.corrections) {
    writer.begin_object().key("word").text(correction.word).key("near").begin_array();
    for (const auto& near : correction.near) writer.text(near);
    writer.end_array().end_object();
  }
  writer.end_array();
}

void write_expression_error(JsonWriter& writer, const Error& error) {
  writer.begin_object().key("reason").text(error.reason).key("message").text(error.message);
  for (const auto& detail : error.details) writer.key(detail.key()).value(detail.value());
  writer.end_object();
}

}  // namespace

Answer search_records(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"q", "types", "filter", "limit", "highlights", "fields", "titles", "language"}));
  auto request = TRY(search_request_of(query, work));
  const auto selection = TRY(selection_of(call.request, work.model, nullptr, ReadsOf::list));
  request.columns = selection.fields;
  const auto page = TRY(usecases::search_records(work, request));
  std::string body;
  body.reserve(page.hits.size() * hit_size + 64);
  JsonWriter writer(body);
  RecordJson json(work, selection, call);
  writer.begin_object().key("hits").begin_array();
  for (const auto& hit : page.hits) {
    writer.begin_object().key("score").real(hit.score).key("is_near").boolean(hit.is_near);
    if (request.wants_passages) write_highlights(writer, hit);
    json.write(writer.key("record"), hit.record, Extent::row);
    writer.end_object();
  }
  writer.end_array().key("was_cut").boolean(page.was_cut);
  write_corrections(writer, page);
  TRY(json.write_titles(writer));
  writer.end_object();
  return json_response(200, std::move(body));
}

// What does not parse or check is an answer here, not an error: with the place of the mistake, for
// an editor to mark.
Answer parse_expression(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"text", "type", "language"}));
  const auto text = query.text("text");
  const auto type_name = query.text("type");
  const auto* type = type_name.empty() ? nullptr : TRY(type_named(work, type_name));
  std::string body;
  JsonWriter writer(body);
  const auto tree = expr::parsed_tree(text);
  writer.begin_object().key("tree").value(tree ? *tree : Json(nullptr));
  std::optional<Error> wrong;
  if (!tree) wrong = tree.error();
  if (tree && type) {
    pack::ExpressionContext context;
    context.wanted = std::nullopt;
    const auto compiled = work.model.packs().compile(*type, text, context);
    context.must_compile_to_sql = true;
    context.wanted = expr::Kind::boolean;
    const auto filter = work.model.packs().compile(*type, text, context);
    if (compiled) writer.key("type").text(to_text((*compiled)->program->type()));
    writer.key("is_filter").boolean(filter.has_value());
    if (!compiled)
      wrong = compiled.error();
    else if (!filter)
      wrong = filter.error();
  }
  writer.key("errors").begin_array();
  if (wrong) write_expression_error(writer, *wrong);
  writer.end_array().end_object();
  return json_response(200, std::move(body));
}

}  // namespace praxis::api
