// What the device can do at most: the speed of its matrix products.
#pragma once

#include "native/encoder/device.h"

#include <ATen/core/Tensor.h>

namespace linnet {

// Floating-point operations a second of a large square matrix product in the given precision, the
// best of several runs that take a fraction of a second together.
double matmul_peak(at::Device device, Precision precision);

}  // namespace linnet
