#include <fmt/format.h>

#include "main/cli/commands.h"
#include "main/wiring.h"
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
  const SystemTime time;
  const auto config = read_config(options.config);
  if (!config) {
    report(config.error());
    return wrong_use;
  }
  auto tenant = Tenant::open(*config, time, [](std::size_t, std::size_t, const std::string&) {});
  if (!tenant) return report(tenant.error());
  const auto page =
      usecases::in_read((*tenant)->application(), usecases::operator_caller("cli"),
                        [&](usecases::Work& work) { return found_for(options, work); });
  if (!page) return report(page.error());
  print_hits(*page);
  return done;
}

}  // namespace praxis::main::cli
