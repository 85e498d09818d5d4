#include "native/fetch/waits.h"

#include <curl/curl.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/ascii.h"

namespace linnet::fetch {
namespace {

constexpr double kForever = 1e9;  // seconds; more digits than that mean no more

}  // namespace

double Backoff::wait(int failures, double random) const {
  const double whole = std::min(largest, first * std::exp2(std::min(failures - 1, 60)));
  return whole / 2 * (1 + random);
}

std::optional<double> parse_http_date(std::string_view text) {
  // curl_getdate() also takes bare numbers and single words; an HTTP date has a day and a time.
  if (text.find(':') == std::string_view::npos || text.find(' ') == std::string_view::npos) {
    return std::nullopt;
  }
  const time_t seconds = curl_getdate(std::string(text).c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return static_cast<double>(seconds);
}

std::optional<double> retry_after_seconds(std::string_view value, double now) {
  value = trimmed(value, " \t");
  if (value.empty()) return std::nullopt;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) {
    double seconds = 0;
    for (const char digit : value) seconds = std::min(kForever, seconds * 10 + (digit - '0'));
    return seconds;
  }
  const std::optional<double> date = parse_http_date(value);
  if (!date) return std::nullopt;
  return std::max(0.0, *date - now);
}

}  // namespace linnet::fetch
