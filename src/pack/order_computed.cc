// Computed fields in the order in which they can be computed: each after what it reads.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "pack/draft.h"

namespace praxis::pack {
namespace {

// The record's own fields that a meaning reads: what is behind a reference is another record.
void add_fields_read(const Meaning& meaning, std::vector<int>& fields) {
  switch (meaning.kind) {
    case Meaning::Kind::field:
    case Meaning::Kind::through:
      fields.push_back(meaning.field);
      return;
    case Meaning::Kind::within:
    case Meaning::Kind::date_of:
    case Meaning::Kind::instant_of:
      if (meaning.inner) add_fields_read(*meaning.inner, fields);
      return;
    default:
      return;
  }
}

class ComputedOrder {
 public:
  ComputedOrder(Draft& draft, const TypeDraft& from, RecordType& type)
      : draft_(draft), from_(from), type_(type), marks_(type.fields.size(), Mark3::fresh) {}

  void run() {
    for (std::size_t i = 0; i < type_.fields.size(); ++i) visit(static_cast<int>(i));
  }

 private:
  enum class Mark3 { fresh, open, done };

  void visit(int index) {
    const auto at = static_cast<std::size_t>(index);
    const auto& field = type_.fields[at];
    if (!field.computed || marks_[at] == Mark3::done) return;
    if (marks_[at] == Mark3::open) return report_circle(index);
    marks_[at] = Mark3::open;
    trail_.push_back(index);
    std::vector<int> reads;
    for (const auto& meaning : field.computed->meanings) add_fields_read(meaning, reads);
    for (const int other : reads) visit(other);
    trail_.pop_back();
    marks_[at] = Mark3::done;
    type_.computed_order.push_back(index);
  }

  void report_circle(int index) {
    std::vector<std::string> names;
    const auto begin = std::find(trail_.begin(), trail_.end(), index);
    for (auto at = begin; at != trail_.end(); ++at)
      names.push_back(type_.fields[static_cast<std::size_t>(*at)].name);
    const auto& field = type_.fields[static_cast<std::size_t>(index)];
    names.push_back(field.name);
    const auto* entry = from_.effective.find("fields")->entry(field.name);
    const auto* computed = entry->value.find("computed");
    draft_.findings.add(computed ? computed->at : entry->at,
                        fmt::format("{}.fields.{}.computed", field.declared_by, field.name),
                        fmt::format("is computed from itself: {}", fmt::join(names, " → ")));
  }

  Draft& draft_;
  const TypeDraft& from_;
  RecordType& type_;
  std::vector<Mark3> marks_;
  std::vector<int> trail_;
};

}  // namespace

void order_computed(Draft& draft) {
  for (auto& from : draft.types) ComputedOrder(draft, *from, *from->type).run();
}

}  // namespace praxis::pack
