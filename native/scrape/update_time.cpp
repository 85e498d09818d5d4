#include "native/scrape/update_time.h"

#include <time.h>

#include <cctype>
#include <cstdio>

namespace linnet::scrape {
namespace {

// The rest of `text` after what `format` reads, or null.
const char* read(const char* text, const char* format, std::tm& time) {
  return text == nullptr ? nullptr : ::strptime(text, format, &time);
}

}  // namespace

std::optional<UpdateTime> parse_update_time(std::string_view text) {
  const std::string copy(text);
  std::tm time = {};
  const char* rest = read(copy.c_str(), "%Y-%m-%d", time);
  if (rest == nullptr) {
    time = {};
    rest = read(copy.c_str(), "%m/%d/%Y", time);
  }
  if (rest == nullptr) return std::nullopt;
  if (*rest == 'T' || *rest == ' ') {
    rest = read(rest + 1, "%H:%M:%S", time);
    if (rest == nullptr) return std::nullopt;
    if (*rest == '.') {
      do ++rest;
      while (std::isdigit(static_cast<unsigned char>(*rest)) != 0);
    }
    if (*rest == 'Z' || *rest == '+' || *rest == '-') rest = read(rest, "%z", time);
  }
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(time.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(time.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(time.tm_mday)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(time.tm_hour) +
         std::chrono::minutes(time.tm_min) + std::chrono::seconds(time.tm_sec) -
         std::chrono::seconds(time.tm_gmtoff);
}

std::string format_update_time(UpdateTime time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(time - days);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

}  // namespace linnet::scrape
