#include "sla/choose_agreement.h"

#include <algorithm>
#include <array>

namespace praxis::sla {
namespace {

constexpr std::array<std::string_view, 6> verdict_names{
    "applies", "not_in_force", "not_yet_valid", "not_valid_any_more", "differs", "no_target"};

// An organization stands for those below it; anything else for itself.
bool is_matched(const record::Directory& directory, const expr::Value& own,
                const expr::Value& theirs) {
  if (own == theirs) return true;
  const auto* above = own.get<Id>();
  const auto* below = theirs.get<Id>();
  if (!above || !below || !directory.organization(*above)) return false;
  const auto up = directory.up(*below);
  return std::ranges::find(up, *above) != up.end();
}

void compare_fields(const record::Surroundings& in, Weighed& line) {
  const auto& record = line.agreement->record;
  for (const auto& match : record.type->agreement->matches) {
    const auto& own = record.value(match.own);
    if (own.is_null()) continue;
    const std::string_view name = record.type->fields[static_cast<std::size_t>(match.own)].name;
    line.named.push_back(name);
    if (const auto* id = own.get<Id>(); id && in.directory->organization(*id))
      line.depth = std::max(line.depth, static_cast<int>(in.directory->up(*id).size()));
    if (line.differs_in.empty() && !is_matched(*in.directory, own, in.record->value(match.theirs)))
      line.differs_in = name;
  }
}

std::optional<Instant> day_in(const record::Record& record, int field) {
  if (field < 0 || !record.value(field).get<expr::Timestamp>()) return std::nullopt;
  return record.value(field).instant();
}

void choose_row(const record::Surroundings& in, const AgreedClock& agreed, Weighed& line) {
  for (const auto& row : agreed.targets) {
    if (row.when && !record::holds(*row.when, in)) continue;
    const auto span = record::evaluate(*row.is, in);
    if (!span || !span->get<expr::Duration>() || span->span().us <= 0) continue;
    line.row = &row;
    line.target = span->span();
    return;
  }
}

Verdict verdict_of(const record::Surroundings& in, const AgreedClock& agreed, Weighed& line) {
  const auto& record = line.agreement->record;
  const auto& declared = *record.type->agreement;
  if (record.state >= 0 && (declared.in_force >> record.state & 1) == 0)
    return Verdict::not_in_force;
  if (!line.differs_in.empty()) return Verdict::differs;
  if (const auto from = day_in(record, declared.from); from && in.now < *from)
    return Verdict::not_yet_valid;
  if (const auto until = day_in(record, declared.until); until && in.now >= *until + days(1))
    return Verdict::not_valid_any_more;
  choose_row(in, agreed, line);
  return line.row ? Verdict::applies : Verdict::no_target;
}

bool is_before(const Weighed& one, const Weighed& other) {
  if (one.named.size() != other.named.size()) return one.named.size() > other.named.size();
  if (one.depth != other.depth) return one.depth > other.depth;
  return one.agreement->record.id < other.agreement->record.id;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  return verdict_names[static_cast<std::size_t>(verdict)];
}

std::vector<Weighed> decision_list(const record::Surroundings& in, const Book& book,
                                   const pack::Clock& clock) {
  std::vector<Weighed> list;
  for (const auto& agreement : book.agreements()) {
    const auto* agreed = agreement.terms->clock(*in.record->type, clock.name);
    if (!agreed) continue;
    Weighed line{.agreement = &agreement};
    compare_fields(in, line);
    line.verdict = verdict_of(in, *agreed, line);
    list.push_back(std::move(line));
  }
  std::sort(list.begin(), list.end(), is_before);
  return list;
}

const Weighed* chosen(const std::vector<Weighed>& list) {
  const auto found = std::ranges::find(list, Verdict::applies, &Weighed::verdict);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace praxis::sla
