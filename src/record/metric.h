// Metrics of packs, worked out by the database over the records that the actor may read: one
// number, or one for each part of time and each value of a field. Never reads a record into memory.
// Belongs to one read transaction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "record/condition.h"

namespace praxis::record {

constexpr std::size_t metric_parts_max = 5'000;  // parts of time × values of a field

// What is measured: a pack's metric, or evidence, which is a ratio too.
struct Measure {
  enum class Kind { count, ratio, percentile, average, sum };
  const pack::RecordType* type = nullptr;
  Kind kind = Kind::count;
  std::vector<Condition> of{};    // the records it speaks of
  pack::ExpressionPtr hits{};     // ratio: those of them that count
  pack::ExpressionPtr figure{};   // percentile, average, sum
  int percentile = 50;            // by nearest rank: a value that some record has
  std::string at{};               // the instant that decides; "" = records as they are now
  std::optional<Span> over{};     // the window up to now; none: all of time
  std::vector<std::string> by{};  // what it may be split by
  std::optional<Span> trend{};    // the length of a part of time
};
Measure measure_of(const pack::RecordType& type, const pack::Metric& metric);
Measure measure_of(const pack::RecordType& type, const pack::Evidence& evidence);

struct Number {
  std::optional<double> value{};  // none: no record had one. Spans in microseconds, shares 0 to 1,
                                  // decimals as they are read
  std::int64_t records = 0;       // that it was worked out from
  std::int64_t hits = 0;          // ratio: those that count
};

struct Part {
  std::optional<Instant> begins{};  // of a part of time
  expr::Value key{};                // of the field
  Number number{};
};

struct MeasureWanted {
  std::optional<Window> window{};  // none: the measure's own, up to now
  std::optional<Span> trend{};     // parts of time, beginning at whole multiples in UTC, weeks on
                                   // Mondays
  std::string by{};                // a column of the family
};

// Where the part of time begins that an instant lies in: a whole multiple of the length in UTC,
// weeks on Mondays.
Instant part_begins(Instant at, Span length);
// The window that a measure looks at, up to `now`; none without one.
std::optional<Window> window_of(const Measure& measure, Instant now);
// Parts in order of time, then with the most records first; the one part of all where neither trend
// nor field is asked for. Errors: "expression.not_in_sql" where something it asks has no column.
Result<std::vector<Part>> measure(db::Transaction& tx, const Lister& lister, const Measure& measure,
                                  const MeasureWanted& wanted);

// The conditions for the records behind a number; hits or misses of a ratio alone.
enum class Behind { all, hits, misses };
std::vector<Condition> conditions_behind(const Measure& measure, Behind which);

}  // namespace praxis::record
