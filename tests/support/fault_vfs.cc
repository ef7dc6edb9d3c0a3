#include "support/fault_vfs.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <new>

#include "base/result.h"

namespace praxis::test {

// SQLite allocates it, with room for the real file behind; `methods` must come first.
struct FaultFile {
  const sqlite3_io_methods* methods;
  FaultVfs* vfs;
  std::string* path;  // null for a temporary file: its fate is nobody's concern
  sqlite3_file* real;

  static FaultFile& of(sqlite3_file* file) { return *reinterpret_cast<FaultFile*>(file); }
  static const sqlite3_io_methods& table();

  static int close(sqlite3_file* file) {
    auto& self = of(file);
    delete self.path;
    return self.real->pMethods->xClose(self.real);
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 offset) {
    auto& self = of(file);
    const auto strike =
        self.path == nullptr ? std::nullopt : self.vfs->strike(FaultOperation::write, *self.path);
    if (strike == FaultKind::disk_full) return SQLITE_FULL;
    if (strike == FaultKind::io_error) return SQLITE_IOERR_WRITE;
    const int written = strike == FaultKind::torn_write ? count / 2 : count;
    const int code = self.real->pMethods->xWrite(self.real, bytes, written, offset);
    if (code != SQLITE_OK) return code;
    if (self.path != nullptr)
      self.vfs->keep(*self.path, {offset, std::string(static_cast<const char*>(bytes),
                                                      static_cast<std::size_t>(written))});
    return strike ? SQLITE_IOERR_WRITE : SQLITE_OK;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto& self = of(file);
    if (self.path != nullptr && self.vfs->strike(FaultOperation::truncate, *self.path))
      return SQLITE_IOERR_TRUNCATE;
    const int code = self.real->pMethods->xTruncate(self.real, size);
    if (code == SQLITE_OK && self.path != nullptr) self.vfs->keep(*self.path, {size, {}, true});
    return code;
  }

  // The images say what a sync means, so the machine's own disk need not be troubled.
  static int sync(sqlite3_file* file, int) {
    auto& self = of(file);
    if (self.path == nullptr) return SQLITE_OK;
    const bool is_good = !self.vfs->strike(FaultOperation::sync, *self.path);
    self.vfs->end_sync(*self.path, is_good);
    return is_good ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  }
};

namespace {

sqlite3_file* real_of(sqlite3_file* file) { return FaultFile::of(file).real; }

}  // namespace

const sqlite3_io_methods& FaultFile::table() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;  // with shared memory, without memory mapping
    m.xClose = close;
    m.xWrite = write;
    m.xTruncate = truncate;
    m.xSync = sync;
    m.xRead = [](sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
      return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
    };
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) {
      return real_of(f)->pMethods->xFileSize(real_of(f), n);
    };
    m.xLock = [](sqlite3_file* f, int level) {
      return real_of(f)->pMethods->xLock(real_of(f), level);
    };
    m.xUnlock = [](sqlite3_file* f, int level) {
      return real_of(f)->pMethods->xUnlock(real_of(f), level);
    };
    m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
      return real_of(f)->pMethods->xCheckReservedLock(real_of(f), out);
    };
    m.xFileControl = [](sqlite3_file* f, int what, void* arg) {
      return real_of(f)->pMethods->xFileControl(real_of(f), what, arg);
    };
    m.xSectorSize = [](sqlite3_file* f) { return real_of(f)->pMethods->xSectorSize(real_of(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) {
      return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
    };
    m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
      return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend, out);
    };
    m.xShmLock = [](sqlite3_file* f, int at, int n, int flags) {
      return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
    };
    m.xShmBarrier = [](sqlite3_file* f) { real_of(f)->pMethods->xShmBarrier(real_of(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int is_delete) {
      return real_of(f)->pMethods->xShmUnmap(real_of(f), is_delete);
    };
    return m;
  }();
  return methods;
}

FaultVfs::FaultVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
  static std::atomic<int> made{0};
  name_ = "faults_" + std::to_string(++made);
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.szOsFile = static_cast<int>(sizeof(FaultFile)) + real_->szOsFile;
  vfs_.xOpen = open;
  vfs_.xDelete = remove;
  must(sqlite3_vfs_register(&vfs_, /*makeDflt=*/0) == SQLITE_OK);
}

FaultVfs::~FaultVfs() { sqlite3_vfs_unregister(&vfs_); }

int FaultVfs::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags,
                   int* flags_out) {
  auto* self = static_cast<FaultVfs*>(vfs->pAppData);
  auto* real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(FaultFile));
  auto* opened = new (file) FaultFile{nullptr, self, nullptr, real};
  const int code = self->real_->xOpen(self->real_, path, real, flags, flags_out);
  if (code != SQLITE_OK) return code;
  opened->methods = &FaultFile::table();
  if (path != nullptr) opened->path = new std::string(path);
  return SQLITE_OK;
}

int FaultVfs::remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  auto* self = static_cast<FaultVfs*>(vfs->pAppData);
  const int code = self->real_->xDelete(self->real_, path, sync_directory);
  if (code == SQLITE_OK) self->state_.with([&](State& state) { state.images.erase(path); });
  return code;
}

void FaultVfs::arm(Fault fault) {
  state_.with([&](State& state) {
    state.fault = fault;
    state.seen = 0;
    state.has_struck = false;
  });
}

void FaultVfs::disarm() {
  state_.with([](State& state) { state.fault.reset(); });
}

bool FaultVfs::has_struck() const {
  return state_.with([](const State& state) { return state.has_struck; });
}

std::optional<FaultKind> FaultVfs::strike(FaultOperation operation, const std::string& path) {
  return state_.with([&](State& state) -> std::optional<FaultKind> {
    if (!state.fault || state.fault->operation != operation ||
        !path.ends_with(state.fault->file_end))
      return std::nullopt;
    const int at = ++state.seen;
    const bool is_due =
        state.fault->length == FaultLength::once ? at == state.fault->nth : at >= state.fault->nth;
    if (!is_due) return std::nullopt;
    state.has_struck = true;
    return state.fault->kind;
  });
}

void FaultVfs::keep(const std::string& path, Change change) {
  state_.with([&](State& state) { state.images[path].pending.push_back(std::move(change)); });
}

void FaultVfs::end_sync(const std::string& path, bool is_good) {
  state_.with([&](State& state) {
    auto& image = state.images[path];
    if (is_good)
      for (const auto& change : image.pending) apply(change, image.durable);
    image.pending.clear();
  });
}

void FaultVfs::apply(const Change& change, std::string& bytes) {
  const auto offset = static_cast<std::size_t>(change.offset);
  if (change.is_truncation) {
    bytes.resize(std::min(bytes.size(), offset));
    return;
  }
  if (bytes.size() < offset + change.bytes.size()) bytes.resize(offset + change.bytes.size());
  std::copy(change.bytes.begin(), change.bytes.end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

void FaultVfs::power_cut(const std::string& path, const std::string& directory,
                         Unsynced unsynced) const {
  state_.with([&](const State& state) {
    for (const auto& name : {path, path + "-wal"}) {
      const auto image = state.images.find(name);
      if (image == state.images.end()) continue;
      auto bytes = image->second.durable;
      const auto& pending = image->second.pending;
      const auto kept = unsynced == Unsynced::lost   ? 0
                        : unsynced == Unsynced::kept ? pending.size()
                                                     : pending.size() / 2;
      for (std::size_t i = 0; i < kept; ++i) apply(pending[i], bytes);
      std::ofstream out(directory + "/" + std::filesystem::path(name).filename().string(),
                        std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
      must(out.good());
    }
  });
}

}  // namespace praxis::test
