// A loop shared among threads.
#pragma once

#include <cstddef>
#include <functional>

namespace linnet {

// Calls `work(i)` once for each i in [0, count), in rising order of start, on up to `threads`
// threads (0 counts as 1). The first exception is thrown again here once all threads have ended.
void parallel_for(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t index)>& work);

// The processors that this process may use, at least 1.
std::size_t usable_processors();

}  // namespace linnet
