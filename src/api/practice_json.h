// Pages of practices, their metrics and what is expected of a record, as JSON with labels in the
// reader's language and the lens's words. Made for one answer; belongs to its thread.
#pragma once

#include <string>
#include <string_view>

#include "api/record_json.h"
#include "usecases/expected_now.h"
#include "usecases/practice_page.h"

namespace praxis::api {

class PracticeJson {
 public:
  PracticeJson(JsonWriter& writer, usecases::Work& work, const pack::Framework* lens,
               std::string_view language)
      : writer_(writer),
        work_(work),
        packs_(work.model.packs()),
        lens_(lens),
        language_(language),
        references_(work, selection_) {}

  void write_framework(const pack::Framework& framework);
  void write_lens(std::string_view key);  // null without one
  void write_summary(const usecases::Practice& practice);
  Status write_page(const usecases::PracticePage& page);
  Status write_metric(const usecases::MetricShown& shown, const pack::RecordType& type);
  void write_expected(const usecases::ExpectedNow& now);
  Status write_titles() { return references_.write_titles(writer_); }

 private:
  std::string_view text(const std::string& address) const {
    return packs_.text_under(lens_, language_, address);
  }
  std::string_view prose(const std::string& address) const {
    return lens_ ? lens_->text(language_, address) : std::string_view();
  }
  void prose_member(std::string_view key, const std::string& address);
  void write_practice(const usecases::Practice& practice);
  void write_roles(const usecases::PracticePage& page);
  void write_activities(const usecases::Practice& practice);
  void write_lifecycle(const usecases::Practice& practice);
  void write_state(const usecases::Practice& practice, const pack::RecordType& type,
                   std::size_t state);
  void write_states_of(std::string_view key, const pack::RecordType& type, pack::StateSet states);
  void write_metric_members(const usecases::MetricShown& shown, const pack::RecordType& type);
  void write_value(std::string_view key, const std::optional<double>& value);
  void write_number(const record::Number& number, usecases::Unit unit);
  void write_groups(const usecases::MetricShown& shown, const pack::RecordType& type);
  void write_group_label(const expr::Value& key, std::string_view by, const pack::RecordType& type);
  void write_requirements(const usecases::PracticePage& page);

  JsonWriter& writer_;
  usecases::Work& work_;
  const pack::PackSet& packs_;
  const pack::Framework* lens_;
  std::string_view language_;
  Selection selection_{.wants_titles = true};
  RecordJson references_;
};

}  // namespace praxis::api
