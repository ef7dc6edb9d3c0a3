#include "record/link_store.h"

#include <fmt/format.h>

#include <set>

namespace praxis::record {
namespace {

Status read_ends(db::Transaction& tx, std::string_view condition,
                 std::initializer_list<db::Parameter> parameters, bool is_reverse,
                 const Model& model, std::vector<Link>& links) {
  const auto sql = fmt::format(
      R"(SELECT "name", "{0}_id", "{0}_type", "created_at", "created_by", "out_of_step" FROM "link" WHERE {1}
                                  ORDER BY "name", "{0}_id" LIMIT {2})",
      is_reverse ? "from" : "to", condition, links_read_max);
  return tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    bool is_found_by_reverse = false;
    const auto* type = model.packs().link(row.text(0), is_found_by_reverse);
    if (!type) return {};  // of a pack that was taken away: kept, not shown
    links.push_back({is_reverse ? type->reverse : type->name, row.id(1), std::string(row.text(2)),
                     row.instant(3), row.id(4), row.text_or_empty(5)});
    return {};
  });
}

// The families in which the other end of a link may lie.
std::set<std::string> other_families(const Model& model, const std::vector<std::string>& ends) {
  std::set<std::string> families;
  for (const auto& end : ends)
    if (const auto* type = model.type(end)) families.insert(type->family);
  return families;
}

Result<std::int64_t> count_in(db::Transaction& tx, const std::string& sql,
                              std::initializer_list<db::Parameter> parameters) {
  std::int64_t count = 0;
  TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    count = row.integer(0);
    return {};
  }));
  return count;
}

Result<std::int64_t> count_direction(db::Transaction& tx, const Model& model, Id record,
                                     const pack::LinkType& type, bool is_reverse, Which which) {
  const auto* mine = is_reverse ? "to_id" : "from_id";
  const auto* theirs = is_reverse ? "from_id" : "to_id";
  if (which == Which::all)
    return count_in(
        tx, fmt::format(R"(SELECT COUNT(*) FROM "link" WHERE "{}" = $1 AND "name" = $2)", mine),
        {record, std::string_view(type.name)});
  std::int64_t total = 0;
  for (const auto& family : other_families(model, is_reverse ? type.from : type.to))
    total += TRY(count_in(tx,
                          fmt::format(R"(SELECT COUNT(*) FROM "link" l JOIN {} f ON f."id" = l."{}"
                                           WHERE l."{}" = $1 AND l."name" = $2 AND f."phase" IN ('open', 'pending'))",
                                      db::quoted(family), theirs, mine),
                          {record, std::string_view(type.name)}));
  return total;
}

}  // namespace

Result<std::vector<Link>> links_of(db::Transaction& tx, const Model& model, Id record) {
  std::vector<Link> links;
  TRY(read_ends(tx, "\"from_id\" = $1", {record}, false, model, links));
  TRY(read_ends(tx, "\"to_id\" = $1", {record}, true, model, links));
  return links;
}

Result<std::vector<Link>> links_named(db::Transaction& tx, const Model& model, Id record,
                                      std::string_view name) {
  std::vector<Link> links;
  bool is_reverse = false;
  const auto* type = model.packs().link(name, is_reverse);
  if (!type) return links;
  const std::string_view stored = type->name;
  if (!is_reverse || type->is_symmetric)
    TRY(read_ends(tx, "\"from_id\" = $1 AND \"name\" = $2", {record, stored}, false, model, links));
  if (is_reverse || type->is_symmetric)
    TRY(read_ends(tx, "\"to_id\" = $1 AND \"name\" = $2", {record, stored}, true, model, links));
  return links;
}

Result<std::int64_t> count_links(db::Transaction& tx, const Model& model, Id record,
                                 std::string_view name, Which which) {
  bool is_reverse = false;
  const auto* type = model.packs().link(name, is_reverse);
  if (!type) return 0;
  std::int64_t total = 0;
  if (!is_reverse || type->is_symmetric)
    total += TRY(count_direction(tx, model, record, *type, false, which));
  if (is_reverse || type->is_symmetric)
    total += TRY(count_direction(tx, model, record, *type, true, which));
  return total;
}

Result<bool> add_link(db::Transaction& tx, const pack::LinkType& type, const Record& from,
                      const Record& to, Instant now, Id by) {
  const auto rows = TRY(tx.execute(
      R"(INSERT INTO "link" ("name", "from_id", "to_id", "from_type", "to_type", "created_at", "created_by")
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING)",
      {std::string_view(type.name), from.id, to.id, std::string_view(from.type->name),
       std::string_view(to.type->name), now.us, by}));
  return rows > 0;
}

Result<bool> remove_link(db::Transaction& tx, const pack::LinkType& type, Id from, Id to) {
  const auto rows =
      TRY(tx.execute(R"(DELETE FROM "link" WHERE "name" = $1 AND "from_id" = $2 AND "to_id" = $3)",
                     {std::string_view(type.name), from, to}));
  return rows > 0;
}

Status note_out_of_step(db::Transaction& tx, const pack::LinkType& type, Id from, Id to,
                        std::string_view why) {
  return tx
      .execute(
          R"(UPDATE "link" SET "out_of_step" = NULLIF($4, '') WHERE "name" = $1 AND "from_id" = $2 AND "to_id" = $3)",
          {std::string_view(type.name), from, to, why})
      .map([](auto) {});
}

Result<bool> leads_to(db::Transaction& tx, const pack::LinkType& type, Id from, Id to) {
  bool is_found = from == to;
  TRY(tx.query(R"(WITH RECURSIVE reached("id") AS (
                    SELECT "to_id" FROM "link" WHERE "from_id" = $1 AND "name" = $2
                    UNION SELECT l."to_id" FROM "link" l JOIN reached r ON l."from_id" = r."id" WHERE l."name" = $2)
                  SELECT 1 FROM reached WHERE "id" = $3 LIMIT 1)",
               {from, std::string_view(type.name), to}, [&](const db::Row&) -> Status {
                 is_found = true;
                 return {};
               }));
  return is_found;
}

}  // namespace praxis::record
