// All packs of a tenant as one immutable whole, and how it is loaded. A PackSet is swapped
// atomically (shared_ptr<const>). Loading reads files, merges packs in order of need and then
// overlays, checks everything, and reports all findings at once, each with file, line and column.
// Never reads a database. Thread-safe: pure functions of their input.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pack/framework.h"
#include "pack/model.h"

namespace praxis::pack {

struct Vocabulary;

struct SourceFile {
  std::string path;  // "incident/lifecycle.yaml", for messages and export
  std::string text;
};
// A pack, an overlay, or a framework: then a framework.yaml is among the files.
struct PackSource {
  std::string name;  // the folder's name
  bool is_overlay = false;
  std::vector<SourceFile> files;  // yaml and scenarios/*.txt
};

bool is_framework(const PackSource& source);

// Every YAML and scenario file below a folder (or the one file), sorted by path.
Result<PackSource> read_source(const std::string& path, bool is_overlay);
// Every folder of a pack or a framework below `folder`.
Result<std::vector<PackSource>> read_sources(const std::string& folder);

struct Finding {
  std::string file;
  int line = 0, column = 0;  // from 1; 0 where only the address is known
  std::string address;       // "incident.transitions.resolve.roles"
  std::string message;       // what is wrong and what would be right
};
std::string to_text(
    const Finding& finding);  // "incident/lifecycle.yaml:12:5: incident.transitions.x: …"

struct PackInfo {
  std::string name, version;
  std::vector<std::string> languages;
  bool is_overlay = false;
};

// Which names an expression may use beside the record's own.
struct ExpressionContext {
  bool has_old = false, has_entry = false;  // rules
  const RecordType* candidate = nullptr;    // `it` in `among`
  bool must_compile_to_sql = false;         // read permissions, among, filters, metrics, evidence
  std::optional<expr::Kind> wanted = expr::Kind::boolean;
};

class PackSet {
 public:
  const RecordType* type(std::string_view name) const;  // null if there is none
  const std::vector<std::unique_ptr<RecordType>>& types() const {
    return types_;
  }  // parents before children
  const ChoiceList* choices(std::string_view name) const;
  const std::map<std::string, ChoiceList, std::less<>>& choice_lists() const { return choices_; }
  const Setting* setting(std::string_view name) const;
  const std::map<std::string, Setting, std::less<>>& settings() const { return settings_; }
  const Role* role(std::string_view name) const;
  const std::vector<Role>& roles() const { return roles_; }
  const std::vector<LinkType>& links() const { return links_; }
  // A link type by either of its names; `is_reverse` says which.
  const LinkType* link(std::string_view name, bool& is_reverse) const;
  const std::vector<PackInfo>& packs() const { return packs_; }
  const std::vector<std::string>& languages() const { return languages_; }

  // The text at an address ("incident.states.new", "incident.messages.created.subject",
  // "roles.agent"); looks along the type's `extends`, then in English; the address itself if
  // nothing is written.
  std::string_view text(std::string_view language, std::string_view address) const;
  // Whether that language has a text of its own at the address, or along `extends`.
  bool has_text(std::string_view language, std::string_view address) const;
  // All texts of a language, by address; a hint stands at ADDRESS.hint.
  const std::map<std::string, std::string, std::less<>>& texts(std::string_view language) const;

  const std::vector<std::unique_ptr<Framework>>& frameworks() const { return frameworks_; }
  const Framework* framework(std::string_view name) const;  // null if there is none
  // The text as a framework has it: its own word for it in that language, or else the packs'.
  std::string_view text_under(const Framework* lens, std::string_view language,
                              std::string_view address) const;

  // The merged tree of declarations, without texts: what `pack diff` compares and metadata shows.
  const Json& tree() const { return tree_; }
  const std::vector<SourceFile>& scenarios() const { return scenarios_; }

  // An expression over records of a type, for filters that come in at run time. Errors as
  // expr::compile.
  Result<ExpressionPtr> compile(const RecordType& type, std::string_view text,
                                const ExpressionContext& context = {}) const;

 private:
  friend class Loader;
  std::vector<std::unique_ptr<RecordType>> types_;
  std::unordered_map<std::string, const RecordType*> by_name_;
  std::map<std::string, ChoiceList, std::less<>> choices_;
  std::map<std::string, Setting, std::less<>> settings_;
  std::vector<Role> roles_;
  std::vector<LinkType> links_;
  std::vector<PackInfo> packs_;
  std::vector<std::string> languages_;
  std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> texts_;
  Json tree_;
  std::vector<SourceFile> scenarios_;
  std::vector<std::unique_ptr<Framework>> frameworks_;
  std::shared_ptr<const Vocabulary> vocabulary_;
};

struct LoadResult {
  std::shared_ptr<const PackSet> set;  // null if there are findings
  std::vector<Finding> findings;
};
LoadResult load(std::span<const PackSource> sources);

// What lies between two trees, one line an address: "~ incident.clocks.resolution.runs_in +
// waiting_for_supplier",
// "+ incident.states.x", "- …".
std::vector<std::string> diff(const PackSet& before, const PackSet& after);

// An address that an upgrade of packs and the overlays on them both change, with its three values;
// null where it is not there. The overlay's stands.
struct Meeting {
  std::string address;
  Json before, upgraded, overlaid;
};
// `before` and `upgraded` are packs without overlays, `overlaid` is `before` with them.
std::vector<Meeting> meetings(const PackSet& before, const PackSet& upgraded,
                              const PackSet& overlaid);

}  // namespace praxis::pack
