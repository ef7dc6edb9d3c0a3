#include "usecases/refusal.h"

#include <algorithm>

namespace praxis::usecases {

void add_findings(std::vector<FieldError>& findings, std::vector<FieldError> more) {
  const auto known = static_cast<std::ptrdiff_t>(findings.size());
  for (auto& finding : more)
    if (std::none_of(findings.begin(), findings.begin() + known,
                     [&](const FieldError& f) { return f.field == finding.field; }))
      findings.push_back(std::move(finding));
}

Status refuse(std::vector<FieldError> findings) {
  if (findings.empty()) return {};
  const auto has = [&](std::string_view reason) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const FieldError& f) { return f.reason == reason; });
  };
  Error error{Code::invalid_argument, "invalid_fields", "some fields are wrong"};
  if (has("not_updatable") || has("override_not_allowed"))
    error.code = Code::forbidden;
  else if (has("fixed") || has("model_not_here"))
    error.code = Code::conflict;
  error.fields = std::move(findings);
  return fail(std::move(error));
}

}  // namespace praxis::usecases
