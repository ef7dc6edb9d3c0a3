// Expressions of any text: they are refused with a reason or mean something, twice the same; what
// has a translation to SQL selects the rows that evaluating it in memory selects.
#include <stdlib.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "db/database.h"
#include "expr/program.h"
#include "expr/random_expression_test.h"
#include "expr/to_sql.h"

namespace praxis::expr {
namespace {

using test::RandomRow;

const std::vector<RandomRow>& rows() {
  static const auto all = [] {
    test::Generator generator(20'261'124);
    std::vector<RandomRow> made;
    for (int i = 0; i < 24; ++i) made.push_back(generator.row());
    return made;
  }();
  return all;
}

Status fill(db::Transaction& tx) {
  const db::Dialect dialect{tx.engine()};
  std::string ddl = "CREATE TABLE things (id " + dialect.type(db::ColumnType::integer);
  std::string insert = "INSERT INTO things VALUES ($1";
  for (std::size_t i = 0; i < test::columns().size(); ++i) {
    const auto& column = test::columns()[i];
    ddl += ", " + db::quoted(column.name) + " " + dialect.type(column.stored);
    insert += ", $" + std::to_string(i + 2);
  }
  TRY(tx.script(ddl + ")"));
  for (std::size_t i = 0; i < rows().size(); ++i) {
    std::vector<db::Parameter> parameters{static_cast<std::int64_t>(i)};
    for (const auto& value : rows()[i]) parameters.push_back(to_parameter(value));
    TRY(tx.execute(insert + ")", parameters));
  }
  return {};
}

// SQLite in a folder that is gone when the process ends.
class Things {
 public:
  Things() {
    std::string pattern = "/tmp/praxis-expr-fuzz-XXXXXX";
    must(mkdtemp(pattern.data()) != nullptr);
    folder_ = pattern;
    db::SqliteConfig config;
    config.path = folder_ + "/things.db";
    auto opened = db::open_sqlite(config);
    must(opened.has_value());
    database_ = std::move(*opened);
    must(database_->write([](db::Transaction& tx) { return fill(tx); }).has_value());
  }
  ~Things() {
    database_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::vector<std::size_t> matched(const SqlCondition& condition) {
    std::vector<db::Parameter> parameters;
    for (const auto& value : condition.parameters) parameters.push_back(to_parameter(value));
    std::vector<std::size_t> ids;
    const auto done = database_->read([&](db::Transaction& tx) -> Status {
      return tx.query("SELECT id FROM things WHERE " + condition.sql + " ORDER BY id", parameters,
                      [&](const db::Row& row) -> Status {
                        ids.push_back(static_cast<std::size_t>(row.integer(0)));
                        return {};
                      });
    });
    if (!done)
      std::fprintf(stderr, "%s\n%s\n", condition.sql.c_str(), done.error().message.c_str());
    must(done.has_value());
    return ids;
  }

 private:
  std::string folder_;
  std::unique_ptr<db::Database> database_;
};

bool is_reason(const Error& error) { return error.reason.starts_with("expression."); }

std::vector<std::size_t> matched_in_memory(const Program& program) {
  std::vector<std::size_t> ids;
  for (std::size_t i = 0; i < rows().size(); ++i) {
    const test::RowBindings bindings(rows()[i]);
    const auto value = program.evaluate(bindings);
    const auto again = program.evaluate(bindings);
    must(value.has_value() == again.has_value());
    must(value.has_value() || is_reason(value.error()));
    if (value) must(to_text(to_json(*value)) == to_text(to_json(*again)));
    if (value && value->is_true()) ids.push_back(i);
  }
  return ids;
}

void try_untyped(std::string_view text) {
  const test::World world;
  const auto program = compile(text, world, {.is_typed = false});
  must(program.has_value() || is_reason(program.error()));
  if (program) matched_in_memory(**program);
}

void try_typed(std::string_view text) {
  static Things things;
  const test::World world;
  const auto program = compile(text, world);
  must(program.has_value() || is_reason(program.error()));
  if (!program) return;
  must(parsed_tree(text).has_value());
  const auto in_memory = matched_in_memory(**program);
  if ((*program)->type().kind != Kind::boolean) return;
  const auto condition = to_sql(**program, test::ColumnSymbols(), db::Engine::sqlite);
  must(condition.has_value() || is_reason(condition.error()));
  if (!condition) return;
  const auto by_sql = things.matched(*condition);
  if (by_sql != in_memory)
    std::fprintf(stderr, "%.*s\n%s\n", static_cast<int>(text.size()), text.data(),
                 condition->sql.c_str());
  must(by_sql == in_memory);
}

}  // namespace
}  // namespace praxis::expr

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  praxis::expr::try_untyped(text);
  praxis::expr::try_typed(text);
  return 0;
}
