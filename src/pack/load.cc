// The stages of a load, in their order. A stage that later ones build on stops the load when it
// finds something: a tree that is not there has no address to report about.
#include "pack/draft.h"
#include "pack/framework.h"
#include "pack/merge.h"
#include "pack/texts.h"
#include "pack/vocabulary.h"

namespace praxis::pack {

class Loader {
 public:
  LoadResult load(std::span<const PackSource> sources) {
    connect();
    read_headers(sources, draft_);
    collect(draft_);
    inherit(draft_);
    if (draft_.is_broken) return {nullptr, draft_.findings.take()};
    make_types();
    take_texts();
    read_choices(draft_);
    read_settings(draft_);
    read_roles(draft_);
    read_type_outlines(draft_);
    read_links(draft_);
    set_->vocabulary_ = std::make_shared<const Vocabulary>(make_vocabulary(draft_));
    read_stages();
    check_stages();
    LoadResult result;
    result.findings = draft_.findings.take();
    if (!result.findings.empty()) return result;
    set_->tree_ = declarations();
    result.set = std::move(set_);
    return result;
  }

 private:
  void connect() {
    draft_.set = set_.get();
    draft_.choice_lists = &set_->choices_;
    draft_.setting_values = &set_->settings_;
    draft_.role_values = &set_->roles_;
    draft_.link_types = &set_->links_;
    draft_.vocabulary = &set_->vocabulary_;
    draft_.frameworks = &set_->frameworks_;
  }

  void make_types() {
    for (auto& from : draft_.types) {
      auto type = std::make_unique<RecordType>();
      type->name = from->name;
      from->type = type.get();
      set_->by_name_[from->name] = type.get();
      set_->types_.push_back(std::move(type));
    }
    for (const auto& header : draft_.packs) set_->packs_.push_back(header.info);
    for (const auto* scenario : draft_.scenarios) set_->scenarios_.push_back(*scenario);
  }

  void take_texts() {
    for (const auto& [language, tree] : draft_.texts) flatten_texts(tree, set_->texts_[language]);
    set_->languages_ = draft_.languages;
  }

  void read_stages() {
    read_field_expressions(draft_);
    read_lifecycles(draft_);
    read_clocks(draft_);
    read_permissions(draft_);
    read_forms(draft_);
    read_indexes(draft_);
    read_views(draft_);
    read_rules(draft_);
    read_metrics(draft_);
    read_versions_and_demo(draft_);
    read_agreements(draft_);
    read_link_details(draft_);
  }

  void check_stages() {
    order_computed(draft_);
    check_lifecycles(draft_);
    check_creates(draft_);
    check_families(draft_);
    check_texts(draft_);
    check_scenarios(draft_);
    read_frameworks(draft_);
  }

  // As declared, types beside the sections: the tree whose addresses overlays and messages use.
  Json declarations() const {
    JsonObject tree;
    tree["choices"] = to_json(draft_.choices);
    tree["settings"] = to_json(draft_.settings);
    tree["roles"] = to_json(draft_.roles);
    tree["links"] = to_json(draft_.links);
    for (const auto& from : draft_.types) tree[from->name] = to_json(from->own);
    if (!draft_.framework_declarations.empty()) tree["frameworks"] = draft_.framework_declarations;
    return tree;
  }

  std::shared_ptr<PackSet> set_ = std::make_shared<PackSet>();
  Draft draft_;
};

LoadResult load(std::span<const PackSource> sources) { return Loader().load(sources); }

}  // namespace praxis::pack
