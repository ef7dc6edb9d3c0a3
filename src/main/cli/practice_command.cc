// practice list, show: the page of a practice under a lens, and the records behind a number, as an
// operator or a person would read them.
#include <fmt/format.h>

#include "base/text.h"
#include "identity/scope_maker.h"
#include "main/cli/commands.h"
#include "main/cli/with_tenant.h"
#include "record/record_store.h"
#include "usecases/bootstrap.h"
#include "usecases/practice_page.h"

namespace praxis::main::cli {
namespace {

using usecases::Work;

constexpr std::size_t page_width = 96;
constexpr int records_shown_max = 50;

std::string padded_to(std::string text, std::size_t width) {
  const auto length = static_cast<std::size_t>(length_of(text));
  if (length < width) text.append(width - length, ' ');
  return text;
}

// Text in lines of the page's width, all but the first indented.
void print_wrapped(std::string_view first, std::string_view text, std::size_t indent) {
  std::string line = padded_to(std::string(first), indent - 1) + ' ';
  bool is_empty = true;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, space);
    if (!is_empty && static_cast<std::size_t>(length_of(line) + length_of(word)) + 1 > page_width) {
      fmt::print("{}\n", line);
      line = std::string(indent, ' ');
      is_empty = true;
    }
    line += (is_empty ? "" : " ") + std::string(word);
    is_empty = false;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  while (line.ends_with(' ')) line.pop_back();
  fmt::print("{}\n", line);
}

std::string number_text(double value) {
  auto text = fmt::format("{:.2f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string value_text(const std::optional<double>& value, usecases::Unit unit) {
  if (!value) return "–";
  switch (unit) {
    case usecases::Unit::share:
      return fmt::format("{:.1f} %", *value * 100);
    case usecases::Unit::seconds: {
      // Nobody reads microseconds of three days.
      constexpr std::int64_t minute_us = 60'000'000;
      const auto us = static_cast<std::int64_t>(*value * 1e6);
      return to_text(Span{us >= minute_us ? us / minute_us * minute_us : us});
    }
    default:
      return number_text(*value);
  }
}

class PagePrinter {
 public:
  PagePrinter(const Work& work, const usecases::PracticePage& page, std::string_view language)
      : work_(work),
        packs_(work.model.packs()),
        page_(page),
        type_(*page.practice.type),
        language_(language) {}

  void print() const {
    const auto label = usecases::practice_label(packs_, page_.lens, language_, type_);
    fmt::print("{}\n", label);
    if (page_.lens)
      fmt::print("{} ({} {})\n", page_.lens->text(language_, "name"), page_.lens->name,
                 page_.lens->version);
    fmt::print("\n");
    if (page_.practice.guide) {
      print_wrapped("Purpose", prose(type_.name + ".purpose"), 10);
      print_wrapped("Scope", prose(type_.name + ".scope"), 10);
    } else if (page_.lens) {
      fmt::print("The framework says nothing of it.\n");
    }
    print_roles();
    print_activities();
    print_lifecycle();
    print_metrics();
    print_requirements();
    if (page_.lens && !page_.lens->credit.empty()) fmt::print("\n{}\n", page_.lens->credit);
  }

 private:
  std::string_view prose(const std::string& address) const {
    return page_.lens ? page_.lens->text(language_, address) : std::string_view();
  }
  std::string text(const std::string& address) const {
    return std::string(packs_.text_under(page_.lens, language_, address));
  }
  static void heading(std::string_view name) { fmt::print("\n{}\n", name); }

  std::string people_of(const usecases::PracticeRole& role) const {
    if (role.role->is_held_by_everyone) return "everyone";
    std::string names;
    for (const auto& holder : role.people) {
      std::string keys;
      for (const auto& id : holder.organizations)
        if (const auto* organization = work_.directory.organization(id))
          keys += (keys.empty() ? "" : ", ") + organization->key;
      names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", holder.title, keys);
    }
    if (names.empty()) return work_.scope.is_system ? "nobody" : "nobody that you may see";
    return role.is_more ? names + ", and others" : names;
  }

  void print_roles() const {
    heading("Roles");
    for (const auto& role : page_.roles) {
      const auto label = "  " + text("roles." + role.role->name);
      const auto does = prose(type_.name + ".roles." + role.name);
      if (!does.empty()) print_wrapped(label, does, 28);
      print_wrapped(does.empty() ? label : "", people_of(role), 28);
    }
  }

  void print_activities() const {
    if (!page_.practice.guide || page_.practice.guide->activities.empty()) return;
    heading("Activities");
    int number = 0;
    for (const auto& name : page_.practice.guide->activities)
      print_wrapped(fmt::format("  {}", ++number), prose(type_.name + ".activities." + name), 5);
  }

  const pack::RecordType& lifecycle_type() const {
    if (!type_.lifecycle.transitions.empty() || type_.subtypes.empty()) return type_;
    return *packs_.type(type_.subtypes.front());
  }

  void print_lifecycle() const {
    const auto& type = lifecycle_type();
    if (type.states.empty()) return;
    heading("Lifecycle");
    for (std::size_t i = 0; i < type.states.size(); ++i) {
      std::string moves;
      for (const auto& transition : type.lifecycle.transitions)
        if ((transition.from >> i & 1U) != 0)
          moves += fmt::format("{}{} → {}", moves.empty() ? "" : ", ",
                               text(transition.declared_by + ".transitions." + transition.name),
                               state_label(type, static_cast<std::size_t>(transition.to)));
      print_wrapped("  " + state_label(type, i), moves, 28);
      print_expected(type, i);
    }
  }
  std::string state_label(const pack::RecordType& type, std::size_t state) const {
    return text(type.name + ".states." + type.states[state].name);
  }

  void print_expected(const pack::RecordType& type, std::size_t state) const {
    if (!page_.practice.guide) return;
    const auto steps = page_.practice.guide->expected.find(type.name);
    if (steps == page_.practice.guide->expected.end()) return;
    for (const auto& step : steps->second)
      if (!step.is_in_every_state && (step.states >> state & 1U) != 0)
        print_wrapped("    expected", prose(type_.name + ".expected." + step.name), 28);
  }

  void print_metrics() const {
    if (page_.metrics.empty()) return;
    heading("Metrics");
    for (const auto& shown : page_.metrics) {
      auto line = "  " + padded_to(text(type_.name + ".metrics." + shown.metric->name), 44) + " ";
      if (!shown.unavailable.empty()) {
        line += shown.unavailable == "not_readable" ? "not yours to read" : "not kept yet";
      } else {
        line += padded_to(value_text(shown.number.value, shown.unit), 14);
        if (shown.unit != usecases::Unit::records)
          line += fmt::format("of {} records", shown.number.records);
        line += goal_text(shown);
      }
      while (line.ends_with(' ')) line.pop_back();
      fmt::print("{}\n", line);
    }
  }
  static std::string goal_text(const usecases::MetricShown& shown) {
    if (!shown.goal) return {};
    const auto& goal = *shown.goal;
    return fmt::format("  goal: {} {}{}", goal.is_at_least ? "at least" : "at most",
                       value_text(goal.bound, shown.unit),
                       !goal.is_met ? "" : (*goal.is_met ? ", met" : ", missed"));
  }

  void print_requirements() const {
    if (page_.requirements.empty()) return;
    heading("Requirements");
    for (const auto& shown : page_.requirements) {
      print_wrapped("  " + shown.requirement->id, prose("requirements." + shown.requirement->id),
                    18);
      for (const auto& one : shown.evidence) {
        const auto label = prose("evidence." + one.evidence->name);
        if (!one.unavailable.empty())
          print_wrapped("", fmt::format("not kept yet: {}", label), 18);
        else
          print_wrapped(
              "",
              fmt::format("{} of {} ({}) {}  [{}/{}]", one.number.hits, one.number.records,
                          value_text(one.number.value, usecases::Unit::share), label,
                          shown.requirement->id, one.evidence->name),
              18);
      }
    }
  }

  const Work& work_;
  const pack::PackSet& packs_;
  const usecases::PracticePage& page_;
  const pack::RecordType& type_;
  std::string_view language_;
};

void print_list(const Work& work, const pack::Framework* lens, std::string_view language) {
  const auto& packs = work.model.packs();
  if (lens) fmt::print("{} ({} {})\n", lens->text(language, "name"), lens->name, lens->version);
  for (const auto& practice : usecases::practices_under(packs, lens))
    print_wrapped(
        fmt::format("  {}", padded_to(practice.type->name, 14)),
        fmt::format("{}{}", usecases::practice_label(packs, lens, language, *practice.type),
                    practice.guide || !lens ? "" : " (the framework says nothing of it)"),
        18);
  std::string others;
  for (const auto& framework : packs.frameworks())
    others += (others.empty() ? "" : ", ") + framework->name;
  fmt::print("Frameworks: {}\n", others.empty() ? "none" : others);
}

record::Behind behind_named(std::string_view which) {
  if (which == "hits") return record::Behind::hits;
  return which == "misses" ? record::Behind::misses : record::Behind::all;
}

// "INC-1/classified" is evidence, a plain name a metric.
Result<record::ListRequest> request_behind(const Work& work, const pack::Framework* lens,
                                           const pack::RecordType& type,
                                           const PracticeOptions& options) {
  const auto which = behind_named(options.which);
  const auto slash = options.behind.find('/');
  if (slash == std::string::npos)
    return usecases::records_behind(work, type, *TRY(usecases::metric_named(type, options.behind)),
                                    which);
  if (!lens) return fail(Code::not_found, "evidence.unknown", "there is no framework");
  return usecases::records_behind(work, *lens, options.behind.substr(0, slash),
                                  options.behind.substr(slash + 1), which);
}

Status print_behind(Work& work, const pack::Framework* lens, const pack::RecordType& type,
                    const PracticeOptions& options) {
  auto request = TRY(request_behind(work, lens, type, options));
  request.limit = records_shown_max;
  const auto page = TRY(record::list(work.tx, work.lister(), request));
  for (const auto& record : page.records)
    fmt::print("  {} {} {}\n", padded_to(record.number, 12), padded_to(record.state_name(), 14),
               record.text_of(pack::FieldRole::title));
  const auto count = TRY(record::count(work.tx, work.lister(), request));
  fmt::print("{}{} records\n", count.count, count.is_more ? "+" : "");
  return {};
}

Result<usecases::Caller> caller_of(usecases::Application& application,
                                   const PracticeOptions& options) {
  const auto all = usecases::operator_caller("cli");
  if (options.email.empty()) return all;
  return usecases::in_read(application, all, [&](Work& work) -> Result<usecases::Caller> {
    const auto person =
        TRY(record::find_id(work.tx, work.model, *work.model.type("person"), options.email));
    if (!person)
      return fail(Code::not_found, "person.not_found",
                  fmt::format("nobody has the e-mail address '{}'", options.email));
    return usecases::Caller{
        .scope = TRY(identity::make_scope(work.tx, work.model, work.directory, *person)),
        .via = "cli"};
  });
}

Result<int> run_practice(usecases::Application& application, const PracticeOptions& options) {
  const auto caller = TRY(caller_of(application, options));
  return usecases::in_read(application, caller, [&](Work& work) -> Result<int> {
    const auto* lens = TRY(usecases::lens_of(work, options.framework));
    const std::string language = options.language.empty() ? work.scope.language : options.language;
    if (options.verb == "list") {
      print_list(work, lens, language);
      return done;
    }
    const auto practice = TRY(usecases::practice_named(work.model.packs(), lens, options.practice));
    if (!options.behind.empty()) {
      TRY(print_behind(work, lens, *practice.type, options));
      return done;
    }
    const auto page = TRY(usecases::practice_page(work, lens, practice));
    PagePrinter(work, page, language).print();
    return done;
  });
}

}  // namespace

int practice(const PracticeOptions& options) {
  return with_tenant(options.config, IfMissing::refuse,
                     [&](const Config&, Tenant& tenant, const TimeSource&) {
                       return run_practice(tenant.application(), options);
                     });
}

}  // namespace praxis::main::cli
