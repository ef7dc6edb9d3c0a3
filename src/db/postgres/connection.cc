#include "db/postgres/connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "db/postgres/row.h"
#include "db/postgres/value.h"

namespace praxis::db::postgres {
namespace {

std::vector<Oid> types_of(std::span<const Parameter> parameters) {
  std::vector<Oid> types(parameters.size());
  std::transform(parameters.begin(), parameters.end(), types.begin(), oid_of);
  return types;
}

// A null fits whatever type the statement was prepared with.
bool fits(std::span<const Oid> types, std::span<const Parameter> parameters) {
  return std::equal(types.begin(), types.end(), parameters.begin(), parameters.end(),
                    [](Oid type, const Parameter& given) {
                      const auto wanted = oid_of(given);
                      return wanted == oid_unknown_type || wanted == type;
                    });
}

tl::unexpected<Failure> give_up(Error error) {
  return tl::unexpected<Failure>(Failure{std::move(error)});
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(const PostgresConfig& config,
                                                     Figures& figures) {
  // What the connection text says wins over what stands before it.
  const std::array<const char*, 4> names{"connect_timeout", "application_name", "dbname", nullptr};
  const std::array<const char*, 4> values{"10", "praxis", config.connection.c_str(), nullptr};
  ++figures.connections;
  std::unique_ptr<Connection> connection(
      new Connection(PQconnectdbParams(names.data(), values.data(), /*expand_dbname=*/1), figures));
  if (connection->is_dead())
    return fail(Code::unavailable, "database_unreachable", PQerrorMessage(connection->connection_));
  PQsetNoticeProcessor(
      connection->connection_, [](void*, const char*) {}, nullptr);
  TRY(connection->configure(config));
  return connection;
}

Connection::~Connection() {
  --figures_.connections;
  figures_.statements_cached -= static_cast<std::int64_t>(statements_.size());
  PQfinish(connection_);
}

Status Connection::configure(const PostgresConfig& config) {
  const auto settings = fmt::format(
      "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET jit = off; SET search_path = {};"
      "SET standard_conforming_strings = on; SET default_transaction_read_only = on",
      quoted(config.schema));
  auto set = command(settings);
  if (!set) return fail(std::move(set.error().error));
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8")
    return fail(Code::unavailable, "database_encoding",
                "the PostgreSQL database must have the encoding UTF8");
  return {};
}

Outcome Connection::run(std::string_view sql, std::span<const Parameter> parameters) {
  if (const auto checked = check_parameters(parameters); !checked) return give_up(checked.error());
  auto statement = prepared(sql, parameters);
  if (!statement) return tl::unexpected<Failure>(std::move(statement.error()));
  const Encoded encoded(parameters);
  auto outcome = checked(
      PQexecPrepared(connection_, (*statement)->name.c_str(), encoded.count(), encoded.values(),
                     encoded.lengths(), encoded.formats(), /*resultFormat=*/1),
      sql);
  if (!outcome && outcome.error().remedy == Remedy::run_again)
    forget(sql);  // perhaps its plan is stale
  return outcome;
}

Outcome Connection::run_once(const std::string& sql, std::span<const Parameter> parameters) {
  const auto types = types_of(parameters);
  const Encoded encoded(parameters);
  return checked(
      PQexecParams(connection_, sql.c_str(), encoded.count(), types.data(), encoded.values(),
                   encoded.lengths(), encoded.formats(), /*resultFormat=*/0),
      sql);
}

Outcome Connection::command(const std::string& sql) {
  return checked(PQexec(connection_, sql.c_str()), sql);
}

Outcome Connection::checked(PGresult* result, std::string_view sql) {
  ResultPointer owned(result);
  if (!is_good(result)) return tl::unexpected<Failure>(failure_of(connection_, result, sql));
  return owned;
}

tl::expected<Connection::Statement*, Failure> Connection::prepared(
    std::string_view sql, std::span<const Parameter> parameters) {
  auto* known = statements_.find(sql);
  if (known != nullptr && fits(known->types, parameters)) return known;
  const auto count = rewrite_parameters(sql).count;
  if (count != parameters.size())
    return give_up(wrong_parameter_count(sql, count, parameters.size()));
  auto types = types_of(parameters);
  for (std::size_t i = 0; known != nullptr && i < types.size(); ++i)
    if (types[i] == oid_unknown_type) types[i] = known->types[i];
  deallocate_forgotten();
  const std::string text(sql);
  const auto name = fmt::format("praxis_{}", ++names_);
  auto prepared_types = prepare(name, text, std::move(types));
  if (!prepared_types) return tl::unexpected<Failure>(std::move(prepared_types.error()));
  forget(sql);
  ++figures_.statements_cached;
  if (auto evicted = statements_.add(text, {name, std::move(*prepared_types)})) {
    --figures_.statements_cached;
    forgotten_.push_back(std::move(evicted->name));
  }
  return statements_.find(sql);
}

// A null has no type: the server finds one, and it is asked which.
tl::expected<std::vector<Oid>, Failure> Connection::prepare(const std::string& name,
                                                            const std::string& sql,
                                                            std::vector<Oid> types) {
  ++figures_.statements_prepared;
  const auto made = checked(PQprepare(connection_, name.c_str(), sql.c_str(),
                                      static_cast<int>(types.size()), types.data()),
                            sql);
  if (!made) return tl::unexpected<Failure>(made.error());
  if (std::find(types.begin(), types.end(), Oid{oid_unknown_type}) == types.end()) return types;
  const auto described = checked(PQdescribePrepared(connection_, name.c_str()), sql);
  if (!described) return tl::unexpected<Failure>(described.error());
  for (std::size_t i = 0; i < types.size(); ++i)
    types[i] = PQparamtype(described->get(), static_cast<int>(i));
  return types;
}

void Connection::forget(std::string_view sql) {
  auto* known = statements_.find(sql);
  if (known == nullptr) return;
  forgotten_.push_back(std::move(known->name));
  statements_.remove(sql);
  --figures_.statements_cached;
}

// Later than it was forgotten: an aborted transaction takes no statement.
void Connection::deallocate_forgotten() {
  for (const auto& name : forgotten_) (void)command("DEALLOCATE " + name);
  forgotten_.clear();
}

}  // namespace praxis::db::postgres
