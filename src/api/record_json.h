// Records as JSON: flat, engine members first, then the fields that the actor may read (a field
// that one may not read is absent, an empty one is null), references as ids. Writes straight into a
// text: no tree is made on the way of a list. Made for one answer; belongs to its thread.
#pragma once

#include <bitset>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "http/message.h"
#include "identity/permission.h"
#include "usecases/explain_clocks.h"
#include "usecases/read_records.h"
#include "usecases/work.h"

namespace praxis::api {

struct Call;

// What is wanted of each record.
struct Selection {
  std::vector<std::string> fields{};  // empty: everything
  bool wants_titles = false;          // of the records that references lead to
  bool wants_links = false;
  bool wants_clocks = false;  // only where `fields` names them

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

// What is the same for all records of a type that are shown to one actor: valid while scope and
// model are.
struct RecordPlan {
  RecordPlan(const record::Scope& scope, const record::Model& model, const Selection& selection,
             const pack::RecordType& type);
  struct Wanted {
    int field;
    bool is_in_row;
    JsonName name;
  };
  identity::ActorRights rights;
  std::vector<Wanted> fields{};
  std::bitset<32> members{};  // of the engine's
};

class RecordJson {
 public:
  RecordJson(usecases::Work& work, const Selection& selection)
      : work_(work), selection_(selection) {}
  // With plans kept between the answers to an actor.
  RecordJson(usecases::Work& work, const Selection& selection, const Call& call)
      : work_(work), selection_(selection), call_(&call) {}

  // Reads what is not in the rows of these records and is wanted of them: clocks.
  Status prepare(std::span<const record::Record> records);
  // One object.
  void write(JsonWriter& writer, const record::Record& record, Extent extent);
  // The same with links and titles inside.
  Result<std::string> one(const record::Record& record);
  // "titles": {id: {number, title, type}} of all references written so far, if wanted.
  Status write_titles(JsonWriter& writer);

  void note_reference(std::string_view type, Id id);
  // Lets each of these records say whether it is unread for the actor.
  Status show_unread(std::span<const record::Record> records);

 private:
  // How records of a type are written in this answer.
  struct OfType {
    explicit OfType(std::shared_ptr<const RecordPlan> plan_in)
        : plan(std::move(plan_in)), readable(plan->rights) {}
    std::shared_ptr<const RecordPlan> plan;
    identity::ReadableFields readable;
  };
  OfType& of_type(const pack::RecordType& type);
  std::shared_ptr<const RecordPlan> kept_plan(const pack::RecordType& type) const;
  void write_members(JsonWriter& writer, const record::Record& record, Extent extent);
  void write_engine_members(JsonWriter& writer, const record::Record& record,
                            const RecordPlan& plan);
  void write_clocks(JsonWriter& writer, const record::Record& record);
  Status write_links(JsonWriter& writer, const record::Record& record);
  Status write_face(JsonWriter& writer, const record::Record& record);
  Status write_shown(JsonWriter& writer, const std::vector<usecases::SeenLink>& links);
  void write_shown_fields(JsonWriter& writer, const record::Record& other,
                          const std::vector<std::string>& names);

  usecases::Work& work_;
  const Selection& selection_;
  const Call* call_ = nullptr;
  std::map<const pack::RecordType*, OfType> types_{};
  std::map<std::string, std::set<Id>, std::less<>> references_{};  // by target type
  std::map<Id, std::vector<usecases::ClockExplanation>> clocks_{};
  std::map<Id, bool> unread_{};
};

// A field's value; references as ids.
void write_value(JsonWriter& writer, const pack::Field& field, const expr::Value& value,
                 std::string_view currency);

}  // namespace praxis::api
