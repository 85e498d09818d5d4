#include "native/bundle/verify.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"

namespace linnet::bundle {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

BundleCheck verify_bundle(const BundleFolder& bundle) {
  BundleCheck check;
  for (const BundleFile& file : bundle.manifest().files) {
    static_cast<void>(bundle.read(file.whole.name));
  }
  check.bytes = bundle.manifest().total_bytes();
  check.vocabulary = bundle.tokenizer().vocabulary_size();
  check.labels = bundle.labels().size();
  check.detector = bundle.detector().has_value();
  for (const auto& [name, tier] : bundle.manifest().tiers) {
    TierCheck result;
    result.name = name;
    result.file = tier.file;
    result.head_file = tier.head_file;
    if (!tier.tokenizer_file.empty()) {
      result.vocabulary = parse_bytes_of(bundle.path() / tier.tokenizer_file,
                                         bundle.read(tier.tokenizer_file), Tokenizer::parse)
                              .vocabulary_size();
    }
    auto start = Clock::now();
    const std::vector<TierPieces> rows{
        bundle.text_tokenizer(name).pieces("Daily rainfall", "Measured at airports since 1950.")};
    const Predictor predictor = bundle.predictor(name);
    result.load_seconds = seconds_since(start);
    result.labels = predictor.labels();
    start = Clock::now();
    const auto logits = predictor.predict(rows, 1).front().logits;
    result.predict_seconds = seconds_since(start);
    if (!std::all_of(logits.begin(), logits.end(), [](float x) { return std::isfinite(x); })) {
      throw Error(ErrorCode::kInvalidFormat,
                  (bundle.path() / tier.file).string() + ": gives logits that are not finite");
    }
    check.tiers.push_back(result);
  }
  return check;
}

}  // namespace linnet::bundle
