// What a model is set beside: the trivial answers (no tags, and the same frequent tags for every
// row) and what the data sets' own authors chose.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/metrics.h"
#include "native/evaluate/decision_fit.h"

namespace linnet::evaluate {

// No row gets a tag; all labels score the same.
Decided nothing_answers(std::size_t rows, std::size_t labels);
Metrics nothing_baseline(LabelMatrix truth);

// Every row gets the `count` labels that the train split has most often (ties by index); labels
// score their share of the `train_rows` rows.
Decided frequent_answers(std::size_t rows, std::span<const std::size_t> train_counts,
                         std::size_t train_rows, std::size_t count);
Metrics frequent_baseline(LabelMatrix truth, std::span<const std::size_t> train_counts,
                          std::size_t train_rows, std::size_t count);

// Rows x labels of tags that somebody chose, as answers: scores are 1 and 0.
Decided uploader_answers(std::span<const std::uint8_t> tags);

inline constexpr char kUploaderName[] = "uploaders' own";

}  // namespace linnet::evaluate
