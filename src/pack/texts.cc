#include "pack/texts.h"

#include <unicode/messagepattern.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "pack/findings.h"

namespace praxis::pack {
namespace {

void flatten(const Node& node, const std::string& address, int depth,
             std::map<std::string, std::string, std::less<>>& out) {
  if (!node.is_map()) {
    if (node.is_scalar() && !node.is_null()) out[address] = node.text;
    return;
  }
  for (const auto& entry : node.entries)
    flatten(entry.value, join(address, entry.key), depth + 1, out);
  // {label, hint} stands where a text may stand: never above a section of a dictionary.
  constexpr int text_depth = 2;
  const auto* label = depth >= text_depth ? node.find("label") : nullptr;
  if (label && label->is_scalar()) {
    out[address] = label->text;
    out.erase(address + ".label");
  }
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

std::string_view argument_kind(UMessagePatternArgType type) {
  switch (type) {
    case UMSGPAT_ARG_TYPE_PLURAL:
      return ": plural";
    case UMSGPAT_ARG_TYPE_SELECT:
      return ": select";
    case UMSGPAT_ARG_TYPE_SELECTORDINAL:
      return ": selectordinal";
    case UMSGPAT_ARG_TYPE_CHOICE:
      return ": choice";
    default:
      return "";
  }
}

}  // namespace

void flatten_texts(const Node& tree, std::map<std::string, std::string, std::less<>>& out) {
  flatten(tree, "", 0, out);
}

MessageArguments arguments_of(const std::string& message) {
  MessageArguments out;
  if (message.find('{') == std::string::npos && message.find('}') == std::string::npos) return out;
  UErrorCode status = U_ZERO_ERROR;
  UParseError where{};
  const auto text = icu::UnicodeString::fromUTF8(message);
  const icu::MessagePattern pattern(text, &where, status);
  if (U_FAILURE(status)) {
    const auto near = utf8(icu::UnicodeString(where.preContext)) + "▸" +
                      utf8(icu::UnicodeString(where.postContext));
    out.fault = fmt::format("is no ICU message (near \"{}\"): write '{{' for a brace", near);
    return out;
  }
  std::set<std::string> found;
  std::string kind;
  for (int32_t i = 0; i < pattern.countParts(); ++i) {
    const auto& part = pattern.getPart(i);
    if (part.getType() == UMSGPAT_PART_TYPE_ARG_START) kind = argument_kind(part.getArgType());
    const bool is_name = part.getType() == UMSGPAT_PART_TYPE_ARG_NAME ||
                         part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER;
    if (is_name) found.insert(utf8(pattern.getSubstring(part)) + kind);
  }
  out.arguments.assign(found.begin(), found.end());
  return out;
}

}  // namespace praxis::pack
