// Forms: sections of fields, and panels beside them.
#include <algorithm>

#include <fmt/format.h>

#include "pack/draft.h"
#include "pack/names.h"
#include "pack/reader.h"
#include "pack/states.h"

namespace praxis::pack {
namespace {

// The fields that types below `owner` declare first: those of the record's own class, in class
// order.
std::vector<int> own_class_fields(Draft& draft, const RecordType& type, const std::string& owner) {
  std::vector<int> fields;
  const auto* above = draft.find_type(owner);
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const bool is_inherited = above && above->type->find_field(type.fields[i].name) >= 0;
    if (!is_inherited) fields.push_back(static_cast<int>(i));
  }
  return fields;
}

std::vector<int> read_form_fields(Draft& draft, const RecordType& type, const MapReader& section,
                                  const Entry& entry) {
  const auto* node = section.find("fields");
  if (!node) {
    section.add(section.at(), "fields is missing: a list, or own");
    return {};
  }
  if (node->is_text() && node->text == "own")
    return own_class_fields(draft, type, draft.findings.owner_name(entry.at.owner));
  return read_field_names(type, draft, section, "fields");
}

void read_sections(Draft& draft, const RecordType& type, const MapReader& reader, Form& form) {
  const auto sections = reader.map("sections");
  if (sections.node().entries.empty())
    reader.add(reader.at(), "sections is missing: name at least one");
  for (const auto& entry : sections.node().entries) {
    const auto section = sections.map(entry.key);
    section.allow({"fields", "hidden", "folded", "attachments"});
    FormSection read{.name = entry.key, .fields = read_form_fields(draft, type, section, entry)};
    read.hidden = read_rule(draft, type, section, "hidden");
    read.is_folded = section.flag("folded");
    read.has_attachments = section.flag("attachments");
    for (const auto& other : form.sections) {
      for (const int field : other.fields) {
        if (std::find(read.fields.begin(), read.fields.end(), field) == read.fields.end()) continue;
        section.add("fields",
                    fmt::format("{} stands in the section {} too",
                                type.fields[static_cast<std::size_t>(field)].name, other.name));
      }
    }
    form.sections.push_back(std::move(read));
  }
}

void read_panel(Draft& draft, const RecordType& type, const MapReader& panel) {
  panel.allow({"panel", "link", "of", "fields"});
  if (panel.lacks("panel"))
    panel.add(panel.at(), "panel is missing: expected, links, fields, similar or impact");
  const auto kind = panel.one_of("panel", {"expected", "links", "fields", "similar", "impact"});
  const auto refuse_unless = [&](const char* key, bool is_wanted) {
    if (panel.has(key) && !is_wanted)
      panel.add(key, fmt::format("a panel of {} has no {}", kind, key));
    if (panel.lacks(key) && is_wanted) panel.add(panel.at(), fmt::format("{} is missing", key));
  };
  refuse_unless("link", kind == "links");
  refuse_unless("of", kind == "fields");
  refuse_unless("fields", kind == "fields");
  const auto link = panel.text("link");
  if (!link.empty() && !has_link_end(draft, type, *panel.find("link")))
    panel.add("link", fmt::format("{} has no link {}{}", type.name, link,
                                  did_you_mean(link, link_names(draft))));
  if (!panel.has("of")) return;
  const auto* of = type.field(panel.text("of"));
  const auto* target =
      of && of->type == FieldType::reference ? draft.set->type(of->target) : nullptr;
  if (!target)
    return panel.add("of", fmt::format("{} is no reference of {}", panel.text("of"), type.name));
  read_field_names(*target, draft, panel, "fields");
}

Form read_form(Draft& draft, const RecordType& type, const MapReader& reader, const Entry& entry) {
  Form form{.name = entry.key, .declared_by = draft.findings.owner_name(entry.at.owner)};
  reader.allow({"for", "style", "sections", "aside"});
  form.roles = read_role_names(draft, reader, "for");
  if (form.roles.empty())
    reader.add(reader.at("for"), "for is missing: name the roles that see this form");
  form.style = reader.one_of("style", {"questions"});
  read_sections(draft, type, reader, form);
  const auto aside = reader.map("aside");
  for (const auto& panel : aside.node().entries) read_panel(draft, type, aside.map(panel.key));
  form.aside = to_json(aside.node());
  return form;
}

}  // namespace

void read_forms(Draft& draft) {
  for (auto& from : draft.types) {
    const MapReader reader(draft.findings, from->effective, from->name, from->at);
    const auto forms = reader.map("forms");
    for (const auto& entry : forms.node().entries) {
      const auto address =
          fmt::format("{}.forms.{}", draft.findings.owner_name(entry.at.owner), entry.key);
      const MapReader form(draft.findings, entry.value, address, entry.at);
      if (form.is_map()) from->type->forms.push_back(read_form(draft, *from->type, form, entry));
    }
  }
}

}  // namespace praxis::pack
