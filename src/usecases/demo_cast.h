// The people of a demo organization: organizations, sites, groups, persons with names, the few who
// can sign in. Made through the same verbs as everything. Belongs to one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "usecases/demo.h"
#include "usecases/demo_chance.h"
#include "usecases/work.h"

namespace praxis::usecases {

struct DemoCast {
  std::vector<Id> organizations{};  // the root first
  std::vector<Id> sites{}, groups{};
  std::vector<Id> owners{};                                     // who may do all
  std::vector<Id> agents{};                                     // with the roles of agents
  std::vector<Id> requesters{};                                 // everybody else
  std::map<Id, std::vector<Id>> agents_of{};                    // by group
  std::map<Id, std::shared_ptr<const record::Scope>> scopes{};  // of all of them
  std::vector<DemoLogin> logins{};
};

// `people`: how many persons there are in all, at least the eight who sign in.
Result<DemoCast> make_cast(Application& application, const DemoOptions& options, Chance& chance,
                           Instant began);

}  // namespace praxis::usecases
