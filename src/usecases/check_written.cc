#include "usecases/check_written.h"

#include "sla/check_texts.h"

namespace praxis::usecases {

std::vector<FieldError> check_written(const Work& work, const record::Record* before,
                                      const record::Record& after, workflow::RequiredOf required,
                                      const std::vector<int>& given) {
  auto errors = workflow::check_record(work.around(after), before, after, required, given);
  for (auto& fault : sla::check_texts(work.model.packs(), work.book, before, after))
    errors.push_back(std::move(fault));
  return errors;
}

}  // namespace praxis::usecases
