// robots.txt: what a host asks programs to leave alone (RFC 9309). Text in, values out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::fetch {

// More of the file is not read (RFC 9309, 2.5, asks for at least 500 KiB).
inline constexpr std::size_t kMaxRobotsBytes = std::size_t{512} << 10;

class RobotsRules {
 public:
  static RobotsRules allow_all() { return {}; }
  static RobotsRules disallow_all();

  // The rules of the groups for `product` ("linnet", compared without case), or of those for "*"
  // where no group names it. Never throws: lines that are no rules are passed over.
  static RobotsRules parse(std::string_view text, std::string_view product);

  // `target` is path and query. The longest pattern that matches decides, and "allow" where two are
  // as long; /robots.txt itself is always allowed.
  bool allows(std::string_view target) const;

  // Seconds between requests that the group asks for: not part of RFC 9309, but widely used.
  std::optional<double> crawl_delay() const { return crawl_delay_; }

 private:
  struct Rule {
    std::string pattern;  // normalised; "*" and a last "$" have their meaning
    bool allow;
  };
  std::vector<Rule> rules_;
  std::optional<double> crawl_delay_;
};

}  // namespace linnet::fetch
