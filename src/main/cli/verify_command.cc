#include <fmt/format.h>

#include "main/cli/commands.h"
#include "main/wiring.h"
#include "record/journal.h"
#include "record/search.h"

namespace praxis::main::cli {
namespace {

struct Verified {
  std::int64_t records = 0, faults = 0;
};

Status verify_family(db::Transaction& tx, const record::Model& model, const record::Family& family,
                     Verified& verified) {
  ProgressLine line("records of " + family.name);
  std::int64_t seen = 0;
  const auto faults =
      TRY(record::verify_chains(tx, family.name, [&](std::int64_t n) { line.show(seen = n, 0); }));
  line.finish();
  for (const auto& fault : faults)
    fmt::print("{} {} entry {}: {}\n", family.name, to_text(fault.record), fault.seq, fault.what);
  auto strayed = TRY(record::verify_search(tx, model, family));
  if (family.newest) strayed += TRY(record::verify_search(tx, model, *family.newest));
  if (strayed > 0)
    fmt::print("{}: the search terms of {} records differ from what is written in them\n",
               family.name, strayed);
  verified.records += seen;
  verified.faults += static_cast<std::int64_t>(faults.size()) + strayed;
  return {};
}

}  // namespace

int verify(const VerifyOptions& options) {
  const SystemTime time;
  const auto config = read_config(options.config);
  if (!config) {
    report(config.error());
    return wrong_use;
  }
  auto tenant = Tenant::open(*config, time, [](std::size_t, std::size_t, const std::string&) {});
  if (!tenant) return report(tenant.error());
  const auto model = (*tenant)->models().current().model;
  Verified verified;
  const auto status = (*tenant)->database().read([&](db::Transaction& tx) -> Status {
    for (const auto& [name, family] : model->families())
      TRY(verify_family(tx, *model, family, verified));
    return {};
  });
  if (!status) return report(status.error());
  fmt::print("{} records verified, {} faults\n", verified.records, verified.faults);
  if (options.makes_checkpoint && verified.faults == 0) {
    std::vector<std::string> families;
    for (const auto& [name, family] : model->families()) families.push_back(name);
    const auto made = (*tenant)->database().write(
        [&](db::Transaction& tx) { return record::make_checkpoint(tx, families, time.now()); });
    if (!made) return report(made.error());
    fmt::print("checkpoint {} over {} records: {}\n", made->number, made->records,
               to_hex(view(made->root)));
  }
  return verified.faults == 0 ? done : findings;
}

}  // namespace praxis::main::cli
