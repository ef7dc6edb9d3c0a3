// A framework in the making: its documents, and the stages that read and check them. Part of one
// load, one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pack/draft.h"
#include "pack/framework.h"

namespace praxis::pack {

// The words of the format, for the checker and for docs/frameworks.schema.json.
const std::vector<std::string>& framework_keys();    // of framework.yaml
const std::vector<std::string>& guide_keys();        // of a practice's file
const std::vector<std::string>& requirement_keys();  // of one requirement
const std::vector<std::string>& evidence_keys();
const std::vector<std::string>& expected_keys();
const std::vector<std::string>& action_keys();  // of `do`, in the order of ExpectedStep::Do

struct FrameworkDraft {
  Framework* out = nullptr;
  Mark at{};                                         // where its name stands
  std::vector<Node> guides{};                        // documents
  std::vector<Node> requirements{};                  // the maps below `requirements`
  std::map<std::string, Node, std::less<>> terms{};  // by language
  std::map<std::string, Node, std::less<>> prose{};

  std::string address(std::string_view rest) const { return join(out->name, rest); }
};

void read_guides(Draft& draft, FrameworkDraft& from);
void read_requirements(Draft& draft, FrameworkDraft& from);
void check_framework_texts(Draft& draft, FrameworkDraft& from);
// As declared, texts included: what a difference between two sets of packs shows.
Json declarations_of(const FrameworkDraft& from);

}  // namespace praxis::pack
