#include "expr/program.h"

#include "expr/check.h"
#include "expr/evaluate.h"
#include "expr/parser.h"

namespace praxis::expr {

Program::Program() = default;
Program::~Program() = default;

Result<std::shared_ptr<const Program>> compile(std::string_view text,
                                               const Environment& environment,
                                               const CheckOptions& options) {
  auto root = TRY(parse(text));
  Checker checker(text, environment, options);
  TRY(checker.run(*root));
  std::shared_ptr<Program> program(new Program());
  program->text_ = text;
  program->type_ = root->type;
  program->slots_ = checker.slots();
  program->local_count_ = checker.local_count();
  program->root_ = std::move(root);
  return std::shared_ptr<const Program>(std::move(program));
}

Result<Value> Program::evaluate(const Bindings& bindings) const {
  Evaluator evaluator(bindings, local_count_);
  Value scratch;
  const auto* value = evaluator.evaluate(*root_, scratch);
  if (!value) return fail(evaluator.error(text_));
  return value == &scratch ? std::move(scratch) : *value;
}

}  // namespace praxis::expr
