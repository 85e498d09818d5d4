// A bundle's tier at work: rows of text in, ranked tags out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/dataset_detector.h"
#include "core/decision.h"
#include "core/label_set.h"
#include "core/tokenizer.h"
#include "native/classify/row_reader.h"
#include "native/runtime/bundle_folder.h"
#include "native/runtime/predictor.h"

namespace linnet::classify {

struct ClassifierOptions {
  std::string tier = "full";
  std::size_t top = 0;  // 0: the tags over their thresholds; else that many, whatever they score
  bool all = false;     // keep the probabilities of all labels
  std::size_t threads = 1;
  double shift = 0;                        // of the thresholds, as Adjustment::shift
  std::vector<std::string> excluded = {};  // labels that are never given
  std::vector<std::string> required = {};  // labels that are always given
  bool any_text = false;                   // tag texts too that do not read like a data set's
  // The full tier reads all windows of a text, not those of the bundle alone.
  bool read_all = false;
  // With `all`: the probabilities that the tier was trained to give.
  bool uncalibrated = false;
};

struct ClassifiedRow {
  std::string id;
  std::vector<Tag> tags;             // highest probability first
  std::vector<float> probabilities;  // in label order; empty unless asked for
  bool truncated = false;
  // Whether the text reads like a data set's; where not, only required labels are given unless
  // ClassifierOptions say otherwise. Absent where the bundle cannot tell.
  std::optional<bool> data_set = std::nullopt;
};

class Classifier {
 public:
  // Throws what BundleFolder throws, and Error(kInvalidArgument) on a label that the model does not
  // have, or what Decision::adjusted() refuses.
  Classifier(const BundleFolder& bundle, ClassifierOptions options);

  const LabelSet& labels() const { return labels_; }
  // In the order of the rows. A row's answer does not depend on the other rows.
  std::vector<ClassifiedRow> classify(std::span<const InputRow> rows) const;

 private:
  ClassifierOptions options_;
  TextTokenizer tokenizer_;
  LabelSet labels_;
  std::optional<DatasetDetector> detector_;
  Predictor predictor_;
  Decision decision_;
  Decision title_decision_;  // of rows without a description
};

}  // namespace linnet::classify
