// The command line of praxis: every command, its options and an example each. What a command does
// is in cli/.
#include <CLI/CLI.hpp>

#include "main/cli/commands.h"
#include "usecases/demo.h"

namespace {

using namespace praxis::main;

// Every configuration key as a flag of the command: --http.port 8081.
void add_config_flags(CLI::App& command, ConfigSource& config) {
  command.add_option("--config", config.file,
                     "configuration file (default: praxis.toml, if it is there)");
  for (const auto& setting : config_settings())
    command.add_option_function<std::string>(
        "--" + setting.key,
        [&config, key = setting.key](const std::string& value) { config.flags[key] = value; },
        setting.help);
}

void add_serve(CLI::App& app, int& code) {
  auto* command = app.add_subcommand("serve", "Serve the API over HTTP");
  auto options = std::make_shared<cli::ServeOptions>();
  add_config_flags(*command, options->config);
  command->add_flag("--check", options->check_only,
                    "only check the configuration and say what is wrong, where");
  command->footer("Example: praxis serve --data /var/lib/praxis --http.port 8080");
  command->callback([options, &code] { code = cli::serve(*options); });
}

void add_init(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("init", "Make the tables, the first organization and its first person");
  auto options = std::make_shared<cli::InitOptions>();
  add_config_flags(*command, options->config);
  command->add_option("--organization", options->organization, "title of the first organization")
      ->capture_default_str();
  command->add_option("--key", options->key, "its key, a short lower-case word")
      ->capture_default_str();
  command->add_option("--name", options->name, "name of the first person")->capture_default_str();
  command
      ->add_option("--email", options->email, "e-mail address of the first person, to sign in with")
      ->required();
  command->add_option("--password-file", options->password_file,
                      "file with the password, - for standard input (default: asked)");
  command->footer(
      "Example: praxis init --organization 'Harbor Logistics' --key harbor --email "
      "ada@harbor.example");
  command->callback([options, &code] { code = cli::init(*options); });
}

void add_demo(CLI::App& app, int& code) {
  auto* command = app.add_subcommand(
      "demo", "Fill an empty database with a demo organization and print its logins");
  auto options = std::make_shared<cli::DemoCommandOptions>();
  add_config_flags(*command, options->config);
  command
      ->add_option("--records", options->records,
                   "how many records people raised within the last year (default: 2000)")
      ->check(CLI::Range(std::int64_t{1}, praxis::usecases::demo_records_max));
  command->add_option("--seed", options->seed,
                      "the same seed makes the same organization (default: 1)");
  command->footer("Example: praxis demo --data ./data --records 100000 --seed 7");
  command->callback([options, &code] { code = cli::demo(*options); });
}

void add_user(CLI::App& app, int& code) {
  auto* group =
      app.add_subcommand("user", "People who sign in: add, list, password, grant, revoke");
  group->require_subcommand(1);
  group->footer(
      "Example: praxis user grant --email ines@harbor.example --role agent --organization harbor");
  const std::vector<std::pair<std::string, std::string>> verbs{
      {"add", "Add a person"},
      {"list", "List people with their roles"},
      {"password", "Set a person's password"},
      {"grant", "Let a person hold a role for an organization"},
      {"revoke", "Take a role away"}};
  for (const auto& [verb, help] : verbs) {
    auto* command = group->add_subcommand(verb, help);
    auto options = std::make_shared<cli::UserOptions>();
    options->verb = verb;
    add_config_flags(*command, options->config);
    if (verb != "list") command->add_option("--email", options->email, "whose")->required();
    if (verb == "add") command->add_option("--name", options->name, "their name");
    if (verb == "grant" || verb == "revoke")
      command->add_option("--role", options->role, "agent, practice_manager …")->required();
    if (verb != "list" && verb != "password")
      command->add_option("--organization", options->organization,
                          "key of the organization (default: the first one)");
    if (verb == "password")
      command->add_option("--password-file", options->password_file,
                          "file with it, - for standard input (default: asked)");
    command->callback([options, &code] { code = cli::user(*options); });
  }
}

void add_token(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("token", "API tokens for machines: make, list, revoke");
  group->require_subcommand(1);
  group->footer(
      "Example: praxis token make --email ines@harbor.example --name monitoring --read-only");
  const std::vector<std::pair<std::string, std::string>> verbs{
      {"make", "Make a token and print it, once"},
      {"list", "List a person's tokens"},
      {"revoke", "Revoke a token"}};
  for (const auto& [verb, help] : verbs) {
    auto* command = group->add_subcommand(verb, help);
    auto options = std::make_shared<cli::TokenOptions>();
    options->verb = verb;
    add_config_flags(*command, options->config);
    command->add_option("--email", options->email, "for whom it speaks")->required();
    if (verb != "list") command->add_option("--name", options->name, "what it is for")->required();
    if (verb == "make") {
      command->add_flag("--read-only", options->is_read_only, "it may only read");
      command->add_option("--expires", options->expires, "when it ends, as 2027-01-01T00:00:00Z");
    }
    command->callback([options, &code] { code = cli::token(*options); });
  }
}

void add_search(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("search", "Find records by words, with typing errors, or by number");
  auto options = std::make_shared<cli::SearchOptions>();
  add_config_flags(*command, options->config);
  command->add_option("text", options->text, "the words; the last may be a beginning")->required();
  command->add_option("--types", options->types, "record types (default: all)")->delimiter(',');
  command->add_option("--limit", options->limit, "records at most")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->footer("Example: praxis search 'pritner jam' --types incident,item");
  command->callback([options, &code] { code = cli::search(*options); });
}

void add_verify(CLI::App& app, int& code) {
  auto* command =
      app.add_subcommand("verify", "Prove that no entry of any journal was changed or removed");
  auto options = std::make_shared<cli::VerifyOptions>();
  add_config_flags(*command, options->config);
  command->add_flag("--checkpoint", options->makes_checkpoint,
                    "if all is right, keep and print the Merkle root over all records");
  command->footer(
      "Example: praxis verify --data /var/lib/praxis --checkpoint\nExit code 3: something was "
      "changed; each fault is a line.");
  command->callback([options, &code] { code = cli::verify(*options); });
}

void add_import(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("import", "Bring records in: events, records");
  group->require_subcommand(1);
  group->footer("Example: praxis import events log.csv.xz --map map.yaml --dry-run");
  const std::vector<std::pair<std::string, std::string>> verbs{
      {"events", "Replay an event log into records with their history"},
      {"records", "Make or change records, one a line of CSV or JSON"}};
  for (const auto& [verb, help] : verbs) {
    auto* command = group->add_subcommand(verb, help);
    auto options = std::make_shared<cli::ImportOptions>();
    options->verb = verb;
    add_config_flags(*command, options->config);
    command
        ->add_option("file", options->file, "the file, compressed or plain; - for standard input")
        ->required();
    auto* map =
        command->add_option("--map", options->map, "how columns become fields (docs/import.md)");
    if (verb == "events") map->required();
    if (verb == "records") {
      command->add_option("--type", options->type, "record type")->required();
      command->add_option("--format", options->format, "csv or jsonl")
          ->check(CLI::IsMember({"csv", "jsonl"}))
          ->capture_default_str();
    }
    auto* modes = command->add_option_group("mode", "one of them");
    modes->require_option(1);
    modes->add_flag("--dry-run", options->is_dry,
                    "say what would be done and every problem with its line; write nothing");
    modes->add_flag("--apply", options->is_applied,
                    "write; an interrupted import goes on when it is run again");
    command->add_flag("--json", options->is_json, "the report as JSON");
    command->footer(verb == "events" ? "Example: praxis import events log.csv.xz --map map.yaml "
                                       "--apply\nExit code 3: lines have problems."
                                     : "Example: praxis import records people.csv --type person "
                                       "--dry-run\nExit code 3: lines have problems.");
    command->callback([options, &code] { code = cli::import(*options); });
  }
}

void add_export(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("export", "Give records back: records, events");
  group->require_subcommand(1);
  group->footer("Example: praxis export records incident --format jsonl --output incidents.jsonl");
  const std::vector<std::pair<std::string, std::string>> verbs{
      {"records", "Records of a type, as import records reads them"},
      {"events", "Their history, a JSON line an entry"}};
  for (const auto& [verb, help] : verbs) {
    auto* command = group->add_subcommand(verb, help);
    auto options = std::make_shared<cli::ExportOptions>();
    options->verb = verb;
    add_config_flags(*command, options->config);
    command->add_option("type", options->type, "record type")->required();
    command->add_option("--filter", options->filter, "an expression that selects: 'priority <= 2'");
    if (verb == "records")
      command->add_option("--format", options->format, "csv or jsonl")
          ->check(CLI::IsMember({"csv", "jsonl"}))
          ->capture_default_str();
    command->add_option("--output", options->output, "a file; - is standard output")
        ->capture_default_str();
    command->footer("Example: praxis export " + verb +
                    " incident --filter 'priority == 1' --output out");
    command->callback([options, &code] { code = cli::export_(*options); });
  }
}

void add_expr(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("expr", "The expression language: eval, test");
  group->require_subcommand(1);
  group->footer("Example: praxis expr eval 'priority <= 2' --bindings '{\"priority\": 2}'");
  auto options = std::make_shared<cli::ExprOptions>();
  auto* eval = group->add_subcommand("eval", "Evaluate an expression and print its typed value");
  eval->add_option("expression", options->expression, "the expression")->required();
  eval->add_option("--bindings", options->bindings, "names and their values as JSON");
  eval->callback([options, &code] { code = cli::expr_eval(*options); });
  auto* test = group->add_subcommand("test", "Run conformance cases, one JSON object a line");
  test->add_option("file", options->file, "the cases")->required();
  test->callback([options, &code] { code = cli::expr_test(*options); });
}

void add_calendar(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("calendar", "Calendars of working time: eval");
  group->require_subcommand(1);
  auto path = std::make_shared<std::string>();
  auto* eval = group->add_subcommand(
      "eval", "Answer questions about calendars, one JSON object a line, its calendar within");
  eval->add_option("file", *path, "the questions; - for standard input")->required();
  eval->footer(
      "Example: praxis calendar eval questions.jsonl\nExit code 3: a question has no answer; its "
      "line says why.");
  eval->callback([path, &code] { code = cli::calendar_eval(*path); });
}

void add_stretch(CLI::App& command, cli::SlaOptions& options) {
  command.add_option("--from", options.from, "records created on this day or later: 2026-03-01");
  command.add_option("--to", options.until, "records created before this day");
}

void add_split(CLI::App& command, cli::SlaOptions& options) {
  command
      .add_option("--by", options.by,
                  "only these: month, agreement, or a field as priority or group")
      ->delimiter(',');
}

void add_sla_verb(CLI::App& group, const std::string& verb, const std::string& help, int& code) {
  auto* command = group.add_subcommand(verb, help);
  auto options = std::make_shared<cli::SlaOptions>();
  options->verb = verb;
  add_config_flags(*command, options->config);
  if (verb == "explain")
    command->add_option("record", options->record, "its number: INC-42")->required();
  else
    add_stretch(*command, *options);
  if (verb == "what-if" || verb == "attainment") add_split(*command, *options);
  if (verb == "breakdown" || verb == "what-if" || verb == "attainment")
    command->add_option("--format", options->format, "text or csv")
        ->check(CLI::IsMember({"text", "csv"}))
        ->capture_default_str();
  if (verb == "what-if") {
    command->add_option("--pack", options->packs, "folder of a pack in place of the one in force");
    command->add_option("--overlay", options->overlays, "folder or file of an overlay");
    command->add_option("--calendar", options->calendar, "file of a calendar: its hours as JSON");
    command->add_option("--key", options->key,
                        "which calendar has these hours (default: the file's name)");
  }
  if (verb == "recompute") {
    auto* apply = command->add_flag("--apply", options->is_applied, "make the results true");
    command->add_option("--reason", options->reason, "why, for the journal")->needs(apply);
  }
  command->callback([options, &code] { code = cli::sla(*options); });
}

void add_sla(CLI::App& app, int& code) {
  auto* group = app.add_subcommand(
      "sla", "Service levels: explain, what-if, attainment, breakdown, recompute");
  group->require_subcommand(1);
  group->footer("Example: praxis sla what-if --calendar office.json --from 2026-01-01");
  add_sla_verb(*group, "explain", "Why the clocks of a record show what they show", code);
  add_sla_verb(*group, "what-if", "What clocks would show by other packs or other hours", code);
  add_sla_verb(*group, "attainment", "How many were in time, and by what", code);
  add_sla_verb(*group, "breakdown", "Where the time went: by state, group and person", code);
  add_sla_verb(*group, "recompute",
               "Which results are others by agreements and calendars as they are now", code);
}

void add_practice(CLI::App& app, int& code) {
  auto* group = app.add_subcommand("practice", "Practices through a framework's eyes: list, show");
  group->require_subcommand(1);
  group->footer("Example: praxis practice show incident --framework fitsm");
  for (const auto& [verb, help] :
       {std::pair{"list", "Practices, as the framework calls them"},
        std::pair{"show", "Guidance, people, lifecycle, metrics and requirements of one"}}) {
    auto* command = group->add_subcommand(verb, help);
    auto options = std::make_shared<cli::PracticeOptions>();
    options->verb = verb;
    add_config_flags(*command, options->config);
    command->add_option("--framework", options->framework,
                        "the lens (default: what the organization set)");
    command->add_option("--language", options->language, "en, de …");
    command->add_option("--email", options->email,
                        "through whose eyes: their rights and their lens (default: all records)");
    if (options->verb == "show") {
      command->add_option("practice", options->practice, "its type or pack: incident")->required();
      command->add_option("--behind", options->behind,
                          "list the records behind a metric or REQUIREMENT/EVIDENCE");
      command->add_option("--which", options->which, "of a share: all, hits or misses")
          ->check(CLI::IsMember({"all", "hits", "misses"}))
          ->capture_default_str();
    }
    command->callback([options, &code] { code = cli::practice(*options); });
  }
}

void add_pack_choice(CLI::App& command, cli::PackChoice& choice) {
  command.add_option("--packs", choice.packs,
                     "folder of packs; each takes the place of the shipped one of its name");
  command
      .add_option("--overlay", choice.overlays,
                  "folder or file of an overlay; may be given several times")
      ->allow_extra_args(false);
}

void add_pack_change(CLI::App& group, const std::string& verb, const std::string& help, int& code) {
  auto* command = group.add_subcommand(verb, help);
  auto options = std::make_shared<cli::PackChangeOptions>();
  options->verb = verb;
  add_config_flags(*command, options->config);
  if (verb == "diff" || verb == "try" || verb == "apply") {
    command->add_option("--overlay", options->overlays,
                        "folder or file of an overlay; several are taken in order");
    command->add_option("--pack", options->packs, "folder of a further pack or framework");
  }
  if (verb == "try")
    command->add_option("--records", options->records, "of each type, the newest (default: 1000)");
  if (verb == "upgrade")
    command->add_flag("--dry-run", options->is_dry,
                      "only say what would change and where it meets an overlay");
  if (verb == "apply" || verb == "rollback")
    command->add_option("--reason", options->reason, "why, for the journal")->required();
  if (verb == "rollback")
    command->add_option("--to", options->to,
                        "the generation to return to (default: the one before)");
  if (verb == "export")
    command->add_option("folder", options->folder, "where to write the files")->required();
  command->footer(
      "Example: praxis pack apply --overlay supplier.yaml --reason 'Suppliers keep the clock "
      "running'");
  command->callback([options, &code] { code = cli::pack_change(*options); });
}

void add_pack(CLI::App& app, int& code) {
  auto* group = app.add_subcommand(
      "pack", "Packs: check, test, list, diff, try, apply, upgrade, rollback, export");
  group->require_subcommand(1);
  group->footer("Example: praxis pack test --packs ./packs --overlay ./overlays/supplier.yaml");
  auto* test = group->add_subcommand(
      "test", "Run the scenarios that packs bring, each over HTTP on a fresh tenant of its own");
  auto options = std::make_shared<cli::PackTestOptions>();
  add_pack_choice(*test, options->choice);
  test->add_option("--only", options->only,
                   "only scenarios whose file has this in its path: incident/scenarios/reopen");
  test->add_option("--criteria", options->criteria,
                   "a list of criteria: run only scenarios that prove one, and print what of the "
                   "list is proven");
  test->add_option("--postgres", options->postgres,
                   "connection text: each tenant is a schema of this database, dropped afterwards");
  test->add_flag("--verbose", options->is_verbose, "name the scenarios that pass, too");
  test->footer(
      "Example: praxis pack test --only incident/\nExit code 3: a scenario failed, or the packs do "
      "not load.");
  test->callback([options, &code] { code = cli::pack_test(*options); });
  auto* check = group->add_subcommand(
      "check", "Check packs and overlays; every finding is a line with file, line and column");
  auto choice = std::make_shared<cli::PackChoice>();
  add_pack_choice(*check, *choice);
  check->footer(
      "Example: praxis pack check --overlay ./supplier.yaml\nExit code 3: there are findings.");
  check->callback([choice, &code] { code = cli::pack_check(*choice); });
  add_pack_change(*group, "list", "List the generations of packs of this database", code);
  add_pack_change(*group, "diff", "Say what overlays or packs would change, a line an address",
                  code);
  add_pack_change(*group, "try",
                  "Play the newest records again under overlays or packs: what would be refused, "
                  "computed otherwise or stuck",
                  code);
  add_pack_change(*group, "upgrade",
                  "Take over the packs that this program brings, under the overlays in force",
                  code);
  add_pack_change(*group, "apply", "Put overlays or packs in force, also while servers run", code);
  add_pack_change(*group, "rollback", "Return to an earlier generation; no data is dropped", code);
  add_pack_change(*group, "export", "Write the packs in force as files", code);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Praxis: an IT service management server"};
  app.set_version_flag("--version", "Praxis " PRAXIS_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 findings, 4 the database cannot be "
      "reached.\n"
      "Example: praxis serve --data ./data");
  int code = 0;
  add_serve(app, code);
  add_init(app, code);
  add_demo(app, code);
  add_user(app, code);
  add_token(app, code);
  add_import(app, code);
  add_export(app, code);
  add_search(app, code);
  add_verify(app, code);
  add_pack(app, code);
  add_practice(app, code);
  add_expr(app, code);
  add_calendar(app, code);
  add_sla(app, code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : cli::wrong_use;
  }
  return code;
}
