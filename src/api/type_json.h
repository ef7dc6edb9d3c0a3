// A record type as JSON for interfaces: what stands in its declarations, by names instead of
// positions, with labels. Made for one answer; belongs to its thread.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "record/scope.h"
#include "usecases/work.h"

namespace praxis::api {

class TypeJson {
 public:
  // With the words of a lens, where there is one.
  TypeJson(JsonWriter& writer, const usecases::Work& work, std::string_view language,
           const pack::Framework* lens)
      : writer_(writer),
        work_(work),
        packs_(work.model.packs()),
        language_(language),
        lens_(lens) {}

  void write_summary(const pack::RecordType& type);  // members of a list of types
  Status write_whole(const pack::RecordType& type);  // all of it

 private:
  std::string_view text(const std::string& address) const {
    return packs_.text_under(lens_, language_, address);
  }
  void text_member(std::string_view key, const std::string& address);
  void names_member(std::string_view key, const std::vector<std::string>& names);
  void field_names_member(std::string_view key, const pack::RecordType& type,
                          const std::vector<int>& fields);
  void states_member(std::string_view key, const pack::RecordType& type, pack::StateSet states);
  void rule_member(std::string_view key, const pack::RecordType& type, const pack::Rule& rule);
  void bound_member(std::string_view key, const pack::Field& field, std::int64_t bound);

  void write_identity(const pack::RecordType& type);
  void write_permissions(const pack::RecordType& type);
  void write_fields(const pack::RecordType& type);
  void write_field(const pack::RecordType& type, const pack::Field& field);
  void write_field_rules(const pack::RecordType& type, const pack::Field& field);
  void write_states(const pack::RecordType& type);
  void write_transitions(const pack::RecordType& type, const pack::Lifecycle& lifecycle);
  void write_models(const pack::RecordType& type);
  void write_evidence(const pack::RecordType& type);
  void write_forms(const pack::RecordType& type);
  void write_views(const pack::RecordType& type);
  void write_links(const pack::RecordType& type);
  void write_pairs(std::string_view key, const std::map<std::string, std::string>& pairs);
  void write_clocks(const pack::RecordType& type);

  JsonWriter& writer_;
  const usecases::Work& work_;
  const pack::PackSet& packs_;
  std::string_view language_;
  const pack::Framework* lens_;
};

}  // namespace praxis::api
