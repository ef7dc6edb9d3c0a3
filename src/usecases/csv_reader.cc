#include "usecases/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace praxis::usecases {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

CsvReader::CsvReader(ByteSource& source, char delimiter) : source_(source), delimiter_(delimiter) {
  must(delimiter != '"' && delimiter != '\r' && delimiter != '\n');
}

tl::unexpected<Error> CsvReader::wrong(std::int64_t line, std::string reason,
                                       std::string message) const {
  Error error{Code::invalid_argument, "csv." + std::move(reason),
              fmt::format("line {}: {}", line, message)};
  error.details.emplace("line", line);
  return fail(std::move(error));
}

Result<bool> CsvReader::fill() {
  if (piece_.empty()) std::swap(piece_, after_head_);
  if (piece_.empty()) piece_ = TRY(source_.next());
  return !piece_.empty();
}

// The mark may be cut by the end of a piece, so its bytes are gathered first.
Status CsvReader::skip_mark() {
  is_started_ = true;
  while (head_.size() < byte_order_mark.size() && TRY(fill())) {
    head_ += piece_.front();
    piece_.remove_prefix(1);
  }
  if (head_.starts_with("\xFF\xFE") || head_.starts_with("\xFE\xFF"))
    return wrong(1, "encoding", "the file is UTF-16; save it as UTF-8");
  if (head_ == byte_order_mark) return {};
  after_head_ = piece_;
  piece_ = head_;
  return {};
}

void CsvReader::take_run() {
  const char stop = place_ == Place::quoted ? '"' : delimiter_;
  std::size_t size = 0;
  if (place_ == Place::quoted) {
    while (size < piece_.size() && piece_[size] != '"') line_ += piece_[size++] == '\n';
  } else {
    const auto ends = [stop](char c) { return c == stop || c == '\n' || c == '\r' || c == '"'; };
    while (size < piece_.size() && !ends(piece_[size])) ++size;
  }
  row_.append(piece_.substr(0, size));
  piece_.remove_prefix(size);
}

Status CsvReader::end_field() {
  if (row_.size() - field_start_ > csv_field_bytes_max)
    return wrong(line_, "too_large",
                 fmt::format("a field has more than {} bytes", csv_field_bytes_max));
  if (ends_.size() == csv_columns_max)
    return wrong(line_, "too_many_columns", fmt::format("more than {} columns", csv_columns_max));
  ends_.push_back(row_.size());
  row_ += delimiter_;
  field_start_ = row_.size();
  place_ = Place::field_start;
  return {};
}

Result<CsvReader::Step> CsvReader::end_of_line(char c) {
  if (c != '\n') return wrong(line_, "line_end", "a carriage return without a line feed");
  ++line_;
  if (!has_content_) {
    place_ = Place::field_start;
    row_line_ = line_;
    return Step::more;
  }
  TRY(end_field());
  return Step::row_ended;
}

Status CsvReader::take_quote() {
  if (place_ == Place::plain)
    return wrong(line_, "quote", "a quote inside a field that does not begin with one");
  if (place_ == Place::quote_seen)
    row_ += '"';
  else
    quote_line_ = line_;
  place_ = Place::quoted;
  has_content_ = true;
  return {};
}

Result<CsvReader::Step> CsvReader::take(char c) {
  if (place_ == Place::after_return) return end_of_line(c);
  if (place_ == Place::quoted) {
    if (c == '"')
      place_ = Place::quote_seen;
    else
      row_ += c;
    line_ += c == '\n';
    return Step::more;
  }
  if (c == '\n') return end_of_line(c);
  if (c == '\r') {
    place_ = Place::after_return;
    return Step::more;
  }
  if (c == '"') {
    TRY(take_quote());
    return Step::more;
  }
  has_content_ = true;
  if (c == delimiter_) {
    TRY(end_field());
    return Step::more;
  }
  if (place_ == Place::quote_seen)
    return wrong(line_, "quote", "text after the closing quote of a field");
  place_ = Place::plain;
  row_ += c;
  return Step::more;
}

Result<bool> CsvReader::finish_row() {
  if (!is_valid_text(row_)) {
    return wrong(row_line_, "encoding", "the row is not UTF-8, or has the character U+0000");
  }
  fields_.clear();
  std::size_t start = 0;
  for (const auto end : ends_) {
    fields_.push_back(std::string_view(row_).substr(start, end - start));
    start = end + 1;
  }
  return true;
}

Result<bool> CsvReader::end_of_input() {
  if (place_ == Place::quoted)
    return wrong(quote_line_, "quote", "the quote that begins here is never closed");
  if (place_ == Place::after_return)
    return wrong(line_, "line_end", "a carriage return without a line feed");
  if (!has_content_) return false;
  TRY(end_field());
  return finish_row();
}

Result<bool> CsvReader::next() {
  if (!is_started_) TRY(skip_mark());
  row_.clear();
  ends_.clear();
  field_start_ = 0;
  place_ = Place::field_start;
  row_line_ = line_;
  has_content_ = false;
  while (TRY(fill())) {
    if (row_.size() > csv_row_bytes_max || row_.size() - field_start_ > csv_field_bytes_max)
      return wrong(
          row_line_, "too_large",
          fmt::format("a field has more than {} bytes, or the row more than {}: is a quote "
                      "not closed?",
                      csv_field_bytes_max, csv_row_bytes_max));
    if (place_ == Place::plain || place_ == Place::quoted) {
      take_run();
      if (piece_.empty()) continue;
    }
    const char c = piece_.front();
    piece_.remove_prefix(1);
    if (TRY(take(c)) == Step::row_ended) return finish_row();
  }
  return end_of_input();
}

}  // namespace praxis::usecases
