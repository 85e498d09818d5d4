// Texts and labels to the rows of a shard.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/label_set.h"
#include "core/tokenizer.h"
#include "native/examples/examples.h"
#include "native/shards/shards.h"

namespace linnet::tokenize {

class ShardBuilder {
 public:
  // `labels` is null for text without labels. The tokenizer and labels must outlive the builder.
  // Throws Error(kUnsupported) where the tokenizer has more than 65,536 pieces.
  ShardBuilder(const Tokenizer& tokenizer, std::string tokenizer_sha256, const LabelSet* labels,
               std::string split);

  // Throws Error(kNotFound) where a label is not in the set.
  void add(const Example& example);
  // A row of the description alone.
  void add_document(std::string_view text);

  const Shard& shard() const { return shard_; }
  std::size_t truncated_texts() const { return truncated_texts_; }  // longer than kMaxFieldBytes

 private:
  void append_text(std::string_view text);

  const Tokenizer& tokenizer_;
  const LabelSet* labels_;
  Shard shard_;
  std::size_t truncated_texts_ = 0;
};

}  // namespace linnet::tokenize
