#include "usecases/import_records.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "record/import_store.h"
#include "usecases/create_record.h"
#include "usecases/import_line.h"
#include "usecases/import_value.h"
#include "usecases/refusal.h"
#include "usecases/update_record.h"

namespace praxis::usecases {
namespace {

enum class LineOutcome { created, changed, unchanged };

class RecordImport {
 public:
  RecordImport(Application& application, const Caller& caller, const ImportRecordsRequest& request,
               ImportWatch watch)
      : application_(application), caller_(caller), request_(request), watch_(watch) {
    caller_.via = "import";
    caller_.operation = new_id(application.time.now());
  }
  Result<ImportReport> run();

 private:
  Status prepare();
  Result<bool> read_batch(RecordLines& lines, std::vector<LineDraft>& batch);
  Status take_batch(const std::vector<LineDraft>& batch);
  Result<std::vector<LineOutcome>> write_lines(std::span<const LineDraft> lines);
  Result<LineOutcome> take_line(Work& work, const LineDraft& line);
  Result<std::optional<record::Record>> known_record(Work& work, const LineDraft& line);
  Status check_unique(const LineDraft& line);
  Status name_references(Work& work, const LineDraft& line, JsonObject& fields);
  Result<Json> reference_json(Work& work, const LineDraft& line, const pack::Field& field,
                              const std::string& text);
  void add(std::span<const LineOutcome> outcomes);
  WriteOptions options() const {
    return {.dry_run = request_.mode == ImportMode::apply ? DryRun::no : DryRun::yes,
            .is_silent = request_.notices == ImportNotices::none};
  }
  const ValueSource* source_of(const pack::Field& field) const;

  Application& application_;
  Caller caller_;
  const ImportRecordsRequest& request_;
  ImportWatch watch_;
  std::shared_ptr<const record::Model> model_;  // keeps the types that drafts point to
  std::optional<ImportMap> map_;
  std::optional<LineReader> reader_;
  std::unordered_set<std::string>
      seen_keys_;  // of earlier lines: in a dry run they are not in the store
  std::unordered_map<std::string, std::int64_t> seen_values_;  // of unique fields, in a dry run
  ImportProblems problems_;
  ImportReport report_;
};

Status RecordImport::prepare() {
  TRY(in_read(application_, caller_, [&](Work& work) -> Status {
    model_ = application_.models.current().model;
    if (model_->generation() != work.model.generation())
      return fail(Code::unavailable, std::string(stale_reason));
    return {};
  }));
  const auto* type = model_->type(request_.type);
  if (!request_.map_text.empty()) {
    auto reading =
        read_import_map(request_.map_text, request_.map_path, model_->packs(), ImportKind::records);
    if (!reading.map) {
      Error error{Code::invalid_argument, "import.map", ""};
      for (const auto& finding : reading.findings)
        error.message += (error.message.empty() ? "" : "\n") + pack::to_text(finding);
      return fail(std::move(error));
    }
    map_ = std::move(reading.map);
    if (!request_.type.empty() && type != map_->type)
      return fail(Code::invalid_argument, "import.type",
                  fmt::format("the map is for {}, not for {}", map_->type->name, request_.type));
    type = map_->type;
  }
  if (!type)
    return fail(Code::not_found, "type.unknown",
                fmt::format("there is no type '{}'", request_.type.substr(0, 64)));
  reader_.emplace(model_->packs(), *type, map_ ? &*map_ : nullptr, request_.source);
  return {};
}

// By its key; else by its id, and, where another tenant exported it, by the key that take_line()
// makes of the id.
Result<std::optional<record::Record>> RecordImport::known_record(Work& work,
                                                                 const LineDraft& line) {
  const auto& draft = line.draft;
  std::optional<record::Record> known;
  const bool has_id = draft.external_key.empty() && !line.id.is_nil();
  if (has_id) known = TRY(record::find(work.tx, work.model, *line.type, line.id));
  const auto key = has_id ? to_text(line.id) : draft.external_key;
  if (!known && !key.empty())
    known = TRY(record::find_external(work.tx, work.model, *line.type, draft.external_source, key));
  if (!known) return std::nullopt;
  return std::optional(TRY(record::lock(work.tx, work.lister(), *line.type, known->id)));
}

const ValueSource* RecordImport::source_of(const pack::Field& field) const {
  if (!map_) return nullptr;
  for (const auto& mapped : map_->fields)
    if (&map_->type->fields[static_cast<std::size_t>(mapped.field)] == &field)
      return &mapped.source;
  return nullptr;
}

// A reference is named by an external key of the same source, too; the verbs know ids, numbers and
// unique fields.
Result<Json> RecordImport::reference_json(Work& work, const LineDraft& line,
                                          const pack::Field& field, const std::string& text) {
  const auto* target = work.model.type(field.target);
  must(target != nullptr);
  if (const auto known = TRY(
          record::find_external(work.tx, work.model, *target, line.draft.external_source, text)))
    return Json(to_text(known->id));
  const auto* source = source_of(field);
  if (source && source->match == ValueSource::Match::title) {
    const auto found = TRY(record::find_by_title(work.tx, work.model, *target, text));
    if (found.size() == 1) return Json(to_text(found.front()));
  }
  return Json(text);
}

Status RecordImport::name_references(Work& work, const LineDraft& line, JsonObject& fields) {
  std::vector<std::string> open;
  for (auto& pair : fields) {
    const auto& field = *line.type->field(pair.key());
    if (field.target.empty()) continue;
    if (pair.value().is_string()) {
      const std::string text(pair.value().get_string());
      pair.value() = TRY(reference_json(work, line, field, text));
      if (work.is_dry && pair.value() == Json(text) && seen_keys_.contains(text))
        open.emplace_back(pair.key());
    } else if (pair.value().is_array()) {
      for (auto& each : pair.value().get_array())
        if (each.is_string())
          each = TRY(reference_json(work, line, field, std::string(each.get_string())));
    }
  }
  // What an earlier line of a dry run would have made cannot be looked at.
  for (const auto& name : open) fields.erase(name);
  return {};
}

// In a dry run an earlier line's value is not in the store, which would refuse it a second time.
Status RecordImport::check_unique(const LineDraft& line) {
  std::vector<FieldError> wrong;
  for (const auto& pair : line.draft.fields) {
    const auto& field = *line.type->field(pair.key());
    if (!field.is_unique || !pair.value().is_string()) continue;
    const auto value =
        fmt::format("{}\n{}\n{}", line.type->family, field.name, fold(pair.value().get_string()));
    const auto [known, is_new] = seen_values_.emplace(value, line.line);
    if (!is_new && known->second != line.line)
      wrong.push_back({field.name, "not_unique", {{"line", known->second}}});
  }
  return refuse(std::move(wrong));
}

Result<LineOutcome> RecordImport::take_line(Work& work, const LineDraft& line) {
  auto draft = line.draft;
  TRY(name_references(work, line, draft.fields));
  if (work.is_dry) TRY(check_unique(line));
  if (const auto before = TRY(known_record(work, line))) {
    const auto after = TRY(update_in(work, *before, draft));
    return after.journal_seq == before->journal_seq ? LineOutcome::unchanged : LineOutcome::changed;
  }
  for (auto pair = draft.fields.begin(); pair != draft.fields.end();)
    pair = pair->value().is_null() ? draft.fields.erase(pair) : pair + 1;  // defaults stand
  // What another tenant exported keeps the id it had there as its key.
  if (draft.external_key.empty() && !line.id.is_nil()) draft.external_key = to_text(line.id);
  if (draft.external_key.empty()) draft.external_source.clear();
  TRY(create_in(work, *line.type, draft));
  return LineOutcome::created;
}

Result<std::vector<LineOutcome>> RecordImport::write_lines(std::span<const LineDraft> lines) {
  return in_write(application_, caller_, options(),
                  [&](Work& work) -> Result<std::vector<LineOutcome>> {
                    if (work.model.generation() != model_->generation())
                      return fail(Code::conflict, "import.packs_changed",
                                  "the packs were changed during the import; start it again");
                    std::vector<LineOutcome> outcomes;
                    for (const auto& line : lines) outcomes.push_back(TRY(take_line(work, line)));
                    return outcomes;
                  });
}

void RecordImport::add(std::span<const LineOutcome> outcomes) {
  for (const auto outcome : outcomes) {
    report_.created += outcome == LineOutcome::created;
    report_.changed += outcome == LineOutcome::changed;
    report_.unchanged += outcome == LineOutcome::unchanged;
  }
}

// Whether the error is about a line, rather than about the store or the import as a whole.
bool is_of_line(const Error& error) {
  return error.code != Code::unavailable && error.code != Code::internal &&
         error.reason != "import.packs_changed";
}

// Together, if none is refused; else each in a transaction of its own, so that the others stand.
Status RecordImport::take_batch(const std::vector<LineDraft>& batch) {
  if (batch.empty()) return {};
  auto together = write_lines(batch);
  if (together) {
    add(*together);
  } else if (!is_of_line(together.error())) {
    return fail(std::move(together.error()));
  } else {
    for (const auto& line : batch) {
      auto alone = write_lines(std::span(&line, 1));
      if (alone)
        add(*alone);
      else if (is_of_line(alone.error()))
        problems_.add(line.line, "", in_words(alone.error(), ""));
      else
        return fail(std::move(alone.error()));
      if (!line.draft.external_key.empty()) seen_keys_.insert(line.draft.external_key);
    }
  }
  if (request_.mode == ImportMode::dry_run)
    for (const auto& line : batch)
      if (!line.draft.external_key.empty()) seen_keys_.insert(line.draft.external_key);
  return {};
}

// Fills the batch; false at the end of the file.
Result<bool> RecordImport::read_batch(RecordLines& lines, std::vector<LineDraft>& batch) {
  batch.clear();
  while (batch.size() < request_.lines_per_transaction) {
    RecordLine line;
    auto has_line = lines.next(line);
    if (!has_line && !has_line.error().message.starts_with("line ")) return has_line;
    if (!has_line) {
      problems_.add(0, "", has_line.error().message + "; nothing behind it was looked at");
      return false;
    }
    if (!*has_line) return false;
    ++report_.rows;
    auto draft = reader_->draft_of(line);
    if (draft)
      batch.push_back(std::move(*draft));
    else
      problems_.add(line.line, "", in_words(draft.error(), ""));
  }
  return true;
}

Result<ImportReport> RecordImport::run() {
  TRY(prepare());
  report_.operation = caller_.operation;
  const auto lines =
      read_lines(request_.file, request_.format, map_ ? map_->delimiter : request_.delimiter);
  std::vector<LineDraft> batch;
  for (bool has_more = true; has_more;) {
    has_more = TRY(read_batch(*lines, batch));
    TRY(take_batch(batch));
    if (!watch_({"writing", request_.file.taken(), request_.file.total(), "bytes"}))
      return fail(Code::unavailable, "import.stopped",
                  "the import was stopped; what is written stays");
  }
  report_.records = report_.created + report_.changed + report_.unchanged;
  report_.is_applied = request_.mode == ImportMode::apply;
  if (!reader_->left_out().empty())
    report_.notes.push_back(fmt::format("not taken, for the engine keeps or computes them: {}",
                                        fmt::join(reader_->left_out(), ", ")));
  report_.problems_total = problems_.total();
  report_.problems = problems_.take();
  return std::move(report_);
}

}  // namespace

Result<ImportReport> import_records(Application& application, const Caller& caller,
                                    const ImportRecordsRequest& request, ImportWatch watch) {
  return RecordImport(application, caller, request, watch).run();
}

}  // namespace praxis::usecases
