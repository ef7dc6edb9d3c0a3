#include "main/scenario/target.h"

#include "api/respond.h"

namespace praxis::main::scenario {
namespace {

// The next "&" that is not within a text and not one of "&&".
std::size_t parameter_end(std::string_view query) {
  bool is_text = false;
  for (std::size_t at = 0; at < query.size(); ++at) {
    if (query[at] == '"') is_text = !is_text;
    if (is_text || query[at] != '&') continue;
    if (at + 1 == query.size() || query[at + 1] != '&') return at;
    ++at;
  }
  return query.size();
}

std::string encoded_parameter(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals == parameter.npos) return api::percent_encoded(parameter);
  return api::percent_encoded(parameter.substr(0, equals)) + "=" +
         api::percent_encoded(parameter.substr(equals + 1));
}

std::string encoded_path(std::string_view path) {
  std::string out;
  for (std::size_t at = 0; at <= path.size();) {
    const auto end = std::min(path.find('/', at), path.size());
    out += api::percent_encoded(path.substr(at, end - at));
    if (end < path.size()) out += '/';
    at = end + 1;
  }
  return out;
}

}  // namespace

std::string request_target(std::string_view written) {
  const auto question = std::min(written.find('?'), written.size());
  auto target = "/api/v1" + encoded_path(written.substr(0, question));
  if (question == written.size()) return target;
  auto query = written.substr(question + 1);
  char separator = '?';
  while (!query.empty()) {
    const auto end = parameter_end(query);
    target.append(1, separator).append(encoded_parameter(query.substr(0, end)));
    query.remove_prefix(std::min(end + 1, query.size()));
    separator = '&';
  }
  return target;
}

}  // namespace praxis::main::scenario
