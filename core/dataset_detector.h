// Whether a text tells of a data set at all: asked before its tags are decided.
#pragma once

#include <string>
#include <string_view>

#include "core/linear_model.h"

namespace linnet {

// Logistic regression over the features of the instant tier, with one output. What it was trained
// on, texts of data sets and of other kinds, says what it knows; it is the same for both tiers.
class DatasetDetector {
 public:
  // Throws Error(kInvalidArgument) where the model has not one output.
  explicit DatasetDetector(LinearModel model);

  // The file is that of a LinearModel; throws what LinearModel::parse throws, and
  // Error(kInvalidFormat) where it has not one output.
  static DatasetDetector parse(std::string_view bytes);
  std::string serialize() const { return model_.serialize(); }

  const LinearModel& model() const { return model_; }

  // Log-odds, from 0 on those of a data set: where the threshold was put in training.
  float log_odds(const Pieces& title, const Pieces& description) const;
  bool accepts(const Pieces& title, const Pieces& description) const {
    return log_odds(title, description) >= 0;
  }

 private:
  LinearModel model_;
};

}  // namespace linnet
