// Windows: what a pair of texts looks like as token ids, whatever its length.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "core/error.h"
#include "core/tokenizer.h"

namespace linnet {
namespace {

Encoding encode_pair(std::span<const std::int32_t> title, std::span<const std::int32_t> description,
                     const TokenLimits& limits) {
  return linnet::encode_pair(title, description, limits, kRobertaIds);
}

using Ids = std::vector<std::int32_t>;

Ids ids(std::int32_t first, std::size_t count) {
  Ids ids(count);
  std::iota(ids.begin(), ids.end(), first);
  return ids;
}

// The description ids of a window.
Ids description_of(const Ids& window, std::size_t title) {
  return {window.begin() + static_cast<std::ptrdiff_t>(title) + 2, window.end() - 1};
}

TEST_CASE("a short pair is one window, framed as <s> title </s> description </s>") {
  const auto encoding = encode_pair(Ids{10, 11}, Ids{20, 21, 22}, {});
  REQUIRE(encoding.windows.size() == 1);
  CHECK(encoding.windows[0] ==
        Ids{kRobertaIds.begin, 10, 11, kRobertaIds.end, 20, 21, 22, kRobertaIds.end});
  CHECK_FALSE(encoding.truncated);
}

TEST_CASE("empty fields keep their places") {
  CHECK(encode_pair({}, {}, {}).windows[0] ==
        Ids{kRobertaIds.begin, kRobertaIds.end, kRobertaIds.end});
  CHECK(encode_pair(Ids{10}, {}, {}).windows[0] ==
        Ids{kRobertaIds.begin, 10, kRobertaIds.end, kRobertaIds.end});
  CHECK(encode_pair({}, Ids{20}, {}).windows[0] ==
        Ids{kRobertaIds.begin, kRobertaIds.end, 20, kRobertaIds.end});
}

TEST_CASE("a pair that fills the window to the last token is one window") {
  const auto encoding = encode_pair(ids(10, 3), ids(20, 10), {.max_tokens = 16, .overlap = 2});
  REQUIRE(encoding.windows.size() == 1);
  CHECK(encoding.windows[0].size() == 16);
  CHECK_FALSE(encoding.truncated);
}

TEST_CASE("a description longer than the limit keeps its closing token") {
  const auto encoding = encode_pair(ids(10, 3), ids(100, 11), {.max_tokens = 16, .overlap = 2});
  REQUIRE(encoding.windows.size() == 2);
  CHECK_FALSE(encoding.truncated);
  for (const Ids& window : encoding.windows) {
    CHECK(window.front() == kRobertaIds.begin);
    CHECK(window.back() == kRobertaIds.end);
    CHECK(std::count(window.begin(), window.end(), kRobertaIds.end) == 2);
    CHECK(window.size() <= 16);
  }
}

TEST_CASE("windows cover the description and repeat exactly the overlap") {
  const TokenLimits limits{.max_tokens = 16, .overlap = 3, .max_windows = 100};
  const Ids description = ids(100, 57);
  const auto encoding = encode_pair(ids(10, 3), description, limits);
  CHECK_FALSE(encoding.truncated);
  Ids joined = description_of(encoding.windows[0], 3);
  for (std::size_t i = 1; i < encoding.windows.size(); ++i) {
    const Ids part = description_of(encoding.windows[i], 3);
    REQUIRE(part.size() > 3);  // something new in each
    CHECK(std::equal(part.begin(), part.begin() + 3, joined.end() - 3));
    joined.insert(joined.end(), part.begin() + 3, part.end());
  }
  CHECK(joined == description);
}

TEST_CASE("text past the last window is reported as truncated") {
  const TokenLimits limits{.max_tokens = 16, .overlap = 0, .max_windows = 2};
  CHECK_FALSE(encode_pair(ids(10, 3), ids(100, 20), limits).truncated);
  const auto encoding = encode_pair(ids(10, 3), ids(100, 21), limits);
  CHECK(encoding.windows.size() == 2);
  CHECK(encoding.truncated);
}

TEST_CASE("a long title keeps half of the window beside a long description") {
  const auto encoding =
      encode_pair(ids(10, 50), ids(100, 50), {.max_tokens = 16, .overlap = 0, .max_windows = 50});
  CHECK(encoding.truncated);
  CHECK(encoding.windows.size() == 10);  // 16 - 3 - 8 = 5 description tokens in each
  for (const Ids& window : encoding.windows) {
    CHECK(window[8] == 17);
    CHECK(window[9] == kRobertaIds.end);
  }
}

TEST_CASE("a long title has what a short description leaves free") {
  const auto whole = encode_pair(ids(10, 12), ids(100, 1), {.max_tokens = 16, .overlap = 2});
  CHECK(whole.windows.size() == 1);
  CHECK_FALSE(whole.truncated);
  const auto cut = encode_pair(ids(10, 14), {}, {.max_tokens = 16, .overlap = 2});
  REQUIRE(cut.windows.size() == 1);
  CHECK(cut.windows[0].size() == 16);
  CHECK(cut.truncated);
}

TEST_CASE("an overlap wider than the room still moves on") {
  const TokenLimits limits{.max_tokens = 8, .overlap = 4, .max_windows = 1000};
  const auto encoding = encode_pair(ids(10, 9), ids(100, 30), limits);  // room for one token
  CHECK(encoding.windows.size() == 30);
}

TEST_CASE("every size of title and description keeps the frame") {
  const TokenLimits limits{.max_tokens = 11, .overlap = 3, .max_windows = 4};
  for (std::size_t title = 0; title < 15; ++title) {
    for (std::size_t description = 0; description < 40; ++description) {
      const auto encoding = encode_pair(ids(10, title), ids(100, description), limits);
      bool framed = !encoding.windows.empty() && encoding.windows.size() <= limits.max_windows;
      for (const Ids& window : encoding.windows) {
        framed = framed && window.size() <= limits.max_tokens &&
                 window.front() == kRobertaIds.begin && window.back() == kRobertaIds.end &&
                 std::count(window.begin(), window.end(), kRobertaIds.end) == 2;
      }
      const Ids& last = encoding.windows.back();
      const bool whole =
          (title == 0 || std::count(last.begin(), last.end(), 9 + int(title)) == 1) &&
          (description == 0 || last[last.size() - 2] == 99 + int(description));
      CAPTURE(title, description);
      CHECK(framed);
      CHECK(encoding.truncated == !whole);
    }
  }
}

TEST_CASE("limits out of range are refused") {
  const auto encode = [](TokenLimits limits) { return encode_pair({}, {}, limits); };
  CHECK_THROWS_AS(encode({.max_tokens = 7, .overlap = 0}), Error);
  CHECK_THROWS_AS(encode({.max_tokens = 16, .overlap = 13}), Error);
  CHECK_THROWS_AS(encode({.max_tokens = 16, .overlap = 2, .max_windows = 0}), Error);
  CHECK_THROWS_WITH(encode({.max_tokens = 16, .overlap = 13}), Catch::Contains("overlap is 13"));
  CHECK_NOTHROW(encode({.max_tokens = 16, .overlap = 12}));
}

}  // namespace
}  // namespace linnet
