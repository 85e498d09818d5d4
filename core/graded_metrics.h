// Metrics of answers on rows whose labels are graded: what a reader would accept, and what a
// curator would miss.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/relevance.h"

namespace linnet {

// The harmonic mean of the share of given tags that fit and the share of clear tags that were
// given: F1 where every tag that fits is clear. 0 where nothing was given or is clear.
double graded_f1(std::size_t given, std::size_t accepted, std::size_t given_clear,
                 std::size_t clear);

struct GradedLabelMetrics {
  std::size_t clear = 0;        // rows that it clearly fits
  std::size_t fits = 0;         // rows that it fits as well
  std::size_t given = 0;        // rows to which it was given
  std::size_t given_clear = 0;  // of these, those that it clearly fits
  std::size_t given_fits = 0;   // and those that it fits as well
};

// All in [0, 1] but tags_per_row. A share of nothing is 0.
struct GradedMetrics {
  std::size_t rows = 0;
  std::size_t labels = 0;
  double accepted = 0;     // of the tags given, those that fit, clearly or not
  double clear_found = 0;  // of the tags that clearly fit, those that were given
  double f1 = 0;           // the harmonic mean of the two
  double given_clear = 0;  // of the tags given, those that clearly fit
  // F1 of clear tags, pairs that fit left out; mean over the labels that were given or clear in a
  // row at least.
  double macro_f1 = 0;
  // Normalised discounted cumulative gain of the first five, the gain of a label being its
  // relevance; mean over rows with any relevant label. Ties by label index.
  double ndcg_at_5 = 0;
  // Label ranking average precision of the clear labels, those that fit left out of the ranking;
  // mean over rows with any clear label. Ties help nobody.
  double lrap = 0;
  double first_accepted = 0;     // of the rows with any relevant label, those whose first one fits
  double calibration_error = 0;  // of probabilities as those of being accepted; as in Metrics
  double tags_per_row = 0;
  double rows_without_tags = 0;
  std::vector<GradedLabelMetrics> per_label;
};

// As WeightedMetrics, for graded labels: counted and sorted once, then measured for any weights.
class WeightedGradedMetrics {
 public:
  // `probabilities`, `predictions` (0 or 1) and `relevance` have the same shape. Throws
  // Error(kInvalidArgument) on shapes that differ, an empty matrix, NaN, a probability outside
  // [0, 1], or a prediction above 1. The matrices are not needed afterwards.
  WeightedGradedMetrics(ScoreMatrix probabilities, LabelMatrix predictions,
                        RelevanceMatrix relevance);

  std::size_t rows() const { return rows_.size(); }

  // One weight a row; GradedMetrics::rows is their sum. Throws Error(kInvalidArgument) where the
  // count of weights is not rows() or all are 0.
  GradedMetrics compute(std::span<const std::uint32_t> weights) const;

 private:
  struct Row {
    std::size_t given = 0;
    bool any_relevant = false, any_clear = false, first_accepted = false;
    double ndcg = 0, average_precision = 0;
    std::vector<double> excess;  // a bin's probabilities minus its accepted labels
  };
  struct Mark {  // a label that is given to a row, relevant to it, or both
    std::uint32_t row = 0;
    std::uint32_t label = 0;
    bool given = false;
    Relevance relevance = Relevance::kNone;
  };

  static void rank_row(std::span<const float> scores, std::span<const Relevance> relevance,
                       Row& row);
  std::vector<GradedLabelMetrics> count_labels(std::span<const std::uint32_t> weights) const;

  std::size_t labels_ = 0;
  std::vector<Row> rows_;
  std::vector<Mark> marks_;
};

// All that follows from the labels' counts alone: accepted, clear_found, f1, given_clear, macro_f1.
GradedMetrics graded_label_metrics(std::vector<GradedLabelMetrics> per_label);

GradedMetrics compute_graded_metrics(ScoreMatrix probabilities, LabelMatrix predictions,
                                     RelevanceMatrix relevance);

}  // namespace linnet
