// One metric: its value, how it was before, its trend, its parts, and whether the goal is met.
#include <fmt/format.h>

#include <algorithm>

#include "usecases/asked_fields.h"
#include "usecases/practice_page.h"

namespace praxis::usecases {
namespace {

constexpr auto day = hours(24);
constexpr auto week = hours(24 * 7);
constexpr auto trend_by_day_max = hours(24 * 60);  // of a window; longer ones go by weeks

Unit unit_of(const record::Measure& measure) {
  if (measure.kind == record::Measure::Kind::count) return Unit::records;
  if (measure.kind == record::Measure::Kind::ratio) return Unit::share;
  const bool is_span = measure.figure->program->type().kind == expr::Kind::duration;
  return is_span ? Unit::seconds : Unit::number;
}

double bound_from(const Json& json) {
  if (json.is_int64()) return static_cast<double>(json.get_int64());
  if (json.is_double()) return json.get_double();
  const std::string text(json.as_string());
  if (text.ends_with('%')) return std::strtod(text.c_str(), nullptr) / 100;
  const auto span = span_from_text(text);
  return span ? static_cast<double>(span->us) / 1e6 : 0;
}

std::optional<Goal> goal_of(const pack::Metric& metric, const std::optional<double>& value) {
  if (!metric.goal.is_object()) return std::nullopt;
  const auto& declared = metric.goal.get_object();
  const auto* at_least = declared.if_contains("at_least");
  const auto* bound = at_least ? at_least : declared.if_contains("at_most");
  if (!bound) return std::nullopt;
  Goal goal{.is_at_least = at_least != nullptr, .bound = bound_from(*bound)};
  if (value) goal.is_met = goal.is_at_least ? *value >= goal.bound : *value <= goal.bound;
  return goal;
}

class MetricShow {
 public:
  MetricShow(Work& work, const record::Measure& measure, const MetricWanted& wanted)
      : work_(work), measure_(measure), wanted_(wanted) {}

  Status fill(MetricShown& shown) {
    unit_ = shown.unit;
    shown.window = record::window_of(measure_, work_.now);
    shown.number = TRY(measured({}, {}, {})).front().number;
    const auto& window = shown.window;
    const auto length = trend_length();
    if (window && length && wanted_.depth != MetricWanted::Depth::value)
      shown.trend = TRY(measured(whole_parts(*window, *length), length, {}));
    if (window && wanted_.depth == MetricWanted::Depth::everything) {
      const auto over = window->until - window->from;
      const record::Window earlier{window->column, window->from - over, window->from};
      shown.before = TRY(measured(earlier, {}, {})).front().number;
    }
    if (!wanted_.by.empty()) shown.groups = TRY(measured({}, {}, wanted_.by));
    return {};
  }

 private:
  std::optional<Span> trend_length() const {
    if (wanted_.trend) return wanted_.trend;
    if (measure_.trend) return measure_.trend;
    if (!measure_.over) return std::nullopt;
    return *measure_.over <= trend_by_day_max ? day : week;
  }

  // The first part is a whole one too.
  static record::Window whole_parts(record::Window window, Span length) {
    window.from = record::part_begins(window.from, length);
    return window;
  }

  Result<std::vector<record::Part>> measured(std::optional<record::Window> window,
                                             std::optional<Span> trend, const std::string& by) {
    auto parts = TRY(record::measure(work_.tx, work_.lister(), measure_,
                                     {.window = std::move(window), .trend = trend, .by = by}));
    if (unit_ == Unit::seconds)
      for (auto& part : parts)
        if (part.number.value) *part.number.value /= 1e6;
    return parts;
  }

  Work& work_;
  const record::Measure& measure_;
  const MetricWanted& wanted_;
  Unit unit_ = Unit::number;
};

Status check_split(const Work& work, const record::Measure& measure, const std::string& by) {
  if (by.empty()) return {};
  if (std::ranges::find(measure.by, by) == measure.by.end()) {
    JsonArray allowed;
    for (const auto& name : measure.by) allowed.emplace_back(name);
    return fail(Error{Code::invalid_argument,
                      "query.unknown_choice",
                      fmt::format("it cannot be split by '{}'", by.substr(0, 64)),
                      {},
                      {{"parameter", "by"}, {"allowed", std::move(allowed)}}});
  }
  return check_asked(work, *measure.type, by);
}

}  // namespace

Result<const pack::Metric*> metric_named(const pack::RecordType& type, std::string_view name) {
  const auto found = std::ranges::find(type.metrics, name, &pack::Metric::name);
  if (found == type.metrics.end())
    return fail(Code::not_found, "metric.unknown",
                fmt::format("{} has no metric '{}'", type.name, name.substr(0, 64)));
  return &*found;
}

Result<MetricShown> show_metric(Work& work, const pack::RecordType& type,
                                const pack::Metric& metric, const MetricWanted& wanted) {
  auto measure = record::measure_of(type, metric);
  if (wanted.over && !measure.at.empty()) measure.over = wanted.over;
  TRY(check_split(work, measure, wanted.by));
  MetricShown shown{.metric = &metric, .unit = unit_of(measure), .by = wanted.by};
  if (!check_measure(work, measure)) {
    shown.unavailable = "not_readable";
    return shown;
  }
  const auto filled = MetricShow(work, measure, wanted).fill(shown);
  if (!filled && filled.error().reason != "expression.not_in_sql") return fail(filled.error());
  if (!filled) shown.unavailable = "not_kept";
  shown.goal = goal_of(metric, shown.number.value);
  return shown;
}

}  // namespace praxis::usecases
