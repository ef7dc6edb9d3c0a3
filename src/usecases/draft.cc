#include "usecases/draft.h"

namespace praxis::usecases {
namespace {

constexpr std::size_t links_max = 200;

tl::unexpected<Error> wrong_member(std::string_view member, std::string_view form) {
  Error error{Code::invalid_argument, "invalid_fields"};
  error.fields.push_back({std::string(member), "form", {{"form", form}}});
  return fail(std::move(error));
}

Result<std::vector<std::string>> names_from(const Json& json, std::string_view member) {
  std::vector<std::string> names;
  if (json.is_string()) return std::vector<std::string>{std::string(json.get_string())};
  if (!json.is_array() || json.get_array().size() > links_max)
    return wrong_member(member, R"(["INC-1"])");
  for (const auto& name : json.get_array()) {
    if (!name.is_string()) return wrong_member(member, R"(["INC-1"])");
    names.emplace_back(name.get_string());
  }
  return names;
}

}  // namespace

Result<Draft> draft_from_json(const Json& body) {
  if (!body.is_object())
    return fail(Code::invalid_argument, "json_malformed", "the body must be a JSON object");
  Draft draft;
  for (const auto& pair : body.get_object()) {
    const std::string_view key(pair.key().data(), pair.key().size());
    const auto& value = pair.value();
    if (key == "links") {
      if (!value.is_object()) return wrong_member("links", R"({"child_of": ["INC-1"]})");
      for (const auto& link : value.get_object())
        draft.links.emplace(std::string(link.key()),
                            TRY(names_from(link.value(), "links." + std::string(link.key()))));
    } else if (key == "watchers") {
      draft.watchers = TRY(names_from(value, "watchers"));
    } else if (key == "flows") {
      draft.flows = TRY(names_from(value, "flows"));
    } else if (key == "reason") {
      if (!value.is_string() && !value.is_null()) return wrong_member("reason", "a text");
      if (value.is_string()) draft.reason = std::string(value.get_string());
    } else {
      draft.fields.emplace(pair.key(), value);
    }
  }
  return draft;
}

}  // namespace praxis::usecases
