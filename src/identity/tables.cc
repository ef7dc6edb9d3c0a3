#include "identity/tables.h"

namespace praxis::identity {
namespace {

using db::ColumnType;

db::TableWanted session_table() {
  return {.name = "session",
          .columns = {{"id", ColumnType::id, true},
                      {"secret_hash", ColumnType::blob, true},
                      {"person", ColumnType::id, true},
                      {"created_at", ColumnType::integer, true},
                      {"last_seen_at", ColumnType::integer, true},
                      {"expires_at", ColumnType::integer, true},
                      {"peer", ColumnType::text, true},
                      {"user_agent", ColumnType::text, true}},
          .primary_key = {"id"},
          .indexes = {{"session_secret", {"\"secret_hash\""}, true},
                      {"session_person", {"\"person\"", "\"created_at\""}},
                      {"session_expiry", {"\"expires_at\""}}}};
}

db::TableWanted token_table() {
  return {.name = "token",
          .columns = {{"id", ColumnType::id, true},
                      {"secret_hash", ColumnType::blob, true},
                      {"name", ColumnType::text, true},
                      {"person", ColumnType::id, true},
                      {"is_read_only", ColumnType::integer, true},
                      {"created_at", ColumnType::integer, true},
                      {"created_by", ColumnType::id, true},
                      {"expires_at", ColumnType::integer},
                      {"last_used_at", ColumnType::integer}},
          .primary_key = {"id"},
          .indexes = {{"token_secret", {"\"secret_hash\""}, true},
                      {"token_person", {"\"person\"", "\"name\""}, true}}};
}

}  // namespace

std::vector<db::TableWanted> tables_wanted() {
  return {{.name = "credential",
           .columns = {{"person", ColumnType::id, true},
                       {"hash", ColumnType::text, true},
                       {"changed_at", ColumnType::integer, true}},
           .primary_key = {"person"}},
          session_table(),
          token_table(),
          {.name = "role_holding",
           .columns = {{"person", ColumnType::id, true},
                       {"role", ColumnType::text, true},
                       {"organization", ColumnType::id, true},
                       {"granted_at", ColumnType::integer, true},
                       {"granted_by", ColumnType::id, true}},
           .primary_key = {"person", "role", "organization"},
           .is_clustered = true,
           .indexes = {{"role_holding_organization",
                        {"\"organization\"", "\"role\"", "\"person\""},
                        true}}},
          {.name = "sign_in_failure",
           .columns = {{"key", ColumnType::text, true},
                       {"failures", ColumnType::integer, true},
                       {"last_at", ColumnType::integer, true}},
           .primary_key = {"key"},
           .is_clustered = true,
           .indexes = {{"sign_in_failure_last", {"\"last_at\""}}}}};
}

}  // namespace praxis::identity
