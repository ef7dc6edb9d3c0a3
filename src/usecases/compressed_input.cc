#include "usecases/compressed_input.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace praxis::usecases {
namespace {

constexpr std::size_t input_block_bytes = 256 * 1024;

tl::unexpected<Error> unreadable(const std::string& path, const char* why) {
  return fail(Code::invalid_argument, "import.unreadable",
              fmt::format("{} cannot be read: {}", path, why ? why : "unknown reason"));
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (descriptor_ > STDIN_FILENO) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

class CompressedInput final : public ByteSource {
 public:
  explicit CompressedInput(const std::string& path)
      : path_(path), file_(path), archive_(archive_read_new()) {}
  ~CompressedInput() override { archive_read_free(archive_); }

  Status open();
  Result<std::string_view> next() override;
  std::int64_t taken() const override { return archive_filter_bytes(archive_, -1); }
  std::int64_t total() const override { return total_; }

 private:
  std::string path_;
  OpenFile file_;
  archive* archive_;
  std::int64_t total_ = 0, unpacked_ = 0;
  bool has_ended_ = false;
};

Status CompressedInput::open() {
  if (file_.descriptor() < 0)
    return fail(errno == ENOENT ? Code::not_found : Code::invalid_argument, "import.no_file",
                fmt::format("{}: {}", path_, std::strerror(errno)));
  struct stat about {};
  if (::fstat(file_.descriptor(), &about) != 0) return unreadable(path_, std::strerror(errno));
  if (S_ISDIR(about.st_mode)) return unreadable(path_, "it is a directory");
  if (S_ISREG(about.st_mode)) total_ = about.st_size;
  for (const auto support : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
                             archive_read_support_filter_xz, archive_read_support_filter_zstd})
    support(archive_);
  archive_read_support_format_raw(archive_);
  archive_read_support_format_empty(archive_);
  if (archive_read_open_fd(archive_, file_.descriptor(), input_block_bytes) != ARCHIVE_OK)
    return unreadable(path_, archive_error_string(archive_));
  archive_entry* entry = nullptr;
  const int found = archive_read_next_header(archive_, &entry);
  if (found == ARCHIVE_EOF)
    has_ended_ = true;
  else if (found != ARCHIVE_OK)
    return unreadable(path_, archive_error_string(archive_));
  return {};
}

Result<std::string_view> CompressedInput::next() {
  while (!has_ended_) {
    const void* block = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    const int read = archive_read_data_block(archive_, &block, &size, &offset);
    if (read == ARCHIVE_EOF) {
      has_ended_ = true;
      break;
    }
    if (read != ARCHIVE_OK) return unreadable(path_, archive_error_string(archive_));
    unpacked_ += static_cast<std::int64_t>(size);
    if (unpacked_ > unpacked_bytes_max)
      return fail(Code::too_large, "import.too_large",
                  fmt::format("{} unpacks to more than {} GB", path_, unpacked_bytes_max >> 30));
    if (size > 0) return std::string_view(static_cast<const char*>(block), size);
  }
  return std::string_view();
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_input(const std::string& path) {
  auto input = std::make_unique<CompressedInput>(path);
  TRY(input->open());
  return std::unique_ptr<ByteSource>(std::move(input));
}

}  // namespace praxis::usecases
