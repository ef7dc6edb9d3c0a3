// Reads one value's source out of a map: `column`, `{column: …, values: …}`, `{constant: …}`,
// `{template: […]}`. Belongs to import_map.cc; pure but for the findings it adds.
#pragma once

#include "pack/reader.h"
#include "usecases/import_map.h"

namespace praxis::usecases {

struct ValueContext {
  const pack::PackSet& packs;
  const pack::Field* field = nullptr;        // null: the person who acts
  const pack::RecordType* target = nullptr;  // of a reference
};

ValueSource read_value_source(const pack::MapReader& parent, const pack::Entry& entry,
                              const ValueContext& context);

// "Category: {category}"; a finding for an open brace.
TemplatePart read_template_part(const pack::MapReader& parent, const pack::Node& node);

}  // namespace praxis::usecases
