#include <gtest/gtest.h>

#include "pack/desk_for_test.h"

namespace praxis::pack {
namespace {

constexpr const char* people =
    "scenario a ticket is answered\n\npeople\n  ines  agent  organization harbor\n  mara  "
    "requester  organization "
    "harbor\n\n";

struct Named {
  const char* steps;  // from line 7 on
  const char* findings;
};

TEST(ScenarioNames, MustBeThere) {
  const Named table[] = {
      {"ines  POST /records/ticket\n  {\"title\": \"x\", \"category\": \"printer\"}\n  status "
       "201\n  outbox nothing\n\n"
       "ines  POST /records/TIC-1/transitions/take\n  {\"reason\": \"mine\"}\n  status 200\n  "
       "outbox mail mara ticket.finished\n",
       ""},
      {"given change CHG-1 by ines {\"title\": \"x\"}\ngiven CHG-1 check by ines\n", ""},
      {"ines  POST /records/tickt\n  {}\n  status 201\n  outbox nothing\n",
       "desk/scenarios/s.txt:7:21: there is no type tickt (did you mean ticket?)\n"},
      {"inse  POST /records/ticket\n  {}\n  status 201\n  outbox nothing\n",
       "desk/scenarios/s.txt:7:1: nobody is called inse (did you mean ines?)\n"},
      {"ines  POST /records/ticket\n  {\"titel\": \"x\"}\n  status 201\n  outbox nothing\n",
       "desk/scenarios/s.txt:8:5: ticket has no field titel (did you mean title?)\n"},
      {"ines  GET /records/TIC-1\n  status 200\n",
       "desk/scenarios/s.txt:7:20: no record TIC-1 was made before\n"},
      {"given ticket TIC-1 by ines {}\ngiven TIC-1 tak by ines\n",
       "desk/scenarios/s.txt:8:13: ticket has no transition tak (did you mean take?)\n"},
      {"given ticket TIC-1 by ines {}\nines  POST /records/TIC-1/transitions/tak\n  {}\n  status "
       "200\n  outbox nothing\n",
       "desk/scenarios/s.txt:8:39: ticket has no transition tak (did you mean take?)\n"},
      {"given ticket TIC-1 by ines {}\ngiven TIC-1 attach recipt by ines\n",
       "desk/scenarios/s.txt:8:20: no transition of ticket asks for recipt as evidence\n"},
      {"given TIC-1 attach receipt by ines\n",
       "desk/scenarios/s.txt:7:7: no record TIC-1 was made before\n"},
      {"ines  POST /records/ticket\n  {}\n  status 201\n  outbox mail mara ticket.finishd\n",
       "desk/scenarios/s.txt:10:20: there is no message ticket.finishd\n"},
      {"ines  POST /records/ticket\n  {}\n  status 201\n",
       "desk/scenarios/s.txt:7:1: writes, but says nothing of the outbox: outbox nothing, or each "
       "message, then: and no others\n"},
  };
  for (const auto& [steps, findings] : table) {
    auto desk = test::desk();
    desk.files.push_back({"desk/scenarios/s.txt", std::string(people) + steps});
    const std::vector<PackSource> sources = {desk};
    EXPECT_EQ(test::findings_text(load(sources)), findings) << steps;
  }
}

TEST(ScenarioNames, RolesMustBeThere) {
  auto desk = test::desk();
  desk.files.push_back({"desk/scenarios/s.txt",
                        "scenario x\n\npeople\n  ines  agnet  organization harbor\n\nat +1h\n"});
  const std::vector<PackSource> sources = {desk};
  EXPECT_EQ(test::findings_text(load(sources)),
            "desk/scenarios/s.txt:4:9: there is no role agnet (did you mean agent?)\n");
}

}  // namespace
}  // namespace praxis::pack
