// Typed links between records: a row reads "from NAME to". A link is seen from either end by one of
// its two names. Runs inside the caller's transaction; who may see or make a link is asked by the
// use cases.
#pragma once

#include <string>
#include <vector>

#include "db/database.h"
#include "record/model.h"
#include "record/record.h"

namespace praxis::record {

struct Link {
  std::string name;  // as seen from the record asked about
  Id other;
  std::string other_type;
  Instant created_at;
  Id created_by;
  std::string out_of_step{};  // JSON: why the other end did not follow; "" where it did
};

enum class Which { all, open };  // open: whose other end is in phase open or pending

constexpr int links_read_max = 1'000;

// All links of a record, by either name, oldest first; at most links_read_max.
Result<std::vector<Link>> links_of(db::Transaction& tx, const Model& model, Id record);
// Those by one of the two names.
Result<std::vector<Link>> links_named(db::Transaction& tx, const Model& model, Id record,
                                      std::string_view name);
Result<std::int64_t> count_links(db::Transaction& tx, const Model& model, Id record,
                                 std::string_view name, Which which);

// Writes the row; false if it stood there already.
Result<bool> add_link(db::Transaction& tx, const pack::LinkType& type, const Record& from,
                      const Record& to, Instant now, Id by);
// False if there was none.
Result<bool> remove_link(db::Transaction& tx, const pack::LinkType& type, Id from, Id to);
// Notes on the row why its ends are out of step; "" takes the note away.
Status note_out_of_step(db::Transaction& tx, const pack::LinkType& type, Id from, Id to,
                        std::string_view why);
// Whether following links of this type from `from` leads to `to`: what an acyclic type refuses.
Result<bool> leads_to(db::Transaction& tx, const pack::LinkType& type, Id from, Id to);

}  // namespace praxis::record
