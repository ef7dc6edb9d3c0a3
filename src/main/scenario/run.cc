#include "main/scenario/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/client.h"
#include "main/scenario/match.h"
#include "main/scenario/target.h"

namespace praxis::main::scenario {
namespace {

using pack::ScenarioClaim;
using pack::ScenarioRequest;
using pack::ScenarioStep;

constexpr std::size_t body_shown_max = 4'000;
constexpr Span answer_max = seconds(30);
constexpr Span event_max = seconds(10);

// What came back for a request, ids as names.
struct Came {
  int status = 0;
  std::string body{};
  Json json{};  // null if the body is none
};

std::string in_words(const Error& error) {
  auto text =
      error.message.empty() ? error.reason : fmt::format("{}: {}", error.reason, error.message);
  for (const auto& field : error.fields)
    text += fmt::format("; {}: {} {}", field.field, field.reason, to_text(Json(field.details)));
  return text;
}

// "" if the claim holds.
std::string claim_failure(const Came& came, const ScenarioClaim& claim) {
  using Kind = ScenarioClaim::Kind;
  switch (claim.kind) {
    case Kind::contains_part: {
      const auto wrong = mismatch(came.json, claim.part);
      return wrong.empty() ? "" : "contains: " + wrong;
    }
    case Kind::contains_text:
      return came.body.find(claim.text) != std::string::npos
                 ? ""
                 : fmt::format("contains: \"{}\" is wanted, it is not there", claim.text);
    case Kind::lacks_member: {
      const bool is_there = came.json.is_object() && came.json.get_object().contains(claim.text);
      return is_there ? fmt::format("lacks: {} is there", claim.text) : "";
    }
    case Kind::lacks_text:
      return came.body.find(claim.text) == std::string::npos
                 ? ""
                 : fmt::format("lacks: \"{}\" is there", claim.text);
  }
  return "";
}

std::string mail_text(const std::string& recipient, const std::string& message) {
  return fmt::format("mail {} {}", recipient, message);
}

class Runner {
 public:
  Runner(const pack::Scenario& scenario, World& world)
      : scenario_(scenario), world_(world), client_("127.0.0.1", world.port(), answer_max) {}

  std::vector<std::string> run() {
    if (const auto added = world_.add_people(scenario_.people); !added)
      add(scenario_.people.empty() ? 1 : scenario_.people.front().line,
          "people: " + in_words(added.error()));
    for (const auto& step : scenario_.steps) {
      if (!failures_.empty()) break;
      take(step);
    }
    return std::move(failures_);
  }

 private:
  void add(int line, const std::string& message) {
    failures_.push_back(fmt::format("{}:{}: {}", scenario_.file, line, message));
  }
  void add(int line, const Status& status) {
    if (!status) add(line, in_words(status.error()));
  }

  void take(const ScenarioStep& step) {
    if (const auto* given = std::get_if<pack::ScenarioRecord>(&step.what)) {
      const auto number = world_.create(*given);
      if (!number)
        add(step.line, in_words(number.error()));
      else if (*number != given->number)
        add(step.line, fmt::format("{} was made, not {}", *number, given->number));
      settle(step);
    } else if (const auto* moved = std::get_if<pack::ScenarioTransition>(&step.what)) {
      add(step.line, world_.transition(*moved));
      settle(step);
    } else if (const auto* wait = std::get_if<pack::ScenarioWait>(&step.what)) {
      add(step.line, world_.move_time(*wait));
      settle(step);
    } else {
      take_request(step, std::get<ScenarioRequest>(step.what));
    }
  }

  void take_request(const ScenarioStep& step, const ScenarioRequest& request) {
    const auto came = answer(request);
    if (!came) return add(step.line, in_words(came.error()));
    if (came->status != request.status)
      add(step.line, fmt::format("status: {} is wanted, {} came", request.status, came->status));
    for (const auto& claim : request.claims)
      if (const auto failure = claim_failure(*came, claim); !failure.empty())
        add(claim.line, failure);
    settle(step);
    if (failures_.empty()) return;
    failures_.push_back(fmt::format("  to {} {} {} came {}\n  {}", request.who, request.verb,
                                    request.target, came->status,
                                    came->body.substr(0, body_shown_max)));
  }

  // Jobs run, and the outbox is looked at.
  void settle(const ScenarioStep& step) {
    if (const auto ran = world_.run_jobs(); !ran) return add(step.line, ran);
    const auto rows = world_.new_mail();
    if (!rows) return add(step.line, in_words(rows.error()));
    if (step.outbox) compare(*step.outbox, *rows);
  }

  void compare(const pack::ScenarioOutbox& wanted, const std::vector<notify::OutboxRow>& rows) {
    std::vector<std::string> came;
    for (const auto& row : rows) {
      const auto name = world_.names().of(row.recipient);
      came.push_back(mail_text(name.starts_with('@') ? name.substr(1) : name, row.message));
    }
    for (const auto& mail : wanted.mails) {
      const auto found =
          std::find(came.begin(), came.end(), mail_text(mail.recipient, mail.message));
      if (found == came.end())
        add(mail.line, fmt::format("outbox: {} is wanted, it is not there",
                                   mail_text(mail.recipient, mail.message)));
      else
        came.erase(found);
    }
    if (wanted.allows_others) return;
    for (const auto& other : came) add(wanted.line, "outbox: there is also " + other);
  }

  Result<Came> answer(const ScenarioRequest& request) {
    http::Fields headers;
    if (request.who != pack::scenario_nobody) {
      const auto* token = world_.token(request.who);
      if (!token)
        return fail(Code::invalid_argument, "scenario.person",
                    fmt::format("nobody is called {}", request.who));
      headers.emplace_back("Authorization", "Bearer " + *token);
    }
    if (!request.body.empty()) headers.emplace_back("Content-Type", "application/json");
    for (const auto& header : request.headers) headers.push_back(header);
    const auto target = request_target(world_.names().with_ids(request.target));
    if (request.verb == "GET" && request.target.starts_with("/events"))
      return events(request, target, std::move(headers));
    auto response = TRY(client_.send(method_of(request.verb), target,
                                     world_.names().with_ids(request.body), std::move(headers)));
    learn(response.body);
    Came came{response.status, world_.names().with_names(response.body), {}};
    if (auto json = json_from_text(came.body)) came.json = std::move(*json);
    return came;
  }

  static http::Method method_of(const std::string& verb) {
    if (verb == "POST") return http::Method::post;
    if (verb == "PATCH") return http::Method::patch;
    if (verb == "PUT") return http::Method::put;
    return verb == "DELETE" ? http::Method::del : http::Method::get;
  }

  // Every record that an answer shows may be named by its number from then on.
  void learn(const std::string& body) {
    if (const auto json = json_from_text(body)) learn(*json);
  }
  void learn(const Json& json) {
    if (json.is_array())
      for (const auto& element : json.get_array()) learn(element);
    if (!json.is_object()) return;
    const auto& object = json.get_object();
    const auto* id = object.if_contains("id");
    const auto* number = object.if_contains("number");
    if (id && number && id->is_string() && number->is_string())
      if (const auto known = id_from_text(id->get_string()))
        world_.names().add(std::string(number->get_string()), *known);
    for (const auto& member : object) learn(member.value());
  }

  // A stream of events has no end: it is read until all that is to be there has come, in order.
  // What it is to lack must have been due before that.
  Result<Came> events(const ScenarioRequest& request, const std::string& target,
                      http::Fields headers) {
    http::Client listener("127.0.0.1", world_.port(), answer_max);
    const auto head = TRY(listener.open_stream(target, std::move(headers)));
    Came came{head.status, world_.names().with_names(head.body), JsonArray{}};
    if (head.status != 200) {
      if (auto json = json_from_text(came.body)) came.json = std::move(*json);
      return came;
    }
    const auto is_waited_for = [&](const ScenarioClaim& claim) {
      const bool is_contains = claim.kind == ScenarioClaim::Kind::contains_part ||
                               claim.kind == ScenarioClaim::Kind::contains_text;
      return is_contains && !claim_failure(came, claim).empty();
    };
    while (std::any_of(request.claims.begin(), request.claims.end(), is_waited_for)) {
      const auto block = listener.next_block(event_max);
      if (!block) break;
      came.body += *block + "\n\n";
      take_event(world_.names().with_names(*block), came.json.get_array());
      came.body = world_.names().with_names(came.body);
    }
    return came;
  }

  static void take_event(std::string_view block, JsonArray& events) {
    JsonObject event;
    for (std::size_t at = 0; at < block.size();) {
      const auto end = std::min(block.find('\n', at), block.size());
      const auto line = block.substr(at, end - at);
      if (line.starts_with("event: ")) event["event"] = line.substr(7);
      if (line.starts_with("data: "))
        if (auto data = json_from_text(line.substr(6))) event["data"] = std::move(*data);
      at = end + 1;
    }
    events.emplace_back(std::move(event));
  }

  const pack::Scenario& scenario_;
  World& world_;
  http::Client client_;
  std::vector<std::string> failures_{};
};

}  // namespace

ScenarioResult run(const pack::SourceFile& file, const std::vector<pack::PackSource>& packs,
                   const WorldPlace& place) {
  const auto read = pack::read_scenario(file);
  ScenarioResult result{file.path, read.scenario.title, read.scenario.criteria, {}};
  for (const auto& problem : read.problems)
    result.failures.push_back(
        fmt::format("{}:{}:{}: {}", file.path, problem.line, problem.column, problem.message));
  if (!result.failures.empty()) return result;
  const auto world = World::make(packs, place);
  if (!world)
    result.failures.push_back(
        fmt::format("{}: its tenant cannot be made: {}", file.path, in_words(world.error())));
  else
    result.failures = Runner(read.scenario, **world).run();
  return result;
}

}  // namespace praxis::main::scenario
