// praxis_bench_load: fills an empty tenant with seeded incidents and writes what load generators
// need beside the database.
//   praxis_bench_load DATA_FOLDER RECORDS [TEXTS.csv.xz [POSTGRES]]
// Texts, groups and shares are those of praxis_limit, so that both answer the same questions; or
// the texts are those of a file of tickets (texts.h), and typos.txt has words to search for.
// POSTGRES is a connection text. Records are written by record::insert, the way imports do: row,
// journal entry, search terms; the clock is the records' own. Writes ids.txt (20,000 ids),
// groups.txt, words.txt, takeable.txt (numbers in state new), broad.txt and narrow.txt (tokens).
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <optional>

#include "identity/role_store.h"
#include "identity/token_store.h"
#include "limit/seed.h"
#include "load/texts.h"
#include "main/wiring.h"
#include "usecases/bootstrap.h"
#include "usecases/create_record.h"

namespace {

using namespace praxis;

constexpr std::size_t load_groups = 60, load_people = 2'000, load_resolvers = 300;
constexpr std::int64_t sample_max = 20'000;
constexpr int rows_per_commit = 500;
constexpr std::size_t typos_written = 5'000;

struct World {
  Id organization{};
  std::vector<Id> groups, people;
  std::vector<std::string> ids, takeable;
  std::optional<bench::TicketTexts> texts;
};

Result<Id> create(usecases::Work& work, const char* type, JsonObject fields) {
  usecases::Draft draft;
  draft.fields = std::move(fields);
  return TRY(usecases::create_in(work, *work.model.type(type), draft)).id;
}

Status make_world(usecases::Application& application, World& world) {
  const auto first =
      TRY(usecases::bootstrap(application, {"Bench", "bench", "Ada", "ada@bench.example"}));
  world.organization = first.organization;
  usecases::WriteOptions silent{.is_silent = true};
  return usecases::in_write(
      application, usecases::operator_caller("cli"), silent, [&](usecases::Work& work) -> Status {
        world.groups.clear();
        world.people.clear();
        for (std::size_t i = 0; i < load_groups; ++i)
          world.groups.push_back(TRY(create(work, "group",
                                            {{"title", fmt::format("Group {}", i)},
                                             {"organization", to_text(first.organization)}})));
        for (std::size_t i = 0; i < load_people; ++i)
          world.people.push_back(
              TRY(create(work, "person",
                         {{"title", fmt::format("Person {}", i)},
                          {"email", fmt::format("person{}@bench.example", i)},
                          {"organization", to_text(first.organization)},
                          {"groups", JsonArray{Json(to_text(world.groups[i % load_groups]))}}})));
        return {};
      });
}

record::Record seeded(const record::Model& model, const World& world, limit::Random& random,
                      std::int64_t index) {
  const Instant at{1'700'000'000'000'000 + index * 30'000'000};
  record::Record record;
  record.type = model.type("incident");
  record.values.resize(record.type->fields.size());
  const auto put = [&](const char* field, expr::Value value) {
    record.value(record.type->find_field(field)) = std::move(value);
  };
  record.id = new_id(at);
  record.created_at = record.updated_at = at;
  record.version = 1;
  auto ticket = world.texts
                    ? world.texts->ticket(static_cast<std::size_t>(index))
                    : bench::TicketTexts::Ticket{limit::sentence(random, 4 + random.below(6)),
                                                 limit::sentence(random, 20 + random.below(60))};
  put("title", std::move(ticket.title));
  put("description", std::move(ticket.description));
  put("requester", world.people[random.below(world.people.size())]);
  put("organization", world.organization);
  put("group", world.groups[random.skewed(world.groups.size())]);
  put("channel", "mail");
  put("impact", "medium");
  put("urgency", "medium");
  put("priority", std::int64_t{1} + static_cast<std::int64_t>(random.below(4)));
  put("confidential", false);
  put("is_major", false);
  put("category", "access");
  put("started_at", at);
  const bool is_active = random.below(1000) < 300;
  record.state = record.type->find_state(is_active ? (random.below(2) == 0 ? "new" : "in_progress")
                                                   : "closed");
  if (record.state_name() != "new") put("assignee", world.people[random.below(load_resolvers)]);
  return record;
}

Status insert_batch(usecases::Work& work, World& world, limit::Random& random, std::int64_t from,
                    std::int64_t count) {
  for (std::int64_t i = from; i < from + count; ++i) {
    auto record = seeded(work.model, world, random, i);
    const auto at = record.created_at;
    record.number = TRY(record::next_number(work.tx, work.model, *record.type));
    record.created_by = record.updated_by = world.people.front();
    auto entry = work.entry(record::EntryKind::create);
    entry.occurred_at = at;
    entry.to_state = record.state_name();
    record::Record empty;
    empty.type = record.type;
    empty.values.resize(record.values.size());
    entry.changes = record::changes_between(empty, record);
    TRY(record::insert(work.tx, work.model, record, std::move(entry)));
    if (random.below(5) == 0 && std::ssize(world.ids) < sample_max)
      world.ids.push_back(to_text(record.id));
    if (record.state_name() == "new" && std::ssize(world.takeable) < sample_max)
      world.takeable.push_back(record.number);
  }
  return {};
}

void write_lines(const std::string& path, const std::vector<std::string>& lines) {
  std::ofstream out(path);
  for (const auto& line : lines) out << line << '\n';
}

Status write_tokens(usecases::Application& application, const World& world,
                    const std::string& folder) {
  return usecases::in_write(
      application, usecases::operator_caller("cli"), {}, [&](usecases::Work& work) -> Status {
        const auto lister = work.lister();
        const identity::Author author{lister, "cli"};
        const auto agent = world.people[1], requester = world.people[load_resolvers + 7];
        TRY(identity::grant_role(work.tx, author, {agent, "agent", world.organization}));
        write_lines(folder + "/broad.txt",
                    {TRY(identity::make_token(work.tx, author, {agent, "bench"})).secret});
        write_lines(folder + "/narrow.txt",
                    {TRY(identity::make_token(work.tx, author, {requester, "bench"})).secret});
        return {};
      });
}

struct Load {
  std::string folder;
  std::int64_t records = 0;
  std::string texts{}, postgres{};
};

void write_typos(const World& world, const std::string& folder) {
  limit::Random random(43);
  std::vector<std::string> typos;
  for (std::size_t i = 0; i < typos_written; ++i)
    typos.push_back(world.texts->misspelled_word(random));
  write_lines(folder + "/typos.txt", typos);
}

void write_samples(const World& world, const std::string& folder) {
  write_lines(folder + "/ids.txt", world.ids);
  write_lines(folder + "/takeable.txt", world.takeable);
  write_lines(folder + "/words.txt", limit::vocabulary());
  std::vector<std::string> groups;
  for (const auto& group : world.groups) groups.push_back(to_text(group));
  write_lines(folder + "/groups.txt", groups);
  if (world.texts) write_typos(world, folder);
}

Status load(const Load& wanted) {
  const SystemTime time;
  main::Config config;
  config.data = wanted.folder;
  config.postgres = wanted.postgres;
  if (const char* schema = std::getenv("PRAXIS_SCHEMA")) config.schema = schema;
  World world;
  if (!wanted.texts.empty()) world.texts = TRY(bench::TicketTexts::read(wanted.texts));
  const auto tenant =
      TRY(main::Tenant::open(config, time, [](std::size_t, std::size_t, const std::string&) {}));
  TRY(make_world(tenant->application(), world));
  limit::Random random(42);
  const auto began = time.now();
  for (std::int64_t done = 0; done < wanted.records; done += rows_per_commit) {
    const auto count = std::min<std::int64_t>(rows_per_commit, wanted.records - done);
    TRY(usecases::in_write(
        tenant->application(), usecases::operator_caller("import"), {.is_silent = true},
        [&](usecases::Work& work) { return insert_batch(work, world, random, done, count); }));
    if (done % 50'000 == 0) fmt::print(stderr, "\r{} of {} records", done, wanted.records);
  }
  fmt::print(stderr, "\r{} records in {:.1f} s            \n", wanted.records,
             static_cast<double>((time.now() - began).us) / 1e6);
  write_samples(world, wanted.folder);
  return write_tokens(tenant->application(), world, wanted.folder);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 5) {
    fmt::print(stderr, "usage: praxis_bench_load DATA_FOLDER RECORDS [TEXTS.csv.xz [POSTGRES]]\n");
    return 2;
  }
  Load wanted{.folder = argv[1], .records = std::atoll(argv[2])};
  if (argc > 3) wanted.texts = argv[3];
  if (argc > 4) wanted.postgres = argv[4];
  const auto status = load(wanted);
  if (!status)
    fmt::print(stderr, "praxis_bench_load: {} {}\n", status.error().reason, status.error().message);
  return status ? 0 : 1;
}
