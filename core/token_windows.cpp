// Framing of a pair of texts: `<s> title </s> description </s>`, in overlapping windows.
#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/tokenizer.h"

namespace linnet {
namespace {

constexpr std::size_t kSpecialTokens = 3;  // <s> and two </s>
constexpr std::size_t kLeastTokens = 8;

std::vector<std::int32_t> window(std::span<const std::int32_t> title,
                                 std::span<const std::int32_t> description,
                                 const SpecialIds& special) {
  std::vector<std::int32_t> ids;
  ids.reserve(title.size() + description.size() + kSpecialTokens);
  ids.push_back(special.begin);
  ids.insert(ids.end(), title.begin(), title.end());
  ids.push_back(special.end);
  ids.insert(ids.end(), description.begin(), description.end());
  ids.push_back(special.end);
  return ids;
}

}  // namespace

void check_limits(const TokenLimits& limits) {
  if (limits.max_tokens < kLeastTokens) {
    throw Error(ErrorCode::kInvalidArgument, "max_tokens is " + std::to_string(limits.max_tokens) +
                                                 ": a window needs at least " +
                                                 std::to_string(kLeastTokens) + " tokens");
  }
  if (limits.overlap > limits.max_tokens - kSpecialTokens - 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "overlap is " + std::to_string(limits.overlap) + ": a window of " +
                    std::to_string(limits.max_tokens) + " tokens can repeat at most " +
                    std::to_string(limits.max_tokens - kSpecialTokens - 1));
  }
  if (limits.max_windows == 0) {
    throw Error(ErrorCode::kInvalidArgument, "max_windows is 0: it must be at least 1");
  }
}

Encoding encode_pair(std::span<const std::int32_t> title, std::span<const std::int32_t> description,
                     const TokenLimits& limits, const SpecialIds& ids) {
  check_limits(limits);
  Encoding encoding;

  const std::size_t room = limits.max_tokens - kSpecialTokens;
  const std::size_t left_by_description = room - std::min(room, description.size());
  const std::size_t title_room = std::max(limits.max_tokens / 2, left_by_description);
  if (title.size() > title_room) {
    title = title.first(title_room);
    encoding.truncated = true;
  }

  const std::size_t description_room = room - title.size();
  const std::size_t overlap = std::min(limits.overlap, description_room / 2);
  const std::size_t step = description_room - overlap;
  for (std::size_t begin = 0;; begin += step) {
    const std::size_t length = std::min(description_room, description.size() - begin);
    encoding.windows.push_back(window(title, description.subspan(begin, length), ids));
    if (begin + length == description.size()) break;
    if (encoding.windows.size() == limits.max_windows) {
      encoding.truncated = true;
      break;
    }
  }
  return encoding;
}

}  // namespace linnet
