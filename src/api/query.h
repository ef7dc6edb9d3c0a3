// Query parameters, read with what each may be; a wrong or unknown one is InvalidArgument
// "query.…", with what would be right. Views the request: valid as long as it. Pure.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace praxis::api {

enum class Flag { off, on };

struct IntegerBounds {
  std::int64_t min, max, otherwise;
};

class Query {
 public:
  explicit Query(const http::Request& request) : request_(request) {}

  // Refuses parameters that are not among these.
  Status only(std::initializer_list<std::string_view> known) const;

  bool has(std::string_view name) const { return request_.parameter(name).has_value(); }
  std::string text(std::string_view name) const;                // "" if absent
  std::vector<std::string> words(std::string_view name) const;  // of a comma-separated list
  Result<std::int64_t> integer(std::string_view name, IntegerBounds bounds) const;
  Result<std::optional<double>> share(std::string_view name) const;  // 0 to 1
  Result<Flag> flag(std::string_view name, Flag otherwise) const;    // true or false
  Result<std::string> one_of(std::string_view name,
                             std::initializer_list<std::string_view> allowed) const;

 private:
  const http::Request& request_;
};

tl::unexpected<Error> bad_parameter(std::string_view name, std::string_view expected);

}  // namespace praxis::api
