// What a function returns that can fail: Result<T>, the value or an Error. We throw nothing; a
// library's exceptions stop at its wrapper. TRY(x) takes the value out of a Result or returns its
// error from here. Error codes know no protocol; api/error_response.cc alone maps them to HTTP.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

namespace praxis {

enum class Code {
  invalid_argument,
  unauthenticated,
  forbidden,
  not_found,
  conflict,
  too_large,
  rate_limited,
  unavailable,
  internal,
};

// One wrong field of an input. `reason` is a stable dotted key that a user interface translates;
// `details` says what would be right: {"max": 200}, {"allowed": ["high", "low"]} …
struct FieldError {
  std::string field;
  std::string reason;
  boost::json::object details{};
};

// `message` is for people who read logs and terminals, in English; `fields` names every wrong field
// at once.
struct [[nodiscard]] Error {
  Code code = Code::internal;
  std::string reason;
  std::string message{};
  std::vector<FieldError> fields{};
  boost::json::object details{};
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }
inline tl::unexpected<Error> fail(Code code, std::string reason, std::string message = {}) {
  return fail(Error{code, std::move(reason), std::move(message)});
}

namespace detail {
template <class T>
T take(Result<T>&& result) {
  return std::move(*result);
}
inline void take(Result<void>&&) {}
}  // namespace detail

// Ends the process: an invariant is broken and going on could write wrong data.
[[noreturn]] void abort_because(const char* claim, const char* file, int line);
inline void must_hold(bool holds, const char* claim, const char* file, int line) {
  if (!holds) [[unlikely]]
    abort_because(claim, file, line);
}

}  // namespace praxis

// The name is new each time, so that a TRY within a lambda within a TRY shadows nothing.
#define PRAXIS_JOIN_(a, b) a##b
#define PRAXIS_JOIN(a, b) PRAXIS_JOIN_(a, b)
#define PRAXIS_TRY(name, ...)                                            \
  __extension__({                                                        \
    auto name = (__VA_ARGS__);                                           \
    if (!name) [[unlikely]]                                              \
      return ::tl::unexpected<::praxis::Error>(std::move(name.error())); \
    ::praxis::detail::take(std::move(name));                             \
  })
#define TRY(...) PRAXIS_TRY(PRAXIS_JOIN(try_result_, __COUNTER__), __VA_ARGS__)

#define must(...) ::praxis::must_hold(bool(__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)
