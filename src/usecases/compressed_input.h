// Opens a file as a stream of bytes and unpacks it on the way: gzip, bzip2, xz, zstd or plain, told
// by its content, not by its name. No archives: a .zip or .tar holds several files and is refused
// by what reads it. "-" is standard input. Belongs to one thread.
#pragma once

#include <memory>
#include <string>

#include "usecases/byte_source.h"

namespace praxis::usecases {

constexpr std::int64_t unpacked_bytes_max = 64LL
                                            << 30;  // against a small file that unpacks for ever

// NotFound "import.no_file", InvalidArgument "import.unreadable" with the library's reason.
Result<std::unique_ptr<ByteSource>> open_input(const std::string& path);

}  // namespace praxis::usecases
