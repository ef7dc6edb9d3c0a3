#include "pack/yaml.h"

#include <libfyaml.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <unordered_set>

#include <fmt/format.h>

#include "base/text.h"

namespace praxis::pack {
namespace {

struct ParserEnd {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagEnd {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};

bool is_integer_text(std::string_view text) {
  if (!text.empty() && text.front() == '-') text.remove_prefix(1);
  return !text.empty() && text.size() <= 19 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_decimal_text(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot + 1 == text.size()) return false;
  const auto fraction = text.substr(dot + 1);
  return is_integer_text(text.substr(0, dot)) && fraction.size() <= 18 && fraction.front() != '-' &&
         is_integer_text(fraction);
}

// What a plain scalar means: YAML 1.2's core schema, cut to what packs need.
void interpret_plain(Node& node) {
  const auto& text = node.text;
  if (text.empty() || text == "~" || text == "null") {
    node.kind = Node::Kind::null;
  } else if (text == "true" || text == "false") {
    node.kind = Node::Kind::boolean;
    node.boolean = text == "true";
  } else if (is_integer_text(text)) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), node.integer);
    if (read.ec == std::errc()) node.kind = Node::Kind::integer;
  } else if (is_decimal_text(text)) {
    node.kind = Node::Kind::decimal;
  }
}

class YamlReader {
 public:
  YamlReader(std::string_view text, int file, Findings& findings)
      : text_(text), file_(file), findings_(findings) {
    for (std::size_t i = 0; i < text.size(); ++i)
      if (text[i] == '\n') line_starts_.push_back(i + 1);
  }

  std::vector<Node> read();

 private:
  // A collection whose end was not seen yet.
  struct Open {
    Node node;
    std::optional<Entry> key{};  // of a map: the key whose value comes next
    std::unordered_set<std::string> keys{};
  };

  Mark mark_at(std::size_t position) const;
  bool refuse(Mark at, std::string message);
  bool take(fy_event* event);
  bool take_scalar(fy_event* event);
  bool open(Node::Kind kind, const fy_event* event, fy_token* anchor, fy_token* tag);
  bool close();
  bool put(Node node);
  bool put_key(Node node);
  bool check_properties(fy_token* anchor, fy_token* tag);
  Mark start_of(const fy_event* event) const;
  void report_syntax(fy_diag* diag);

  std::string_view text_;
  int file_;
  Findings& findings_;
  std::vector<std::size_t> line_starts_{0};
  std::vector<Open> open_;
  std::vector<Node> documents_;
  bool is_refused_ = false;
};

Mark YamlReader::mark_at(std::size_t position) const {
  position = std::min(position, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), position);
  const auto line = after - line_starts_.begin();
  const auto start = *(after - 1);
  const auto column = length_of(text_.substr(start, position - start)) + 1;
  return {.file = file_, .line = static_cast<int>(line), .column = static_cast<int>(column)};
}

bool YamlReader::refuse(Mark at, std::string message) {
  findings_.add(at, "", std::move(message));
  is_refused_ = true;
  return false;
}

// libfyaml's marks stand behind a quote or an asterisk: ours on it.
Mark YamlReader::start_of(const fy_event* event) const {
  const auto* mark = fy_event_start_mark(const_cast<fy_event*>(event));
  auto position = mark ? std::min(mark->input_pos, text_.size()) : 0;
  const char before = position > 0 ? text_[position - 1] : ' ';
  const bool is_quoted = event->type == FYET_SCALAR && event->scalar.value &&
                         fy_token_scalar_style(event->scalar.value) != FYSS_PLAIN;
  const bool is_behind_quote = is_quoted && (before == '\'' || before == '"');
  if (is_behind_quote || (event->type == FYET_ALIAS && before == '*')) --position;
  return mark_at(position);
}

bool YamlReader::check_properties(fy_token* anchor, fy_token* tag) {
  const auto refuse_token = [&](fy_token* token, const char* message) {
    const auto* mark = fy_token_start_mark(token);
    auto position = mark ? std::min(mark->input_pos, text_.size()) : 0;
    if (position > 0 && text_[position - 1] == '&') --position;
    return refuse(mark_at(position), message);
  };
  if (anchor) return refuse_token(anchor, "anchors are not allowed: write the value out");
  if (tag) return refuse_token(tag, "tags are not allowed: write the value without one");
  return true;
}

bool YamlReader::open(Node::Kind kind, const fy_event* event, fy_token* anchor, fy_token* tag) {
  if (!check_properties(anchor, tag)) return false;
  const auto at = start_of(event);
  if (open_.size() >= yaml_depth_max)
    return refuse(at, fmt::format("nested deeper than {} levels", yaml_depth_max));
  if (!open_.empty() && open_.back().node.is_map() && !open_.back().key)
    return refuse(at, "a key is a plain name, not a map or a list");
  Open next;
  next.node.kind = kind;
  next.node.at = at;
  open_.push_back(std::move(next));
  return true;
}

bool YamlReader::put_key(Node node) {
  auto& parent = open_.back();
  if (node.text.empty()) return refuse(node.at, "a key is missing before ':'");
  if (node.text.size() > 200) return refuse(node.at, "a key has at most 200 bytes");
  if (!parent.keys.insert(node.text).second)
    return refuse(node.at, fmt::format("the key {} stands here twice", node.text));
  if (parent.keys.size() > yaml_map_max)
    return refuse(node.at, fmt::format("a map has at most {} keys", yaml_map_max));
  parent.key = Entry{std::move(node.text), node.at, {}};
  return true;
}

bool YamlReader::put(Node node) {
  if (open_.empty()) {
    if (!node.is_null()) documents_.push_back(std::move(node));
    return true;
  }
  auto& parent = open_.back();
  if (parent.node.is_list()) {
    parent.node.items.push_back(std::move(node));
    return true;
  }
  if (!parent.key) return put_key(std::move(node));
  parent.key->value = std::move(node);
  parent.node.entries.push_back(std::move(*parent.key));
  parent.key.reset();
  return true;
}

bool YamlReader::close() {
  if (open_.empty()) return true;
  auto node = std::move(open_.back().node);
  open_.pop_back();
  return put(std::move(node));
}

bool YamlReader::take_scalar(fy_event* event) {
  const auto& scalar = event->scalar;
  if (!check_properties(scalar.anchor, scalar.tag)) return false;
  Node node;
  node.at = start_of(event);
  std::size_t length = 0;
  const char* text = scalar.value ? fy_token_get_text(scalar.value, &length) : nullptr;
  if (text) node.text.assign(text, length);
  const auto style = scalar.value ? fy_token_scalar_style(scalar.value) : FYSS_PLAIN;
  node.kind = Node::Kind::text;
  if (style == FYSS_SINGLE_QUOTED) {
    node.style = Node::Style::single_quoted;
  } else if (style == FYSS_DOUBLE_QUOTED) {
    node.style = Node::Style::double_quoted;
  } else if (style == FYSS_LITERAL || style == FYSS_FOLDED) {
    node.style = Node::Style::block;
  } else {
    interpret_plain(node);
  }
  if (!is_valid_text(node.text)) return refuse(node.at, "the character U+0000 is not allowed");
  return put(std::move(node));
}

bool YamlReader::take(fy_event* event) {
  switch (event->type) {
    case FYET_SCALAR:
      return take_scalar(event);
    case FYET_ALIAS:
      return refuse(start_of(event), "aliases are not allowed: write the value out");
    case FYET_MAPPING_START:
      return open(Node::Kind::map, event, event->mapping_start.anchor, event->mapping_start.tag);
    case FYET_SEQUENCE_START:
      return open(Node::Kind::list, event, event->sequence_start.anchor, event->sequence_start.tag);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
      return close();
    default:
      return true;
  }
}

void YamlReader::report_syntax(fy_diag* diag) {
  void* previous = nullptr;
  if (const auto* error = fy_diag_errors_iterate(diag, &previous)) {
    const Mark at{.file = file_,
                  .line = std::max(error->line, 0) + 1,
                  .column = std::max(error->column, 0) + 1};
    refuse(at, fmt::format("not YAML: {}", error->msg ? error->msg : "cannot be read"));
    return;
  }
  refuse({.file = file_, .line = 1, .column = 1}, "not YAML: cannot be read");
}

std::vector<Node> YamlReader::read() {
  fy_diag_cfg diag_config;
  fy_diag_cfg_default(&diag_config);
  diag_config.fp = nullptr;
  const std::unique_ptr<fy_diag, DiagEnd> diag(fy_diag_create(&diag_config));
  if (!diag) return {};
  fy_diag_set_collect_errors(diag.get(), true);
  fy_parse_cfg config{};
  config.flags = static_cast<fy_parse_cfg_flags>(
      int{FYPCF_QUIET} | int{FYPCF_COLLECT_DIAG} | int{FYPCF_DEFAULT_VERSION_1_2} |
      int{FYPCF_JSON_NONE} | int{FYPCF_ALLOW_DUPLICATE_KEYS} | int{FYPCF_DISABLE_MMAP_OPT});
  config.diag = diag.get();
  const std::unique_ptr<fy_parser, ParserEnd> parser(fy_parser_create(&config));
  if (!parser || fy_parser_set_string(parser.get(), text_.data(), text_.size()) != 0) {
    report_syntax(diag.get());
    return {};
  }
  bool has_ended = false;
  while (!is_refused_) {
    fy_event* event = fy_parser_parse(parser.get());
    if (!event) break;
    has_ended = event->type == FYET_STREAM_END;
    take(event);
    fy_parser_event_free(parser.get(), event);
    if (has_ended) break;
  }
  if (!is_refused_ && !has_ended) report_syntax(diag.get());
  return is_refused_ ? std::vector<Node>() : std::move(documents_);
}

}  // namespace

std::vector<Node> read_yaml(std::string_view text, int file, Findings& findings) {
  const Mark start{.file = file, .line = 1, .column = 1};
  if (text.size() > yaml_bytes_max) {
    findings.add(start, "",
                 fmt::format("the file has {} bytes, {} at most", text.size(), yaml_bytes_max));
    return {};
  }
  if (!is_valid_text(text)) {
    findings.add(start, "", "the file is not UTF-8, or has the character U+0000");
    return {};
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return {};
  return YamlReader(text, file, findings).read();
}

}  // namespace praxis::pack
