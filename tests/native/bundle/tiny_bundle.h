// A bundle small enough for a test: five labels, each with a word that the instant tier knows it
// by, and an encoder with random weights.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/classification_head.h"
#include "core/instant_model.h"
#include "native/bundle/bundle_writer.h"

namespace linnet::test {

// "weather" means tiny_labels()[0], "school" the next, and so on.
const std::vector<std::string>& tiny_labels();
const std::vector<std::string>& tiny_words();

std::string tiny_tokenizer();  // the bytes of tests/data/tiny_tokenizer.model
InstantModel tiny_instant_model();
// Takes every text for a data set's but those about "hello".
std::string tiny_detector();
// At most 24 tokens; gives logits, or the embeddings that tiny_head() reads.
std::string tiny_onnx(bool quantised, bool head_in_graph = true);
ClassificationHead tiny_head();
void write_tiny_checkpoint(const std::filesystem::path& folder);

// Both tiers: thresholds of 0.5, windows of 16 tokens, 4 shared, at most 3 windows.
bundle::BundleContents tiny_bundle();
// The same with the full tier's head beside its graph.
bundle::BundleContents tiny_bundle_with_head();
// Another tokenizer with the same special tokens: a vocab.txt that knows tiny_words().
std::string tiny_vocabulary();

}  // namespace linnet::test
