#include "usecases/search_records.h"

#include <algorithm>
#include <map>
#include <memory>

#include "identity/permission.h"
#include "record/search_terms.h"

namespace praxis::usecases {
namespace {

// Asked of one record after the other.
class FieldReader {
 public:
  explicit FieldReader(const Work& work) : work_(work) {}

  bool may_read(const record::Record& record, int field) {
    if (record.id != last_) {
      auto& rights = rights_[record.type];
      if (!rights)
        rights =
            std::make_unique<identity::ActorRights>(work_.scope, work_.model.packs(), *record.type);
      readable_ = identity::RecordRights(*rights, work_.around(record)).readable_fields();
      last_ = record.id;
    }
    return readable_.test(static_cast<std::size_t>(field));
  }

 private:
  const Work& work_;
  std::map<const pack::RecordType*, std::unique_ptr<identity::ActorRights>> rights_{};
  Id last_{};
  identity::FieldSet readable_{};
};

bool has_guarded_field(const record::Model& model) {
  return std::ranges::any_of(model.packs().types(), [](const auto& type) {
    return std::ranges::any_of(type->fields,
                               [&](const auto& field) { return record::is_guarded(*type, field); });
  });
}

}  // namespace

Result<record::SearchPage> search_records(Work& work, record::SearchRequest request) {
  if (!work.scope.is_system && has_guarded_field(work.model)) {
    auto reader = std::make_shared<FieldReader>(work);
    request.may_read_field = [reader](const record::Record& record, int field) {
      return reader->may_read(record, field);
    };
  }
  return record::search(work.tx, work.lister(), request);
}

}  // namespace praxis::usecases
