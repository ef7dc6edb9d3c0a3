#include "usecases/csv_reader.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "usecases/compressed_input.h"

namespace praxis::usecases {
namespace {

// Rows as "LINE:field|field", one a line; an error as "! reason line".
std::string csv_as_read(ByteSource& source, char delimiter) {
  CsvReader reader(source, delimiter);
  std::string out;
  for (;;) {
    const auto has_row = reader.next();
    if (!has_row) {
      const auto line = has_row.error().details.at("line").as_int64();
      return out + fmt::format("! {} {}\n", has_row.error().reason, line);
    }
    if (!*has_row) return out;
    out += fmt::format("{}:{}\n", reader.line(), fmt::join(reader.fields(), "|"));
  }
}

struct CsvCase {
  const char* name;
  std::string text;
  std::string rows;
  char delimiter = ',';
};

const std::vector<CsvCase> csv_cases{
    {"LinesEndInLfOrCrlf", "a,b\r\nc,d\ne,f", "1:a|b\n2:c|d\n3:e|f\n"},
    {"LastLineEndIsNoRow", "a\nb\n", "1:a\n2:b\n"},
    {"NothingIsNoRow", "", ""},
    {"OnlyLineEndsAreNoRow", "\n\r\n\n", ""},
    {"EmptyLinesAreSkipped", "a\n\n\r\nb\n", "1:a\n4:b\n"},
    {"EmptyFieldsStay", ",\na,,\n", "1:|\n2:a||\n"},
    {"QuotedEmptyFieldAloneIsARow", "\"\"\r\n\"\"\nx", "1:\n2:\n3:x\n"},
    {"QuotedEmptyFieldAtTheEnd", "x\n\"\"", "1:x\n2:\n"},
    {"QuotesHoldDelimitersAndQuotes", "\"a,b\",\"say \"\"hi\"\"\"\n", "1:a,b|say \"hi\"\n"},
    {"QuotesHoldLineEndsAndLinesStillCount", "\"a\r\nb\",c\nd\n", "1:a\r\nb|c\n3:d\n"},
    {"MarkIsSkipped",
     "\xEF\xBB\xBF"
     "a,b\n",
     "1:a|b\n"},
    {"MarkAloneIsNoRow", "\xEF\xBB\xBF", ""},
    {"MarkBeforeAQuote", "\xEF\xBB\xBF\"a\"\n", "1:a\n"},
    {"TwoRowsInThreeBytes", "a\nb", "1:a\n2:b\n"},
    {"SemicolonsDelimit", "a;b,c\n", "1:a|b,c\n", ';'},
    {"TabsDelimit", "a\tb\n", "1:a|b\n", '\t'},
    {"SpacesStay", " a , b \n", "1: a | b \n"},
    {"QuoteAfterASpaceIsRefused", "x\na, \"b\"\n", "1:x\n! csv.quote 2\n"},
    {"QuoteInAFieldIsRefused", "a\"b\n", "! csv.quote 1\n"},
    {"TextAfterAClosingQuoteIsRefused", "\"a\"b\n", "! csv.quote 1\n"},
    {"OpenQuoteNamesTheLineWhereItBegins", "a\n\"b\nc\nd", "1:a\n! csv.quote 2\n"},
    {"LoneReturnIsRefused", "a\rb\n", "! csv.line_end 1\n"},
    {"ReturnAtTheEndIsRefused", "a\r", "! csv.line_end 1\n"},
    {"IllFormedTextIsRefused", "a\nb\xFF\n", "1:a\n! csv.encoding 2\n"},
    {"CharacterCutByADelimiterIsRefused", "\xC3,\xA9\n", "! csv.encoding 1\n"},
    {"NulIsRefused", std::string("a\0b\n", 4), "! csv.encoding 1\n"},
    {"Utf16IsRefused",
     std::string("\xFF\xFE"
                 "a\0",
                 4),
     "! csv.encoding 1\n"},
    {"LongFieldsCrossPieces", std::string(20, 'x') + "," + std::string(30, 'y'),
     "1:" + std::string(20, 'x') + "|" + std::string(30, 'y') + "\n"},
};

class CsvTable : public testing::TestWithParam<CsvCase> {};
TEST_P(CsvTable, ReadsTheSameInPiecesOfAnySize) {
  for (const std::size_t piece : {0UL, 1UL, 2UL, 3UL, 7UL}) {
    TextSource source(GetParam().text, piece);
    EXPECT_EQ(csv_as_read(source, GetParam().delimiter), GetParam().rows) << "pieces of " << piece;
  }
}
INSTANTIATE_TEST_SUITE_P(Csv, CsvTable, testing::ValuesIn(csv_cases),
                         [](const auto& shown) { return std::string(shown.param.name); });

TEST(CsvReader, HoldsItsLimits) {
  const std::string longest(csv_field_bytes_max, 'x');
  TextSource fits(longest);
  EXPECT_EQ(csv_as_read(fits, ','), "1:" + longest + "\n");
  for (const std::size_t piece : {0UL, 4096UL}) {
    const auto longer = longest + "x", open_quote = "a\n\"" + longest + longest;
    TextSource over(longer, piece);
    EXPECT_EQ(csv_as_read(over, ','), "! csv.too_large 1\n");
    TextSource quoted(open_quote, piece);
    const auto read = csv_as_read(quoted, ',');
    EXPECT_TRUE(read.ends_with("! csv.too_large 2\n") || read.ends_with("! csv.quote 2\n"));
  }
  const std::string delimiters(csv_columns_max, ',');
  TextSource columns(std::string_view(delimiters).substr(1));
  EXPECT_NE(csv_as_read(columns, ',').front(), '!');
  TextSource too_many(delimiters);
  EXPECT_EQ(csv_as_read(too_many, ','), "! csv.too_many_columns 1\n");
}

// The file packed by the system's own tool, or plain.
std::string packed_csv(const std::filesystem::path& folder, const std::string& tool) {
  const auto plain = folder / "rows.csv";
  std::ofstream(plain) << "number,state\nINC1,New\n";
  if (tool.empty()) return plain;
  const auto packed = folder / ("rows." + tool);
  const auto command = fmt::format("{} -c < {} > {}", tool, plain.string(), packed.string());
  return std::system(command.c_str()) == 0 ? packed.string() : "";
}

class CompressedInputTest : public testing::Test {
 protected:
  CompressedInputTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "praxis-csv-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~CompressedInputTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_;
};

TEST_F(CompressedInputTest, UnpacksWhatItIsGiven) {
  for (const char* tool : {"", "gzip", "bzip2", "xz", "zstd"}) {
    if (*tool && std::system(fmt::format("command -v {} >/dev/null", tool).c_str()) != 0) continue;
    auto input = open_input(packed_csv(folder_, tool));
    ASSERT_TRUE(input) << tool << ": " << input.error().message;
    EXPECT_EQ(csv_as_read(**input, ','), "1:number|state\n2:INC1|New\n") << tool;
    EXPECT_GT((*input)->total(), 0);
    EXPECT_EQ((*input)->taken(), (*input)->total()) << tool;
  }
}

TEST_F(CompressedInputTest, SaysWhyAFileCannotBeRead) {
  const auto missing = open_input((folder_ / "none.csv").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::not_found);
  EXPECT_FALSE(open_input(folder_.string()));
  std::ofstream(folder_ / "empty.csv").close();
  auto empty = open_input((folder_ / "empty.csv").string());
  ASSERT_TRUE(empty);
  EXPECT_EQ(csv_as_read(**empty, ','), "");
  // Cut off in the middle, it must not look like its end.
  const auto whole = packed_csv(folder_, "gzip");
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) - 10);
  if (auto cut = open_input(whole)) {
    Result<std::string_view> piece = (*cut)->next();
    while (piece && !piece->empty()) piece = (*cut)->next();
    EXPECT_FALSE(piece);
  }
}

}  // namespace
}  // namespace praxis::usecases
