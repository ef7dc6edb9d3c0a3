#include "api/clock_json.h"

#include <algorithm>

#include "record/list.h"

namespace praxis::api {
namespace {

void write_time(JsonWriter& writer, std::string_view name, std::optional<Instant> at) {
  writer.key(name);
  if (at)
    writer.text(to_text(*at));
  else
    writer.null();
}

// The entry that opened or closed a band, or the calendar, where no entry did.
void write_cause(JsonWriter& writer, std::string_view name, std::int64_t seq) {
  writer.key(name);
  if (seq == 0)
    writer.text("calendar");
  else
    writer.integer(seq);
}

void write_bands(JsonWriter& writer, const std::vector<sla::Band>& bands) {
  writer.key("intervals").begin_array();
  for (const auto& band : bands) {
    writer.begin_object().key("kind").text(sla::band_name(band.kind));
    writer.key("from").text(to_text(band.from));
    write_time(writer, "to", band.to);
    write_cause(writer, "opened_by", band.opened_by);
    if (band.to) write_cause(writer, "closed_by", band.closed_by);
    writer.end_object();
  }
  writer.end_array();
}

void write_thresholds(JsonWriter& writer, const std::vector<usecases::ThresholdTime>& thresholds) {
  writer.key("thresholds").begin_array();
  for (const auto& one : thresholds) {
    writer.begin_object().key("name").text(one.name);
    write_time(writer, "at", one.at);
    writer.key("fired").boolean(one.has_fired).end_object();
  }
  writer.end_array();
}

void write_calendar(JsonWriter& writer, const ClockWording& in,
                    const usecases::ClockExplanation& clock) {
  const auto id = clock.row.terms.calendar;
  writer.key("calendar");
  if (id.is_nil()) {
    writer.null();
    return;
  }
  const auto& calendar = in.work.book.calendar(id);
  const auto since = clock.row.started_at.value_or(in.work.now);
  writer.begin_object().key("id").text(to_text(id));
  writer.key("key").text(in.work.book.key_of_calendar(id));
  writer.key("timezone").text(calendar.zone_at(in.work.now).name());
  writer.key("version").integer(static_cast<std::int64_t>(calendar.version_at(since)) + 1);
  writer.end_object();
}

void write_agreement_name(JsonWriter& writer, const record::Record& agreement) {
  writer.key("id").text(to_text(agreement.id)).key("number").text(agreement.number);
  writer.key("type").text(agreement.type->name);
  writer.key("title").text(agreement.text_of(pack::FieldRole::title));
}

void write_decision(JsonWriter& writer, const usecases::ClockExplanation& clock) {
  writer.key("decision").begin_array();
  for (const auto& line : clock.decision) {
    writer.begin_object();
    write_agreement_name(writer, line.agreement->record);
    writer.key("names").begin_array();
    for (const auto name : line.named) writer.text(name);
    writer.end_array();
    writer.key("verdict").text(sla::verdict_name(line.verdict)).key("differs_in");
    if (line.verdict == sla::Verdict::differs)
      writer.text(line.differs_in);
    else
      writer.null();
    writer.end_object();
  }
  writer.end_array();
}

// Who may not read the agreement is not told whether there is one.
void write_agreement(JsonWriter& writer, const ClockWording& in,
                     const usecases::ClockExplanation& clock) {
  const auto& terms = clock.row.terms;
  if (terms.agreement.is_nil()) {
    writer.key("agreement").null();
    write_decision(writer, clock);
    return;
  }
  const auto& agreements = in.work.book.agreements();
  const auto found =
      std::ranges::find(agreements, terms.agreement, [](const auto& one) { return one.record.id; });
  if (found == agreements.end() || !record::may_read(in.work.tx, in.work.lister(), found->record))
    return;
  writer.key("agreement").begin_object();
  write_agreement_name(writer, found->record);
  writer.key("version").integer(terms.agreement_version).end_object();
  write_decision(writer, clock);
}

void write_breakdown(JsonWriter& writer, const usecases::ClockExplanation& clock) {
  writer.key("breakdown").begin_object();
  for (const auto& [split, values] : clock.breakdown) {
    writer.key(split).begin_array();
    for (const auto& [value, used] : values) {
      writer.begin_object().key("value");
      if (value.empty())
        writer.null();
      else
        writer.text(value);
      writer.key("used").text(to_text(used)).end_object();
    }
    writer.end_array();
  }
  writer.end_object();
}

}  // namespace

void write_clock_members(JsonWriter& writer, const usecases::ClockExplanation& clock) {
  writer.key("state");
  if (clock.row.state.empty())
    writer.null();
  else
    writer.text(clock.row.state);
  write_time(writer, "due_at", clock.row.due_at);
  writer.key("used").text(to_text(clock.used)).key("left");
  if (clock.left)
    writer.text(to_text(*clock.left));
  else
    writer.null();
}

void write_explained_clock(JsonWriter& writer, const ClockWording& in,
                           const usecases::ClockExplanation& clock) {
  const auto& row = clock.row;
  writer.begin_object().key("name").text(row.name);
  const auto address = clock.clock->declared_by + ".clocks." + row.name;
  writer.key("label").text(in.work.model.packs().text(in.language, address));
  write_clock_members(writer, clock);
  writer.key("target");
  if (row.terms.target.us > 0)
    writer.text(to_text(row.terms.target));
  else
    writer.null();
  writer.key("target_name").text(row.terms.target_name);
  write_calendar(writer, in, clock);
  write_agreement(writer, in, clock);
  write_time(writer, "started_at", row.started_at);
  write_time(writer, "paused_since", row.paused_since);
  write_time(writer, "finished_at", row.finished_at);
  writer.key("on_change").text(clock.clock->on_change).key("under");
  if (clock.clock->under.empty())
    writer.null();
  else
    writer.text(clock.clock->under);
  write_thresholds(writer, clock.thresholds);
  write_bands(writer, clock.bands);
  if (in.work.scope.side != pack::Side::requester) write_breakdown(writer, clock);
  writer.end_object();
}

}  // namespace praxis::api
