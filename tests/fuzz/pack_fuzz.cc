// Bytes as an overlay over the core pack: loading ends, and either everything is right or findings say what is not,
// each with a place that is in the file.
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "pack/pack_set.h"

namespace {

praxis::pack::PackSource core() {
  auto source = praxis::pack::read_source(PRAXIS_SOURCE_DIR "/packs/core", false);
  must(source.has_value());
  return std::move(*source);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto base = core();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::vector<praxis::pack::PackSource> sources = {base, {"fuzzed", true, {{"fuzzed.yaml", text}}}};
  const auto result = praxis::pack::load(sources);
  must((result.set != nullptr) == result.findings.empty());
  for (const auto& finding : result.findings) {
    must(!finding.message.empty());
    must(praxis::is_valid_text(praxis::pack::to_text(finding)));
  }
  return 0;
}
