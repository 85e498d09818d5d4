// How long to wait before a try is repeated.
#pragma once

#include <optional>
#include <string_view>

namespace linnet::fetch {

// Exponential back-off whose lower half is fixed and whose upper half is drawn ("equal jitter":
// Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), so that clients that
// failed together do not come back together. `failures` counts from 1; `random` is in [0, 1).
struct Backoff {
  double first = 2;      // seconds before the second try, at most
  double largest = 120;  // seconds

  double wait(int failures, double random) const;
};

// Seconds since 1970 of a date as HTTP writes it (RFC 9110, 5.6.7, all three forms).
std::optional<double> parse_http_date(std::string_view text);

// The seconds that a Retry-After field asks for (RFC 9110, 10.2.3): digits, or a date, counted from
// `now`; a date in the past means 0. Nothing where it is neither.
std::optional<double> retry_after_seconds(std::string_view value, double now);

}  // namespace linnet::fetch
