#include "pack/compile.h"

#include <fmt/format.h>

namespace praxis::pack {
namespace {

// "line 1, column 5: …" is said by our own place instead.
std::string without_position(const Error& error) {
  const auto& message = error.message;
  if (!error.details.contains("line")) return message;
  const auto colon = message.find(": ");
  return colon == std::string::npos ? message : message.substr(colon + 2);
}

int detail(const Error& error, std::string_view name) {
  const auto* found = error.details.if_contains(name);
  if (!found) return 1;
  if (found->is_uint64()) return static_cast<int>(found->get_uint64());
  return found->is_int64() ? static_cast<int>(found->get_int64()) : 1;
}

// Where in the file the error stands: exact where the expression is written on one line as it is
// read.
Mark place_of(const Node& node, const Error& error) {
  auto at = node.at;
  if (node.style == Node::Style::block || detail(error, "line") != 1 ||
      node.text.find('\n') != std::string::npos)
    return at;
  const auto column = detail(error, "column");
  int shift = column - 1;
  if (node.style != Node::Style::plain) {
    // In quotes: the quote itself, and what is doubled or escaped before the place.
    ++shift;
    int passed = 0;
    for (const char c : node.text) {
      if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
      if (++passed >= column) break;
      if (node.style == Node::Style::single_quoted && c == '\'') ++shift;
      if (node.style == Node::Style::double_quoted && (c == '"' || c == '\\')) ++shift;
    }
  }
  at.column += shift;
  return at;
}

bool is_any(const expr::Type& type) {
  return type.kind == expr::Kind::dyn || type.kind == expr::Kind::null;
}

bool is_text_like(const expr::Type& type) {
  return type.kind == expr::Kind::text || type.kind == expr::Kind::choice;
}

}  // namespace

bool fits(const expr::Type& given, const expr::Type& wanted, const PackSet& set) {
  if (is_any(given) || is_any(wanted)) return true;
  if (is_text_like(given) && is_text_like(wanted))
    return wanted.kind == expr::Kind::text || given.kind == expr::Kind::text ||
           given.name == wanted.name;
  if (given.kind != wanted.kind) return false;
  if (given.kind == expr::Kind::decimal) return given.scale == wanted.scale;
  if (given.kind == expr::Kind::reference) {
    const auto* type = set.type(given.name);
    const auto* other = set.type(wanted.name);
    return given.name.empty() || wanted.name.empty() || given.name == wanted.name ||
           (type && type->is_a(wanted.name)) || (other && other->is_a(given.name));
  }
  if (given.kind == expr::Kind::list && !given.parameters.empty() && !wanted.parameters.empty())
    return fits(given.parameters[0], wanted.parameters[0], set);
  return true;
}

Result<ExpressionPtr> compile_text(std::string_view text, const CompileRequest& request) {
  NameCollector names(request.in);
  expr::CheckOptions options;
  options.wanted_type = request.wanted;
  auto program = expr::compile(text, names, options);
  if (!program) {
    if (!names.complaint().empty() && program.error().reason == "expression.unknown_function")
      program.error().message = names.complaint();
    return fail(std::move(program.error()));
  }
  auto expression = std::make_shared<Expression>();
  expression->text = text;
  expression->program = std::move(*program);
  expression->meanings = names.take();
  if (request.sql != SqlUse::none) TRY(check_sql(*expression, request));
  return ExpressionPtr(std::move(expression));
}

ExpressionPtr ExpressionReader::read(const Node& node, const std::string& address,
                                     std::optional<expr::Type> wanted) const {
  if (!node.is_scalar() || node.is_null()) {
    draft_.findings.add(node.at, address,
                        fmt::format("an expression is wanted here, not {}", kind_name(node.kind)));
    return nullptr;
  }
  if (node.text.size() > 4 * expr::expression_length_max) {
    draft_.findings.add(
        node.at, address,
        fmt::format("an expression has at most {} characters", expr::expression_length_max));
    return nullptr;
  }
  const std::tuple place{node.at.file, node.at.line, node.at.column};
  if (draft_.failed_expressions.contains(place)) return nullptr;
  const auto* literals = draft_.owner_of(node.at);
  const CompileRequest request{
      .in = {*draft_.set, **draft_.vocabulary, type_,
             literals && type_.is_a(literals->name) ? *literals : type_, context_},
      .wanted = std::move(wanted),
      .sql = sql_};
  auto compiled = compile_text(node.text, request);
  if (compiled) return *compiled;
  draft_.failed_expressions.insert(place);
  draft_.findings.add(place_of(node, compiled.error()), address,
                      without_position(compiled.error()));
  return nullptr;
}

ExpressionPtr ExpressionReader::value_for(const Field& field, const Node& node,
                                          const std::string& address) const {
  const auto wanted = expression_type(field, **draft_.vocabulary);
  auto expression = read(node, address, wanted);
  if (!expression) return nullptr;
  const auto& given = expression->program->type();
  if (fits(given, wanted, *draft_.set)) return expression;
  draft_.findings.add(node.at, address,
                      fmt::format("gives {}, but {} is {}", expr::to_text(given), field.name,
                                  expr::to_text(wanted)));
  return nullptr;
}

ExpressionPtr ExpressionReader::constant_span(Span span) const {
  const auto text = fmt::format("duration(\"{}s\")", static_cast<double>(span.us) / 1e6);
  const CompileRequest request{.in = {*draft_.set, **draft_.vocabulary, type_, type_, {}}};
  auto compiled = compile_text(text, request);
  must(compiled);
  return *compiled;
}

Result<ExpressionPtr> PackSet::compile(const RecordType& type, std::string_view text,
                                       const ExpressionContext& context) const {
  must(vocabulary_);
  CompileRequest request{.in = {*this, *vocabulary_, type, type, context}};
  if (context.wanted) request.wanted = expr::Type{.kind = *context.wanted};
  if (context.must_compile_to_sql) request.sql = SqlUse::condition;
  return compile_text(text, request);
}

}  // namespace praxis::pack
