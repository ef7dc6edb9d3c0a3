// Rules of events, and metrics.
#include <algorithm>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/names.h"
#include "pack/read_effects.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::size_t rules_max = 100;

const std::vector<std::string>& event_names() {
  static const std::vector<std::string> names = {"create",  "update", "transition",
                                                 "comment", "link",   "schedule"};
  return names;
}

EventRule read_event_rule(Draft& draft, const RecordType& type, const MapReader& reader,
                          const Entry& entry) {
  EventRule rule{.name = entry.key, .declared_by = draft.findings.owner_name(entry.at.owner)};
  reader.allow({"event", "when", "at", "do"});
  if (reader.lacks("event"))
    reader.add(reader.at(), fmt::format("event is missing (one of: {})", listed(event_names())));
  const auto event = reader.one_of("event", event_names(), "update");
  rule.event = static_cast<EventRule::Event>(
      std::find(event_names().begin(), event_names().end(), event) - event_names().begin());
  const bool is_scheduled = rule.event == EventRule::Event::schedule;
  const ExpressionContext context{.has_old = !is_scheduled, .has_entry = !is_scheduled};
  if (const auto* node = reader.find("when"))
    rule.when =
        ExpressionReader(draft, type).with(context).condition(*node, reader.address("when"));
  if (is_scheduled != reader.has("at"))
    reader.add(reader.at(),
               is_scheduled ? "at is missing: at which instant?" : "at belongs to event: schedule");
  if (const auto* node = reader.find("at"))
    rule.at = ExpressionReader(draft, type)
                  .read(*node, reader.address("at"), expr::Type{.kind = expr::Kind::timestamp});
  if (reader.lacks("do")) reader.add(reader.at(), "do is missing: what happens then?");
  rule.effects = read_effects(draft, type, reader.map("do"), context);
  return rule;
}

bool is_figure(const expr::Type& type) {
  switch (type.kind) {
    case expr::Kind::integer:
    case expr::Kind::unsigned_integer:
    case expr::Kind::real:
    case expr::Kind::decimal:
    case expr::Kind::duration:
    case expr::Kind::dyn:
      return true;
    default:
      return false;
  }
}

class MetricReader {
 public:
  MetricReader(Draft& draft, const RecordType& type, const MapReader& reader)
      : draft_(draft), type_(type), reader_(reader) {}

  Metric read(const Entry& entry) {
    Metric metric{.name = entry.key, .declared_by = draft_.findings.owner_name(entry.at.owner)};
    reader_.allow({"count", "ratio", "of", "percentile", "average", "sum", "where", "at", "over",
                   "by", "trend", "goal"});
    for (const auto* kind : {"count", "ratio", "percentile", "average", "sum"}) {
      if (!reader_.has(kind)) continue;
      if (!metric.kind.empty())
        reader_.add(reader_.at(kind),
                    fmt::format("is a {} already: one of count, ratio, percentile, average, sum",
                                metric.kind));
      else
        metric.kind = kind;
    }
    if (metric.kind.empty())
      reader_.add(reader_.at(),
                  "is no metric: write one of count, ratio, percentile, average, sum");
    read_values(metric);
    read_times(metric);
    metric.by = read_column_names(type_, draft_, reader_, "by");
    check_split(metric.by);
    read_goal(metric);
    return metric;
  }

 private:
  void check_split(const std::vector<std::string>& by) {
    for (const auto& name : by) {
      const auto* field = type_.field(name);
      if (field && (field->type == FieldType::markdown || field->type == FieldType::translatable ||
                    field->type == FieldType::references))
        reader_.add("by", fmt::format("{} is {}: nothing can be split by it", name,
                                      field->type == FieldType::references ? "several references"
                                                                           : "a long text"));
    }
  }

  ExpressionPtr condition(const char* key) {
    const auto* node = reader_.find(key);
    return node ? ExpressionReader(draft_, type_)
                      .for_sql(SqlUse::metric)
                      .condition(*node, reader_.address(key))
                : nullptr;
  }

  ExpressionPtr figure(const char* key) {
    const auto* node = reader_.find(key);
    if (!node) return nullptr;
    auto expression = ExpressionReader(draft_, type_)
                          .for_sql(SqlUse::metric)
                          .read(*node, reader_.address(key), std::nullopt);
    if (expression && !is_figure(expression->program->type()))
      reader_.add(key, fmt::format("gives {}: a number or a span of time is wanted",
                                   expr::to_text(expression->program->type())));
    return expression;
  }

  void read_values(Metric& metric) {
    const bool has_of = metric.kind == "ratio" || metric.kind == "percentile";
    if (has_of && reader_.lacks("of"))
      reader_.add(reader_.at(), metric.kind == "ratio" ? "of is missing: of which records?"
                                                       : "of is missing: of which figure?");
    if (!has_of && reader_.has("of")) reader_.add("of", fmt::format("a {} has no of", metric.kind));
    if (metric.kind == "count" || metric.kind == "ratio")
      metric.value = condition(metric.kind.c_str());
    if (metric.kind == "average" || metric.kind == "sum")
      metric.value = figure(metric.kind.c_str());
    if (metric.kind == "ratio") metric.of = condition("of");
    if (metric.kind == "percentile") {
      metric.of = figure("of");
      metric.percentile = static_cast<int>(reader_.integer("percentile", 1, 99).value_or(50));
    }
    metric.where = condition("where");
  }

  void read_times(Metric& metric) {
    metric.at = read_deciding_instant(type_, reader_);
    metric.over = reader_.span("over");
    metric.trend = reader_.span("trend");
    if (metric.over && metric.at.empty())
      reader_.add("over", "over what? Write at: the instant that decides");
  }

  void read_goal(Metric& metric) {
    if (!reader_.has("goal")) return;
    const auto goal = reader_.map("goal");
    goal.allow({"at_least", "at_most"});
    if (goal.has("at_least") == goal.has("at_most") && goal.is_map())
      goal.add(goal.at(), "write one of at_least and at_most");
    for (const auto* key : {"at_least", "at_most"}) {
      const auto* node = goal.find(key);
      if (!node) continue;
      const bool is_share = node->is_scalar() && node->text.ends_with('%') &&
                            node->text.find_first_not_of("0123456789.%") == std::string::npos;
      const bool is_number = node->kind == Node::Kind::integer || node->kind == Node::Kind::decimal;
      const bool is_span = node->is_text() && span_from_text(node->text).has_value();
      if (!is_share && !is_number && !is_span)
        goal.add(key, "a goal is a share (95%), a number or a span of time");
      if (is_share && metric.kind != "ratio") goal.add(key, "only a ratio is a share");
    }
    metric.goal = to_json(goal.node());
  }

  Draft& draft_;
  const RecordType& type_;
  const MapReader& reader_;
};

// Calls `read` with each entry of a section, its reader addressed by the type that declares it.
template <class F>
void each_declared(Draft& draft, TypeDraft& from, std::string_view section, F&& read) {
  const MapReader reader(draft.findings, from.effective, from.name, from.at);
  const auto map = reader.map(section);
  for (const auto& entry : map.node().entries) {
    const auto address =
        fmt::format("{}.{}.{}", draft.findings.owner_name(entry.at.owner), section, entry.key);
    const MapReader one(draft.findings, entry.value, address, entry.at);
    if (!is_name(entry.key))
      one.add(entry.at, "a name is lower case, digits and _, a letter first");
    if (one.is_map()) read(one, entry);
  }
}

}  // namespace

void read_rules(Draft& draft) {
  for (auto& from : draft.types) {
    auto& rules = from->type->rules;
    each_declared(draft, *from, "rules", [&](const MapReader& reader, const Entry& entry) {
      if (rules.size() == rules_max)
        return reader.add(entry.at, fmt::format("a type has at most {} rules", rules_max));
      rules.push_back(read_event_rule(draft, *from->type, reader, entry));
    });
  }
}

void read_metrics(Draft& draft) {
  for (auto& from : draft.types) {
    each_declared(draft, *from, "metrics", [&](const MapReader& reader, const Entry& entry) {
      from->type->metrics.push_back(MetricReader(draft, *from->type, reader).read(entry));
    });
  }
}

}  // namespace praxis::pack
