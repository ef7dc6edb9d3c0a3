// Reads CSV by RFC 4180 as a stream: quotes, line ends and delimiters inside quotes, CRLF and LF, a
// byte order mark. Strict where a guess could lose data: a quote in the middle of a field, text
// after a closing quote, a lone carriage return, an open quote at the end and ill-formed UTF-8 are
// errors, each with its line. Wholly empty lines are skipped. It never looks at what a field means.
// Belongs to one thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "usecases/byte_source.h"

namespace praxis::usecases {

constexpr std::size_t csv_field_bytes_max = 1'000'000;
constexpr std::size_t csv_columns_max = 2'000;
constexpr std::size_t csv_row_bytes_max = 16'000'000;

class CsvReader {
 public:
  explicit CsvReader(ByteSource& source, char delimiter = ',');

  // Reads the next row; false at the end. After an error there is no next row. InvalidArgument
  // "csv.quote", "csv.encoding" …; details {"line"}.
  Result<bool> next();
  // The row that was read, valid until next().
  const std::vector<std::string_view>& fields() const { return fields_; }
  // The line where the row begins, from 1.
  std::int64_t line() const { return row_line_; }

 private:
  enum class Place { field_start, plain, quoted, quote_seen, after_return };
  enum class Step { more, row_ended };

  tl::unexpected<Error> wrong(std::int64_t line, std::string reason, std::string message) const;
  Result<bool> fill();
  Status skip_mark();
  Result<Step> take(char c);
  Status take_quote();
  Result<Step> end_of_line(char c);
  void take_run();
  Status end_field();
  Result<bool> end_of_input();
  Result<bool> finish_row();

  ByteSource& source_;
  char delimiter_;
  std::string_view piece_{};
  std::string head_{};  // the first bytes, gathered to see whether they are a byte order mark
  std::string_view after_head_{};
  std::string row_{};  // the fields of the row, one after the other, a delimiter behind each
  std::vector<std::size_t> ends_{};
  std::vector<std::string_view> fields_{};
  std::size_t field_start_ = 0;
  Place place_ = Place::field_start;
  std::int64_t line_ = 1, row_line_ = 1, quote_line_ = 1;
  bool is_started_ = false;
  bool has_content_ = false;  // of the row: anything but a line end
};

}  // namespace praxis::usecases
