// Which writing system a text is in, as a cheap sign of its language.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace linnet::scrape {

// Scripts of the Unicode standard by name ("latin", "Cyrillic", "Hani").
class Scripts {
 public:
  // Throws Error(kInvalidArgument) naming what is no script.
  explicit Scripts(const std::vector<std::string>& names);

  // The share of the letters of UTF-8 text that belong to one of the scripts, from 0 to 1; letters
  // that all scripts share do not count. 1 where there is no letter.
  double share(std::string_view text) const;

 private:
  std::vector<int> codes_;  // ICU's UScriptCode
};

}  // namespace linnet::scrape
