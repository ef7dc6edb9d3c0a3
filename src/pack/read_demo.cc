// Versions that a transition cuts, and stories for demo data.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/field_value.h"
#include "pack/names.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

void read_versions(Draft& draft, const MapReader& type_reader, RecordType& type) {
  if (!type_reader.has("versions")) return;
  const auto reader = type_reader.map("versions");
  reader.allow({"cut_by", "fields", "readers"});
  RecordType::Versions versions;
  versions.cut_by = reader.required_text("cut_by");
  const auto known = transition_names(type);
  if (!versions.cut_by.empty() &&
      std::find(known.begin(), known.end(), versions.cut_by) == known.end())
    reader.add("cut_by", fmt::format("{} has no transition {}{}", type.name, versions.cut_by,
                                     what_would_do(versions.cut_by, known)));
  versions.fields = read_field_names(type, draft, reader, "fields");
  versions.readers = read_role_names(draft, reader, "readers");
  if (versions.fields.empty())
    reader.add(reader.at("fields"), "fields is missing: what does a version keep?");
  type.versions = std::move(versions);
}

class DemoReader {
 public:
  DemoReader(Draft& draft, const RecordType& type, const MapReader& reader)
      : draft_(draft), type_(type), reader_(reader) {}

  void read() {
    reader_.allow({"slots", "stories"});
    const auto slots = reader_.map("slots");
    for (const auto& slot : slots.node().entries) {
      slots_.push_back(slot.key);
      if (slots.name_nodes(slot.key).empty())
        draft_.findings.add(slot.at, slots.address(slot.key), "has no words");
    }
    const auto stories = reader_.map("stories");
    for (const auto& story : stories.node().entries) read_story(stories.map(story.key));
  }

 private:
  void read_story(const MapReader& story) {
    const auto texts = text_fields();
    auto keys = texts;
    keys.insert(keys.end(), {"weight", "fields", "says"});
    story.allow(keys);
    story.integer("weight", 1, 1000);
    if (story.lacks("title")) story.add(story.at(), "title is missing: a list to draw from");
    const auto fields = story.map("fields");
    for (const auto& entry : fields.node().entries) read_value(fields, entry);
    for (const auto& key : texts) check_slots(story, key);
    const auto says = story.map("says");
    says.allow({"agent", "requester"});
    for (const auto* side : {"agent", "requester"}) check_slots(says, side);
  }

  // What a story draws from a list: any text of the type that is not computed.
  std::vector<std::string> text_fields() const {
    std::vector<std::string> names;
    for (const auto& field : type_.fields)
      if ((field.type == FieldType::text || field.type == FieldType::markdown) && !field.computed)
        names.push_back(field.name);
    return names;
  }

  void read_value(const MapReader& fields, const Entry& entry) {
    const auto* field = type_.field(entry.key);
    if (!field)
      return draft_.findings.add(entry.at, fields.address(entry.key),
                                 fmt::format("{} has no field {}{}", type_.name, entry.key,
                                             did_you_mean(entry.key, field_names(type_))));
    if (field->type == FieldType::reference || field->type == FieldType::references)
      return;  // a name that the demo resolves
    if (field->type == FieldType::money) {
      const auto money = fields.map(entry.key);
      money.allow({"amount", "currency"});
      money.required_text("currency");
      const auto* amount = money.find("amount");
      if (!amount || !default_from(*field, *amount))
        money.add(amount ? amount->at : money.at(), "an amount is wanted here: 12.50");
      return;
    }
    if (!default_from(*field, entry.value))
      return draft_.findings.add(entry.value.at, fields.address(entry.key),
                                 fmt::format("is no constant of type {}", name(field->type)));
    const auto* list = field->list.empty() ? nullptr : draft_.set->choices(field->list);
    if (list && list->find(entry.value.text) < 0)
      draft_.findings.add(
          entry.value.at, fields.address(entry.key),
          fmt::format("\"{}\" is not in the list {}{}", entry.value.text, list->name,
                      what_would_do(entry.value.text, choice_keys(*list))));
  }

  // {slot} in a text: one of the slots.
  void check_slots(const MapReader& reader, const std::string& key) {
    for (const auto* node : reader.name_nodes(key)) {
      std::size_t at = 0;
      while ((at = node->text.find('{', at)) != std::string::npos) {
        const auto end = node->text.find('}', at);
        if (end == std::string::npos) break;
        const auto slot = node->text.substr(at + 1, end - at - 1);
        if (std::find(slots_.begin(), slots_.end(), slot) == slots_.end())
          draft_.findings.add(
              node->at, reader.address(key),
              fmt::format("there is no slot {}{}", slot, what_would_do(slot, slots_)));
        at = end;
      }
    }
  }

  Draft& draft_;
  const RecordType& type_;
  const MapReader& reader_;
  std::vector<std::string> slots_;
};

}  // namespace

void read_versions_and_demo(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    read_versions(draft, reader, *from->type);
    if (!reader.has("demo")) continue;
    const auto demo = reader.map("demo");
    DemoReader(draft, *from->type, demo).read();
    from->type->demo = to_json(demo.node());
  }
}

}  // namespace praxis::pack
