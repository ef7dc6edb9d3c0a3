#include "api/search_handlers.h"

#include "api/list_request.h"
#include "api/record_json.h"
#include "api/respond.h"
#include "expr/program.h"
#include "record/search.h"

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
  return request;
}

void write_expression_error(JsonWriter& writer, const Error& error) {
  writer.begin_object().key("reason").text(error.reason).key("message").text(error.message);
  for (const auto& detail : error.details) writer.key(detail.key()).value(detail.value());
  writer.end_object();
}

}  // namespace

Answer search_records(Call& call, Work& work) {
  const Query query(call.request);
  TRY(query.only({"q", "types", "limit", "fields", "titles", "language"}));
  auto request = TRY(search_request_of(query, work));
  const auto selection = TRY(selection_of(call.request, work.model, nullptr, ReadsOf::list));
  request.columns = selection.fields;
  const auto page = TRY(record::search(work.tx, work.lister(), request));
  std::string body;
  body.reserve(page.hits.size() * hit_size + 64);
  JsonWriter writer(body);
  RecordJson json(work, selection, call);
  writer.begin_object().key("hits").begin_array();
  for (const auto& hit : page.hits) {
    writer.begin_object().key("score").real(hit.score).key("record");
    json.write(writer, hit.record, Extent::row);
    writer.end_object();
  }
  writer.end_array().key("was_cut").boolean(page.was_cut);
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
