#include "native/classify/classifier.h"

#include <limits>
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
      tokenizer_(bundle.text_tokenizer(options_.tier)),
      labels_(bundle.labels()),
      detector_(bundle.detector()),
      predictor_(bundle.predictor(options_.tier)),
      decision_(Decision(bundle.tier(options_.tier).rule)
                    .adjusted({.shift = options_.shift,
                               .excluded = indices_of(options_.excluded, labels_),
                               .required = indices_of(options_.required, labels_)})),
      title_decision_(decision_.adjusted({.shift = options_.shift,
                                          .excluded = indices_of(options_.excluded, labels_),
                                          .required = indices_of(options_.required, labels_),
                                          .title_alone = true})) {
  if (!options_.read_all) return;
  TokenLimits limits = bundle.tier(options_.tier).limits;
  limits.max_windows = std::numeric_limits<std::size_t>::max();
  predictor_.set_limits(limits);
}

std::vector<ClassifiedRow> Classifier::classify(std::span<const InputRow> rows) const {
  std::vector<TierPieces> texts(rows.size());
  parallel_for(rows.size(), options_.threads, [&](std::size_t i) {
    texts[i] = tokenizer_.pieces(rows[i].title, rows[i].description);
  });
  const auto predictions = predictor_.predict(texts, options_.threads);
  std::vector<ClassifiedRow> results(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& logits = predictions[i].logits;
    const TextPieces& pair = texts[i].shared;
    const Decision& decision = pair.description.ids.empty() ? title_decision_ : decision_;
    results[i].id = rows[i].id;
    results[i].truncated = predictions[i].truncated;
    if (detector_) results[i].data_set = detector_->accepts(pair.title, pair.description);
    if (options_.top > 0) {
      results[i].tags = decision.rank(logits, options_.top);
    } else if (results[i].data_set.value_or(true) || options_.any_text) {
      results[i].tags = decision.decide(logits);
    } else {
      results[i].tags = decision.decide_required(logits);
    }
    if (!options_.all) continue;
    if (options_.uncalibrated) {
      for (const float logit : logits) {
        results[i].probabilities.push_back(calibrated_probability({}, logit));
      }
    } else {
      results[i].probabilities = decision_.probabilities(logits);
    }
  }
  return results;
}

}  // namespace linnet::classify
