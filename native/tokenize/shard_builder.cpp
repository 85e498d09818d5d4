#include "native/tokenize/shard_builder.h"

#include <utility>

#include "core/error.h"

namespace linnet::tokenize {
namespace {

constexpr std::size_t kMaxVocabulary = 65536;  // ids are stored in 16 bits

}  // namespace

ShardBuilder::ShardBuilder(const Tokenizer& tokenizer, std::string tokenizer_sha256,
                           const LabelSet* labels, std::string split)
    : tokenizer_(tokenizer), labels_(labels) {
  shard_.split = std::move(split);
  shard_.vocabulary = tokenizer.vocabulary_size();
  shard_.tokenizer_sha256 = std::move(tokenizer_sha256);
  shard_.special_ids = tokenizer.spec().ids;
  if (labels != nullptr) shard_.label_names = labels->names();
  if (shard_.vocabulary > kMaxVocabulary) {
    throw Error(ErrorCode::kUnsupported, "the tokenizer has " + std::to_string(shard_.vocabulary) +
                                             " pieces; shards hold at most 65536");
  }
}

void ShardBuilder::add(const Example& example) {
  std::vector<Relevance> row;
  std::vector<SoftLabel> soft;
  if (labels_ != nullptr) {
    row = relevance_of(example, *labels_);
    if (!example.probabilities.empty()) soft = soft_labels_of(example, *labels_);
  }
  append_text(example.title);
  append_text(example.description);
  shard_.relevance.insert(shard_.relevance.end(), row.begin(), row.end());
  shard_.partial.push_back(example.partial || !example.probabilities.empty() ? 1 : 0);
  if (!soft.empty() || !shard_.soft.empty()) {
    shard_.soft.resize(shard_.relevance.size() - row.size(), kNoSoftLabel);
    shard_.soft.insert(shard_.soft.end(), soft.begin(), soft.end());
    shard_.soft.resize(shard_.relevance.size(), kNoSoftLabel);
  }
}

void ShardBuilder::add_document(std::string_view text) {
  append_text({});
  append_text(text);
  shard_.relevance.resize(shard_.relevance.size() + shard_.label_names.size());
  shard_.partial.push_back(shard_.label_names.empty() ? 0 : 1);
}

void ShardBuilder::append_text(std::string_view text) {
  const Pieces pieces = tokenizer_.pieces(text);
  truncated_texts_ += pieces.truncated ? 1 : 0;
  for (const std::int32_t id : pieces.ids) shard_.ids.push_back(static_cast<std::uint16_t>(id));
  shard_.words.insert(shard_.words.end(), pieces.starts_word.begin(), pieces.starts_word.end());
  shard_.offsets.push_back(static_cast<std::int64_t>(shard_.ids.size()));
}

}  // namespace linnet::tokenize
