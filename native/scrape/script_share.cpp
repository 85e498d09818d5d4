#include "native/scrape/script_share.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "core/error.h"

namespace linnet::scrape {

Scripts::Scripts(const std::vector<std::string>& names) {
  codes_.reserve(names.size());
  for (const std::string& name : names) {
    UScriptCode code = USCRIPT_INVALID_CODE;
    UErrorCode error = U_ZERO_ERROR;
    const int found = ::uscript_getCode(name.c_str(), &code, 1, &error);
    // ICU also takes the name of a language; of one that is written in several scripts we could
    // not tell which is meant.
    if (U_FAILURE(error) != 0 || found != 1) {
      throw Error(ErrorCode::kInvalidArgument,
                  "\"" + name + "\" is no script; for example latin, cyrillic, arabic, han");
    }
    codes_.push_back(code);
  }
}

double Scripts::share(std::string_view text) const {
  const auto size = static_cast<int32_t>(text.size());
  std::size_t letters = 0;
  std::size_t ours = 0;
  for (int32_t i = 0; i < size;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0 || ::u_isalpha(c) == 0) continue;
    UErrorCode error = U_ZERO_ERROR;
    const UScriptCode script = ::uscript_getScript(c, &error);
    if (script == USCRIPT_COMMON || script == USCRIPT_INHERITED) continue;
    ++letters;
    if (std::find(codes_.begin(), codes_.end(), script) != codes_.end()) ++ours;
  }
  return letters == 0 ? 1 : static_cast<double>(ours) / static_cast<double>(letters);
}

}  // namespace linnet::scrape
