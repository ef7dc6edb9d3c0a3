// The members of a request's body that is no record: taken one by one, what is wrong or left over
// told at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace praxis::api {

enum class Needed { no, yes };

class Body {
 public:
  explicit Body(JsonObject members) : members_(std::move(members)) {}

  std::string text(std::string_view name, Needed needed);
  std::optional<Instant> instant(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name);
  // One of these; the first if absent.
  std::string choice(std::string_view name, std::initializer_list<std::string_view> allowed);
  std::optional<Json> value(std::string_view name, Needed needed);

  // InvalidArgument "invalid_fields" with all that was wrong; members nobody took are unknown.
  Status check() const;

 private:
  std::optional<Json> take(std::string_view name);
  void refuse(std::string_view name, std::string_view reason, JsonObject details = {});

  JsonObject members_;
  std::vector<FieldError> errors_{};
};

}  // namespace praxis::api
