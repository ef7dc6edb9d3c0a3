#include "sla/book.h"

#include <algorithm>

namespace praxis::sla {

const Calendar& Book::calendar(Id id) const {
  const auto found = calendars_.find(id);
  return found == calendars_.end() ? *Calendar::always() : *found->second.calendar;
}

Id Book::calendar_by_key(std::string_view key) const {
  for (const auto& [id, entry] : calendars_)
    if (entry.key == key) return id;
  return {};
}

std::string_view Book::key_of_calendar(Id id) const {
  const auto found = calendars_.find(id);
  return found == calendars_.end() ? std::string_view() : std::string_view(found->second.key);
}

std::vector<Id> Book::calendars() const {
  std::vector<Id> all;
  for (const auto& [id, entry] : calendars_) all.push_back(id);
  std::sort(all.begin(), all.end());
  return all;
}

std::map<std::string, Id> Book::calendar_keys() const {
  std::map<std::string, Id> keys;
  for (const auto& [id, entry] : calendars_) keys.emplace(entry.key, id);
  return keys;
}

Id Book::own_calendar(Id record) const {
  if (calendars_.contains(record)) return record;
  const auto found = places_.find(record);
  return found == places_.end() ? Id{} : found->second.calendar;
}

Id Book::calendar_above(Id organization, const record::Directory& directory) const {
  for (const auto& step : directory.up(organization))
    if (const auto own = own_calendar(step); !own.is_nil()) return own;
  return {};
}

Id Book::calendar_for(const record::Record& record, const std::string& field,
                      const record::Directory& directory) const {
  if (field == "always" || calendars_.empty()) return {};
  const auto& value = record.value(field);
  if (const auto* id = value.get<Id>()) {
    if (const auto own = own_calendar(*id); !own.is_nil()) return own;
    const auto place = places_.find(*id);
    const auto organization = directory.organization(*id) ? *id
                              : place != places_.end()    ? place->second.organization
                                                          : Id{};
    if (const auto above = calendar_above(organization, directory); !above.is_nil()) return above;
  }
  return calendar_above(record.reference(pack::FieldRole::organization), directory);
}

std::shared_ptr<const Book> Book::with_calendar(Id id, CalendarPtr calendar) const {
  auto book = std::make_shared<Book>(*this);
  book->calendars_[id].calendar = std::move(calendar);
  return book;
}

// Agreements that the other packs cannot read any more are left out.
std::shared_ptr<const Book> Book::under(std::shared_ptr<const record::Model> model) const {
  auto book = std::make_shared<Book>(*this);
  book->model_ = std::move(model);
  book->agreements_.clear();
  for (const auto& agreement : agreements_) {
    const auto* type = book->model_->type(agreement.record.type->name);
    if (!type || !type->agreement) continue;
    auto record = record::recast(agreement.record, *type);
    const auto& text = record.value(type->agreement->terms);
    if (!text.get<std::string>()) continue;
    auto terms = AgreedTerms::read(text.text(), book->model_->packs(), *type, *book);
    if (terms)
      book->agreements_.push_back(
          {std::move(record), std::make_shared<AgreedTerms>(std::move(*terms))});
  }
  return book;
}

}  // namespace praxis::sla
