#include "api/practice_json.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace praxis::api {
namespace {

using usecases::MetricShown;
using usecases::Practice;
using usecases::PracticePage;

constexpr std::array<std::string_view, 4> unit_names{"records", "share", "number", "seconds"};
constexpr std::array<std::string_view, 5> action_names{"update", "transition", "comment", "link",
                                                       "create"};

// Whole numbers as such: 3, not 3.0.
void write_plain(JsonWriter& writer, double number) {
  constexpr double exact_max = 9007199254740992.0;
  if (std::floor(number) == number && std::fabs(number) < exact_max)
    writer.integer(static_cast<std::int64_t>(number));
  else
    writer.real(number);
}

// The type whose lifecycle stands for the practice: an abstract one shows that of its first class.
const pack::RecordType& type_of_lifecycle(const pack::PackSet& packs,
                                          const pack::RecordType& type) {
  if (!type.lifecycle.transitions.empty() || type.subtypes.empty()) return type;
  return *packs.type(type.subtypes.front());
}

}  // namespace

void PracticeJson::prose_member(std::string_view key, const std::string& address) {
  if (const auto text = prose(address); !text.empty()) writer_.key(key).text(text);
}

void PracticeJson::write_framework(const pack::Framework& framework) {
  writer_.begin_object().key("name").text(framework.name);
  writer_.key("label").text(framework.text(language_, "name"));
  if (const auto about = framework.text(language_, "about"); !about.empty())
    writer_.key("about").text(about);
  writer_.key("version").text(framework.version).key("credit").text(framework.credit);
  writer_.end_object();
}

void PracticeJson::write_lens(std::string_view key) {
  writer_.key(key);
  if (lens_)
    write_framework(*lens_);
  else
    writer_.null();
}

void PracticeJson::write_practice(const Practice& practice) {
  const auto& type = *practice.type;
  writer_.key("name").text(type.name);
  writer_.key("label").text(usecases::practice_label(packs_, lens_, language_, type));
  writer_.key("type").text(type.name).key("plural").text(text(type.name + ".plural"));
  writer_.key("pack").text(type.practice).key("has_guidance").boolean(practice.guide != nullptr);
  prose_member("purpose", type.name + ".purpose");
  prose_member("scope", type.name + ".scope");
}

void PracticeJson::write_summary(const Practice& practice) {
  writer_.begin_object();
  write_practice(practice);
  writer_.end_object();
}

void PracticeJson::write_roles(const PracticePage& page) {
  writer_.key("roles").begin_array();
  for (const auto& role : page.roles) {
    writer_.begin_object().key("name").text(role.name);
    writer_.key("role").text(role.role->name).key("label").text(text("roles." + role.role->name));
    prose_member("does", page.practice.type->name + ".roles." + role.name);
    writer_.key("is_held_by_everyone").boolean(role.role->is_held_by_everyone);
    writer_.key("people").begin_array();
    for (const auto& holder : role.people) {
      writer_.begin_object().key("person").text(to_text(holder.person));
      references_.note_reference("person", holder.person);
      writer_.key("organizations").begin_array();
      for (const auto& organization : holder.organizations) {
        writer_.text(to_text(organization));
        references_.note_reference("organization", organization);
      }
      writer_.end_array().end_object();
    }
    writer_.end_array().key("is_more").boolean(role.is_more).end_object();
  }
  writer_.end_array();
}

void PracticeJson::write_activities(const Practice& practice) {
  writer_.key("activities").begin_array();
  if (practice.guide)
    for (const auto& name : practice.guide->activities) {
      writer_.begin_object().key("name").text(name);
      writer_.key("label").text(prose(practice.type->name + ".activities." + name)).end_object();
    }
  writer_.end_array();
}

void PracticeJson::write_states_of(std::string_view key, const pack::RecordType& type,
                                   pack::StateSet states) {
  writer_.key(key).begin_array();
  for (std::size_t i = 0; i < type.states.size(); ++i)
    if (states >> i & 1U) writer_.text(type.states[i].name);
  writer_.end_array();
}

// A state with what is expected of records in it.
void PracticeJson::write_state(const Practice& practice, const pack::RecordType& type,
                               std::size_t state) {
  const auto& declared = type.states[state];
  writer_.begin_object().key("name").text(declared.name);
  writer_.key("label").text(text(type.name + ".states." + declared.name));
  writer_.key("phase").text(record::name(declared.phase)).key("glyph").text(declared.glyph);
  writer_.key("expected").begin_array();
  if (practice.guide)
    if (const auto steps = practice.guide->expected.find(type.name);
        steps != practice.guide->expected.end())
      for (const auto& step : steps->second)
        if (step.is_in_every_state || (step.states >> state & 1U) != 0) {
          writer_.begin_object().key("name").text(step.name);
          writer_.key("label").text(prose(practice.type->name + ".expected." + step.name));
          writer_.end_object();
        }
  writer_.end_array().end_object();
}

// States as nodes, transitions as edges. Of a type with models, the whole that they are cut from.
void PracticeJson::write_lifecycle(const Practice& practice) {
  const auto& type = type_of_lifecycle(packs_, *practice.type);
  writer_.key("lifecycle").begin_object().key("states").begin_array();
  for (std::size_t i = 0; i < type.states.size(); ++i) write_state(practice, type, i);
  writer_.end_array().key("transitions").begin_array();
  for (const auto& transition : type.lifecycle.transitions) {
    writer_.begin_object().key("name").text(transition.name);
    writer_.key("label").text(text(transition.declared_by + ".transitions." + transition.name));
    write_states_of("from", type, transition.from);
    writer_.key("to").text(type.states[static_cast<std::size_t>(transition.to)].name);
    writer_.key("roles").begin_array();
    for (const auto& role : transition.roles) writer_.text(role);
    writer_.end_array();
    writer_.key("is_timed").boolean(transition.after.has_value() || transition.at != nullptr);
    writer_.end_object();
  }
  writer_.end_array();
  if (!type.models.empty()) {
    writer_.key("models").begin_object();
    for (const auto& [name, lifecycle] : type.models) write_states_of(name, type, lifecycle.states);
    writer_.end_object();
  }
  writer_.end_object();
}

void PracticeJson::write_value(std::string_view key, const std::optional<double>& value) {
  writer_.key(key);
  if (value)
    write_plain(writer_, *value);
  else
    writer_.null();
}

void PracticeJson::write_number(const record::Number& number, usecases::Unit unit) {
  write_value("value", number.value);
  writer_.key("records").integer(number.records);
  if (unit == usecases::Unit::share) writer_.key("hits").integer(number.hits);
}

void PracticeJson::write_metric_members(const MetricShown& shown, const pack::RecordType& type) {
  const auto& metric = *shown.metric;
  writer_.key("name").text(metric.name);
  writer_.key("label").text(text(type.name + ".metrics." + metric.name));
  writer_.key("kind").text(metric.kind);
  writer_.key("unit").text(unit_names[static_cast<std::size_t>(shown.unit)]);
  if (metric.kind == "percentile") writer_.key("percentile").integer(metric.percentile);
  write_number(shown.number, shown.unit);
  writer_.key("unavailable");
  if (shown.unavailable.empty())
    writer_.null();
  else
    writer_.text(shown.unavailable);
  if (shown.window) {
    writer_.key("at").text(shown.window->column);
    writer_.key("from").text(to_text(shown.window->from));
    writer_.key("until").text(to_text(shown.window->until - Span{1}));
  }
  writer_.key("by").begin_array();
  for (const auto& name : metric.by) writer_.text(name);
  writer_.end_array();
  if (shown.goal) {
    writer_.key("goal").begin_object();
    writer_.key(shown.goal->is_at_least ? "at_least" : "at_most");
    write_plain(writer_, shown.goal->bound);
    writer_.key("is_met");
    if (shown.goal->is_met)
      writer_.boolean(*shown.goal->is_met);
    else
      writer_.null();
    writer_.end_object();
  }
  if (!shown.trend.empty()) {
    writer_.key("trend").begin_array();
    for (const auto& part : shown.trend) {
      writer_.begin_object().key("from").text(to_text(*part.begins));
      write_number(part.number, shown.unit);
      writer_.end_object();
    }
    writer_.end_array();
  }
}

// What a group is called: its choice, type or state; what a reference leads to stands in titles.
void PracticeJson::write_group_label(const expr::Value& key, std::string_view by,
                                     const pack::RecordType& type) {
  const auto* field = type.field(by);
  if (field && field->type == pack::FieldType::reference) {
    if (const auto* id = key.get<Id>()) references_.note_reference(field->target, *id);
    return;
  }
  const auto* name = key.get<std::string>();
  const auto* number = key.get<std::int64_t>();
  std::string address;
  if (field && !field->list.empty() && (name || number))
    address = "choices." + field->list + "." + (name ? *name : std::to_string(*number));
  if (!field && name && by == "type") address = *name + ".name";
  if (!field && name && by == "state") address = type.name + ".states." + *name;
  if (!address.empty()) writer_.key("label").text(text(address));
}

void PracticeJson::write_groups(const MetricShown& shown, const pack::RecordType& type) {
  writer_.key("groups").begin_array();
  for (const auto& part : shown.groups) {
    writer_.begin_object().key("key").value(expr::to_json(part.key));
    write_group_label(part.key, shown.by, type);
    write_number(part.number, shown.unit);
    writer_.end_object();
  }
  writer_.end_array();
}

Status PracticeJson::write_metric(const MetricShown& shown, const pack::RecordType& type) {
  writer_.begin_object();
  write_metric_members(shown, type);
  if (shown.before) {
    writer_.key("before").begin_object();
    write_number(*shown.before, shown.unit);
    writer_.end_object();
  }
  if (!shown.by.empty()) write_groups(shown, type);
  TRY(write_titles());
  writer_.end_object();
  return {};
}

void PracticeJson::write_requirements(const PracticePage& page) {
  writer_.key("requirements").begin_array();
  for (const auto& shown : page.requirements) {
    const auto& requirement = *shown.requirement;
    writer_.begin_object().key("id").text(requirement.id);
    writer_.key("label").text(prose("requirements." + requirement.id));
    writer_.key("evidence").begin_array();
    for (const auto& one : shown.evidence) {
      writer_.begin_object().key("name").text(one.evidence->name);
      writer_.key("label").text(prose("evidence." + one.evidence->name));
      writer_.key("practice").text(one.evidence->type);
      writer_.key("should").integer(one.number.records);
      writer_.key("fulfills").integer(one.number.hits);
      write_value("share", one.number.value);
      writer_.key("unavailable");
      if (one.unavailable.empty())
        writer_.null();
      else
        writer_.text(one.unavailable);
      writer_.end_object();
    }
    writer_.end_array().end_object();
  }
  writer_.end_array();
}

Status PracticeJson::write_page(const PracticePage& page) {
  writer_.begin_object();
  write_lens("framework");
  write_practice(page.practice);
  write_roles(page);
  write_activities(page.practice);
  write_lifecycle(page.practice);
  writer_.key("metrics").begin_array();
  for (const auto& shown : page.metrics) {
    writer_.begin_object();
    write_metric_members(shown, *page.practice.type);
    writer_.end_object();
  }
  writer_.end_array();
  write_requirements(page);
  TRY(write_titles());
  writer_.end_object();
  return {};
}

void PracticeJson::write_expected(const usecases::ExpectedNow& now) {
  writer_.begin_object();
  write_lens("framework");
  writer_.key("practice");
  if (now.guide) {
    const auto* practice = packs_.type(now.guide->type);
    writer_.text(now.guide->type).key("label");
    writer_.text(usecases::practice_label(packs_, lens_, language_, *practice));
  } else {
    writer_.null();
  }
  const auto* next = now.next();
  writer_.key("next");
  if (next)
    writer_.text(next->step->name);
  else
    writer_.null();
  writer_.key("expected").begin_array();
  for (const auto& thing : now.things) {
    const auto& step = *thing.step;
    writer_.begin_object().key("name").text(step.name);
    writer_.key("label").text(prose(now.guide->type + ".expected." + step.name));
    writer_.key("is_done").boolean(thing.is_done);
    writer_.key("do").begin_object();
    writer_.key("action").text(action_names[static_cast<std::size_t>(step.action)]);
    writer_.key("on").begin_array();
    for (const auto& name : step.on) writer_.text(name);
    writer_.end_array().key("may").boolean(thing.may_do).end_object().end_object();
  }
  writer_.end_array().end_object();
}

}  // namespace praxis::api
