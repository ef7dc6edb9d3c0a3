// The map of an import: what the columns of somebody else's file mean here. Read from YAML against
// the packs in force; every mistake is a finding with its place, all at once. A plain value, never
// changed after it was read. Format: docs/import.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack/node.h"
#include "pack/pack_set.h"

namespace praxis::usecases {

// A part of a template: text around columns, "Category: {category}". A part all of whose columns
// are unknown falls out.
struct TemplatePart {
  struct Piece {
    std::string text;  // literal, or a column's name
    bool is_column = false;
  };
  std::vector<Piece> pieces;
  bool has_columns() const;
};

// Where a value comes from and what becomes of it on the way.
struct ValueSource {
  std::string column{};  // "": a constant or a template
  std::string constant{};
  std::vector<TemplatePart> parts{};  // a template
  std::string joint{};                // between its parts
  enum class Cut { refuse, shorten };
  Cut cut = Cut::refuse;  // a text longer than the field

  // Text of a cell → text of a value; none: empty.
  std::map<std::string, std::optional<std::string>, std::less<>> values{};
  enum class Others { refuse, keep, empty };
  Others others = Others::keep;            // texts that `values` does not name
  std::optional<std::string> otherwise{};  // where the cell is unknown

  // For references: which record the text names.
  enum class Missing { refuse, create };
  Missing missing = Missing::refuse;
  enum class Match { key, title };
  Match match = Match::key;                        // key: external key, unique field, number or id
  std::string key = "{text}";                      // the external key of what is made
  std::map<std::string, std::string> made_with{};  // its fields, "{text}" in them
  pack::Mark at{};
};

struct FieldSource {
  int field = -1;  // of the type
  ValueSource source{};
};

struct ImportMap {
  const pack::RecordType* type = nullptr;
  std::string source{};  // names the system that the keys come from
  char delimiter = ',';
  std::vector<std::string> unknown{};  // cells that say "not known"; empty cells do too
  std::string time_format = "rfc3339", time_zone = "Etc/UTC";
  std::string key_column{};  // names the case, or the record

  // Of event logs.
  std::string row_at{};
  std::optional<ValueSource> row_by{};
  std::string opened_at{};  // "": the first row's time
  std::optional<ValueSource> opened_by{};
  static constexpr int keep_state = -1;
  std::string state_column{};
  std::map<std::string, int, std::less<>> states{};  // text → position, or keep_state
  struct NamedTransition {
    std::string name;
    pack::StateSet from = 0, to = 0;
  };
  std::vector<NamedTransition> transitions{};

  std::vector<FieldSource> fields{};

  // A figure that the log brings along, beside the one that its rows show.
  struct Counter {
    std::string name, column;
    std::string changes{};  // a field whose changes are counted,
    std::string times{};    // or a transition
  };
  std::vector<Counter> counters{};
  std::string comment_column{}, comment_visibility = "internal";

  bool is_unknown(std::string_view cell) const;
  // Every column that something is taken from, each once, the key first.
  std::vector<std::string> columns() const;
};

enum class ImportKind { events, records };

struct MapReading {
  std::optional<ImportMap> map{};  // none if there are findings
  std::vector<pack::Finding> findings{};
};
MapReading read_import_map(std::string_view text, const std::string& path,
                           const pack::PackSet& packs, ImportKind kind);

}  // namespace praxis::usecases
