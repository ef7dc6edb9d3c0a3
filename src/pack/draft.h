// A PackSet in the making: the merged trees, what was read of them so far, and the findings. Stages
// (collect, inherit, read_*, check_*) are free functions that take it; load.cc says their order.
// One load, one thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "pack/findings.h"
#include "pack/node.h"
#include "pack/pack_set.h"

namespace praxis::pack {

struct Vocabulary;
class Framework;

// A record type in the making.
struct TypeDraft {
  std::string name;
  Mark at{};         // where its name stands first
  int pack = -1;     // the source that declares it
  Node own{};        // as packs and overlays declare it
  Node effective{};  // with all it inherits
  RecordType* type = nullptr;
};

struct PackHeader {
  const PackSource* source = nullptr;
  PackInfo info{};
  Mark at{};
  std::vector<std::string> needs_closure{};  // names of packs
};

struct Draft {
  Findings findings{};
  std::vector<PackHeader>
      packs{};  // in order of need, overlays last; Findings::pack_of indexes this
  Node choices{}, settings{}, roles{}, links{};
  std::map<std::string, Node, std::less<>> texts{};  // by language
  std::vector<std::unique_ptr<TypeDraft>> types{};   // parents before children, once inherited
  std::unordered_map<std::string, TypeDraft*> by_name{};
  // A file that cannot be read, a pack or a type that is not there: what reads it would only add
  // noise.
  bool is_broken = false;
  bool has_removals =
      false;  // overlays took something away: texts of packs may then speak of nothing
  std::vector<std::string> languages{};  // that packs and overlays declare, in that order
  std::vector<std::pair<std::string, std::string>> removed_states{};  // type, state: by overlays
  std::vector<const SourceFile*> scenarios{};
  std::vector<int> scenario_files{};  // their indexes in findings
  std::vector<bool> scenario_is_of_overlay{};
  std::vector<const PackSource*> framework_sources{};
  JsonObject framework_declarations{};

  std::set<std::tuple<int, int, int>>
      failed_expressions{};  // by place: said once, not by each subtype

  // What is filled: the parts of the set, and the set as expressions see it.
  const PackSet* set = nullptr;
  std::map<std::string, ChoiceList, std::less<>>* choice_lists = nullptr;
  std::map<std::string, Setting, std::less<>>* setting_values = nullptr;
  std::vector<Role>* role_values = nullptr;
  std::vector<LinkType>* link_types = nullptr;
  std::shared_ptr<const Vocabulary>* vocabulary = nullptr;
  std::vector<std::unique_ptr<Framework>>* frameworks = nullptr;

  TypeDraft* find_type(std::string_view name) {
    const auto found = by_name.find(std::string(name));
    return found == by_name.end() ? nullptr : found->second;
  }
  // The record type in whose document something was written; null outside of types.
  const RecordType* owner_of(Mark at) {
    auto* draft = find_type(findings.owner_name(at.owner));
    return draft ? draft->type : nullptr;
  }
};

// Stages, in their order.
void read_headers(std::span<const PackSource> sources, Draft& draft);
void collect(Draft& draft);  // documents into trees
void inherit(Draft& draft);  // types in order, with what they inherit
void read_choices(Draft& draft);
void read_settings(Draft& draft);
void read_roles(Draft& draft);
void read_type_outlines(Draft& draft);  // names, states, fields without expressions
void read_links(Draft& draft);          // names and ends
void read_field_expressions(Draft& draft);
void read_lifecycles(Draft& draft);
void read_clocks(Draft& draft);
void read_permissions(Draft& draft);
void read_forms(Draft& draft);
void read_indexes(Draft& draft);
void read_views(Draft& draft);
void read_rules(Draft& draft);
void read_metrics(Draft& draft);
void read_versions_and_demo(Draft& draft);
void read_agreements(Draft& draft);
void read_link_details(Draft& draft);  // what they carry, show, pass on and keep in step
void order_computed(Draft& draft);
void check_lifecycles(Draft& draft);
void check_creates(Draft& draft);
void check_families(Draft& draft);
void check_texts(Draft& draft);
void check_scenarios(Draft& draft);
void read_frameworks(Draft& draft);  // last: they look at all the rest

}  // namespace praxis::pack
