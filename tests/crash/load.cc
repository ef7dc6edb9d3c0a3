// What tests/crash/run puts on a server that is about to be killed, and how it looks afterwards.
//   praxis_crash_load load  PORT TOKEN EMAIL FILE SEED   16 threads write until the server is gone;
//   what it
//                                                      acknowledged is appended to FILE
//   praxis_crash_load check PORT TOKEN EMAIL FILE        everything in FILE is there, once; exit
//   code 1 if not
// A line of the file: "asked KEY" before a create is sent; "made KEY NUMBER VERSION SEQ" and
// "wrote KIND KEY NUMBER VERSION SEQ" after an answer has come.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "base/json.h"
#include "http/client.h"

namespace praxis::crash {
namespace {

constexpr int threads = 16;
constexpr std::string_view records = "/api/v1/records/";

struct Place {
  std::uint16_t port;
  std::string token, email, file;
};

http::Fields headers(const Place& place, const std::string& key = {}) {
  http::Fields fields{{"Authorization", "Bearer " + place.token},
                      {"Content-Type", "application/json"}};
  if (!key.empty()) fields.emplace_back("Idempotency-Key", key);
  return fields;
}

std::string new_record(const Place& place, const std::string& key) {
  return to_text(Json(JsonObject{{"title", key},
                                 {"requester", place.email},
                                 {"channel", "phone"},
                                 {"category", "printer"},
                                 {"description", "Written while the power goes. " + key}}));
}

// Appends whole lines: O_APPEND keeps those of several threads apart, and no buffer of ours is
// lost.
class Notes {
 public:
  explicit Notes(const std::string& file)
      : file_(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644)) {
    must(file_ >= 0);
  }
  ~Notes() { ::close(file_); }
  Notes(const Notes&) = delete;
  Notes& operator=(const Notes&) = delete;

  void add(const std::string& line) const {
    const auto text = line + "\n";
    must(::write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

 private:
  int file_;
};

struct Shown {
  std::string number, state;
  std::int64_t version = 0, seq = 0;
};

// The record in an answer; nothing if it is none.
std::optional<Shown> record_in(const http::ClientResponse& response) {
  if (response.status != 200 && response.status != 201) return std::nullopt;
  const auto json = json_from_text(response.body);
  if (!json || !json->is_object()) return std::nullopt;
  const auto* nested = json->get_object().if_contains("record");
  const auto& record = nested ? nested->get_object() : json->get_object();
  return Shown{std::string(record.at("number").as_string()),
               std::string(record.at("state").as_string()), record.at("version").as_int64(),
               record.at("journal_seq").as_int64()};
}

// One thread: its own records, and now and then a word on a record that all share.
class Writer {
 public:
  Writer(const Place& place, const Notes& notes, std::uint64_t seed, int thread)
      : place_(place),
        notes_(notes),
        client_("127.0.0.1", place.port, seconds(10)),
        random_(seed * threads + static_cast<std::uint64_t>(thread)),
        prefix_(fmt::format("key{}x{}x", seed, thread)) {}

  // Until the server does not answer any more. False if it answered with an error.
  bool run() {
    for (int i = 0;; ++i) {
      const auto key = prefix_ + std::to_string(i);
      const auto done = own_.empty() || below(10) < 3 ? create(key)
                        : below(2) == 0               ? comment(key)
                                                      : move(key);
      if (!done) return done.error().code == Code::unavailable;
    }
  }

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  Shown& some() { return own_[below(own_.size())]; }

  Status note(const Result<http::ClientResponse>& response, const std::string& what,
              Shown* record) {
    if (!response) return fail(Code::unavailable, "gone");
    const auto shown = record_in(*response);
    if (!shown) {
      // A server that is stopping may still say so.
      if (response->status == 503) return fail(Code::unavailable, "gone");
      fmt::print("{} was answered with {} {}\n", what, response->status, response->body);
      return fail(Code::internal, "refused");
    }
    notes_.add(fmt::format("{} {} {} {}", what, shown->number, shown->version, shown->seq));
    if (record) *record = *shown;
    return {};
  }

  Status create(const std::string& key) {
    notes_.add("asked " + key);
    const auto response = client_.post(std::string(records) + "incident", new_record(place_, key),
                                       headers(place_, key));
    Shown made;
    TRY(note(response, "made " + key, &made));
    own_.push_back(made);
    return {};
  }

  Status comment(const std::string& key) {
    const bool is_shared = below(5) == 0;
    const auto number = is_shared ? std::string("INC-1") : some().number;
    const auto body = to_text(
        Json(JsonObject{{"body", key}, {"visibility", below(2) == 0 ? "public" : "internal"}}));
    const auto response =
        client_.post(std::string(records) + number + "/comments", body, headers(place_));
    return note(response, "wrote comment " + key, nullptr);
  }

  Status move(const std::string& key) {
    auto& record = some();
    const bool is_new = record.state == "new", is_held = record.state == "on_hold";
    const std::string transition = is_new ? "take" : is_held ? "resume" : "hold";
    const std::string body = transition == "hold" ? R"({"hold_reason": "supplier"})" : "{}";
    const auto target = std::string(records) + record.number + "/transitions/" + transition;
    return note(client_.post(target, body, headers(place_, key)), "wrote transition " + key,
                &record);
  }

  const Place& place_;
  const Notes& notes_;
  http::Client client_;
  std::mt19937_64 random_;
  std::string prefix_;
  std::vector<Shown> own_{};
};

int load(const Place& place, std::uint64_t seed) {
  const Notes notes(place.file);
  std::atomic<int> refused = 0;
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&, i] { refused += Writer(place, notes, seed, i).run() ? 0 : 1; });
  for (auto& thread : all) thread.join();
  return refused == 0 ? 0 : 1;
}

// What the file says of one record.
struct Expected {
  std::string created_by;                          // the key
  std::int64_t version = 0, seq = 0;               // the highest that was acknowledged
  std::map<std::int64_t, std::string> comments{};  // by seq, the key that was said
};

class Check {
 public:
  explicit Check(const Place& place)
      : place_(place), client_("127.0.0.1", place.port, seconds(30)) {}

  int run() {
    read_notes();
    for (const auto& key : asked_) ask_again(key);
    for (const auto& [number, expected] : expected_) look_at(number, expected);
    for (const auto& problem : problems_) fmt::print("{}\n", problem);
    fmt::print("{} records and {} writes looked at, {} creates asked for again\n", expected_.size(),
               writes_, asked_.size());
    return problems_.empty() ? 0 : 1;
  }

 private:
  void add(std::string problem) { problems_.push_back(std::move(problem)); }

  void read_notes() {
    std::ifstream file(place_.file);
    for (std::string line; std::getline(file, line);) {
      std::istringstream words(line);
      std::string what, kind, key, number;
      std::int64_t version = 0, seq = 0;
      words >> what;
      if (what == "wrote") words >> kind;
      words >> key;
      if (what == "asked") {
        asked_.insert(key);
        continue;
      }
      words >> number >> version >> seq;
      ++writes_;
      auto& expected = expected_[number];
      expected.version = std::max(expected.version, version);
      expected.seq = std::max(expected.seq, seq);
      if (what == "made") expected.created_by = key;
      if (what == "made") asked_.erase(key);
      // Others may have spoken on the shared record between the comment and its answer.
      if (kind == "comment" && number != "INC-1") expected.comments[seq] = key;
    }
  }

  Result<Json> get(const std::string& target) {
    const auto response = TRY(client_.get(target, headers(place_)));
    if (response.status != 200)
      return fail(Code::not_found, fmt::format("{} came: {}", response.status, response.body));
    return json_from_text(response.body);
  }

  // A create that was sent but not answered: asking again makes one record, whether the first try
  // had made it or not.
  void ask_again(const std::string& key) {
    const auto response = client_.post(std::string(records) + "incident", new_record(place_, key),
                                       headers(place_, key));
    const auto shown = response ? record_in(*response) : std::nullopt;
    if (!shown)
      return add(fmt::format("{}: asking again was refused: {}", key,
                             response ? response->body : response.error().reason));
    Notes(place_.file)
        .add(fmt::format("made {} {} {} {}", key, shown->number, shown->version, shown->seq));
    const auto found = get(fmt::format(
        "/api/v1/records/incident?fields=number&filter=title%20%3D%3D%20%22{}%22", key));
    if (!found) return add(fmt::format("{}: cannot be looked for: {}", key, found.error().reason));
    const auto count = found->at("records").as_array().size();
    if (count != 1) add(fmt::format("{}: there are {} records", key, count));
  }

  void look_at(const std::string& number, const Expected& expected) {
    const auto record = get(std::string(records) + number);
    if (!record) return add(fmt::format("{}: acknowledged, but {}", number, record.error().reason));
    const auto version = record->at("version").as_int64(),
               seq = record->at("journal_seq").as_int64();
    if (version < expected.version || seq < expected.seq)
      add(fmt::format("{}: version {} and entry {} were acknowledged, there are {} and {}", number,
                      expected.version, expected.seq, version, seq));
    if (!expected.created_by.empty() && record->at("title").as_string() != expected.created_by)
      add(fmt::format("{}: its title is {}, not {}", number, to_text(record->at("title")),
                      expected.created_by));
    look_at_journal(number, seq, expected);
  }

  // Every entry from the first to the one that the row names, and each acknowledged word where it
  // was said.
  void look_at_journal(const std::string& number, std::int64_t newest, const Expected& expected) {
    std::int64_t at = 0;
    for (bool has_more = true; has_more;) {
      const auto page = get(fmt::format(
          "{}{}/journal?order=oldest&limit=200&titles=false&cursor={}", records, number, at));
      if (!page) return add(fmt::format("{}: its journal: {}", number, page.error().reason));
      for (const auto& entry : page->at("entries").as_array()) {
        if (entry.at("seq").as_int64() != ++at)
          return add(fmt::format("{}: entry {} is not there", number, at));
        const auto said = expected.comments.find(at);
        if (said != expected.comments.end() &&
            to_text(entry).find(said->second) == std::string::npos)
          add(fmt::format("{}: entry {} does not say {}", number, at, said->second));
      }
      has_more = !page->at("next").is_null();
    }
    if (at != newest) add(fmt::format("{}: {} entries, but its row says {}", number, at, newest));
  }

  const Place& place_;
  http::Client client_;
  std::map<std::string, Expected> expected_{};  // by number
  std::set<std::string> asked_{};               // creates without an answer
  std::int64_t writes_ = 0;
  std::vector<std::string> problems_{};
};

int run(int count, char** words) {
  if (count < 6) {
    fmt::print(
        stderr,
        "usage: praxis_crash_load load PORT TOKEN EMAIL FILE SEED | check PORT TOKEN EMAIL FILE\n");
    return 2;
  }
  const Place place{static_cast<std::uint16_t>(std::atoi(words[2])), words[3], words[4], words[5]};
  if (std::string_view(words[1]) == "load" && count == 7)
    return load(place, std::strtoull(words[6], nullptr, 10));
  return Check(place).run();
}

}  // namespace
}  // namespace praxis::crash

int main(int count, char** words) { return praxis::crash::run(count, words); }
