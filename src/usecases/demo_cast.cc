#include "usecases/demo_cast.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "identity/credential_store.h"
#include "identity/role_store.h"
#include "identity/scope_maker.h"
#include "usecases/create_record.h"

namespace praxis::usecases {
namespace {

struct DemoPerson {
  std::string name, email;
  std::vector<std::string> roles;
  std::string title;  // what the login is called
  int group = -1;     // index into demo_groups
  bool is_vip = false;
};

const std::vector<std::string> demo_groups{"Service desk", "Network",       "Applications",
                                           "Workplace",    "Data platform", "Site support"};
struct DemoSite {
  const char *city, *zone;
};
constexpr DemoSite demo_sites[] = {{"Hamburg", "Europe/Berlin"},
                                   {"Gdansk", "Europe/Warsaw"},
                                   {"Lyon", "Europe/Paris"},
                                   {"Rotterdam", "Europe/Amsterdam"},
                                   {"Lisbon", "Europe/Lisbon"}};
struct DemoOrganization {
  const char *title, *key, *kind, *domain;
};
constexpr DemoOrganization demo_organizations[] = {
    {"Meridian Foods", "meridian", "customer", "meridian.example"},
    {"Northlight Pharma", "northlight", "customer", "northlight.example"},
    {"Tidewater Lines", "tidewater", "supplier", "tidewater.example"}};

const std::vector<DemoPerson> demo_people{
    {"Ada Winter",
     "ada@harbor.example",
     {"practice_owner", "service_owner", "configuration_manager", "auditor"},
     "practice owner",
     0},
    {"Ines Ferro", "ines@harbor.example", {"agent"}, "agent", 0},
    {"Tomasz Lis", "tomasz@harbor.example", {"practice_manager"}, "practice manager", 1},
    {"Karim Haddad", "karim@harbor.example", {"agent"}, "agent", 2},
    {"Mara Jansen", "mara@harbor.example", {}, "requester", -1, true},
    {"Jonas Weber", "jonas@harbor.example", {}, "requester"},
    {"Lucie Blanc", "lucie@harbor.example", {}, "requester"},
    {"Otto Meyer", "otto@meridian.example", {}, "requester of a customer"}};

const std::vector<std::string> first_names{
    "Agnes", "Aleksander", "Amina",   "Anders",  "Anna",  "Anton",   "Aurelie", "Bartosz",
    "Bea",   "Bruno",      "Camille", "Carla",   "Cem",   "Chiara",  "Claire",  "Daan",
    "Daria", "Dilek",      "Duarte",  "Elena",   "Emil",  "Emma",    "Fabian",  "Fatima",
    "Femke", "Filip",      "Frida",   "Gabor",   "Hanna", "Hugo",    "Ida",     "Ilse",
    "Ivan",  "Jana",       "Joao",    "Johanna", "Jules", "Kasia",   "Kenza",   "Klara",
    "Lars",  "Lea",        "Leon",    "Lina",    "Luc",   "Maciej",  "Malik",   "Margot",
    "Maria", "Marta",      "Matteo",  "Milan",   "Mira",  "Nadia",   "Niels",   "Nora",
    "Olga",  "Oskar",      "Paul",    "Petra",   "Pia",   "Rafael",  "Rania",   "Rosa",
    "Ruben", "Sanne",      "Selma",   "Simon",   "Sofia", "Stefan",  "Tamara",  "Theo",
    "Tiago", "Ugo",        "Vera",    "Viktor",  "Wanda", "Yannick", "Yusuf",   "Zofia"};
const std::vector<std::string> last_names{
    "Aalto",     "Adamczyk", "Almeida",  "Antunes",  "Bakker",      "Barbosa",   "Bauer",
    "Bernard",   "Blum",     "Boateng",  "Brandt",   "Carvalho",    "Chevalier", "Costa",
    "de Boer",   "Dekker",   "Demir",    "Dubois",   "Duarte",      "Ekström",   "Engel",
    "Esposito",  "Fischer",  "Fontaine", "Frank",    "Garnier",     "Gomes",     "Grabowska",
    "Hansen",    "Hartmann", "Hoekstra", "Horvat",   "Ivanov",      "Jankowski", "Jansen",
    "Kaminska",  "Kaya",     "Keller",   "Klein",    "Koch",        "Kowalski",  "Krause",
    "Lambert",   "Lange",    "Laurent",  "Leclerc",  "Lewandowski", "Lindqvist", "Lopes",
    "Maier",     "Marchand", "Martins",  "Mazur",    "Mendes",      "Meunier",   "Moreau",
    "Mulder",    "Neumann",  "Novak",    "Nowak",    "Oliveira",    "Öztürk",    "Pereira",
    "Perrin",    "Peters",   "Pinto",    "Renard",   "Ribeiro",     "Richter",   "Rossi",
    "Roux",      "Sahin",    "Santos",   "Schulz",   "Silva",       "Smit",      "Sousa",
    "Szymanska", "Tavares",  "Thomas",   "van Dijk", "Verbeek",     "Visser",    "Vogel",
    "Vos",       "Wagner",   "Weiss",    "Wolf",     "Wojcik",      "Yilmaz",    "Zawadzki",
    "Zimmermann"};

// The part of an address before the @: words without marks, joined by dots.
std::string address_part(const std::string& name) {
  std::string part;
  for (const auto& word : tokens(name)) part += (part.empty() ? "" : ".") + word;
  return part;
}

class CastMaker {
 public:
  CastMaker(Application& application, const DemoOptions& options, Chance& chance, Instant began)
      : application_(application), options_(options), chance_(chance), began_(began) {}

  Result<DemoCast> make() {
    TRY(make_organizations());
    TRY(in_write(application_, operator_caller("cli"), options_of_writing(),
                 [&](Work& work) { return make_places(work); }));
    TRY(in_write(application_, operator_caller("cli"), options_of_writing(),
                 [&](Work& work) { return make_people(work); }));
    TRY(make_crowd());
    return std::move(cast_);
  }

 private:
  WriteOptions options_of_writing() const { return {.occurred_at = began_, .is_silent = true}; }

  Result<Id> create(Work& work, const std::string& type, JsonObject fields) {
    Draft draft;
    draft.fields = std::move(fields);
    draft.is_trusted = true;
    return TRY(create_in(work, *work.model.type(type), draft)).id;
  }

  Status make_organizations() {
    const auto first =
        TRY(bootstrap(application_, {"Harbor Logistics", "harbor", demo_people[0].name,
                                     demo_people[0].email, options_.password_hash}));
    cast_.organizations.push_back(first.organization);
    cast_.owners.push_back(first.person);
    cast_.logins.push_back({demo_people[0].email, demo_people[0].title});
    return {};
  }

  Status make_places(Work& work) {
    const auto root = to_text(cast_.organizations[0]);
    for (const auto& each : demo_organizations)
      cast_.organizations.push_back(TRY(create(
          work, "organization",
          {{"title", each.title}, {"key", each.key}, {"kind", each.kind}, {"parent", root}})));
    for (const auto& site : demo_sites)
      cast_.sites.push_back(TRY(create(
          work, "site", {{"title", site.city}, {"organization", root}, {"time_zone", site.zone}})));
    for (const auto& group : demo_groups)
      cast_.groups.push_back(TRY(
          create(work, "group",
                 {{"title", group}, {"organization", root}, {"owner", to_text(cast_.owners[0])}})));
    return {};
  }

  Status make_people(Work& work) {
    for (std::size_t i = 1; i < demo_people.size(); ++i) {
      const auto& person = demo_people[i];
      const bool is_guest = person.email.ends_with("meridian.example");
      JsonObject fields{{"title", person.name},
                        {"email", person.email},
                        {"organization", to_text(cast_.organizations[is_guest ? 1 : 0])},
                        {"site", to_text(chance_.one_of(cast_.sites))},
                        {"vip", person.is_vip}};
      if (person.group >= 0) fields["groups"] = groups_of(person.group);
      if (person.is_vip)
        fields["handling"] = "Runs the night shift: call, do not write, between 22:00 and 6:00.";
      const auto id = TRY(create(work, "person", std::move(fields)));
      TRY(give_login(work, id, person));
      place(id, person.roles.empty() ? -1 : person.group);
      cast_.logins.push_back({person.email, person.title});
    }
    place(cast_.owners[0], demo_people[0].group);
    const auto owner_lister = work.lister();
    for (const auto& role : demo_people[0].roles)
      if (work.model.packs().role(role))
        TRY(identity::grant_role(work.tx, {owner_lister, "cli"},
                                 {cast_.owners[0], role, cast_.organizations[0]}));
    return {};
  }

  JsonArray groups_of(int group) const {
    return {Json(to_text(cast_.groups[static_cast<std::size_t>(group)]))};
  }

  void place(Id person, int group) {
    if (group < 0) return cast_.requesters.push_back(person);
    cast_.agents.push_back(person);
    cast_.agents_of[cast_.groups[static_cast<std::size_t>(group)]].push_back(person);
  }

  Status give_login(Work& work, Id id, const DemoPerson& person) {
    const auto lister = work.lister();
    const identity::Author author{lister, "cli"};
    for (const auto& role : person.roles)
      if (work.model.packs().role(role))
        TRY(identity::grant_role(work.tx, author, {id, role, cast_.organizations[0]}));
    return identity::set_credential(work.tx, author, {id, options_.password_hash});
  }

  // Everybody else: more requesters than agents, of customers too. They do not sign in.
  Status make_crowd() {
    const auto wanted = std::clamp<std::int64_t>(options_.records / 25, 40, 6'000);
    std::int64_t made = 0;
    while (made < wanted) {
      TRY(in_write(application_, operator_caller("cli"), options_of_writing(),
                   [&](Work& work) -> Status {
                     for (int i = 0; i < 200 && made < wanted; ++i, ++made)
                       TRY(make_one(work, made < wanted / 8));
                     return {};
                   }));
    }
    return in_read(application_, operator_caller("cli"), [&](Work& work) -> Status {
      for (const auto* list : {&cast_.agents, &cast_.requesters})
        for (const auto& id : *list)
          cast_.scopes[id] = TRY(identity::make_scope(work.tx, work.model, work.directory, id));
      return {};
    });
  }

  Status make_one(Work& work, bool is_agent) {
    const auto name = fresh_name();
    const auto outside = is_agent ? 0 : chance_.below(12);
    const bool is_guest = outside == 1 || outside == 2;
    const auto domain = is_guest ? demo_organizations[outside - 1].domain : "harbor.example";
    JsonObject fields{{"title", name},
                      {"email", fmt::format("{}@{}", address_part(name), domain)},
                      {"organization", to_text(cast_.organizations[is_guest ? outside : 0])},
                      {"site", to_text(chance_.one_of(cast_.sites))},
                      {"vip", !is_agent && chance_.happens(.01)}};
    const int group = is_agent ? static_cast<int>(chance_.below(demo_groups.size())) : -1;
    if (is_agent) fields["groups"] = groups_of(group);
    const auto id = TRY(create(work, "person", std::move(fields)));
    if (is_agent) {
      const auto lister = work.lister();
      TRY(identity::grant_role(work.tx, {lister, "cli"}, {id, "agent", cast_.organizations[0]}));
    }
    place(id, group);
    return {};
  }

  std::string fresh_name() {
    for (;;) {
      auto name = chance_.one_of(first_names) + " " + chance_.one_of(last_names);
      if (names_.size() > 5'000) name.insert(name.find(' '), fmt::format(" {}.", middle()));
      if (names_.insert(address_part(name)).second) return name;
    }
  }
  char middle() { return static_cast<char>('A' + chance_.below(26)); }

  Application& application_;
  const DemoOptions& options_;
  Chance& chance_;
  Instant began_;
  DemoCast cast_{};
  std::set<std::string> names_{"ada.winter",  "ines.ferro",  "tomasz.lis",  "karim.haddad",
                               "mara.jansen", "jonas.weber", "lucie.blanc", "otto.meyer"};
};

}  // namespace

Result<DemoCast> make_cast(Application& application, const DemoOptions& options, Chance& chance,
                           Instant began) {
  return CastMaker(application, options, chance, began).make();
}

}  // namespace praxis::usecases
