#include "native/encoder/checkpoint.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>

#include "core/tokenizer.h"
#include "native/export/encoder_graph.h"
#include "native/runtime/encoder_session.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

TEST_CASE("logits of the ONNX graph are within 1e-4 of libtorch's") {
  const auto pooling = GENERATE(Pooling::kFirst, Pooling::kMean);
  const auto operators = GENERATE(Operators::kStandard, Operators::kFused);
  const bool bert = GENERATE(false, true);
  const TemporaryFolder folder;
  EncoderConfig config = bert ? test::tiny_bert_config() : test::tiny_config();
  config.hidden_size = 64;
  config.intermediate_size = 256;
  config.num_hidden_layers = 4;
  config.pooling = pooling;
  test::write_random_checkpoint(folder.path(), config, 8);
  Encoder encoder = open_checkpoint(folder.path());
  const EncoderSession session(
      serialize_onnx(encoder_graph(read_checkpoint_file(folder.path()), {"tiny", operators})),
      "model", 1);

  const std::int32_t begin = config.tokens().begin;
  const std::vector<std::vector<std::int32_t>> texts = {
      {begin, 7, 8, 2}, {begin, 5, 6, 7, 2, 31, 39, 8, 9, 30, 29, 28, 11, 12, 13, 14, 2}};
  std::vector<std::span<const std::int32_t>> windows(texts.begin(), texts.end());
  const auto logits = session.run(windows);

  const auto tokens = static_cast<std::int64_t>(texts.back().size());
  at::Tensor ids = at::full({2, tokens}, config.tokens().padding, at::kLong);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    for (std::size_t t = 0; t < texts[row].size(); ++t) {
      ids[static_cast<std::int64_t>(row)][static_cast<std::int64_t>(t)] = texts[row][t];
    }
  }
  const at::Tensor expected = encoder.logits(ids).detach().to(at::kFloat).contiguous();
  REQUIRE(expected.numel() == static_cast<std::int64_t>(logits.size()));
  for (std::size_t i = 0; i < logits.size(); ++i) {
    CHECK(logits[i] == Approx(expected.data_ptr<float>()[i]).margin(1e-4));
  }
}

}  // namespace
}  // namespace linnet
