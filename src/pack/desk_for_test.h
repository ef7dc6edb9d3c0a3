// A small pack for tests: people, organizations, tickets with a lifecycle, a clock, links and
// models. Whole and without findings, in one language, so that a test can add one fault to it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "pack/pack_set.h"

namespace praxis::pack::test {

PackSource desk();
// An overlay of one file, wrong.yaml.
PackSource overlay(std::string yaml);
LoadResult load_with(std::string overlay_yaml);
// One finding a line.
std::string findings_text(const LoadResult& result);
struct WrongPack {
  const char* claim;
  const char* overlay;   // over the desk
  const char* findings;  // all of them, one a line
};
void expect_findings(std::span<const WrongPack> table);
// The packs beside this repository, where they are: the worked examples of the format.
std::string shared_packs_folder();

}  // namespace praxis::pack::test
