#include "native/train_embeddings/embeddings.h"

#include <ATen/TensorOperators.h>

#include <span>
#include <utility>

#include "core/error.h"
#include "native/shards/shards.h"
#include "native/train_embeddings/cooccurrence.h"
#include "native/train_embeddings/truncated_svd.h"
#include "native/training/random_state.h"

namespace linnet::train_embeddings {
namespace {

constexpr std::size_t kRowsBetweenReports = 1024;

std::span<const std::uint16_t> row_text(const Shard& shard, std::size_t row) {
  const auto begin = static_cast<std::size_t>(shard.offsets[2 * row]);
  const auto end = static_cast<std::size_t>(shard.offsets[2 * row + 2]);
  return std::span(shard.ids).subspan(begin, end - begin);
}

std::vector<Shard> read_shards(const std::vector<std::string>& paths) {
  if (paths.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--shards is needed: files that `linnet tokenize` wrote");
  }
  std::vector<Shard> shards;
  for (const std::string& path : paths) {
    shards.push_back(read_shard(path));
    if (!same_tokenizer(shards.back(), shards.front())) {
      throw Error(ErrorCode::kInvalidArgument,
                  path + ": made with another tokenizer than " + paths.front());
    }
  }
  return shards;
}

}  // namespace

Embeddings learn_embeddings(
    const EmbeddingOptions& options,
    const std::function<void(const char*, std::uint64_t, std::uint64_t)>& on_stage) {
  const std::vector<Shard> shards = read_shards(options.shards);
  if (options.width > static_cast<std::int64_t>(shards.front().vocabulary)) {
    throw Error(ErrorCode::kInvalidArgument,
                "--width " + std::to_string(options.width) + ": the tokenizer has " +
                    std::to_string(shards.front().vocabulary) + " pieces, which is the most");
  }
  Embeddings result;
  result.tokenizer_sha256 = shards.front().tokenizer_sha256;
  std::uint64_t total = 0;
  for (const Shard& shard : shards) total += shard.ids.size();
  result.pieces_read = static_cast<std::int64_t>(total);

  Cooccurrence counts(shards.front().vocabulary);
  std::uint64_t done = 0;
  for (const Shard& shard : shards) {
    for (std::size_t row = 0; row < shard.rows(); ++row) {
      const auto text = row_text(shard, row);
      counts.add(text, static_cast<std::size_t>(options.window));
      done += text.size();
      if (row % kRowsBetweenReports == 0) on_stage("counting neighbours", done, total);
    }
  }

  const at::Tensor pmi = std::move(counts).take_positive_pmi(options.smoothing);
  const at::Tensor met = pmi.any(1, /*keepdim=*/true);
  result.pieces_met = met.sum().item<std::int64_t>();
  SvdOptions svd;
  svd.rank = options.width;
  const auto products_to_do = static_cast<std::uint64_t>(products(svd));
  std::uint64_t products_done = 0;
  seed_generators(options.seed);
  const TruncatedSvd factors =
      truncated_svd(pmi, svd, [&] { on_stage("factorising", ++products_done, products_to_do); });
  result.vectors = factors.left * factors.singular_values.sqrt() * met;
  return result;
}

}  // namespace linnet::train_embeddings
