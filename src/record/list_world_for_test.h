// A tenant for the tests of lists and search: the shipped packs and one more type of work with
// rights of its own, two organizations, three groups, some people, and as many records as a test
// wants. The same in every run.
#pragma once

#include <gtest/gtest.h>

#include <random>

#include "record/asked_condition.h"
#include "record/bindings.h"
#include "record/list.h"
#include "record/record_store.h"
#include "record/search.h"
#include "support/databases.h"

namespace praxis::record::test_world {

// Work of which its agents may read all, and whose requesters may not read what is theirs.
inline pack::PackSource task_pack() {
  return {
      "task",
      false,
      {{"task/pack.yaml", "pack: task\nversion: 1.0.0\nneeds: {core: ^1}\nlanguages: [en, de]\n"},
       {"task/fields.yaml",
        "type: task\nextends: work\nnumber: TASK-{}\nfields:\n  note: {type: text, length_max: 80, "
        "search: 2}\n"},
       {"task/lifecycle.yaml",
        "type: task\nstates:\n  todo: {phase: open, glyph: new}\n  done: {phase: closed, glyph: "
        "closed}\n"
        "transitions:\n  create: {to: todo, roles: [agent]}\n  finish: {from: [todo], to: done, "
        "roles: [agent]}\n"},
       {"task/roles.yaml", "type: task\npermissions:\n  read: {agent: true, requester: false}\n"},
       {"task/i18n/en.yaml",
        "task:\n  name: Task\n  plural: Tasks\n  fields: {note: Note}\n  states: {todo: To do, "
        "done: Done}\n"
        "  transitions: {create: Create, finish: Finish}\n"},
       {"task/i18n/de.yaml",
        "task:\n  name: Aufgabe\n  plural: Aufgaben\n  fields: {note: Notiz}\n  states: {todo: "
        "Offen, done: Fertig}\n"
        "  transitions: {create: Anlegen, finish: Abschließen}\n"}}};
}

inline std::shared_ptr<const Model> shared_model() {
  static const auto model = [] {
    auto sources = pack::read_sources(PRAXIS_SOURCE_DIR "/packs");
    must(sources);
    sources->push_back(task_pack());
    const auto loaded = pack::load(*sources);
    for (const auto& finding : loaded.findings) ADD_FAILURE() << pack::to_text(finding);
    must(loaded.set);
    return Model::make(loaded.set, 1);
  }();
  return model;
}

class ListWorld {
 public:
  explicit ListWorld(db::Engine engine) : fresh_(engine) {
    auto tables = engine_tables();
    for (auto& table : family_tables(*model)) tables.push_back(std::move(table));
    const auto steps = db::plan_migration(*fresh_, tables);
    must(steps);
    must(db::migrate(*fresh_, *steps, [](auto, auto, const auto&) {}));
    write([&](db::Transaction& tx) -> Status {
      for (const auto& [name, family] : model->families()) {
        TRY(make_search_table(tx, family));
        if (family.newest) TRY(make_search_table(tx, *family.newest));
      }
      return {};
    });
    harbor = add("organization", {{"title", "Harbor"}, {"key", "harbor"}}).id;
    ferry = add("organization", {{"title", "Ferry"}, {"key", "ferry"}}).id;
    for (int i = 0; i < 3; ++i)
      groups.push_back(
          add("group", {{"title", "Group " + std::to_string(i)}, {"organization", harbor}}).id);
    for (std::size_t i = 0; i < 6; ++i) {
      expr::List member_of{groups[i % 3]};
      if (i % 2 == 0 && i % 3 != 0) member_of.emplace_back(groups[0]);
      people.push_back(add("person", {{"title", "Person " + std::to_string(i)},
                                      {"groups", std::move(member_of)},
                                      {"email", "p" + std::to_string(i) + "@x.example"},
                                      {"organization", i % 2 == 0 ? harbor : ferry}})
                           .id);
    }
    reload();
  }

  using Values = std::vector<std::pair<std::string_view, expr::Value>>;

  Record draft(std::string_view type, const Values& values) {
    Record record;
    record.type = model->type(type);
    must(record.type);
    record.id = new_id(now);
    record.number = record.type->number.substr(0, record.type->number.find("{}")) +
                    std::to_string(++numbers_[record.type]);
    record.version = 1;
    record.created_at = record.updated_at = now;
    record.state = record.type->states.empty() ? -1 : 0;
    record.values.resize(record.type->fields.size());
    for (const auto& [name, value] : values) {
      const int position = record.type->find_field(name);
      must(position >= 0);
      record.value(position) = value;
    }
    return record;
  }
  Record add(Record record) {
    write([&](db::Transaction& tx) -> Status {
      auto written = record;
      TRY(insert(tx, *model, written, {.kind = EntryKind::create}));
      record = std::move(written);
      return {};
    });
    return record;
  }
  Record add(std::string_view type, const Values& values) { return add(draft(type, values)); }

  template <class F>
  void write(F&& body) {
    const auto status = fresh_->write(std::forward<F>(body));
    if (!status) ADD_FAILURE() << status.error().reason << ": " << status.error().message;
    must(status);
  }
  void reload() {
    auto loaded = fresh_->read([&](db::Transaction& tx) { return Directory::load(tx, *model); });
    must(loaded);
    directory = *loaded;
  }

  Scope requester(Id person, Id organization) const {
    Scope scope;
    scope.person = person;
    scope.organization = organization;
    scope.roles["requester"] = {organization};
    return scope;
  }
  Scope agent(Id person, std::vector<Id> organizations, std::vector<Id> held_groups) const {
    auto scope = requester(person, organizations.empty() ? harbor : organizations.front());
    scope.side = pack::Side::agent;
    scope.roles["agent"] = std::move(organizations);
    scope.groups = std::move(held_groups);
    if (!scope.groups.empty()) scope.group = scope.groups.front();
    return scope;
  }
  Lister lister(const Scope& scope) const { return {*model, *directory, scope, now}; }

  pack::ExpressionPtr filter(std::string_view type, std::string_view text) const {
    if (text.empty()) return nullptr;
    const auto compiled =
        model->packs().compile(*model->type(type), text, {.must_compile_to_sql = true});
    if (!compiled) ADD_FAILURE() << text << ": " << compiled.error().message;
    must(compiled);
    return *compiled;
  }

  db::Database& database() const { return *fresh_; }

  std::shared_ptr<const Model> model = shared_model();
  std::shared_ptr<const Directory> directory;
  Instant now = *instant_from_text("2026-03-02T09:00:00Z");
  Id harbor, ferry;
  std::vector<Id> groups, people;

 private:
  praxis::test::FreshDatabase fresh_;
  std::map<const pack::RecordType*, int> numbers_;
};

// Of the shipped packs' work and people, what has a rule of its own is for agents to read, as are
// links and the journal.
inline bool is_read_by_agents(Surroundings in) {
  if (in.scope->is_system) return true;
  in.role = "agent";
  return in.scope->has_role("agent") &&
         std::ranges::any_of(
             in.record->type->permissions.at(pack::Action::read), [&](const auto& grant) {
               return grant.role == "agent" && (grant.is_always || holds(*grant.when, in));
             });
}
inline bool shows_asked_by_hand(const Surroundings& in, const Asked& asked) {
  const auto& type = *in.record->type;
  const auto has_rule = [&](const auto& field) {
    const auto found = type.field_permissions.find(field);
    return found != type.field_permissions.end() && found->second.read;
  };
  if ((asked.asks_agents || std::ranges::any_of(asked.fields, has_rule)) && !is_read_by_agents(in))
    return false;
  return std::ranges::all_of(asked.through, [&](const pack::Meaning* meaning) {
    const auto& on = meaning->on ? *meaning->on : type;
    const auto& field = on.fields[static_cast<std::size_t>(meaning->field)];
    const auto* target = in.model->type(field.target);
    const auto* id = in.record->value(field.name).get<Id>();
    if (!id) return true;
    const auto there = find(*in.tx, *in.model, *target, *id);
    if (!there || !*there) return false;
    auto around = in;
    around.record = &**there;
    Asked beyond;
    add_asked(*target, *meaning->inner, beyond);
    return may_read(*in.tx, {*in.model, *in.directory, *in.scope, in.now}, **there) &&
           shows_asked_by_hand(around, beyond);
  });
}

// Work of both types with few different values, so that there are ties, empty fields and every
// right's two sides.
inline std::vector<Record> add_work(ListWorld& world, int count) {
  std::mt19937 random(7);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto maybe = [&](expr::Value value, int percent) {
    return below(100) < percent ? value : expr::Value();
  };
  std::vector<Record> records;
  for (int i = 0; i < count; ++i) {
    const bool is_task = below(4) == 0;
    const auto person = [&] {
      return expr::Value(world.people[static_cast<std::size_t>(below(6))]);
    };
    static const char* const channels[] = {"portal",  "mail",       "phone", "chat",
                                           "walk_in", "monitoring", "api"};
    static const char* const words[] = {"Printer jam", "printer offline", "VPN drops",
                                        "Größe der Datei", "mail late"};
    auto record =
        world.draft(is_task ? "task" : "incident",
                    {{"title", words[below(5)] + (" " + std::to_string(below(8)))},
                     {"requester", person()},
                     {"on_behalf_of", maybe(person(), 10)},
                     {"organization", below(2) == 0 ? world.harbor : world.ferry},
                     {"priority", maybe(1 + below(4), 90)},
                     {"channel", maybe(channels[below(7)], 90)},
                     {"group", maybe(world.groups[static_cast<std::size_t>(below(3))], 80)},
                     {"assignee", maybe(person(), 50)},
                     {"confidential", maybe(below(3) == 0, 90)}});
    record.state = below(static_cast<int>(record.type->states.size()));
    record.created_at = world.now - hours(below(12));
    record.updated_at = record.created_at + minutes(below(10));
    if (below(3) > 0) record.next_target_at = world.now + hours(below(6));
    records.push_back(world.add(std::move(record)));
  }
  return records;
}

}  // namespace praxis::record::test_world
