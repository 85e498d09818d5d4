// Shares and means of what may be nothing.
#pragma once

namespace linnet {

// part / whole; 0 of nothing.
template <typename Part, typename Whole>
constexpr double ratio(Part part, Whole whole) {
  return whole == Whole{} ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace linnet
