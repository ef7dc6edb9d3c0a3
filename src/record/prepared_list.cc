#include "record/prepared_list.h"

#include <algorithm>

namespace praxis::record {
namespace {

using pack::Meaning;

// What a name means stays the same while packs, directory and actor do.
bool is_timeless_meaning(const Meaning& meaning) {
  switch (meaning.kind) {
    case Meaning::Kind::field:
    case Meaning::Kind::meta:
    case Meaning::Kind::me:
    case Meaning::Kind::setting:
    case Meaning::Kind::choices:
    case Meaning::Kind::link:
      return true;
    case Meaning::Kind::through:
    case Meaning::Kind::within:
    case Meaning::Kind::date_of:
    case Meaning::Kind::instant_of:
      return !meaning.inner || is_timeless_meaning(*meaning.inner);
    default:
      return false;
  }
}

bool is_timeless_expression(const pack::ExpressionPtr& expression) {
  return !expression || std::ranges::all_of(expression->meanings, is_timeless_meaning);
}

bool are_timeless(const TypeRights& rights) {
  return std::ranges::all_of(
             rights.grants,
             [](const auto* grant) { return is_timeless_expression(grant->when); }) &&
         (!rights.besides || are_timeless(*rights.besides));
}

bool is_timeless_request(const ListRequest& request) {
  return !request.candidates && request.conditions.empty() && !request.window &&
         is_timeless_expression(request.filter) &&
         (!request.view || is_timeless_expression(request.view->filter));
}

}  // namespace

Result<PreparedList> prepare_list(const Lister& lister, const ListRequest& request, Purpose purpose,
                                  db::Engine engine) {
  auto plans = TRY(plan_list(lister, request, purpose));
  PreparedList list{.parts = {},
                    .columns = {},
                    .key_types = plans.front().key_types(),
                    .fingerprint = plans.front().fingerprint,
                    .wants_texts = request.wants_texts,
                    .is_timeless = is_timeless_request(request)};
  for (auto& plan : plans) {
    list.is_timeless = list.is_timeless && std::ranges::all_of(plan.rights, are_timeless);
    if (!plan.can_match) continue;
    auto seen = lister;
    seen.face = plan.family->face;
    list.parts.push_back(TRY(ListStatements::make(seen, request, std::move(plan), engine)));
  }
  for (const auto face : faces_of(lister, *request.type)) {
    auto seen = lister;
    seen.face = face;
    list.columns.emplace_back(seen, *request.type, request.columns);
  }
  return list;
}

}  // namespace praxis::record
