// The commands of `praxis`, one function each; the command line itself is read in main.cc. Each
// returns an exit code: 0 done, 1 refused or failed (the reason is on standard error), 2 wrong use,
// 3 findings (verify, pack check, a dry run with problems), 4 the database cannot be reached.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "main/cli/pack_sources.h"
#include "main/config.h"

namespace praxis::main::cli {

enum ExitCode : int { done = 0, failed = 1, wrong_use = 2, findings = 3, unavailable = 4 };

// Prints an error as a tired operator would want it and returns its exit code.
int report(const Error& error);
// Progress on standard error: one line that is rewritten on a terminal, plain lines otherwise.
class ProgressLine {
 public:
  explicit ProgressLine(std::string unit) : unit_(std::move(unit)) {}
  void show(std::int64_t done, std::int64_t total, std::string_view what = {});
  void finish();

 private:
  std::string unit_;
  std::optional<Instant> began_{};
  Instant shown_{};
  bool is_open_ = false;
};

struct ServeOptions {
  ConfigSource config;
  bool check_only = false;
};
int serve(const ServeOptions& options);

struct InitOptions {
  ConfigSource config;
  std::string organization = "Main organization", key = "main", name = "Administrator", email;
  std::string password_file{};  // "" = asked on the terminal; "-" = standard input
};
int init(const InitOptions& options);

struct DemoCommandOptions {
  ConfigSource config;
  std::int64_t records = 2'000;
  std::uint64_t seed = 1;
};
int demo(const DemoCommandOptions& options);

struct UserOptions {
  ConfigSource config;
  std::string verb;  // add, list, password, grant, revoke
  std::string email, name, organization, role, password_file;
};
int user(const UserOptions& options);

struct TokenOptions {
  ConfigSource config;
  std::string verb;  // make, list, revoke
  std::string email, name;
  bool is_read_only = false;
  std::string expires{};
};
int token(const TokenOptions& options);

struct SearchOptions {
  ConfigSource config;
  std::string text;
  std::vector<std::string> types{};
  int limit = 20;
};
// Over all records, as the operator.
int search(const SearchOptions& options);

struct VerifyOptions {
  ConfigSource config;
  bool makes_checkpoint = false;
};
int verify(const VerifyOptions& options);

struct PackTestOptions {
  PackChoice choice;
  std::string only;      // runs the scenarios whose file has this in its path
  std::string postgres;  // connection text; "": the embedded database
  std::string criteria;  // a list of criteria: runs what proves them and prints each
  bool is_verbose = false;
};
struct PackChangeOptions {
  ConfigSource config;
  std::string verb;                          // list, diff, try, apply, upgrade, rollback, export
  std::vector<std::string> overlays, packs;  // folders or files
  std::string reason, folder;
  std::int64_t to = 0;           // rollback: the generation; 0: the one before
  std::int64_t records = 1'000;  // try: the newest of each type
  bool is_dry = false;           // upgrade: only say what it would change
};
int pack_check(const PackChoice& choice);
int pack_change(const PackChangeOptions& options);

// Runs the scenarios that the packs bring, each on a fresh tenant of its own.
int pack_test(const PackTestOptions& options);

struct PracticeOptions {
  ConfigSource config;
  std::string verb;  // list, show
  std::string practice, framework, language;
  std::string email;                  // as whom; "": the operator, who sees all
  std::string behind, which = "all";  // the records behind a metric, or REQUIREMENT/EVIDENCE
};
int practice(const PracticeOptions& options);

struct SlaOptions {
  ConfigSource config;
  std::string verb;    // explain, what-if, attainment, breakdown, recompute
  std::string record;  // INC-42
  std::string from, until;
  std::vector<std::string> packs{}, overlays{}, by{};
  std::string calendar, key;  // a file of hours, and whose they would be
  std::string format = "text", reason;
  bool is_applied = false;
};
int sla(const SlaOptions& options);

struct ImportOptions {
  ConfigSource config;
  std::string verb;  // events, records
  std::string file, map, type, format = "csv";
  bool is_dry = false, is_applied = false, is_json = false;
};
int import(const ImportOptions& options);

struct ExportOptions {
  ConfigSource config;
  std::string verb;  // records, events
  std::string type, filter, format = "csv", output = "-";
};
int export_(const ExportOptions& options);

struct ExprOptions {
  std::string expression, bindings, file;
};
int expr_eval(const ExprOptions& options);
int expr_test(const ExprOptions& options);

// Answers questions about calendars, one JSON object a line; findings if one cannot be answered.
int calendar_eval(const std::string& path);

}  // namespace praxis::main::cli
