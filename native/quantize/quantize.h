// A float ONNX model turned into an 8-bit one: int8 weights, activations quantised as they come.
#pragma once

#include <cstddef>

#include "native/export/onnx_model.h"

namespace linnet {

struct QuantizeReport {
  std::size_t parameters = 0;  // elements of the float initialisers of the given model
  std::size_t matrices = 0;    // MatMuls that were quantised
  std::size_t tables = 0;      // embedding tables that were quantised
};

// Each MatMul by a constant float matrix becomes a DynamicQuantizeMatMul (com.microsoft):
// per-channel symmetric int8 weights, the activations' scale found at run time, the Add of a
// constant bias after it included. Each embedding table that is read by Gather alone holds int8
// rows with a binary16 scale each. All else (biases, layer norms) stays as it is. Throws
// Error(kInvalidArgument) where there is nothing to quantise, Error(kInvalidFormat) where an
// initialiser's data do not match its shape.
OnnxModel quantize_model(const OnnxModel& model, QuantizeReport& report);

}  // namespace linnet
