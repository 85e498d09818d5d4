// A read-only view of a row-major matrix: scores, truths and predictions of rows x labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace linnet {

template <typename T>
struct MatrixView {
  std::span<const T> values;  // rows * columns, row-major
  std::size_t rows = 0;
  std::size_t columns = 0;

  std::span<const T> row(std::size_t index) const {
    return values.subspan(index * columns, columns);
  }
};

using ScoreMatrix = MatrixView<float>;         // logits or probabilities
using LabelMatrix = MatrixView<std::uint8_t>;  // 0 or 1

}  // namespace linnet
