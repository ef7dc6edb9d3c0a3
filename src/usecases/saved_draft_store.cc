#include <fmt/format.h>

#include "record/record_store.h"
#include "usecases/saved_drafts.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view draft_columns =
    R"("id", "person", "record", "kind", "type", "base_version", "content", "updated_at")";

Result<SavedDraft> draft_from(const db::Row& row) {
  SavedDraft draft{row.id(0),
                   row.id(1),
                   row.id_or_null(2),
                   std::string(row.text(3)),
                   std::string(row.text(4)),
                   row.integer(5),
                   {},
                   row.instant(7)};
  const auto content = TRY(json_from_text(row.text(6)));
  draft.content = content.as_object();
  return draft;
}

tl::unexpected<Error> no_such_draft() {
  return fail(Code::not_found, "draft.not_found", "you have no such draft");
}

Status check_count(Work& work) {
  std::int64_t count = 0;
  TRY(work.tx.query(R"(SELECT COUNT(*) FROM "draft" WHERE "person" = $1)", {work.scope.person},
                    [&](const db::Row& row) -> Status {
                      count = row.integer(0);
                      return {};
                    }));
  if (count < saved_drafts_of_person_max) return {};
  return fail(Code::conflict, "draft.too_many",
              fmt::format("a person keeps {} drafts at most", saved_drafts_of_person_max));
}

}  // namespace

Result<std::vector<SavedDraft>> read_saved_drafts(Work& work, std::optional<Id> record) {
  std::vector<SavedDraft> drafts;
  const auto take = [&](const db::Row& row) -> Status {
    drafts.push_back(TRY(draft_from(row)));
    return {};
  };
  const auto sql = fmt::format(
      R"(SELECT {} FROM "draft" WHERE "person" = $1{} ORDER BY "updated_at" DESC, "id")",
      draft_columns, record ? R"( AND "record" = $2)" : "");
  if (record)
    TRY(work.tx.query(sql, {work.scope.person, *record}, take));
  else
    TRY(work.tx.query(sql, {work.scope.person}, take));
  return drafts;
}

Result<SavedDraft> save_draft(Application& application, const Caller& caller, SavedDraft draft) {
  const auto content = to_text(Json(draft.content));
  if (content.size() > saved_draft_size_max)
    return fail(Code::too_large, "draft.too_large",
                fmt::format("a draft has {} bytes at most", saved_draft_size_max));
  return in_write(application, caller, {}, [&](Work& work) -> Result<SavedDraft> {
    if (!work.model.type(draft.type))
      return fail(Code::not_found, "type.unknown", "there is no such type");
    if (draft.record)
      TRY(record::read(work.tx, work.lister(), *work.model.type(draft.type), *draft.record));
    draft.person = work.scope.person;
    draft.updated_at = work.now;
    const auto changed = TRY(work.tx.execute(
        R"(UPDATE "draft" SET "kind" = $3, "base_version" = $4, "content" = $5, "updated_at" = $6 WHERE "id" = $1 AND "person" = $2)",
        {draft.id, draft.person, std::string_view(draft.kind), draft.base_version,
         std::string_view(content), draft.updated_at.us}));
    if (changed > 0) return draft;
    TRY(check_count(work));
    TRY(work.tx.execute(
        fmt::format(R"(INSERT INTO "draft" ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8))",
                    draft_columns),
        {draft.id, draft.person, db::nullable(draft.record), std::string_view(draft.kind),
         std::string_view(draft.type), draft.base_version, std::string_view(content),
         draft.updated_at.us}));
    return draft;
  });
}

Status discard_draft(Application& application, const Caller& caller, Id id) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    if (TRY(work.tx.execute(R"(DELETE FROM "draft" WHERE "id" = $1 AND "person" = $2)",
                            {id, work.scope.person})) == 0)
      return no_such_draft();
    return {};
  });
}

Status hand_over_draft(Application& application, const Caller& caller, Id id, Id to) {
  return in_write(application, caller, {}, [&](Work& work) -> Status {
    if (!TRY(record::find(work.tx, work.model, *work.model.type("person"), to)))
      return fail(Code::not_found, "record.not_found", "there is no such person");
    if (TRY(work.tx.execute(R"(UPDATE "draft" SET "person" = $3 WHERE "id" = $1 AND "person" = $2)",
                            {id, work.scope.person, to})) == 0)
      return no_such_draft();
    return {};
  });
}

}  // namespace praxis::usecases
