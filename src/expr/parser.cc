#include "expr/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "expr/lexer.h"
#include "expr/literal.h"
#include "expr/macros.h"

namespace praxis::expr {
namespace {

constexpr std::array<std::string_view, 21> reserved_words = {
    "as",       "break",     "const",  "continue", "else", "false", "for",
    "function", "if",        "import", "in",       "let",  "loop",  "null",
    "package",  "namespace", "return", "true",     "var",  "void",  "while"};
constexpr std::array<std::string_view, 4> words_never_selected = {"false", "in", "null", "true"};

struct BinaryOperator {
  std::string_view text;
  Op op;
  int precedence;
};
constexpr std::array<BinaryOperator, 14> binary_operators = {{
    {"||", Op::logical_or, 1},
    {"&&", Op::logical_and, 2},
    {"==", Op::equal, 3},
    {"!=", Op::not_equal, 3},
    {"<", Op::less, 3},
    {"<=", Op::less_equal, 3},
    {">", Op::greater, 3},
    {">=", Op::greater_equal, 3},
    {"in", Op::in, 3},
    {"+", Op::add, 4},
    {"-", Op::subtract, 4},
    {"*", Op::multiply, 5},
    {"/", Op::divide, 5},
    {"%", Op::modulo, 5},
}};

// U+0000 may stand in a literal: the language has it, though no database stores it.
bool is_utf8(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return is_valid_text(text);
  std::string rest(text);
  std::erase(rest, '\0');
  return is_valid_text(rest);
}

class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens)
      : text_(text), tokens_(std::move(tokens)) {}

  Result<NodePointer> run() {
    auto root = TRY(expression());
    if (peek().kind != TokenKind::end) return unexpected_token("an operator or the end");
    return root;
  }

 private:
  const Token& peek() const { return tokens_[next_]; }
  Token take() { return peek().kind == TokenKind::end ? peek() : tokens_[next_++]; }
  bool is_symbol(std::string_view symbol) const {
    return peek().kind == TokenKind::symbol && peek().text == symbol;
  }
  bool skip(std::string_view symbol) {
    if (!is_symbol(symbol)) return false;
    ++next_;
    return true;
  }
  tl::unexpected<Error> refuse(Position at, std::string_view message,
                               std::string_view reason = "syntax") const {
    return fail(error_at(text_, at, reason, message));
  }
  tl::unexpected<Error> unexpected_token(std::string_view wanted) const {
    const auto& token = peek();
    const auto found = token.kind == TokenKind::end ? "the end" : fmt::format("\"{}\"", token.text);
    return refuse(token.at, fmt::format("expected {}, found {}", wanted, found));
  }
  Status expect(std::string_view symbol) {
    if (skip(symbol)) return {};
    return unexpected_token(fmt::format("\"{}\"", symbol));
  }

  static NodePointer node(Op op, Position at) {
    auto made = std::make_unique<Node>();
    made->op = op;
    made->at = at;
    return made;
  }
  // Hangs `child` below `parent`; a chain of operators grows the tree without nesting the parser.
  Status adopt(Node& parent, NodePointer child) const {
    const int depth = std::max<int>(parent.depth, child->depth + 1);
    if (depth > tree_depth_max) return refuse(parent.at, "this nests too deep", "too_deep");
    parent.depth = static_cast<std::uint16_t>(depth);
    parent.arguments.push_back(std::move(child));
    return {};
  }

  struct Nesting {
    explicit Nesting(int& depth) : depth_(++depth) {}
    ~Nesting() { --depth_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;
    int& depth_;
  };

  Result<NodePointer> expression() {
    const Nesting nesting(nesting_);
    if (nesting_ > nesting_max) return refuse(peek().at, "this nests too deep", "too_deep");
    auto condition = TRY(binary(1));
    if (!is_symbol("?")) return condition;
    auto choice = node(Op::conditional, take().at);
    TRY(adopt(*choice, std::move(condition)));
    TRY(adopt(*choice, TRY(binary(1))));
    TRY(expect(":"));
    TRY(adopt(*choice, TRY(expression())));
    return choice;
  }

  const BinaryOperator* operator_ahead() const {
    if (peek().kind != TokenKind::symbol && peek().text != "in") return nullptr;
    const auto found = std::ranges::find(binary_operators, peek().text, &BinaryOperator::text);
    return found == binary_operators.end() ? nullptr : &*found;
  }

  Result<NodePointer> binary(int precedence_min) {
    auto left = TRY(unary());
    for (;;) {
      const auto* found = operator_ahead();
      if (!found || found->precedence < precedence_min) return left;
      const auto at = take().at;
      auto right = TRY(binary(found->precedence + 1));
      const bool is_chain = found->op == Op::logical_and || found->op == Op::logical_or;
      if (!is_chain || left->op != found->op) {
        auto parent = node(found->op, at);
        TRY(adopt(*parent, std::move(left)));
        left = std::move(parent);
      }
      TRY(adopt(*left, std::move(right)));
    }
  }

  Result<NodePointer> unary() {
    std::vector<Token> signs;
    const std::string_view sign = is_symbol("!") ? "!" : "-";
    while (is_symbol(sign)) signs.push_back(take());
    const bool is_signed_number = sign == "-" && !signs.empty() && peek().kind == TokenKind::number;
    if (is_signed_number) signs.pop_back();
    auto operand = TRY(member(is_signed_number ? Sign::negative : Sign::positive));
    for (; !signs.empty(); signs.pop_back()) {
      auto parent = node(sign == "!" ? Op::logical_not : Op::negate, signs.back().at);
      TRY(adopt(*parent, std::move(operand)));
      operand = std::move(parent);
    }
    return operand;
  }

  Result<NodePointer> member(Sign sign) {
    auto target = TRY(primary(sign));
    for (;;) {
      if (skip(".")) {
        target = TRY(selection(std::move(target)));
      } else if (is_symbol("[")) {
        auto index = node(Op::index, take().at);
        TRY(adopt(*index, std::move(target)));
        if (is_symbol("?")) return refuse(peek().at, "optional values are not supported");
        TRY(adopt(*index, TRY(expression())));
        TRY(expect("]"));
        target = std::move(index);
      } else if (is_symbol("{") && is_name_chain(*target)) {
        return refuse(peek().at, "messages are not supported; write a map");
      } else {
        return target;
      }
    }
  }

  static bool is_name_chain(const Node& target) {
    const Node* at = &target;
    while (at->op == Op::select) at = at->arguments.front().get();
    return at->op == Op::identifier;
  }

  Result<NodePointer> selection(NodePointer target) {
    if (is_symbol("?")) return refuse(peek().at, "optional values are not supported");
    const Token name = peek();
    const bool is_name =
        name.kind == TokenKind::quoted_identifier ||
        (name.kind == TokenKind::identifier &&
         std::ranges::find(words_never_selected, name.text) == words_never_selected.end());
    if (!is_name) return unexpected_token("a name");
    take();
    if (name.kind == TokenKind::identifier && is_symbol("(")) {
      return call(name, CallStyle::receiver, std::move(target));
    }
    auto select = node(Op::select, name.at);
    select->name =
        name.kind == TokenKind::identifier ? name.text : name.text.substr(1, name.text.size() - 2);
    TRY(adopt(*select, std::move(target)));
    return select;
  }

  Result<NodePointer> call(const Token& name, CallStyle style, NodePointer target) {
    auto made = node(Op::call, name.at);
    made->name = name.text;
    made->style = style;
    if (target) TRY(adopt(*made, std::move(target)));
    TRY(expect("("));
    if (!skip(")")) {
      do {
        TRY(adopt(*made, TRY(expression())));
      } while (skip(","));
      TRY(expect(")"));
    }
    TRY(expand_macro(text_, *made));
    return made;
  }

  Result<NodePointer> primary(Sign sign) {
    const Token token = peek();
    switch (token.kind) {
      case TokenKind::number:
        return literal(take(), number_from_literal(token.text, sign));
      case TokenKind::text:
      case TokenKind::bytes:
        return literal(take(), text_from_literal(token.text));
      case TokenKind::identifier:
        return name_or_constant();
      case TokenKind::symbol:
        return bracketed();
      default:
        return unexpected_token("a value");
    }
  }

  Result<NodePointer> literal(const Token& token, tl::expected<Value, std::string> value) {
    if (!value) return refuse(token.at, value.error());
    auto made = node(Op::constant, token.at);
    made->constant = std::move(*value);
    return made;
  }

  Result<NodePointer> name_or_constant() {
    const Token token = take();
    if (token.text == "true" || token.text == "false")
      return literal(token, Value(token.text == "true"));
    if (token.text == "null") return literal(token, Value());
    return name(token);
  }

  Result<NodePointer> name(const Token& token) {
    if (std::ranges::find(reserved_words, token.text) != reserved_words.end()) {
      return refuse(token.at, fmt::format("\"{}\" is a reserved word", token.text));
    }
    if (is_symbol("(")) return call(token, CallStyle::global, nullptr);
    auto made = node(Op::identifier, token.at);
    made->name = token.text;
    return made;
  }

  Result<NodePointer> bracketed() {
    if (skip("(")) {
      auto inner = TRY(expression());
      TRY(expect(")"));
      return inner;
    }
    if (is_symbol("[")) return list();
    if (is_symbol("{")) return map();
    if (skip(".")) {
      if (peek().kind != TokenKind::identifier) return unexpected_token("a name");
      auto made = TRY(name(take()));
      made->is_absolute = true;
      return made;
    }
    return unexpected_token("a value");
  }

  Result<NodePointer> list() {
    auto made = node(Op::list, take().at);
    while (!skip("]")) {
      if (is_symbol("?")) return refuse(peek().at, "optional values are not supported");
      TRY(adopt(*made, TRY(expression())));
      if (skip("]")) break;
      TRY(expect(","));
    }
    return made;
  }

  Result<NodePointer> map() {
    auto made = node(Op::map, take().at);
    while (!skip("}")) {
      if (is_symbol("?")) return refuse(peek().at, "optional values are not supported");
      TRY(adopt(*made, TRY(expression())));
      TRY(expect(":"));
      TRY(adopt(*made, TRY(expression())));
      if (skip("}")) break;
      TRY(expect(","));
    }
    return made;
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int nesting_ = 0;
};

}  // namespace

std::string_view operator_text(Op op) {
  const auto found = std::ranges::find(binary_operators, op, &BinaryOperator::op);
  if (found != binary_operators.end()) return found->text;
  switch (op) {
    case Op::logical_not:
      return "!";
    case Op::negate:
      return "-";
    case Op::conditional:
      return "?:";
    case Op::index:
      return "[]";
    default:
      return "";
  }
}

Result<NodePointer> parse(std::string_view text) {
  if (text.size() > 4 * expression_length_max || length_of(text) > expression_length_max) {
    return fail(
        error_at(text.substr(0, 1), {}, "too_long",
                 fmt::format("an expression has at most {} characters", expression_length_max)));
  }
  if (!is_utf8(text)) return fail(error_at({}, {}, "syntax", "this is not valid UTF-8"));
  return Parser(text, TRY(tokens_of(text))).run();
}

}  // namespace praxis::expr
