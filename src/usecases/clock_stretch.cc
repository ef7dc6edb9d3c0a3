#include "usecases/clock_stretch.h"

#include <algorithm>

#include "record/record_store.h"

namespace praxis::usecases {
namespace {

std::vector<std::string> families_with_clocks(const record::Model& model) {
  std::vector<std::string> names;
  for (const auto& [name, family] : model.families())
    if (std::ranges::any_of(family.types, [](const auto* type) { return !type->clocks.empty(); }))
      names.push_back(name);
  return names;
}

struct Place {
  std::string family;
  std::int64_t row = 0;
  bool is_done = false;
};

Status read_batch(Work& work, const Stretch& stretch, Place& place, OnBatch on_batch) {
  const auto family = work.model.families().find(place.family);
  place.is_done = family == work.model.families().end();
  if (place.is_done) return {};
  auto records =
      TRY(record::records_after(work.tx, work.model, family->second, place.row, stretch_batch));
  place.is_done = std::ssize(records) < stretch_batch;
  if (!records.empty()) place.row = records.back().row;
  std::erase_if(records, [&](const record::Record& record) {
    return record.type->clocks.empty() || record.created_at < stretch.from ||
           record.created_at >= stretch.until;
  });
  return records.empty() ? Status() : on_batch(work, records);
}

}  // namespace

Status go_through(Application& application, const Caller& caller, const Stretch& stretch,
                  Through through, Progress progress, OnBatch on_batch) {
  TRY(reload_model(application));
  const auto families = families_with_clocks(*application.models.current().model);
  for (std::size_t i = 0; i < families.size(); ++i) {
    Place at{.family = families[i]};
    while (!at.is_done) {
      progress(i, families.size(), families[i]);
      Place next = at;
      const auto step = [&](Work& work) -> Status {
        next = at;  // it may run again
        return read_batch(work, stretch, next, on_batch);
      };
      TRY(through == Through::reads ? in_read(application, caller, step)
                                    : in_write(application, caller, {}, step));
      at = next;
    }
  }
  return {};
}

}  // namespace praxis::usecases
