// Dropout (Srivastava et al., 2014), fast on the CPU, where libtorch's own takes longer than the
// matrix products of a small encoder.
#pragma once

#include <ATen/core/Tensor.h>

namespace linnet {

// Each element is 0 with `probability`, in [0, 1), to a resolution of 1/65536, and scaled by
// 1 / (1 - probability) otherwise. On the CPU the mask depends on one draw from the default
// generator and not on the number of threads: the generator's state is all there is to save.
at::Tensor dropout(const at::Tensor& input, double probability);

}  // namespace linnet
