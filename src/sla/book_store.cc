#include <fmt/format.h>

#include "base/log.h"
#include "record/record_store.h"
#include "sla/book.h"

namespace praxis::sla {
namespace {

// The field by which records of a type have a calendar; null if they have none.
const pack::Field* calendar_reference(const record::Model& model, const pack::RecordType& type) {
  for (const auto& field : type.fields) {
    if (field.type != pack::FieldType::reference) continue;
    const auto* target = model.type(field.target);
    if (target && target->field_with(pack::FieldRole::calendar) >= 0) return &field;
  }
  return nullptr;
}

// Records are never removed, and each change raises a version: the sum says whether any changed.
Result<std::string> stamp_of(db::Transaction& tx, const std::string& family) {
  std::string stamp;
  TRY(tx.query(
      fmt::format(R"(SELECT COUNT(*), COALESCE(SUM("version"), 0) FROM {})", db::quoted(family)),
      {}, [&](const db::Row& row) -> Status {
        stamp = fmt::format("{}.{}", row.integer(0), row.integer(1));
        return {};
      }));
  return stamp;
}

Result<CalendarPtr> calendar_from_text(std::string_view text) {
  return Calendar::make(TRY(calendar_from_json(TRY(json_from_text(text)))));
}

}  // namespace

Result<std::shared_ptr<const Book>> Book::load(db::Transaction& tx,
                                               std::shared_ptr<const record::Model> model,
                                               std::shared_ptr<const Book> before) {
  auto book = std::make_shared<Book>();
  for (const auto& [name, family] : model->families())
    if (family.feeds_book) book->stamps_[name] = TRY(stamp_of(tx, name));
  if (before && before->model_ == model && before->stamps_ == book->stamps_) return before;
  book->model_ = std::move(model);
  for (const auto& type : book->model_->packs().types()) {
    if (type->is_abstract) continue;
    TRY(book->load_calendars(tx, *type, before.get()));
    TRY(book->load_places(tx, *type));
  }
  // Agreements name calendars.
  const auto* known =
      before && before->model_ == book->model_ && before->calendar_keys() == book->calendar_keys()
          ? before.get()
          : nullptr;
  for (const auto& type : book->model_->packs().types())
    if (type->agreement) TRY(book->load_agreements(tx, *type, known));
  return std::shared_ptr<const Book>(std::move(book));
}

// What is no calendar was checked when it was written; one that an import brought is left out.
Status Book::load_calendars(db::Transaction& tx, const pack::RecordType& type, const Book* before) {
  const int position = type.field_with(pack::FieldRole::calendar);
  if (position < 0) return {};
  const auto& family = model_->family_of(type);
  const auto& field = type.fields[static_cast<std::size_t>(position)].name;
  const auto sql = fmt::format(
      R"(SELECT r."id", {}, t."value" FROM {} r JOIN {} t ON t."id" = r."id" AND t."field" = $1 WHERE r."type" = $2)",
      type.find_field("key") >= 0 ? R"(r."key")" : "NULL", db::quoted(family.name),
      db::quoted(family.text_table));
  return tx.query(sql, {std::string_view(field), std::string_view(type.name)},
                  [&](const db::Row& row) -> Status {
                    Entry entry{row.text_or_empty(1), std::string(row.text(2)), nullptr};
                    const auto id = row.id(0);
                    if (before)
                      if (const auto known = before->calendars_.find(id);
                          known != before->calendars_.end() && known->second.text == entry.text)
                        entry.calendar = known->second.calendar;
                    if (!entry.calendar) {
                      auto made = calendar_from_text(entry.text);
                      if (!made) {
                        log::warning("a calendar is wrong and left out",
                                     {{"record", to_text(id)}, {"why", made.error().message}});
                        return {};
                      }
                      entry.calendar = std::move(*made);
                    }
                    calendars_.emplace(id, std::move(entry));
                    return {};
                  });
}

Status Book::load_places(db::Transaction& tx, const pack::RecordType& type) {
  const auto* reference = calendar_reference(*model_, type);
  if (!reference) return {};
  const int organization = type.field_with(pack::FieldRole::organization);
  const auto sql = fmt::format(
      R"(SELECT "id", {}, {} FROM {} WHERE "type" = $1)", db::quoted(reference->name),
      organization < 0 ? "NULL"
                       : db::quoted(type.fields[static_cast<std::size_t>(organization)].name),
      db::quoted(type.family));
  return tx.query(sql, {std::string_view(type.name)}, [&](const db::Row& row) -> Status {
    places_.emplace(row.id(0),
                    Place{row.id_or_null(1).value_or(Id{}), row.id_or_null(2).value_or(Id{})});
    return {};
  });
}

Status Book::load_agreements(db::Transaction& tx, const pack::RecordType& type,
                             const Book* before) {
  std::vector<Id> ids;
  TRY(tx.query(fmt::format(R"(SELECT "id" FROM {} WHERE "type" = $1 ORDER BY "id")",
                           db::quoted(type.family)),
               {std::string_view(type.name)}, [&](const db::Row& row) -> Status {
                 ids.push_back(row.id(0));
                 return {};
               }));
  for (const auto id : ids) {
    auto record = TRY(record::find(tx, *model_, type, id));
    if (!record || !record->value(type.agreement->terms).get<std::string>()) continue;
    Agreement agreement{.record = std::move(*record), .terms = nullptr};
    if (before)
      for (const auto& known : before->agreements_)
        if (known.record.id == id && known.record.version == agreement.record.version)
          agreement.terms = known.terms;
    if (!agreement.terms) {
      auto read = AgreedTerms::read(agreement.record.value(type.agreement->terms).text(),
                                    model_->packs(), type, *this);
      if (!read) {
        log::warning("an agreement's terms are wrong and left out",
                     {{"record", to_text(id)}, {"why", read.error().message}});
        continue;
      }
      agreement.terms = std::make_shared<AgreedTerms>(std::move(*read));
    }
    agreements_.push_back(std::move(agreement));
  }
  return {};
}

}  // namespace praxis::sla
