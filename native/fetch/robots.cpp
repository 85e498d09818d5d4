#include "native/fetch/robots.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"

namespace linnet::fetch {
namespace {

constexpr std::string_view kSpace = " \t\r\f\v";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f') return ascii_lower(c) - 'a' + 10;
  return -1;
}

bool unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// RFC 9309, 2.2.2: octets outside ASCII are compared percent-encoded, encoded unreserved ones
// decoded; digits of %XX in upper case.
std::string normalised(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto byte = static_cast<unsigned char>(text[i]);
    bool encoded = byte >= 0x80;
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
        hex_value(text[i + 2]) >= 0) {
      byte = static_cast<unsigned char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      encoded = !unreserved(byte);
      i += 2;
    }
    if (!encoded) {
      result += static_cast<char>(byte);
    } else {
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  return result;
}

// Both normalised. "*" is any run, a last "$" the end; else the pattern is a prefix. Linear in
// pattern times target: the last "*" alone is ever gone back to.
bool matches(std::string_view pattern, std::string_view target) {
  const bool to_end = pattern.ends_with('$');
  if (to_end) pattern.remove_suffix(1);
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, retry = 0;
  while (true) {
    if (p == pattern.size() && (!to_end || t == target.size())) return true;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && t < target.size() && pattern[p] == target[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && retry < target.size()) {
      p = star + 1;
      t = ++retry;
    } else {
      return false;
    }
  }
}

std::optional<double> seconds_of(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (!(seconds >= 0 && seconds < 1e9)) return std::nullopt;
  return seconds;
}

// "Linnet/1.0" names the product "Linnet": a product token is letters, "_" and "-".
std::string_view product_token(std::string_view value) {
  const auto end = std::find_if_not(value.begin(), value.end(), [](char c) {
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || c == '_' || c == '-';
  });
  return value.substr(0, static_cast<std::size_t>(end - value.begin()));
}

}  // namespace

RobotsRules RobotsRules::disallow_all() {
  RobotsRules rules;
  rules.rules_.push_back({"/", false});
  return rules;
}

RobotsRules RobotsRules::parse(std::string_view text, std::string_view product) {
  RobotsRules ours, everyones;
  bool named = false;                    // some group is for us
  bool for_us = false, for_all = false;  // whom the open group is for
  bool in_agents = false;                // the last line of a group was a user-agent line
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text = text.substr(0, kMaxRobotsBytes);

  const auto add_line = [&](std::string_view key, std::string_view value) {
    if (equal_without_ascii_case(key, "user-agent")) {
      if (!in_agents) for_us = for_all = false;
      in_agents = true;
      if (value == "*") {
        for_all = true;
      } else if (equal_without_ascii_case(product_token(value), product)) {
        for_us = named = true;
      }
      return;
    }
    const bool allow = equal_without_ascii_case(key, "allow");
    const bool disallow = equal_without_ascii_case(key, "disallow");
    const bool delay = equal_without_ascii_case(key, "crawl-delay");
    if (!allow && !disallow && !delay) return;  // "sitemap" and others belong to no group
    in_agents = false;
    for (RobotsRules* rules : {for_us ? &ours : nullptr, for_all ? &everyones : nullptr}) {
      if (rules == nullptr) continue;
      if (delay) {
        if (const auto seconds = seconds_of(value)) rules->crawl_delay_ = seconds;
      } else if (value.starts_with('/') || value.starts_with('*')) {
        rules->rules_.push_back({normalised(value), allow});
      }
    }
  };

  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    add_line(trimmed(line.substr(0, colon), kSpace), trimmed(line.substr(colon + 1), kSpace));
  }
  return named ? ours : everyones;
}

bool RobotsRules::allows(std::string_view target) const {
  if (target == "/robots.txt") return true;
  const std::string path = normalised(target);
  std::size_t longest = 0;
  bool allow = true;
  for (const Rule& rule : rules_) {
    if (!matches(rule.pattern, path)) continue;
    const std::size_t length = rule.pattern.size();
    if (length > longest || (length == longest && rule.allow)) {
      longest = length;
      allow = rule.allow;
    }
  }
  return allow;
}

}  // namespace linnet::fetch
