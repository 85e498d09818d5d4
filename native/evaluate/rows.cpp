#include "native/evaluate/rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "native/examples/examples.h"
#include "native/hash/sha256.h"
#include "native/shards/shards.h"

namespace linnet::evaluate {
namespace {

namespace fs = std::filesystem;

void count_train_row(EvaluationRows& rows, const std::vector<std::size_t>& indices) {
  for (const std::size_t index : indices) ++rows.train_counts[index];
  ++rows.train_rows;
}

EvaluationRows from_examples(const RowRequest& request, const LabelSet& labels,
                             const std::optional<std::string>& tokenizer_model) {
  if (!tokenizer_model) {
    throw Error(ErrorCode::kNotFound,
                "no tokenizer.model beside the model; give --tokenizer to read examples");
  }
  const Tokenizer tokenizer(*tokenizer_model);
  EvaluationRows rows;
  rows.train_counts.resize(labels.size());
  read_examples(request.examples, "", [&](Example&& example) {
    const bool evaluated = example.split == request.split;
    if (!evaluated && example.split != request.train_split) return;
    if (evaluated && example.partial) {
      ++rows.partial_rows;
      return;
    }
    std::vector<std::size_t> indices;
    for (const std::string& name : example.labels) {
      if (const auto index = labels.index(name)) {
        indices.push_back(*index);
      } else if (evaluated) {
        ++rows.unknown_labels;
      }
    }
    if (example.split == request.train_split) count_train_row(rows, indices);
    if (!evaluated) return;
    rows.truth.resize(rows.truth.size() + labels.size());
    for (const std::size_t index : indices)
      rows.truth[rows.truth.size() - labels.size() + index] = 1;
    rows.pairs.push_back({tokenizer.pieces(example.title), tokenizer.pieces(example.description)});
    rows.texts.push_back(
        {std::move(example.id), std::move(example.title), std::move(example.description)});
  });
  rows.data = request.split + " of " + request.examples.filename().string();
  return rows;
}

Pieces pieces_of(const Shard& shard, std::size_t text) {
  const auto begin = static_cast<std::ptrdiff_t>(shard.offsets[text]);
  const auto end = static_cast<std::ptrdiff_t>(shard.offsets[text + 1]);
  return {{shard.ids.begin() + begin, shard.ids.begin() + end},
          {shard.words.begin() + begin, shard.words.begin() + end},
          false};
}

// The model's index of each column of the shard.
std::vector<std::size_t> column_order(const Shard& shard, const LabelSet& labels,
                                      const fs::path& path) {
  std::vector<std::size_t> order;
  for (const std::string& name : shard.label_names) {
    const auto index = labels.index(name);
    if (!index) {
      throw Error(ErrorCode::kInvalidArgument,
                  path.string() + ": has the label \"" + name + "\", which the model has not");
    }
    order.push_back(*index);
  }
  return order;
}

std::vector<std::size_t> row_indices(const Shard& shard, std::size_t row,
                                     const std::vector<std::size_t>& order) {
  std::vector<std::size_t> indices;
  const auto flags = shard.row_labels(row);
  for (std::size_t column = 0; column < flags.size(); ++column) {
    if (flags[column] != 0) indices.push_back(order[column]);
  }
  return indices;
}

EvaluationRows from_shards(const RowRequest& request, const LabelSet& labels,
                           const std::optional<std::string>& tokenizer_model) {
  constexpr char kSuffix[] = ".shard.safetensors";
  const bool folder = fs::is_directory(request.shards);
  const fs::path path = folder ? request.shards / (request.split + kSuffix) : request.shards;
  const fs::path train =
      (folder ? request.shards : request.shards.parent_path()) / (request.train_split + kSuffix);
  const Shard shard = read_shard(path);
  if (tokenizer_model && sha256(*tokenizer_model) != shard.tokenizer_sha256) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + ": was made with another tokenizer than the model's");
  }
  EvaluationRows rows;
  rows.train_counts.resize(labels.size());
  const auto order = column_order(shard, labels, path);
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    if (shard.partial[row] != 0) {
      ++rows.partial_rows;
      continue;
    }
    rows.truth.resize(rows.truth.size() + labels.size());
    for (const std::size_t index : row_indices(shard, row, order)) {
      rows.truth[rows.truth.size() - labels.size() + index] = 1;
    }
    rows.pairs.push_back({pieces_of(shard, 2 * row), pieces_of(shard, 2 * row + 1)});
  }
  if (fs::exists(train)) {
    const Shard train_shard = read_shard(train);
    const auto train_order = column_order(train_shard, labels, train);
    for (std::size_t row = 0; row < train_shard.rows(); ++row) {
      count_train_row(rows, row_indices(train_shard, row, train_order));
    }
  }
  rows.data = path.filename().string();
  return rows;
}

}  // namespace

EvaluationRows read_rows(const RowRequest& request, const LabelSet& labels,
                         const std::optional<std::string>& tokenizer_model) {
  EvaluationRows rows = request.examples.empty() ? from_shards(request, labels, tokenizer_model)
                                                 : from_examples(request, labels, tokenizer_model);
  if (rows.pairs.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                (request.examples.empty() ? request.shards : request.examples).string() +
                    ": has no rows of the split \"" + request.split + "\" to evaluate on");
  }
  if (rows.train_rows == 0) {
    rows.train_counts.clear();
  } else {
    const auto given =
        std::accumulate(rows.train_counts.begin(), rows.train_counts.end(), std::size_t{0});
    rows.train_labels_per_row = static_cast<double>(given) / static_cast<double>(rows.train_rows);
  }
  return rows;
}

}  // namespace linnet::evaluate
