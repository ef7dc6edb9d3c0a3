// Takes a demo record through its life: conversation, transitions by people and by time, each with
// what it requires taken from the record's story, until the lifecycle ends or today is reached.
// Within one unit of work; belongs to one thread.
#pragma once

#include <map>

#include "usecases/demo_cast.h"
#include "usecases/demo_stories.h"
#include "usecases/demo_times.h"
#include "usecases/draft.h"
#include "usecases/work.h"

namespace praxis::usecases {

// What demo records can name: records made before, by type and by title.
struct DemoNames {
  std::map<std::string, std::vector<Id>> by_type{};
  std::map<std::string, Id> by_title{};  // "service Network"

  void add(const record::Record& record, const std::string& title);
  // The id that a story means by a text in a reference to `target`; nil if there is none.
  Id find(const std::string& target, const std::string& title) const;
};

class DemoWalk {
 public:
  struct With {
    const DemoCast& cast;
    const DemoNames& names;
    Chance& chance;
    Instant today;
  };
  explicit DemoWalk(const With& with) : with_(with) {}

  // The record's life from `work.now` on.
  Result<record::Record> live(Work& work, record::Record record, DemoStories& stories,
                              const JsonObject& story);
  // A value for a field that must have one; null where chance knows none.
  Json value_for(Work& work, const record::Record& record, const pack::Field& field,
                 DemoStories& stories, const JsonObject& story);

 private:
  struct Step {
    const pack::Transition* transition = nullptr;
    double weight = 0;
    std::optional<Instant> due{};  // of those that time makes
  };
  std::vector<Step> steps_from(Work& work, const record::Record& record) const;
  struct Telling {
    DemoStories& stories;
    const JsonObject& story;
  };
  Result<bool> take(Work& work, record::Record& record, const Step& step, const Telling& telling);
  void fill(Work& work, const record::Record& record, const Telling& telling, Draft& draft,
            int position);
  bool mend(Work& work, const record::Record& record, const Telling& telling, Draft& draft,
            const Error& refusal);
  std::optional<Instant> planned(const record::Record& record, Instant now) const;
  Result<bool> talk(Work& work, record::Record& record, DemoStories& stories,
                    const JsonObject& story, int turn);
  Work as(Work& work, Id person) const;
  Id actor_of(const record::Record& record, const pack::Transition& transition,
              const pack::PackSet& packs) const;
  Id agent_for(const record::Record& record) const;
  int steps_until_rest(const record::Record& record, Instant born) const;
  Instant later(const record::Record& record, Instant now) const;

  With with_;
  int instants_ = 0;  // told in the present step
};

}  // namespace praxis::usecases
