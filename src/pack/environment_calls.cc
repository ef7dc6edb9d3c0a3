// Functions that packs give expressions: figures of the journal, within, text, date, instant.
#include <algorithm>

#include <fmt/format.h>

#include "pack/environment.h"
#include "pack/findings.h"
#include "pack/keys.h"

namespace praxis::pack {
namespace {

using expr::Kind;

enum class Wanted { state, visibility, side, field, transition };

struct JournalFunction {
  std::string_view name;
  std::vector<Wanted> arguments;
  std::size_t required;
  Kind result;
};

const std::vector<JournalFunction>& journal_functions() {
  static const std::vector<JournalFunction> functions = {
      {"entered_at", {Wanted::state}, 1, Kind::timestamp},
      {"time_in", {Wanted::state}, 1, Kind::duration},
      {"first_comment_at", {Wanted::visibility, Wanted::side}, 1, Kind::timestamp},
      {"changes", {Wanted::field}, 1, Kind::integer},
      {"times", {Wanted::transition}, 1, Kind::integer},
      {"entries", {Wanted::side}, 1, Kind::integer},
      {"made_by", {Wanted::transition}, 1, Kind::reference},
  };
  return functions;
}

std::string_view wanted_name(Wanted wanted) {
  switch (wanted) {
    case Wanted::state:
      return "state";
    case Wanted::visibility:
      return "visibility";
    case Wanted::side:
      return "side";
    case Wanted::field:
      return "field";
    case Wanted::transition:
      return "transition";
  }
  return "";
}

}  // namespace

std::optional<expr::Symbol> NameCollector::complain(std::string message) const {
  if (complaint_.empty()) complaint_ = std::move(message);
  return std::nullopt;
}

bool NameCollector::is_constant_of(const Argument& argument, const std::vector<std::string>& known,
                                   std::string_view what) const {
  const auto* text = argument.constant ? argument.constant->get<std::string>() : nullptr;
  if (!text) {
    complain(fmt::format("wants the name of a {} as a constant text", what));
    return false;
  }
  if (std::find(known.begin(), known.end(), *text) != known.end()) return true;
  complain(fmt::format("\"{}\" is no {} of {}{}", *text, what, in_.literals.name,
                       what_would_do(*text, known)));
  return false;
}

std::optional<expr::Symbol> NameCollector::call(std::string_view name,
                                                std::span<const Argument> arguments) const {
  if (name == "within") return within_call(arguments);
  if (name == "text") return text_call(arguments);
  if (name == "date" || name == "instant") return date_call(name, arguments);
  return journal_call(name, arguments);
}

std::optional<expr::Symbol> NameCollector::journal_call(std::string_view name,
                                                        std::span<const Argument> arguments) const {
  const auto& functions = journal_functions();
  const auto function =
      std::find_if(functions.begin(), functions.end(),
                   [&](const JournalFunction& each) { return each.name == name; });
  if (function == functions.end()) return std::nullopt;
  if (arguments.size() < function->required || arguments.size() > function->arguments.size())
    return complain(fmt::format("{} wants {} argument(s)", name, function->required));
  Meaning meaning{.kind = Meaning::Kind::journal, .name = std::string(name), .on = &in_.type};
  std::string key = std::string(name) + "(";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    std::vector<std::string> known;
    const auto& words = in_.vocabulary;
    switch (function->arguments[i]) {
      case Wanted::state:
        known = *words.of(words.states, in_.literals.name);
        for (const auto& phase : phase_names()) known.push_back("phase." + phase);
        break;
      case Wanted::visibility:
        known = *words.visibilities;
        break;
      case Wanted::side:
        known = *words.sides;
        break;
      case Wanted::field:
        for (const auto& field : in_.type.fields) known.push_back(field.name);
        break;
      case Wanted::transition:
        known = *words.of(words.transitions, in_.literals.name);
        break;
    }
    if (!is_constant_of(arguments[i], known, wanted_name(function->arguments[i])))
      return std::nullopt;
    meaning.arguments.push_back(*arguments[i].constant);
    key += arguments[i].constant->text() + ",";
  }
  expr::Type type{.kind = function->result};
  if (type.kind == Kind::reference) type.name = "person";
  return slot_for(key, std::move(type), std::move(meaning));
}

// within(category, "hardware"), within(organization, "key"): the value lies in the tree below the
// constant.
std::optional<expr::Symbol> NameCollector::within_call(std::span<const Argument> arguments) const {
  const auto* key = arguments.size() == 2 && arguments[1].constant
                        ? arguments[1].constant->get<std::string>()
                        : nullptr;
  if (arguments.size() != 2 || !arguments[0].symbol || !key)
    return complain("within wants a field and a constant: within(category, \"hardware\")");
  const auto& symbol = *arguments[0].symbol;
  if (symbol.type.kind == Kind::choice) {
    const auto* list = in_.set.choices(symbol.type.name);
    if (!list) return complain("within wants a field of a choice list or an organization");
    if (list->find(*key) < 0)
      return complain(
          fmt::format("\"{}\" is not in the list {}{}", *key, list->name,
                      what_would_do(*key, *in_.vocabulary.of(in_.vocabulary.choices, list->name))));
  } else if (symbol.type.kind != Kind::reference || symbol.type.name != "organization") {
    return complain("within wants a field of a choice list or an organization");
  }
  Meaning meaning{
      .kind = Meaning::Kind::within, .arguments = {*arguments[1].constant}, .on = &in_.type};
  meaning.inner = std::make_shared<const Meaning>(meanings_[symbol.slot]);
  return slot_for(fmt::format("within({},{}", symbol.slot, *key), {.kind = Kind::boolean},
                  std::move(meaning));
}

std::optional<expr::Symbol> NameCollector::text_call(std::span<const Argument> arguments) const {
  const auto* address = arguments.size() == 1 && arguments[0].constant
                            ? arguments[0].constant->get<std::string>()
                            : nullptr;
  if (!address)
    return complain(
        "text wants an address as a constant: text(\"incident.messages.no_answer.body\")");
  if (!in_.set.languages().empty() && !in_.set.has_text(in_.set.languages().front(), *address))
    return complain(fmt::format("there is no text {}", *address));
  Meaning meaning{
      .kind = Meaning::Kind::text, .name = *address, .arguments = {*arguments[0].constant}};
  return slot_for("text(" + *address, {.kind = Kind::text}, std::move(meaning));
}

// date(i): midnight UTC of an instant's day; instant(d): that midnight as an instant.
std::optional<expr::Symbol> NameCollector::date_call(std::string_view name,
                                                     std::span<const Argument> arguments) const {
  const bool is_date = name == "date";
  const auto* wanted = is_date ? "date wants a field that is an instant, or now: date(now)"
                               : "instant wants a field that is a date: instant(valid_until)";
  if (arguments.size() != 1 || !arguments[0].symbol ||
      arguments[0].symbol->type.kind != Kind::timestamp)
    return complain(wanted);
  const auto& symbol = *arguments[0].symbol;
  Meaning meaning{.kind = is_date ? Meaning::Kind::date_of : Meaning::Kind::instant_of};
  meaning.inner = std::make_shared<const Meaning>(meanings_[symbol.slot]);
  const auto* last = meaning.inner.get();
  while (last->inner) last = last->inner.get();
  const bool is_date_field =
      last->kind == Meaning::Kind::field && last->on &&
      last->on->fields[static_cast<std::size_t>(last->field)].type == FieldType::date;
  if (is_date_field == is_date) return complain(wanted);
  return slot_for(fmt::format("{}({}", name, symbol.slot), {.kind = Kind::timestamp},
                  std::move(meaning));
}

}  // namespace praxis::pack
