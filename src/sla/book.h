// The calendars of a tenant in memory, compiled, which record has which, and the agreements: an
// immutable snapshot beside the directory. It is loaded again when the directory's version moved,
// and taken over as it is where no record that feeds it changed. Shared by all threads.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "db/database.h"
#include "record/clock_book.h"
#include "record/directory.h"
#include "record/record.h"
#include "sla/agreement.h"
#include "sla/calendar.h"

namespace praxis::sla {

class Book final : public record::ClockBook {
 public:
  // `before`: the book that this one follows, or null; what it holds is used again.
  static Result<std::shared_ptr<const Book>> load(db::Transaction& tx,
                                                  std::shared_ptr<const record::Model> model,
                                                  std::shared_ptr<const Book> before);

  // The calendar of that record; nil, or one that is no calendar: always open.
  const Calendar& calendar(Id id) const;
  Id calendar_by_key(std::string_view key) const;  // nil if there is none
  std::string_view key_of_calendar(Id id) const;
  std::vector<Id> calendars() const;
  const std::vector<Agreement>& agreements() const { return agreements_; }

  // The same with other hours of one calendar, or as other packs see it: what is not in force.
  std::shared_ptr<const Book> with_calendar(Id id, CalendarPtr calendar) const;
  std::shared_ptr<const Book> under(std::shared_ptr<const record::Model> model) const;

  Result<expr::Value> clock_value(db::Transaction& tx, const record::Record& record,
                                  record::ClockPart part, Instant now) const override;
  std::vector<Bound> bounds(Span left, Instant now) const override;

  // The calendar that counts for what is written in a field: that record's own, else its
  // organization's or one above it, else that of the organization of the record that holds the
  // field. Nil: always open.
  Id calendar_for(const record::Record& record, const std::string& field,
                  const record::Directory& directory) const;

 private:
  struct Entry {
    std::string key, text;
    CalendarPtr calendar;
  };
  // What a record that may have a calendar says.
  struct Place {
    Id calendar, organization;
  };
  Status load_calendars(db::Transaction& tx, const pack::RecordType& type, const Book* before);
  Status load_places(db::Transaction& tx, const pack::RecordType& type);
  Status load_agreements(db::Transaction& tx, const pack::RecordType& type, const Book* before);
  std::map<std::string, Id> calendar_keys() const;
  Id own_calendar(Id record) const;
  Id calendar_above(Id organization, const record::Directory& directory) const;

  std::shared_ptr<const record::Model> model_;
  std::map<std::string, std::string> stamps_;  // of the families that feed it
  std::unordered_map<Id, Entry> calendars_;
  std::unordered_map<Id, Place> places_;
  std::vector<Agreement> agreements_;
};

}  // namespace praxis::sla
