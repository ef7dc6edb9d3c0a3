#include "pack/findings.h"

#include <algorithm>

#include <fmt/format.h>

#include "expr/suggest.h"

namespace praxis::pack {
namespace {

constexpr std::size_t listed_max = 14;
}  // namespace

std::string did_you_mean(std::string_view name, const std::vector<std::string>& known) {
  const auto near = expr::near_words(name, known);
  return near.empty() ? "" : fmt::format(" (did you mean {}?)", near.front());
}

std::string what_would_do(std::string_view name, const std::vector<std::string>& known) {
  if (auto hint = did_you_mean(name, known); !hint.empty()) return hint;
  if (known.empty() || known.size() > listed_max) return "";
  return fmt::format(" (one of: {})", listed(known));
}

std::string listed(const std::vector<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string join(std::string_view parent, std::string_view key) {
  return parent.empty() ? std::string(key) : fmt::format("{}.{}", parent, key);
}

int Findings::add_file(std::string path, int pack) {
  // A header is read before it is known where its pack stands: the same file then gets its pack.
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (files_[i].pack >= 0 || files_[i].path != path) continue;
    files_[i].pack = pack;
    return static_cast<int>(i);
  }
  files_.push_back({std::move(path), pack});
  return static_cast<int>(files_.size()) - 1;
}

int Findings::pack_of(int file) const {
  return file < 0 ? -1 : files_[static_cast<std::size_t>(file)].pack;
}

int Findings::owner(std::string_view type) {
  const auto found = std::find(owners_.begin(), owners_.end(), type);
  if (found != owners_.end()) return static_cast<int>(found - owners_.begin());
  owners_.emplace_back(type);
  return static_cast<int>(owners_.size()) - 1;
}

const std::string& Findings::owner_name(int index) const {
  static const std::string none;
  return index < 0 ? none : owners_[static_cast<std::size_t>(index)];
}

// "server has no field x" is the same mistake as "device has no field x" at the same place.
std::string Findings::without_type(const std::string& message) const {
  const auto space = message.find(' ');
  const bool is_type =
      space != std::string::npos &&
      std::find(owners_.begin(), owners_.end(), message.substr(0, space)) != owners_.end();
  return is_type ? message.substr(space) : message;
}

void Findings::add(Mark at, std::string address, std::string message) {
  if (findings_.size() >= findings_max) return;
  if (!seen_.emplace(at.file, at.line, at.column, without_type(message)).second) return;
  findings_.push_back({at.file < 0 ? std::string() : file(at.file), at.line, at.column,
                       std::move(address), std::move(message)});
}

std::vector<Finding> Findings::take() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return std::move(findings_);
}

std::string to_text(const Finding& finding) {
  std::string out;
  if (!finding.file.empty()) out += finding.file;
  if (finding.line > 0) out += fmt::format(":{}:{}", finding.line, finding.column);
  if (!out.empty()) out += ": ";
  if (!finding.address.empty()) out += finding.address + ": ";
  return out + finding.message;
}

}  // namespace praxis::pack
