#include "native/evaluate/rows.h"

#include <functional>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "core/error.h"
#include "native/examples/examples.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/shards/shards.h"

namespace linnet::evaluate {
namespace {

namespace fs = std::filesystem;

// `relevance`: one a label of the model.
void count_train_row(EvaluationRows& rows, std::span<const Relevance> relevance) {
  for (std::size_t label = 0; label < relevance.size(); ++label) {
    if (relevance[label] == Relevance::kClear) ++rows.train_counts[label];
  }
  ++rows.train_rows;
}

// Names to the model's labels; others are counted in `unknown`.
void set_labels(const std::vector<std::string>& names, const LabelSet& labels, std::size_t& unknown,
                const std::function<void(std::size_t index)>& set) {
  for (const std::string& name : names) {
    if (const auto index = labels.index(name)) {
      set(*index);
    } else {
      ++unknown;
    }
  }
}

EvaluationRows from_examples(const RowRequest& request, const LabelSet& labels,
                             const TokenizerFiles& tokenizers) {
  if (!tokenizers.shared) {
    throw Error(ErrorCode::kNotFound,
                "no tokenizer.model beside the model; give --tokenizer to read examples");
  }
  const auto open = [](const TokenizerFile& file) {
    return std::make_shared<const Tokenizer>(
        parse_bytes_of(file.path, file.bytes, Tokenizer::parse));
  };
  const TextTokenizer tokenizer(open(*tokenizers.shared),
                                tokenizers.encoder ? open(*tokenizers.encoder) : nullptr);
  EvaluationRows rows;
  rows.train_counts.resize(labels.size());
  bool told = false;  // whether an author's own choice is
  read_examples(request.examples, "", [&](Example&& example) {
    const bool evaluated = example.split == request.split;
    if (!evaluated && example.split != request.train_split) return;
    if (evaluated && example.partial) {
      ++rows.partial_rows;
      return;
    }
    std::vector<Relevance> relevance(labels.size(), Relevance::kNone);
    std::size_t unknown = 0;
    set_labels(example.also_fits, labels, unknown,
               [&](std::size_t index) { relevance[index] = Relevance::kFits; });
    set_labels(example.labels, labels, unknown,
               [&](std::size_t index) { relevance[index] = Relevance::kClear; });
    if (example.split == request.train_split) count_train_row(rows, relevance);
    if (!evaluated) return;
    rows.unknown_labels += unknown;
    rows.relevance.insert(rows.relevance.end(), relevance.begin(), relevance.end());
    const std::size_t begin = rows.uploader.size();
    rows.uploader.resize(begin + labels.size());
    set_labels(example.uploader_labels, labels, unknown, [&](std::size_t index) {
      rows.uploader[begin + index] = 1;
      told = true;
    });
    rows.pieces.push_back(tokenizer.pieces(example.title, example.description));
    rows.texts.push_back(
        {std::move(example.id), std::move(example.title), std::move(example.description)});
  });
  if (!told) rows.uploader.clear();
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

// The row's relevance in the model's order.
std::vector<Relevance> in_order(std::span<const Relevance> row,
                                const std::vector<std::size_t>& order, std::size_t labels) {
  std::vector<Relevance> relevance(labels, Relevance::kNone);
  for (std::size_t column = 0; column < row.size(); ++column) {
    relevance[order[column]] = row[column];
  }
  return relevance;
}

EvaluationRows from_shards(const RowRequest& request, const LabelSet& labels,
                           const TokenizerFiles& tokenizers) {
  if (tokenizers.encoder) {
    throw Error(ErrorCode::kInvalidArgument,
                request.shards.string() +
                    ": shards hold the pieces of one tokenizer, and this bundle's tiers have two; "
                    "give --examples");
  }
  constexpr char kSuffix[] = ".shard.safetensors";
  const bool folder = fs::is_directory(request.shards);
  const fs::path path = folder ? request.shards / (request.split + kSuffix) : request.shards;
  const fs::path train =
      (folder ? request.shards : request.shards.parent_path()) / (request.train_split + kSuffix);
  const Shard shard = read_shard(path);
  if (tokenizers.shared && sha256(tokenizers.shared->bytes) != shard.tokenizer_sha256) {
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
    const auto relevance = in_order(shard.row_relevance(row), order, labels.size());
    rows.relevance.insert(rows.relevance.end(), relevance.begin(), relevance.end());
    rows.pieces.push_back({.shared = {pieces_of(shard, 2 * row), pieces_of(shard, 2 * row + 1)}});
  }
  if (fs::exists(train)) {
    const Shard train_shard = read_shard(train);
    const auto train_order = column_order(train_shard, labels, train);
    for (std::size_t row = 0; row < train_shard.rows(); ++row) {
      count_train_row(rows, in_order(train_shard.row_relevance(row), train_order, labels.size()));
    }
  }
  rows.data = path.filename().string();
  return rows;
}

}  // namespace

bool EvaluationRows::graded() const { return !uploader.empty() || is_graded(relevance); }

std::vector<std::uint8_t> EvaluationRows::truth() const {
  if (!uploader.empty()) return uploader;
  return at_least({relevance, 1, relevance.size()}, Relevance::kClear);
}

EvaluationRows read_rows(const RowRequest& request, const LabelSet& labels,
                         const TokenizerFiles& tokenizers) {
  EvaluationRows rows = request.examples.empty() ? from_shards(request, labels, tokenizers)
                                                 : from_examples(request, labels, tokenizers);
  if (rows.pieces.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                (request.examples.empty() ? request.shards : request.examples).string() +
                    ": has no rows of the split \"" + request.split + "\" to evaluate on");
  }
  if (request.titles_alone) {
    for (TierPieces& text : rows.pieces) text = text.without_description();
    for (RowText& text : rows.texts) text.description.clear();
    rows.data += ", titles alone";
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
