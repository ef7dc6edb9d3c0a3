#include "usecases/expected_now.h"

#include <algorithm>

#include "identity/permission.h"
#include "usecases/transition_record.h"

namespace praxis::usecases {
namespace {

const pack::Guide* guide_for(const pack::Framework& lens, const pack::RecordType& type) {
  for (const auto& name : type.chain)
    if (const auto* guide = lens.guide(name)) return guide;
  return nullptr;
}

bool is_expected(const pack::ExpectedStep& step, const record::Surroundings& in) {
  if (!step.is_in_every_state &&
      (in.record->state < 0 || (step.states >> in.record->state & 1U) == 0))
    return false;
  return !step.when || record::holds(*step.when, in);
}

class DoerCheck {
 public:
  DoerCheck(Work& work, const record::Record& record)
      : work_(work),
        record_(record),
        in_(work.around(record)),
        actor_(work.scope, work.model.packs(), *record.type),
        rights_(actor_, in_) {}

  bool may_do(const pack::ExpectedStep& step) const {
    using Do = pack::ExpectedStep::Do;
    switch (step.action) {
      case Do::update:
        return may_update(step.on);
      case Do::transition:
        return may_move(step.on.front());
      case Do::comment:
        return rights_.may(step.on.front() == "public" ? pack::Action::comment_public
                                                       : pack::Action::comment_internal);
      case Do::link:
      case Do::create:
        return rights_.may(pack::Action::link);
    }
    return false;
  }

 private:
  bool may_update(const std::vector<std::string>& fields) const {
    const auto open = rights_.updatable_fields();
    return std::ranges::any_of(fields, [&](const std::string& name) {
      const int position = record_.type->find_field(name);
      return position >= 0 && open.test(static_cast<std::size_t>(position));
    });
  }
  bool may_move(const std::string& name) const {
    const auto moves = allowed_transitions(work_, record_);
    return moves && std::ranges::any_of(*moves, [&](const auto& allowed) {
             return allowed.transition->name == name && allowed.refused.empty();
           });
  }

  Work& work_;
  const record::Record& record_;
  record::Surroundings in_;
  identity::ActorRights actor_;
  identity::RecordRights rights_;
};

}  // namespace

const ExpectedThing* ExpectedNow::next() const {
  const auto missing = std::ranges::find(things, false, &ExpectedThing::is_done);
  return missing == things.end() ? nullptr : &*missing;
}

ExpectedNow expected_now(Work& work, const pack::Framework& lens, const record::Record& record) {
  ExpectedNow now{.guide = guide_for(lens, *record.type)};
  if (!now.guide) return now;
  const auto steps = now.guide->expected.find(record.type->name);
  if (steps == now.guide->expected.end()) return now;
  const auto in = work.around(record);
  const DoerCheck doer(work, record);
  for (const auto& step : steps->second)
    if (is_expected(step, in))
      now.things.push_back({&step, record::holds(*step.done, in), doer.may_do(step)});
  return now;
}

}  // namespace praxis::usecases
