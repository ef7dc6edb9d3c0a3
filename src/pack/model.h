// What packs declare, loaded, merged and checked: immutable values that every other room reads.
// Built once by load(), swapped whole. All positions (field, state) are indexes into the
// record type's own vectors, so that a subtype's programs are compiled for the subtype. Thread-safe
// because nothing here changes after the load. Format: docs/packs.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "expr/program.h"
#include "expr/value.h"

namespace praxis::pack {

struct RecordType;

enum class FieldType {
  text,
  markdown,
  integer,
  decimal,
  money,
  boolean,
  instant,
  duration,
  choice,
  date,        // its value is the instant of its midnight, UTC
  reference,   // `person`, `group`, `organization`, `site` are references to the type of that name
  references,  // several; kept in a set of rows
  email,
  url,
  ip,
  translatable,
};
// `as:` what a field means to the engine.
enum class FieldRole {
  none,
  title,
  description,
  requester,
  assignee,
  group,
  organization,
  priority,
  concerns,
  confidentiality,
  calendar,  // its text is a calendar: docs/packs.md, Calendars
};
enum class Phase { open, pending, resolved, closed };
enum class Side { requester, agent, system };

// What a name in an expression stands for. An expression's slots are indexes into its own meanings.
struct Meaning {
  enum class Kind {
    field,    // own field `field` of `on`, called `name`
    meta,     // id number type state phase version created_at created_by updated_at next_target_at
              // next_target_clock self
    through,  // reference field `field`, then `inner` on the type it leads to (two references deep
              // at most)
    me,  // `name`: "" (the person), organizations organization groups group roles language side
         // site
    now,
    setting,     // settings.`name`, for the record's organization
    choices,     // choices.`name`: map key → map attribute → value
    link,        // links.`name`.`part`: count, open
    clock,       // clock.`name`.`part`: state due_at left used
    old,         // old.x in rules: `inner` on the record before the change
    entry,       // entry.`name`: side visibility kind via
    candidate,   // it.x in `among`: `inner` on the type that the field leads to
    journal,     // entered_at time_in first_comment_at changes times entries made_by: `name` with
                 // `arguments`
    within,      // within(field, "key"): `inner` lies in the tree below the constant
    text,        // text("address"): `name`, and the one argument
    date_of,     // date(i): `inner`
    instant_of,  // instant(d): `inner`
  };
  Kind kind = Kind::now;
  int field = -1;
  std::string name{};
  std::string part{};
  std::vector<expr::Value> arguments{};
  std::shared_ptr<const Meaning> inner{};
  const RecordType* on = nullptr;  // the type that `field` and `inner` are read on
};

struct Expression {
  std::string text;  // as written
  std::shared_ptr<const expr::Program> program;
  std::vector<Meaning> meanings;  // by slot
};
using ExpressionPtr = std::shared_ptr<const Expression>;

using StateSet = std::uint64_t;  // bit i: state i of the type

// `required hidden fixed`, a form section's `hidden`: never, always, in some states, or when an
// expression is true.
struct Rule {
  enum class Kind { never, always, in_states, when };
  Kind kind = Kind::never;
  StateSet states = 0;
  ExpressionPtr when{};
};

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  std::string target{};  // reference(s): the record type
  std::string list{};    // choice: the choice list; an integer `of:` a list too (priority)
  FieldRole role = FieldRole::none;
  Rule required{}, hidden{}, fixed{};
  expr::Value default_value{};
  ExpressionPtr computed{};
  bool is_stored_journal_figure = false;  // computed over the journal: kept as a column
  struct Override {
    std::vector<std::string> roles{};
    bool needs_reason = false;
  };
  std::optional<Override> override_by{};  // absent: nobody may set a computed field
  ExpressionPtr suggest{}, among{}, check{};
  bool is_unique = false;
  std::optional<std::int64_t> min{}, max{};  // decimals and money scaled, durations in microseconds
  std::int64_t length_max = 0;               // code points; 0: the type's own limit
  int scale = 0;                             // decimal places of decimal (default 2) and money (2)
  std::string pattern{};                     // RE2, whole text
  int search_weight = 0;                     // 1 to 4; 0: not searched
  bool grants_read = false;                  // who stands here may read the record
  bool is_retired = false;
  std::string was{};          // old name
  std::string declared_by{};  // record type, for texts: DECLARED_BY.fields.NAME
};

struct State {
  std::string name;
  Phase phase = Phase::open;
  std::string glyph{};
};

struct Notice {
  std::string message;            // key below TYPE.messages
  std::string declared_by;        // TYPE
  std::vector<std::string> to{};  // fields, "watchers", or roles
};

struct Effects {
  struct Assignment {
    int field;
    ExpressionPtr value;
  };
  std::vector<Assignment> set{}, fill{};  // fill: only where empty
  std::vector<int> clear{};
  std::vector<Notice> notify{};
  ExpressionPtr comment{};   // an internal comment by the system
  std::string create{};      // a new record by this link name
  std::string transition{};  // moves this record
  bool is_empty() const {
    return set.empty() && fill.empty() && clear.empty() && notify.empty() && !comment &&
           create.empty() && transition.empty();
  }
};

struct Guard {
  std::string name;  // reason TYPE.guards.NAME
  std::string declared_by;
  ExpressionPtr holds{};
};

struct Transition {
  std::string name;
  std::string declared_by;  // for texts: DECLARED_BY.transitions.NAME
  StateSet from = 0;        // 0: this is `create`
  int to = 0;
  std::vector<std::string> roles{};  // empty: rules and time only
  std::string key{};
  std::vector<int> requires_fields{}, asks{};
  bool needs_reason = false;
  std::vector<std::string> evidence{};
  std::vector<Guard> guards{};
  ExpressionPtr when{};
  Effects effects{};
  struct After {
    ExpressionPtr is;                 // a duration
    std::string calendar = "always";  // "always" or a reference field whose record has a calendar
    int times = 1;
    std::vector<Notice> notify{};  // at each time but the last
  };
  std::optional<After> after{};
  ExpressionPtr at{};  // an instant
  struct Within {
    ExpressionPtr is, since;
    std::string otherwise;  // link name by which a new record is created instead
  };
  std::optional<Within> within{};
};

// A lifecycle: the type's own, or that of a model (same state indexes; states it removed are
// unreachable).
struct Lifecycle {
  StateSet states = 0;
  std::vector<Transition> transitions;  // transitions[create] has no `from`
  int create = -1;
  const Transition* find(std::string_view name) const;
};

struct ClockTarget {
  std::string name;
  ExpressionPtr when{}, is{};  // the last has no `when`
};
struct ClockThreshold {
  std::string name;
  std::optional<Span> left{};
  std::optional<int> used_percent{};
  Effects effects{};
};
struct Clock {
  std::string name, declared_by;
  StateSet runs_in = 0, paused_in = 0, met_in = 0, ends_in = 0;
  ExpressionPtr runs{}, paused{}, met{}, ends{};
  ExpressionPtr restarts{};  // asked of an entry: the clock starts anew with it
  std::string under{};       // the clock that this one supports
  std::string calendar = "always";
  std::string on_change = "keep";
  std::vector<ClockTarget> targets{};
  std::vector<ClockThreshold> thresholds{};
};

enum class Action { read, create, update, comment_public, comment_internal, link };

// A role's grant of an action: always, or when the expression is true. What no grant names is
// refused.
struct Grant {
  std::string role;
  bool is_always = false;
  ExpressionPtr when{};
};
struct FieldPermission {
  std::optional<std::vector<Grant>> read{};  // none: follows the record
  std::optional<std::vector<Grant>> update{};
};

struct Index {
  std::string name, declared_by;
  std::vector<std::string> equal{}, sort{};  // field or engine column names; sort without sign
  bool is_active_only = false;
};

struct View {
  std::string name, declared_by;
  std::vector<std::string> roles{};  // for
  ExpressionPtr filter{};            // none: all
  bool is_active_only = false;
  std::vector<std::string> columns{};
  std::vector<std::string> sort{};  // "-created_at"
  std::string group_by{};
  std::string index{};
  bool has_badge = false;
};

struct FormSection {
  std::string name;
  std::vector<int> fields;
  Rule hidden{};
  bool is_folded = false, has_attachments = false;
};
struct Form {
  std::string name, declared_by;
  std::vector<std::string> roles{};
  std::string style{};  // "questions" or ""
  std::vector<FormSection> sections{};
  Json aside{};  // panels as declared, checked
};

struct EventRule {
  enum class Event { create, update, transition, comment, link, schedule };
  std::string name, declared_by;
  Event event = Event::update;
  ExpressionPtr when{}, at{};
  Effects effects{};
};

struct Metric {
  std::string name, declared_by, kind{};  // count ratio percentile average sum
  ExpressionPtr value{}, of{}, where{};
  int percentile = 0;
  std::string at{};
  std::optional<Span> over{}, trend{};
  std::vector<std::string> by{};
  Json goal{};
};

struct RecordType {
  std::string name;
  std::string extends{};  // "" for a root
  std::string family;     // the root type's name: one table
  bool is_abstract = false;
  std::string number;                 // "INC-{}"
  std::string practice;               // the pack that declares it
  std::vector<std::string> chain;     // itself, then what it extends, up to the root
  std::vector<std::string> subtypes;  // concrete types at or below it
  std::vector<Field> fields;          // all, inherited first
  std::unordered_map<std::string, int> field_index;
  std::vector<State> states;  // empty: the type has no lifecycle
  Lifecycle lifecycle;
  int model_field = -1;
  std::map<std::string, Lifecycle> models;
  std::vector<Clock> clocks;
  std::map<Action, std::vector<Grant>> permissions;
  std::map<std::string, FieldPermission> field_permissions;
  std::vector<Index> indexes;  // of its whole family, each once
  std::vector<View> views;
  std::vector<Form> forms;
  std::vector<EventRule> rules;
  std::vector<Metric> metrics;
  std::vector<int> computed_order;  // computed fields, each after what it reads
  struct Versions {
    std::string cut_by;
    std::vector<int> fields;
    std::vector<std::string> readers;
  };
  std::optional<Versions> versions{};
  // Records of this type say which targets clocks of other records have.
  struct Agreement {
    std::string of;  // the type whose clocks
    struct Match {
      int own;             // what is empty there matches all
      std::string theirs;  // field of the other record
    };
    std::vector<Match> matches{};
    int from = -1, until = -1;  // date fields: valid from that day, and up to that day
    int terms = -1;             // its text says the targets: docs/packs.md, Agreements
    StateSet in_force = 0;      // without a lifecycle: always
  };
  std::optional<Agreement> agreement{};
  Json demo{};  // {slots, stories}, checked

  const Field* field(std::string_view name) const;
  int find_field(std::string_view name) const;  // -1 if there is none
  int field_with(FieldRole role) const;         // -1 if there is none
  int find_state(std::string_view name) const;
  bool is_a(std::string_view type) const;  // itself or below it
  const Lifecycle& lifecycle_for(const std::string& model) const;
  const View* view(std::string_view name) const;
};

struct Choice {
  std::string key;
  int parent = -1;  // in a tree
  JsonObject attributes{};
  bool is_retired = false;
};
struct ChoiceList {
  std::string name;
  std::vector<Choice> choices{};  // parents before children; order is order on screen
  bool has_integer_keys = false;
  int find(std::string_view key) const;
  bool lies_within(std::string_view key, std::string_view ancestor) const;
};

struct Setting {
  std::string name;
  FieldType type = FieldType::text;
  struct Matrix {
    std::string rows, columns, gives;  // choice lists
  };
  std::optional<Matrix> matrix{};
  bool names_framework = false;  // `of: frameworks`: its text is the name of one, or empty
  Json default_value{};          // a matrix: {row: {column: value}}
};

struct Role {
  std::string name;
  Side side = Side::agent;
  std::vector<std::string> includes{};  // closure, itself first
  bool is_held_by_everyone = false;
  bool owns_organization =
      false;  // changes how an organization works: its settings, who holds what
};

struct LinkFlow {
  std::string name;
  bool is_forward = true;
  std::string comment{};                             // "public", "internal" or ""
  std::map<std::string, std::string> transitions{};  // source's: receiver's
  std::map<std::string, std::string> fields{};       // source's: receiver's
  std::map<std::string, ExpressionPtr> when{};       // about the receiver, by its concrete type
  std::string offer = "ask";                         // always ask never
};
// Two linked records that move together and share fields.
struct InStep {
  enum class Refused { refuse, flag };            // what follows when one of the two cannot follow
  std::map<std::string, std::string> fields{};    // field of `from`: field of `to`, both ways
  std::map<std::string, std::string> forward{};   // transition of `from`: that of `to`
  std::map<std::string, std::string> backward{};  // transition of `to`: that of `from`
  Refused refused = Refused::refuse;
};
struct LinkType {
  std::string name, reverse;          // reverse == name when symmetric
  std::vector<std::string> from, to;  // types; subtypes count
  bool is_symmetric = false, is_same_type = false, is_acyclic = false;
  std::optional<int> to_max{}, from_max{};
  std::map<std::string, std::string> carries{};  // field of `to`: field of `from`
  std::vector<std::string> shows{};
  std::vector<LinkFlow> flows{};
  std::string failure{};  // none any all or an expression text
  std::optional<InStep> in_step{};
  std::string declared_by_pack;
};

}  // namespace praxis::pack
