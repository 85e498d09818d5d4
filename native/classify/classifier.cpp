#include "native/classify/classifier.h"

#include <utility>

#include "core/error.h"
#include "native/runtime/parallel.h"

namespace linnet::classify {
namespace {

std::vector<std::size_t> indices_of(const std::vector<std::string>& names, const LabelSet& labels) {
  std::vector<std::size_t> indices;
  for (const std::string& name : names) {
    const auto index = labels.index(name);
    if (!index) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the model has no label \"" + name + "\"; its labels.json lists them");
    }
    indices.push_back(*index);
  }
  return indices;
}

}  // namespace

Classifier::Classifier(const BundleFolder& bundle, ClassifierOptions options)
    : options_(std::move(options)),
      tokenizer_(bundle.tokenizer()),
      labels_(bundle.labels()),
      predictor_(bundle.predictor(options_.tier)),
      decision_(Decision(bundle.tier(options_.tier).rule)
                    .adjusted({.shift = options_.shift,
                               .excluded = indices_of(options_.excluded, labels_),
                               .required = indices_of(options_.required, labels_)})) {}

std::vector<ClassifiedRow> Classifier::classify(std::span<const InputRow> rows) const {
  std::vector<PiecePair> pairs(rows.size());
  parallel_for(rows.size(), options_.threads, [&](std::size_t i) {
    pairs[i] = {tokenizer_.pieces(rows[i].title), tokenizer_.pieces(rows[i].description)};
  });
  const auto predictions = predictor_.predict(pairs, options_.threads);
  std::vector<ClassifiedRow> results(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& logits = predictions[i].logits;
    results[i].id = rows[i].id;
    results[i].truncated = predictions[i].truncated;
    results[i].tags =
        options_.top > 0 ? decision_.rank(logits, options_.top) : decision_.decide(logits);
    if (options_.all) results[i].probabilities = decision_.probabilities(logits);
  }
  return results;
}

}  // namespace linnet::classify
