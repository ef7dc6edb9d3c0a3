#include <fmt/format.h>

#include "usecases/change_packs.h"

namespace praxis::usecases {
namespace {

Result<std::int64_t> count_rows(db::Transaction& tx, const std::string& sql,
                                std::initializer_list<db::Parameter> parameters) {
  std::int64_t count = 0;
  TRY(tx.query(sql, parameters, [&](const db::Row& row) -> Status {
    count = row.integer(0);
    return {};
  }));
  return count;
}

using Losses = std::vector<std::string>;

Status lost_states(db::Transaction& tx, const pack::RecordType& before,
                   const pack::RecordType& after, Losses& losses) {
  for (const auto& state : before.states) {
    if (after.find_state(state.name) >= 0) continue;
    const auto count =
        TRY(count_rows(tx,
                       fmt::format(R"(SELECT COUNT(*) FROM {} WHERE "type" = $1 AND "state" = $2)",
                                   db::quoted(before.family)),
                       {std::string_view(before.name), std::string_view(state.name)}));
    if (count > 0)
      losses.push_back(
          fmt::format("{} records of {} are in the state {}", count, before.name, state.name));
  }
  return {};
}

Status lost_choices(db::Transaction& tx, const record::Model& model, const pack::RecordType& type,
                    const pack::PackSet& after, Losses& losses) {
  const auto& layout = model.layout(type);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const auto& field = type.fields[i];
    const auto* list = field.list.empty() ? nullptr : model.packs().choices(field.list);
    const auto* next = field.list.empty() ? nullptr : after.choices(field.list);
    if (!list || layout[i].kind != record::FieldPlace::Kind::column ||
        field.type != pack::FieldType::choice)
      continue;
    for (const auto& choice : list->choices) {
      if (next && next->find(choice.key) >= 0) continue;
      const auto count =
          TRY(count_rows(tx,
                         fmt::format(R"(SELECT COUNT(*) FROM {} WHERE "type" = $1 AND {} = $2)",
                                     db::quoted(type.family), db::quoted(field.name)),
                         {std::string_view(type.name), std::string_view(choice.key)}));
      if (count > 0)
        losses.push_back(
            fmt::format("{} records of {} have {} = {}", count, type.name, field.name, choice.key));
    }
  }
  return {};
}

Status lost_fields(db::Transaction& tx, const record::Model& model, const pack::RecordType& before,
                   const pack::RecordType& after, Losses& losses) {
  const auto& layout = model.layout(before);
  for (std::size_t i = 0; i < before.fields.size(); ++i) {
    const auto& field = before.fields[i];
    if (after.find_field(field.name) >= 0 || layout[i].kind != record::FieldPlace::Kind::column)
      continue;
    const auto count = TRY(
        count_rows(tx,
                   fmt::format(R"(SELECT COUNT(*) FROM {} WHERE "type" = $1 AND {} IS NOT NULL)",
                               db::quoted(before.family), db::quoted(field.name)),
                   {std::string_view(before.name)}));
    if (count > 0)
      losses.push_back(
          fmt::format("{} records of {} have a value in {}", count, before.name, field.name));
  }
  return {};
}

}  // namespace

Result<std::vector<std::string>> lost_by(db::Transaction& tx, const record::Model& before,
                                         const pack::PackSet& after) {
  Losses losses;
  for (const auto& type : before.packs().types()) {
    if (type->is_abstract) continue;
    const auto* next = after.type(type->name);
    if (!next) {
      const auto count = TRY(count_rows(
          tx, fmt::format(R"(SELECT COUNT(*) FROM {} WHERE "type" = $1)", db::quoted(type->family)),
          {std::string_view(type->name)}));
      if (count > 0)
        losses.push_back(fmt::format("there are {} records of the type {}", count, type->name));
      continue;
    }
    TRY(lost_states(tx, *type, *next, losses));
    TRY(lost_choices(tx, before, *type, after, losses));
    TRY(lost_fields(tx, before, *type, *next, losses));
  }
  return losses;
}

}  // namespace praxis::usecases
