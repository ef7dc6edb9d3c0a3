// What a record must fulfil, decided over its values: computed fields, required fields, checks.
// Nothing is written.
#pragma once

#include <vector>

#include "record/bindings.h"
#include "record/record.h"

namespace praxis::workflow {

// Fills computed fields in their order; an override stands in place of the computed value. Journal
// figures are kept by record/figures.h and left alone.
void compute_fields(const record::Surroundings& in, record::Record& record);

// Where a required field may be missing: at create and on entering a state every required field is
// looked at; at an update only those that the update emptied or made required, so that older
// records stay editable.
enum class RequiredOf { whole_record, emptied_fields };

// A record whose model has no such state would be in none: a model is chosen with a state that it
// has, and changes only where all models have it.
bool is_model_here(const record::Record* before, const record::Record& after);

// "required", "check", and "not_among" for the fields in `given` (those a person set);
// "model_not_here".
std::vector<FieldError> check_record(const record::Surroundings& in, const record::Record* before,
                                     const record::Record& after, RequiredOf required,
                                     const std::vector<int>& given);

bool is_required(const record::Surroundings& in, const pack::Field& field);
// A field may not be changed in the record's present state.
bool is_fixed(const record::Surroundings& in, const pack::Field& field);
bool is_hidden(const record::Surroundings& in, const pack::Field& field);

}  // namespace praxis::workflow
