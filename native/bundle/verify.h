// A bundle checked from end to end: every byte, every format, and one text through every tier.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/runtime/bundle_folder.h"

namespace linnet::bundle {

struct TierCheck {
  std::string name;
  std::string file;
  std::string head_file;                  // empty where the graph gives logits
  std::optional<std::size_t> vocabulary;  // of its own tokenizer, where it has one
  std::size_t labels = 0;
  double load_seconds = 0;
  double predict_seconds = 0;  // for one short text
};

struct BundleCheck {
  std::vector<TierCheck> tiers;
  std::size_t vocabulary = 0;  // of the tokenizer that the tiers share
  std::size_t labels = 0;
  bool detector = false;  // it has one, which opens
  std::uint64_t bytes = 0;
};

// Throws what BundleFolder throws on the first thing that is wrong, Error(kInvalidFormat) where a
// tier answers with logits that are not finite.
BundleCheck verify_bundle(const BundleFolder& bundle);

}  // namespace linnet::bundle
