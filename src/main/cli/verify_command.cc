#include <fmt/format.h>

#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
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
  if (family.newest) {
    const auto newest = TRY(record::verify_search(tx, model, *family.newest));
    strayed.records += newest.records;
    strayed.words += newest.words;
  }
  if (strayed.records > 0)
    fmt::print("{}: the search terms of {} records differ from what is written in them\n",
               family.name, strayed.records);
  if (strayed.words > 0)
    fmt::print("{}: {} words kept for near matches are missing, or stand in no record\n",
               family.name, strayed.words);
  verified.records += seen;
  verified.faults += static_cast<std::int64_t>(faults.size()) + strayed.records + strayed.words;
  return {};
}

Status make_checkpoint(Tenant& tenant, const record::Model& model, const TimeSource& time) {
  std::vector<std::string> families;
  for (const auto& [name, family] : model.families()) families.push_back(name);
  const auto made = TRY(tenant.database().write(
      [&](db::Transaction& tx) { return record::make_checkpoint(tx, families, time.now()); }));
  fmt::print("checkpoint {} over {} records: {}\n", made.number, made.records,
             to_hex(view(made.root)));
  return {};
}

}  // namespace

int verify(const VerifyOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource& time) -> Result<int> {
                       const auto model = tenant.models().current().model;
                       Verified verified;
                       TRY(tenant.database().read([&](db::Transaction& tx) -> Status {
                         for (const auto& [name, family] : model->families())
                           TRY(verify_family(tx, *model, family, verified));
                         return {};
                       }));
                       fmt::print("{} records verified, {} faults\n", verified.records,
                                  verified.faults);
                       if (options.makes_checkpoint && verified.faults == 0)
                         TRY(make_checkpoint(tenant, *model, time));
                       return verified.faults == 0 ? done : findings;
                     });
}

}  // namespace praxis::main::cli
