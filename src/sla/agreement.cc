#include "sla/agreement.h"

#include <fmt/format.h>

#include "sla/book.h"

namespace praxis::sla {

// Reads the text of an agreement; each fault is kept with its place, and what is wrong left out.
class TermsReader {
 public:
  TermsReader(const pack::PackSet& packs, const pack::RecordType& agreement, const Book& book)
      : packs_(packs), book_(book) {
    for (const auto& name : packs.type(agreement.agreement->of)->subtypes)
      if (const auto* type = packs.type(name); !type->is_abstract) types_.push_back(type);
    if (const auto* of = packs.type(agreement.agreement->of);
        !of->is_abstract && std::ranges::find(types_, of) == types_.end())
      types_.push_back(of);
  }

  Result<AgreedTerms> read(std::string_view text) {
    const auto json = json_from_text(text);
    if (!json) return fail(Code::invalid_argument, "agreement.json", json.error().message);
    if (!json->is_object() || json->get_object().empty())
      wrong("", "no_clock", R"({"resolution": {"target": {"all": {"is": "8h"}}}})");
    else
      for (const auto& [name, clock] : json->get_object()) read_clock(name, clock);
    if (faults_.empty()) return std::move(terms_);
    return fail(Error{.code = Code::invalid_argument,
                      .reason = "agreement.wrong",
                      .message = "the agreement's terms are wrong",
                      .fields = std::move(faults_)});
  }

 private:
  void wrong(std::string place, std::string_view reason, std::string_view wanted) {
    JsonObject details;
    if (!wanted.empty()) details["wanted"] = wanted;
    faults_.push_back({std::move(place), fmt::format("agreement.{}", reason), std::move(details)});
  }

  std::vector<const pack::RecordType*> types_with(std::string_view clock) const {
    std::vector<const pack::RecordType*> with;
    for (const auto* type : types_)
      if (std::ranges::find(type->clocks, clock, &pack::Clock::name) != type->clocks.end())
        with.push_back(type);
    return with;
  }

  std::string clock_names() const {
    std::string names;
    for (const auto* type : types_)
      for (const auto& clock : type->clocks)
        if ((" " + names + " ").find(" " + clock.name + " ") == std::string::npos)
          names += (names.empty() ? "" : " ") + clock.name;
    return names;
  }

  void read_clock(std::string_view name, const Json& from) {
    const std::string place(name);
    const auto types = types_with(name);
    if (types.empty()) return wrong(place, "unknown_clock", clock_names());
    const auto* object = from.if_object();
    const auto* targets = object ? object->if_contains("target") : nullptr;
    if (!targets || !targets->is_object() || targets->get_object().empty())
      return wrong(place + ".target", "no_target", R"({"all": {"is": "8h"}})");
    for (const auto& [key, value] : *object)
      if (key != "target" && key != "calendar")
        wrong(place + "." + std::string(key), "unknown_key", "target calendar");
    std::optional<Id> calendar;
    if (const auto* key = object->if_contains("calendar"))
      calendar = read_calendar(*key, place + ".calendar");
    for (const auto* type : types) {
      auto& agreed = terms_.clocks_[type][place];
      agreed.calendar = calendar;
      for (const auto& [row, what] : targets->get_object())
        if (auto target = read_row(*type, std::string(row), what, place + ".target."))
          agreed.targets.push_back(std::move(*target));
      check_reach(agreed, place);
    }
  }

  std::optional<Id> read_calendar(const Json& key, const std::string& place) {
    if (key.is_string()) {
      if (key.get_string() == "always") return Id{};
      if (const auto id = book_.calendar_by_key(key.get_string()); !id.is_nil()) return id;
    }
    wrong(place, "unknown_calendar", "the key of a calendar, or always");
    return std::nullopt;
  }

  std::optional<pack::ClockTarget> read_row(const pack::RecordType& type, std::string name,
                                            const Json& from, std::string place) {
    place += name;
    const auto* object = from.if_object();
    const auto* is = object ? object->if_contains("is") : nullptr;
    if (!is || !is->is_string()) {
      wrong(place + ".is", "span", "4h");
      return std::nullopt;
    }
    pack::ClockTarget target{.name = std::move(name)};
    for (const auto& [key, value] : *object)
      if (key != "is" && key != "when")
        wrong(place + "." + std::string(key), "unknown_key", "when is");
    if (const auto* when = object->if_contains("when"))
      target.when = compiled(type, *when, expr::Kind::boolean, place + ".when");
    target.is = read_span(type, *is, place + ".is");
    return target;
  }

  pack::ExpressionPtr read_span(const pack::RecordType& type, const Json& is,
                                const std::string& place) {
    const auto span = span_from_text(is.get_string());
    if (!span) return compiled(type, is, expr::Kind::duration, place);
    if (span->us <= 0) wrong(place, "span", "4h");
    longest_ = std::max(longest_, span->us);
    return compiled(type, Json(fmt::format(R"(duration("{}s"))", span->us / 1'000'000)),
                    expr::Kind::duration, place);
  }

  pack::ExpressionPtr compiled(const pack::RecordType& type, const Json& text, expr::Kind wanted,
                               const std::string& place) {
    pack::ExpressionContext context;
    context.wanted = wanted;
    auto made = text.is_string() ? packs_.compile(type, text.get_string(), context)
                                 : fail(Code::invalid_argument, "expression", "a text is wanted");
    if (made) return std::move(*made);
    wrong(place, "expression", fmt::format("{}: {}", type.name, made.error().message));
    return nullptr;
  }

  // A target that no day of the calendar can reach is a mistake.
  void check_reach(const AgreedClock& agreed, const std::string& place) {
    constexpr Instant some_day{1'767'571'200'000'000};  // 2026-01-05
    if (agreed.calendar && longest_ > 0 &&
        !book_.calendar(*agreed.calendar).add(some_day, Span{longest_}))
      wrong(place + ".target", "out_of_reach", "");
    longest_ = 0;
  }

  const pack::PackSet& packs_;
  const Book& book_;
  std::vector<const pack::RecordType*> types_{};
  AgreedTerms terms_{};
  std::vector<FieldError> faults_{};
  std::int64_t longest_ = 0;
};

Result<AgreedTerms> AgreedTerms::read(std::string_view text, const pack::PackSet& packs,
                                      const pack::RecordType& agreement, const Book& book) {
  return TermsReader(packs, agreement, book).read(text);
}

const AgreedClock* AgreedTerms::clock(const pack::RecordType& type, std::string_view name) const {
  const auto of_type = clocks_.find(&type);
  if (of_type == clocks_.end()) return nullptr;
  const auto found = of_type->second.find(name);
  return found == of_type->second.end() ? nullptr : &found->second;
}

}  // namespace praxis::sla
