// Distances between tokens as buckets, each of which has a score of its own in attention.
#pragma once

#include <cstdint>
#include <vector>

namespace linnet {

// The bucket, in [0, buckets), of `distance`: the position of the token that is read minus that of
// the one that reads (Raffel et al., 2020, section 2.1, both directions, as MPNet has it). The
// upper half of the buckets are distances above 0. Of each half, one half are single distances; the
// rest widen as a logarithm does up to 128, and the last takes all beyond. `buckets` is at least 4.
std::int64_t relative_position_bucket(std::int64_t distance, std::int64_t buckets);

// Those of the distances -(tokens - 1) to tokens - 1.
std::vector<std::int64_t> relative_position_buckets(std::int64_t tokens, std::int64_t buckets);

}  // namespace linnet
