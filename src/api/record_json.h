// Records as JSON: flat, engine members first, then the fields that the actor may read (a field
// that one may not read is absent, an empty one is null), references as ids. Writes straight into a
// text: no tree is made on the way of a list. Made for one answer; belongs to its thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "http/message.h"
#include "identity/permission.h"
#include "usecases/read_records.h"
#include "usecases/work.h"

namespace praxis::api {

// What is wanted of each record.
struct Selection {
  std::vector<std::string> fields{};  // empty: everything
  bool wants_titles = false;          // of the records that references lead to
  bool wants_links = false;

  bool takes(std::string_view name) const;
};
enum class ReadsOf {
  one,
  list
};  // what is left out where nothing is said: titles and links of lists
// Of ?fields, ?titles, ?links. InvalidArgument "query.unknown_choice" for names that no such record
// has.
Result<Selection> selection_of(const http::Request& request, const record::Model& model,
                               const pack::RecordType* type, ReadsOf reads);

// Whether long texts and sets of the record were read; where they were not they are left out.
enum class Extent { row, whole };

class RecordJson {
 public:
  RecordJson(usecases::Work& work, const Selection& selection)
      : work_(work), selection_(selection) {}

  // One object.
  void write(JsonWriter& writer, const record::Record& record, Extent extent);
  // The same with links and titles inside.
  Result<std::string> one(const record::Record& record);
  // "titles": {id: {number, title, type}} of all references written so far, if wanted.
  Status write_titles(JsonWriter& writer);

  void note_reference(std::string_view type, Id id);

 private:
  struct Plan;
  const Plan& plan_of(const pack::RecordType& type);
  void write_members(JsonWriter& writer, const record::Record& record, Extent extent);
  void write_engine_members(JsonWriter& writer, const record::Record& record);
  Status write_links(JsonWriter& writer, const record::Record& record);
  Status write_face(JsonWriter& writer, const record::Record& record);
  Status write_shown(JsonWriter& writer, const std::vector<usecases::SeenLink>& links);
  void write_shown_fields(JsonWriter& writer, const record::Record& other,
                          const std::vector<std::string>& names);

  usecases::Work& work_;
  const Selection& selection_;
  std::map<const pack::RecordType*, std::shared_ptr<const Plan>> plans_{};
  std::map<std::string, std::set<Id>, std::less<>> references_{};  // by target type
};

// A field's value; references as ids.
void write_value(JsonWriter& writer, const pack::Field& field, const expr::Value& value,
                 std::string_view currency);

}  // namespace praxis::api
