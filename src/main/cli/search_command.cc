#include <fmt/format.h>

#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "usecases/bootstrap.h"
#include "usecases/search_records.h"

namespace praxis::main::cli {
namespace {

Result<record::SearchPage> found_for(const SearchOptions& options, usecases::Work& work) {
  record::SearchRequest request{.text = options.text, .limit = options.limit};
  for (const auto& name : options.types) {
    const auto* type = work.model.type(name);
    if (!type)
      return fail(Code::invalid_argument, "type.unknown", "there is no record type '" + name + "'");
    request.types.push_back(type);
  }
  return usecases::search_records(work, std::move(request));
}

void print_hits(const record::SearchPage& page) {
  for (const auto& hit : page.hits)
    fmt::print("{}\t{}{}\n", hit.record.number, hit.record.text_of(pack::FieldRole::title),
               hit.is_near ? "\t(near)" : "");
  for (const auto& correction : page.corrections)
    for (const auto& near : correction.near)
      fmt::print(stderr, "'{}' was also taken for '{}'\n", correction.word, near);
}

}  // namespace

int search(const SearchOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
                       print_hits(TRY(usecases::in_read(
                           tenant.application(), usecases::operator_caller("cli"),
                           [&](usecases::Work& work) { return found_for(options, work); })));
                       return done;
                     });
}

}  // namespace praxis::main::cli
