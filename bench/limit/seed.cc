#include "limit/seed.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>

#include "limit/record.h"
#include "limit/schema.h"

namespace limit {
namespace {

constexpr std::int64_t seed_start_us = 1'700'000'000'000'000;
constexpr std::int64_t seed_step_us = 300'000'000;
constexpr std::size_t vocabulary_size = 6'000;
constexpr double active_share = 0.3;

std::vector<std::string> made_vocabulary() {
  static constexpr const char* syllables[] = {"ba",  "re",  "net", "ser", "ver", "con", "dis",
                                              "tra", "mo",  "li",  "pon", "ta",  "ker", "su",
                                              "vel", "din", "gro", "fa",  "pri", "nt"};
  std::vector<std::string> words{"printer", "network", "password", "mail",  "laptop", "server",
                                 "screen",  "access",  "update",   "error", "slow",   "vpn",
                                 "phone",   "order",   "account",  "disk"};
  Random random(7);
  while (words.size() < vocabulary_size) {
    std::string word;
    for (std::size_t i = 0; i < 2 + random.below(3); ++i) word += syllables[random.below(20)];
    words.push_back(std::move(word));
  }
  return words;
}

NewRecord seeded_record(Random& random, std::int64_t row) {
  NewRecord record;
  record.row = row;
  record.created_at = seed_start_us + row * seed_step_us;
  record.id = new_id(record.created_at, random.next());
  record.title = sentence(random, 4 + random.below(6));
  record.description = sentence(random, 20 + random.below(60));
  record.group = reference("group", random.skewed(seed_groups));
  record.requester = reference("person", random.below(seed_people));
  record.assignee = reference("person", random.below(300));
  record.organization = reference("organization", random.skewed(seed_organizations));
  record.priority = 1 + static_cast<std::int64_t>(random.below(5));
  const bool is_active = static_cast<double>(random.below(1000)) < active_share * 1000;
  record.state = is_active ? "in_progress" : "closed";
  record.phase = is_active ? "open" : "closed";
  return record;
}

}  // namespace

std::uint64_t Random::next() {  // splitmix64
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::size_t Random::skewed(std::size_t bound) {
  const double unit = static_cast<double>(next() >> 11) / 9007199254740992.0;
  return static_cast<std::size_t>(std::pow(unit, 2.5) * static_cast<double>(bound));
}

std::string reference(std::string_view kind, std::size_t index) {
  return fmt::format("{:<8.8}{:08}", kind, index);
}

const std::vector<std::string>& vocabulary() {
  static const auto words = made_vocabulary();
  return words;
}

std::string sentence(Random& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) {
    if (i > 0) text += ' ';
    text += vocabulary()[random.skewed(vocabulary_size)];
  }
  return text;
}

void seed(const std::string& file, std::int64_t records) {
  const auto done = file + "." + std::to_string(records) + ".seeded";
  struct stat ignored {};
  if (::stat(done.c_str(), &ignored) == 0) return;
  for (const char* suffix : {"", "-wal", "-shm"}) ::unlink((file + suffix).c_str());
  Connection connection(file, Connection::Use::write);
  connection.script("PRAGMA synchronous=OFF; PRAGMA wal_autocheckpoint=10000");
  connection.script(std::string(schema).c_str());
  connection.script("BEGIN");
  {
    RecordWriter writer(connection);
    Random random(42);
    for (std::int64_t row = 1; row <= records; ++row) {
      writer.create(seeded_record(random, row));
      if (row % 20'000 == 0) connection.script("COMMIT; BEGIN");
    }
  }
  connection.script("COMMIT");
  connection.script(std::string(indexes).c_str());
  connection.script(
      "INSERT INTO work_search (work_search) VALUES ('optimize'); DELETE FROM outbox; ANALYZE");
  connection.script("PRAGMA wal_checkpoint(TRUNCATE)");
  if (std::FILE* mark = std::fopen(done.c_str(), "w")) std::fclose(mark);
}

}  // namespace limit
