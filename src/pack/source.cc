// Packs on disk: reads files, knows nothing of what they say.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "pack/pack_set.h"
#include "pack/yaml.h"

namespace praxis::pack {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 2'000;

bool is_wanted(const fs::path& path) {
  if (path.extension() == ".yaml") return true;
  return path.extension() == ".txt" && path.parent_path().filename() == "scenarios";
}

Result<std::string> read_text(const fs::path& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error)
    return fail(Code::not_found, "pack.unreadable",
                fmt::format("cannot read {}: {}", path.string(), error.message()));
  std::string text;
  // A file that is too large is cut just above the limit: the reader refuses it, with its name.
  text.resize(std::min<std::size_t>(size, yaml_bytes_max + 1));
  std::ifstream in(path, std::ios::binary);
  if (!in.read(text.data(), static_cast<std::streamsize>(text.size())))
    return fail(Code::not_found, "pack.unreadable", fmt::format("cannot read {}", path.string()));
  return text;
}

}  // namespace

Result<PackSource> read_source(const std::string& path, bool is_overlay) {
  std::error_code error;
  fs::path folder(path);
  if (!folder.has_filename()) folder = folder.parent_path();
  PackSource source;
  source.is_overlay = is_overlay;
  if (fs::is_regular_file(folder, error)) {
    source.name = folder.stem().string();
    source.files.push_back({folder.filename().string(), TRY(read_text(folder))});
    return source;
  }
  if (!fs::is_directory(folder, error))
    return fail(Code::not_found, "pack.not_found", fmt::format("there is no pack at {}", path));
  source.name = folder.filename().string();
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_regular_file(error) && is_wanted(at->path())) files.push_back(at->path());
    if (files.size() > files_max)
      return fail(Code::too_large, "pack.too_many_files",
                  fmt::format("{} has more than {} files", path, files_max));
  }
  if (error)
    return fail(Code::not_found, "pack.unreadable",
                fmt::format("cannot read {}: {}", path, error.message()));
  std::sort(files.begin(), files.end());
  for (const auto& file : files)
    source.files.push_back({source.name + "/" + file.lexically_relative(folder).generic_string(),
                            TRY(read_text(file))});
  return source;
}

Result<std::vector<PackSource>> read_sources(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> folders;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (fs::is_regular_file(at->path() / "pack.yaml", error) ||
        fs::is_regular_file(at->path() / "framework.yaml", error))
      folders.push_back(at->path());
  if (error)
    return fail(Code::not_found, "pack.not_found",
                fmt::format("there are no packs at {}: {}", folder, error.message()));
  std::sort(folders.begin(), folders.end());
  std::vector<PackSource> sources;
  for (const auto& each : folders) sources.push_back(TRY(read_source(each.string(), false)));
  return sources;
}

}  // namespace praxis::pack
