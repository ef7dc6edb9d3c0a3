// One line of a records import, from its cells to what a verb is asked for. Belongs to
// import_records.cc.
#pragma once

#include <set>

#include "usecases/draft.h"
#include "usecases/import_map.h"
#include "usecases/import_time.h"
#include "usecases/record_lines.h"

namespace praxis::usecases {

struct LineDraft {
  const pack::RecordType* type = nullptr;
  std::int64_t line = 0;
  Id id{};  // nil: not given
  Draft draft{};
};

class LineReader {
 public:
  LineReader(const pack::PackSet& packs, const pack::RecordType& type, const ImportMap* map,
             std::string source);

  // InvalidArgument names every wrong cell.
  Result<LineDraft> draft_of(const RecordLine& line);
  // Columns that are not taken: the engine's own, and what is computed.
  const std::set<std::string>& left_out() const { return left_out_; }

 private:
  Status take_plain(const RecordLine& line, LineDraft& out);
  Status take_mapped(const RecordLine& line, LineDraft& out);
  void take_cell(std::string_view name, const Json& value, LineDraft& out,
                 std::vector<FieldError>& wrong);

  const pack::PackSet& packs_;
  const pack::RecordType& type_;
  const ImportMap* map_;
  std::string source_;
  std::optional<TimeReader> times_;
  std::set<std::string> left_out_;
};

}  // namespace praxis::usecases
