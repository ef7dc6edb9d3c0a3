#include "support/postgres.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

namespace praxis::test {
namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";
constexpr std::chrono::seconds start_max{30};

using Words = std::vector<std::string>;

// Runs in a child: becomes the account `postgres` when this one is root, which PostgreSQL refuses.
[[noreturn]] void become(const Words& words, const passwd* account, const std::string& log) {
  if (account != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(account->pw_gid) != 0 || setuid(account->pw_uid) != 0))
    _exit(126);
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  setenv("LC_ALL", "C", 1);
  if (chdir("/") != 0) _exit(126);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

// One server. A guardian process waits at a pipe that closes when this process ends, then stops the
// server by its pid and removes the directory: so neither a crash nor an abort of a test leaves one
// behind.
class Server {
 public:
  Result<std::string> start() {
    if (!std::filesystem::exists(std::string(programs) + "initdb"))
      return fail(Code::unavailable, "no_postgres", std::string("no PostgreSQL 15 in ") + programs);
    char name[] = "/tmp/praxis-postgres-XXXXXX";
    if (mkdtemp(name) == nullptr)
      return fail(Code::unavailable, "no_postgres", "cannot make a directory");
    directory_ = name;
    account_ = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    if (account_ != nullptr && chown(name, account_->pw_uid, account_->pw_gid) != 0)
      return fail(Code::unavailable, "no_postgres", "cannot give the directory away");
    const auto data = directory_ + "/data";
    const pid_t initdb = fork();
    if (initdb == 0)
      become({std::string(programs) + "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E",
              "UTF8", "--locale=C", "-N", "--no-instructions"},
             account_, log());
    if (const int code = wait_for(initdb); code != 0)
      return fail(Code::unavailable, "no_postgres",
                  "initdb ended with " + std::to_string(code) + ", see " + log());
    start_guarded(data);
    return wait_until_ready();
  }

  ~Server() {
    if (guardian_ <= 0 || owner_ != getpid())
      return;  // a forked child of a death test owns nothing
    ::close(pipe_);
    wait_for(guardian_);
  }

 private:
  std::string log() const { return directory_ + "/log"; }

  void start_guarded(const std::string& data) {
    int ends[2];
    must(pipe2(ends, O_CLOEXEC) == 0);
    owner_ = getpid();
    guardian_ = fork();
    if (guardian_ != 0) {
      ::close(ends[0]);
      pipe_ = ends[1];
      return;
    }
    setsid();  // a Ctrl-C for the test is not meant for the server
    ::close(ends[1]);
    const pid_t server = fork();
    if (server == 0)
      become({std::string(programs) + "postgres", "-D", data, "-k", directory_, "-c",
              "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200", "-c",
              "shared_buffers=32MB", "-c", "autovacuum=off", "-c", "deadlock_timeout=20ms"},
             account_, log());
    char byte = 0;
    while (::read(ends[0], &byte, 1) < 0 && errno == EINTR) {
    }
    kill(server, SIGQUIT);
    wait_for(server);
    execl("/bin/rm", "rm", "-rf", directory_.c_str(), nullptr);
    _exit(127);
  }

  Result<std::string> wait_until_ready() const {
    const auto connection = "host=" + directory_ + " user=postgres dbname=postgres";
    const auto ends_at = std::chrono::steady_clock::now() + start_max;
    while (PQping(connection.c_str()) != PQPING_OK) {
      if (std::chrono::steady_clock::now() > ends_at)
        return fail(Code::unavailable, "no_postgres", "PostgreSQL does not answer, see " + log());
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return connection;
  }

  std::string directory_;
  const passwd* account_ = nullptr;
  pid_t owner_ = 0;
  pid_t guardian_ = 0;
  int pipe_ = -1;
};

}  // namespace

Result<std::string> postgres_connection() {
  static Server server;
  static const Result<std::string> connection = server.start();
  return connection;
}

}  // namespace praxis::test
