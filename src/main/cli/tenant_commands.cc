// serve, init, user, token: commands on an open tenant.
#include <fmt/format.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "base/log.h"
#include "identity/credential_store.h"
#include "identity/role_store.h"
#include "identity/token_store.h"
#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "record/list.h"
#include "usecases/bootstrap.h"
#include "usecases/create_record.h"
#include "usecases/tenant.h"

namespace praxis::main::cli {
namespace {

std::string read_hidden_line(const char* prompt) {
  fmt::print(stderr, "{}", prompt);
  termios before{};
  const bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  auto silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  if (is_terminal) tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  std::string line;
  std::getline(std::cin, line);
  if (is_terminal) tcsetattr(STDIN_FILENO, TCSANOW, &before);
  fmt::print(stderr, "\n");
  return line;
}

Result<std::string> read_password(const std::string& file, const std::string& email) {
  std::string password;
  if (file.empty()) {
    password = read_hidden_line("Password: ");
  } else if (file == "-") {
    std::getline(std::cin, password);
  } else {
    std::ifstream in(file);
    if (!std::getline(in, password))
      return fail(Code::invalid_argument, "password.file", file + ": cannot be read, or is empty");
  }
  TRY(identity::check_new_password(password, email));
  return password;
}

Result<Id> person_by_email(usecases::Work& work, const std::string& email) {
  const auto person = TRY(record::find_id(work.tx, work.model, *work.model.type("person"), email));
  if (!person)
    return fail(Code::not_found, "person.not_found",
                fmt::format("nobody has the e-mail address '{}'", email));
  return *person;
}

Result<Id> organization_by_key(usecases::Work& work, const std::string& key) {
  if (key.empty()) return usecases::root_organization(work.tx);
  const auto organization =
      TRY(record::find_id(work.tx, work.model, *work.model.type("organization"), key));
  if (!organization)
    return fail(Code::not_found, "organization.not_found",
                fmt::format("there is no organization '{}'", key));
  return *organization;
}

Result<int> run_server(const Config& config, Tenant& tenant, const TimeSource& time) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals,
                  nullptr);  // before any thread starts, so that none takes them
  signal(SIGPIPE, SIG_IGN);
  Program program(config, tenant, time);
  TRY(program.start());
  fmt::print("Praxis {} serves http://{}:{}\n", PRAXIS_VERSION, config.address, program.port());
  std::fflush(stdout);
  int signal_number = 0;
  sigwait(&signals, &signal_number);
  log::info("stopping", {{"signal", std::to_string(signal_number)}});
  program.stop();
  return done;
}

Result<int> add_user(const UserOptions& options, Tenant& tenant) {
  auto& application = tenant.application();
  const auto caller = usecases::operator_caller("cli");
  return usecases::in_write(application, caller, {}, [&](usecases::Work& work) -> Result<int> {
    const auto organization = TRY(organization_by_key(work, options.organization));
    usecases::Draft draft;
    draft.fields = {{"title", options.name.empty() ? options.email : options.name},
                    {"email", options.email},
                    {"organization", to_text(organization)}};
    const auto person = TRY(usecases::create_in(work, *work.model.type("person"), draft));
    fmt::print("{} {}\n", person.number, options.email);
    return done;
  });
}

Result<int> set_password(const UserOptions& options, Tenant& tenant) {
  const auto password = TRY(read_password(options.password_file, options.email));
  const auto hash = TRY(tenant.hasher().hash(password));
  return usecases::in_write(
      tenant.application(), usecases::operator_caller("cli"), {},
      [&](usecases::Work& work) -> Result<int> {
        const auto lister = work.lister();
        TRY(identity::set_credential(work.tx, {lister, "cli"},
                                     {TRY(person_by_email(work, options.email)), hash}));
        return done;
      });
}

Result<int> change_role(const UserOptions& options, Tenant& tenant) {
  return usecases::in_write(
      tenant.application(), usecases::operator_caller("cli"), {},
      [&](usecases::Work& work) -> Result<int> {
        const auto lister = work.lister();
        const identity::Holding holding{TRY(person_by_email(work, options.email)), options.role,
                                        TRY(organization_by_key(work, options.organization))};
        TRY(options.verb == "grant" ? identity::grant_role(work.tx, {lister, "cli"}, holding)
                                    : identity::revoke_role(work.tx, {lister, "cli"}, holding));
        return done;
      });
}

Result<int> list_users(Tenant& tenant) {
  return usecases::in_read(
      tenant.application(), usecases::operator_caller("cli"),
      [&](usecases::Work& work) -> Result<int> {
        record::ListRequest request{.type = work.model.type("person"),
                                    .limit = record::list_limit_max};
        for (;;) {
          const auto page = TRY(record::list(work.tx, work.lister(), request));
          for (const auto& person : page.records) {
            std::string roles;
            for (const auto& holding : TRY(identity::holdings_of(work.tx, person.id))) {
              const auto* organization = work.directory.organization(holding.organization);
              roles += fmt::format("{}{}@{}", roles.empty() ? "" : " ", holding.role,
                                   organization ? organization->key : "?");
            }
            const auto& email = person.value("email");
            fmt::print("{:<10} {:<32} {:<24} {}\n", person.number,
                       email.is_null() ? "" : email.text(), person.text_of(pack::FieldRole::title),
                       roles);
          }
          if (page.next.empty()) return done;
          request.cursor = page.next;
        }
      });
}

Result<int> make_token(const TokenOptions& options, Tenant& tenant) {
  return usecases::in_write(
      tenant.application(), usecases::operator_caller("cli"), {},
      [&](usecases::Work& work) -> Result<int> {
        const auto lister = work.lister();
        identity::TokenWanted wanted{
            TRY(person_by_email(work, options.email)), options.name,
            options.is_read_only ? identity::Access::read_only : identity::Access::full};
        if (!options.expires.empty()) wanted.expires_at = TRY(instant_from_text(options.expires));
        const auto made = TRY(identity::make_token(work.tx, {lister, "cli"}, wanted));
        fmt::print("{}\n", made.secret);
        return done;
      });
}

Result<int> list_or_revoke(const TokenOptions& options, Tenant& tenant) {
  return usecases::in_write(
      tenant.application(), usecases::operator_caller("cli"), {},
      [&](usecases::Work& work) -> Result<int> {
        const auto person = TRY(person_by_email(work, options.email));
        const auto lister = work.lister();
        for (const auto& token : TRY(identity::tokens_of(work.tx, person))) {
          if (options.verb == "list")
            fmt::print("{:<24} {:<10} made {} {}\n", token.name,
                       token.access == identity::Access::full ? "full" : "read-only",
                       to_text(token.created_at),
                       token.expires_at ? "expires " + to_text(*token.expires_at) : "");
          if (options.verb == "revoke" && token.name == options.name) {
            TRY(identity::revoke_token(work.tx, {lister, "cli"}, person, token.id));
            return done;
          }
        }
        if (options.verb == "list") return done;
        return fail(Code::not_found, "token.not_found",
                    fmt::format("{} has no token '{}'", options.email, options.name));
      });
}

}  // namespace

int serve(const ServeOptions& options) {
  if (options.check_only) {
    const auto config = read_config(options.config);
    if (!config) {
      report(config.error());
      return wrong_use;
    }
    fmt::print("The configuration is right: {}, http://{}:{}\n",
               config->postgres.empty() ? config->data + "/praxis.db"
                                        : "PostgreSQL, schema " + config->schema,
               config->address, config->port);
    return done;
  }
  return with_tenant(options.config, IfMissing::make,
                     [](const Config& config, Tenant& tenant, const TimeSource& time) {
                       return run_server(config, tenant, time);
                     });
}

int init(const InitOptions& options) {
  return with_tenant(
      options.config, IfMissing::make,
      [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
        const auto password = TRY(read_password(options.password_file, options.email));
        usecases::FirstPerson first{options.organization, options.key, options.name, options.email,
                                    TRY(tenant.hasher().hash(password))};
        TRY(usecases::bootstrap(tenant.application(), first));
        fmt::print("Made the organization '{}' and its first person, {}.\n", options.organization,
                   options.email);
        return done;
      });
}

int user(const UserOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
                       if (options.verb == "add") return add_user(options, tenant);
                       if (options.verb == "list") return list_users(tenant);
                       if (options.verb == "password") return set_password(options, tenant);
                       return change_role(options, tenant);
                     });
}

int token(const TokenOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) -> Result<int> {
                       return options.verb == "make" ? make_token(options, tenant)
                                                     : list_or_revoke(options, tenant);
                     });
}

}  // namespace praxis::main::cli
