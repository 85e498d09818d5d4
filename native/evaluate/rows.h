// The rows to evaluate on, from examples or from shards, with their truth in the model's order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/label_set.h"
#include "core/matrix.h"
#include "core/relevance.h"
#include "core/tokenizer.h"
#include "native/evaluate/model_source.h"
#include "native/runtime/text_tokenizer.h"

namespace linnet::evaluate {

struct RowRequest {
  std::filesystem::path examples;  // examples.jsonl, or
  std::filesystem::path shards;    // a shard, or a folder with SPLIT.shard.safetensors
  std::string split = "valid";
  std::string train_split = "train";  // where the most frequent labels are counted
  bool titles_alone = false;          // leave descriptions out, as if there were none
};

struct RowText {
  std::string id, title, description;
};

struct EvaluationRows {
  std::vector<TierPieces> pieces;    // one a row
  std::vector<RowText> texts;        // one a row; empty for shards, which have no text
  std::vector<Relevance> relevance;  // rows x labels
  // Rows x labels: what the data sets' own authors chose; empty where no row tells.
  std::vector<std::uint8_t> uploader;
  std::vector<std::size_t> train_counts;  // how often the train split has each label; may be empty
  std::size_t train_rows = 0;
  double train_labels_per_row = 0;
  std::size_t partial_rows = 0;    // left out: a label missing there is not known to be wrong
  std::size_t unknown_labels = 0;  // labels of the rows that the model does not have
  std::string data;                // "valid of examples.jsonl"

  RelevanceMatrix relevance_matrix(std::size_t labels) const {
    return {relevance, pieces.size(), labels};
  }
  // Whether there is more to judge by than yes or no, from one source.
  bool graded() const;
  // What metrics of yes or no judge by: the authors' own choice where it is told, else what is
  // clear.
  std::vector<std::uint8_t> truth() const;
};

// A tokenizer is needed for examples; for shards it is compared, where given, with the one that
// made them. Throws Error(kInvalidArgument) where the rows do not fit the model, there are none, or
// they are shards, which hold pieces of one tokenizer, and the model has two.
EvaluationRows read_rows(const RowRequest& request, const LabelSet& labels,
                         const TokenizerFiles& tokenizers);

}  // namespace linnet::evaluate
