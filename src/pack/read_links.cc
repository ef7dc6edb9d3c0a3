// Link types: first names and ends, then, when all types are whole, what they carry, show, pass on
// and keep in step.
#include <algorithm>

#include <fmt/format.h>

#include "pack/compile.h"
#include "pack/draft.h"
#include "pack/keys.h"
#include "pack/names.h"
#include "pack/reader.h"

namespace praxis::pack {
namespace {

constexpr std::size_t links_max = 300;
constexpr std::int64_t end_max = 1'000'000;

using Types = std::vector<const RecordType*>;

MapReader link_reader(Draft& draft, const Entry& entry) {
  return MapReader(draft.findings, entry.value, join("links", entry.key), entry.at);
}

std::vector<std::string> read_end(Draft& draft, const MapReader& reader, std::string_view key) {
  std::vector<std::string> types;
  if (reader.lacks(key))
    reader.add(reader.at(), fmt::format("{} is missing: a list of types", key));
  for (const auto* node : reader.name_nodes(key)) {
    if (draft.find_type(node->text))
      types.push_back(node->text);
    else
      draft.findings.add(node->at, reader.address(key),
                         fmt::format("there is no type {}{}", node->text,
                                     did_you_mean(node->text, type_names_of(draft))));
  }
  return types;
}

Types types_at(const Draft& draft, const std::vector<std::string>& names) {
  Types types;
  for (const auto& name : names) types.push_back(draft.set->type(name));
  return types;
}

// A field that every one of these types has; a finding for each that lacks it.
void want_field(Draft& draft, const Types& types, const std::string& field, Mark at,
                const std::string& address) {
  for (const auto* type : types) {
    if (type->find_field(field) >= 0) continue;
    draft.findings.add(at, address,
                       fmt::format("{} has no field {}{}", type->name, field,
                                   did_you_mean(field, field_names(*type))));
  }
}

void want_transition(Draft& draft, const Types& types, const std::string& transition, Mark at,
                     const std::string& address) {
  for (const auto* type : types) {
    const auto known = transition_names(*type);
    if (std::find(known.begin(), known.end(), transition) != known.end()) continue;
    draft.findings.add(at, address,
                       fmt::format("{} has no transition {}{}", type->name, transition,
                                   what_would_do(transition, known)));
  }
}

// Whether a value of one field may go into the other, on every pair of types.
void want_same_kind(Draft& draft, const Types& sources, const Types& receivers, const Entry& pair,
                    const std::string& address) {
  for (const auto* source : sources) {
    for (const auto* receiver : receivers) {
      const auto* from = source->field(pair.key);
      const auto* to = receiver->field(pair.value.text);
      if (!from || !to) continue;
      const auto& words = **draft.vocabulary;
      if (fits(expression_type(*from, words), expression_type(*to, words), *draft.set)) continue;
      draft.findings.add(pair.value.at, address,
                         fmt::format("{}.{} and {}.{} are of different types", source->name,
                                     from->name, receiver->name, to->name));
    }
  }
}

// {source's: receiver's}
std::map<std::string, std::string> read_pairs(Draft& draft, const MapReader& reader) {
  std::map<std::string, std::string> pairs;
  for (const auto& entry : reader.node().entries) {
    if (!entry.value.is_scalar() || entry.value.is_null())
      draft.findings.add(entry.value.at, reader.address(entry.key), "a name is wanted here");
    else
      pairs[entry.key] = entry.value.text;
  }
  return pairs;
}

void read_outline(Draft& draft, const Entry& entry, LinkType& link) {
  const auto reader = link_reader(draft, entry);
  reader.allow(link_keys());
  if (!is_name(entry.key))
    reader.add(entry.at, "a name is lower case, digits and _, a letter first");
  link.name = entry.key;
  const auto pack = draft.findings.pack_of(entry.at.file);
  if (pack >= 0) link.declared_by_pack = draft.packs[static_cast<std::size_t>(pack)].info.name;
  link.is_symmetric = reader.flag("symmetric");
  link.is_same_type = reader.flag("same_type");
  link.is_acyclic = reader.flag("acyclic");
  link.reverse = reader.text("reverse");
  if (link.is_symmetric) {
    if (reader.has("reverse"))
      reader.add("reverse", "a symmetric link reads the same from both ends: leave reverse out");
    if (link.is_acyclic) reader.add("acyclic", "a symmetric link has no direction, so no circles");
    link.reverse = link.name;
  } else if (link.reverse.empty()) {
    reader.add(reader.at(), "reverse is missing: how does it read from the other end?");
  } else if (!is_name(link.reverse)) {
    reader.add("reverse", "a name is lower case, digits and _, a letter first");
  }
  link.from = read_end(draft, reader, "from");
  link.to = read_end(draft, reader, "to");
  if (const auto max = reader.integer("to_max", 1, end_max)) link.to_max = static_cast<int>(*max);
  if (const auto max = reader.integer("from_max", 1, end_max))
    link.from_max = static_cast<int>(*max);
  reader.one_of("closed_ends", {"keep"});
}

void check_names(Draft& draft) {
  std::map<std::string, std::string> taken;
  for (const auto& link : draft.set->links()) {
    const auto* entry = draft.links.entry(link.name);
    const auto reader = link_reader(draft, *entry);
    const auto [at, is_new] = taken.emplace(link.name, link.name);
    if (!is_new) reader.add(entry->at, fmt::format("is the reverse of {} too", at->second));
    if (link.is_symmetric || link.reverse.empty()) continue;
    const auto [other, is_free] = taken.emplace(link.reverse, link.name);
    if (!is_free)
      reader.add("reverse",
                 fmt::format("{} is a name of the link {} too", link.reverse, other->second));
  }
}

// Compiled for each concrete type at or below a receiver: their fields lie at positions of their
// own. What is wrong for the receiver itself is said once.
void read_flow_when(Draft& draft, const Node& node, const MapReader& reader, const Types& receivers,
                    LinkFlow& flow) {
  for (const auto* receiver : receivers) {
    if (!receiver) continue;
    const auto declared =
        ExpressionReader(draft, *receiver).condition(node, reader.address("when"));
    if (!declared) return;
    for (const auto& name : receiver->subtypes) {
      const auto* type = draft.set->type(name);
      flow.when[name] =
          type == receiver ? declared
                           : ExpressionReader(draft, *type).condition(node, reader.address("when"));
    }
  }
}

void read_flow(Draft& draft, const MapReader& reader, const LinkType& link, LinkFlow& flow) {
  reader.allow({"way", "comment", "transition", "fields", "when", "offer"});
  if (reader.lacks("way")) reader.add(reader.at(), "way is missing: forward or backward");
  flow.is_forward = reader.one_of("way", {"forward", "backward"}, "forward") == "forward";
  flow.comment = reader.one_of("comment", {"public", "internal"});
  flow.offer = reader.one_of("offer", {"always", "ask", "never"}, "ask");
  const auto sources = types_at(draft, flow.is_forward ? link.from : link.to);
  const auto receivers = types_at(draft, flow.is_forward ? link.to : link.from);
  const auto transitions = reader.map("transition");
  flow.transitions = read_pairs(draft, transitions);
  for (const auto& entry : transitions.node().entries) {
    want_transition(draft, sources, entry.key, entry.at, transitions.address());
    want_transition(draft, receivers, entry.value.text, entry.value.at, transitions.address());
  }
  const auto fields = reader.map("fields");
  flow.fields = read_pairs(draft, fields);
  for (const auto& entry : fields.node().entries) {
    want_field(draft, sources, entry.key, entry.at, fields.address());
    want_field(draft, receivers, entry.value.text, entry.value.at, fields.address());
    want_same_kind(draft, sources, receivers, entry, fields.address(entry.key));
  }
  if (flow.comment.empty() && flow.transitions.empty() && flow.fields.empty())
    reader.add(reader.at(), "passes nothing on: write comment, transition or fields");
  if (const auto* node = reader.find("when")) read_flow_when(draft, *node, reader, receivers, flow);
}

void read_failure(Draft& draft, const MapReader& reader, LinkType& link) {
  const auto* node = reader.find("failure");
  link.failure = "none";
  if (!node) return;
  if (!node->is_map()) {
    link.failure = reader.one_of("failure", {"none", "any", "all"}, "none");
    return;
  }
  const auto needs = reader.map("failure");
  needs.allow({"needs"});
  const auto* expression = needs.find("needs");
  if (!expression) return needs.add(needs.at(), "needs is missing: how many must be left?");
  for (const auto* type : types_at(draft, link.from))
    ExpressionReader(draft, *type)
        .read(*expression, needs.address("needs"), expr::Type{.kind = expr::Kind::integer});
  link.failure = expression->text;
}

void read_in_step(Draft& draft, const MapReader& reader, LinkType& link) {
  if (!reader.has("in_step")) return;
  const auto step = reader.map("in_step");
  step.allow({"fields", "forward", "backward", "refused"});
  step.one_of("refused", {"refuse", "flag"}, "refuse");
  const auto from = types_at(draft, link.from);
  const auto to = types_at(draft, link.to);
  const auto fields = step.map("fields");
  read_pairs(draft, fields);
  for (const auto& entry : fields.node().entries) {
    want_field(draft, from, entry.key, entry.at, fields.address());
    want_field(draft, to, entry.value.text, entry.value.at, fields.address());
    want_same_kind(draft, from, to, entry, fields.address(entry.key));
  }
  for (const auto* way : {"forward", "backward"}) {
    const auto pairs = step.map(way);
    read_pairs(draft, pairs);
    const bool is_forward = std::string_view(way) == "forward";
    for (const auto& entry : pairs.node().entries) {
      want_transition(draft, is_forward ? from : to, entry.key, entry.at, pairs.address());
      want_transition(draft, is_forward ? to : from, entry.value.text, entry.value.at,
                      pairs.address());
    }
  }
  if (step.is_map()) link.in_step = to_json(step.node());
}

void read_details(Draft& draft, const Entry& entry, LinkType& link) {
  const auto reader = link_reader(draft, entry);
  const auto from = types_at(draft, link.from);
  const auto to = types_at(draft, link.to);
  const auto carries = reader.map("carries");
  link.carries = read_pairs(draft, carries);
  for (const auto& pair : carries.node().entries) {
    want_field(draft, to, pair.key, pair.at, carries.address());
    want_field(draft, from, pair.value.text, pair.value.at, carries.address());
    want_same_kind(draft, to, from, pair, carries.address(pair.key));
  }
  for (const auto* node : reader.name_nodes("shows")) {
    want_field(draft, to, node->text, node->at, reader.address("shows"));
    link.shows.push_back(node->text);
  }
  const auto flows = reader.map("flows");
  for (const auto& each : flows.node().entries) {
    LinkFlow flow{.name = each.key};
    read_flow(draft, flows.map(each.key), link, flow);
    link.flows.push_back(std::move(flow));
  }
  read_failure(draft, reader, link);
  read_in_step(draft, reader, link);
}

// Two links must not keep each other in step: a.x → b.y → a.x would never end.
void check_step_circles(Draft& draft) {
  std::map<std::string, std::vector<std::pair<std::string, const LinkType*>>> next;
  for (const auto& link : draft.set->links()) {
    if (!link.in_step.is_object()) continue;
    const auto* forward = link.in_step.as_object().if_contains("forward");
    const auto* backward = link.in_step.as_object().if_contains("backward");
    if (!forward || !backward || !forward->is_object() || !backward->is_object()) continue;
    for (const auto& pair : forward->as_object()) {
      const auto* back = pair.value().is_string()
                             ? backward->as_object().if_contains(pair.value().as_string())
                             : nullptr;
      if (!back || !back->is_string() || back->as_string() == pair.key()) continue;
      const auto* entry = draft.links.entry(link.name);
      draft.findings.add(
          entry->value.entry("in_step")->at, join(join("links", link.name), "in_step"),
          fmt::format("{} makes {}, which makes {}: a circle that does not come back to itself",
                      std::string_view(pair.key()), std::string_view(pair.value().as_string()),
                      std::string_view(back->as_string())));
    }
  }
}

}  // namespace

void read_links(Draft& draft) {
  for (const auto& entry : draft.links.entries) {
    if (draft.link_types->size() >= links_max) {
      draft.findings.add(entry.at, join("links", entry.key),
                         fmt::format("there are at most {} links", links_max));
      break;
    }
    LinkType link;
    read_outline(draft, entry, link);
    draft.link_types->push_back(std::move(link));
  }
  check_names(draft);
}

void read_link_details(Draft& draft) {
  for (auto& link : *draft.link_types) read_details(draft, *draft.links.entry(link.name), link);
  check_step_circles(draft);
}

}  // namespace praxis::pack
