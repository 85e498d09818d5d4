#include "native/training/parameter_groups.h"

#include <cmath>
#include <string>

#include "core/error.h"
#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

const std::string kLayer = "roberta.encoder.layer.";

TEST_CASE("biases and layer norms do not decay, matrices and embeddings do") {
  const auto decays = [](const std::string& name) {
    return parameter_group(name, {.layers = 6, .layer_decay = 1, .head_scale = 1}).decays;
  };
  CHECK(decays("roberta.embeddings.word_embeddings.weight"));
  CHECK(decays(kLayer + "0.attention.self.query.weight"));
  CHECK(decays("classifier.out_proj.weight"));
  CHECK_FALSE(decays(kLayer + "0.attention.self.query.bias"));
  CHECK_FALSE(decays(kLayer + "5.output.LayerNorm.weight"));
  CHECK_FALSE(decays(kLayer + "5.output.LayerNorm.bias"));
  CHECK_FALSE(decays("roberta.embeddings.LayerNorm.weight"));
  CHECK_FALSE(decays("classifier.dense.bias"));
  CHECK(decays("lm_head.dense.weight"));
  CHECK_FALSE(decays("lm_head.layer_norm.weight"));
  CHECK_FALSE(decays("lm_head.bias"));
}

TEST_CASE("each layer learns at the decay times the rate of the one above it") {
  const auto scale = [](const std::string& name) {
    return parameter_group(name, {.layers = 12, .layer_decay = 0.5, .head_scale = 1}).rate_scale;
  };
  CHECK(scale("classifier.dense.weight") == 1);
  CHECK(scale(kLayer + "11.output.dense.weight") == Approx(0.5));
  CHECK(scale(kLayer + "10.output.dense.bias") == Approx(0.25));
  CHECK(scale(kLayer + "1.output.dense.weight") == Approx(std::pow(0.5, 11)));
  CHECK(scale(kLayer + "0.attention.output.LayerNorm.weight") == Approx(std::pow(0.5, 12)));
  CHECK(scale("roberta.embeddings.position_embeddings.weight") == Approx(std::pow(0.5, 13)));
}

TEST_CASE("the head learns at a rate of its own") {
  CHECK(parameter_group("classifier.weight", {.layers = 6, .layer_decay = 0.9, .head_scale = 20})
            .rate_scale == 20);
  CHECK(parameter_group("classifier.weight", {.layers = 6, .layer_decay = 0.9, .head_scale = 20})
            .head);
  CHECK(parameter_group("bert.encoder.layer.5.output.dense.weight",
                        {.layers = 6, .layer_decay = 0.9, .head_scale = 20})
            .rate_scale == Approx(0.9));
}

TEST_CASE("the lowest layers, with all that is below them, can be frozen") {
  const auto frozen = [](const std::string& name, std::int64_t layers) {
    return parameter_group(name, {.layers = 6, .frozen_layers = layers}).frozen;
  };
  CHECK(frozen("mpnet.embeddings.word_embeddings.weight", 2));
  CHECK(frozen("mpnet.encoder.relative_attention_bias.weight", 2));
  CHECK(frozen("mpnet.encoder.layer.1.attention.attn.q.weight", 2));
  CHECK_FALSE(frozen("mpnet.encoder.layer.2.attention.attn.q.weight", 2));
  CHECK_FALSE(frozen("classifier.weight", 6));
  CHECK(frozen("mpnet.encoder.layer.5.output.dense.bias", 6));
  CHECK_FALSE(frozen("mpnet.embeddings.word_embeddings.weight", 0));
}

TEST_CASE("a decay of 1 gives all parameters the same rate") {
  CHECK(parameter_group("roberta.embeddings.word_embeddings.weight",
                        {.layers = 6, .layer_decay = 1, .head_scale = 1})
            .rate_scale == 1);
  CHECK(parameter_group(kLayer + "0.output.dense.weight",
                        {.layers = 6, .layer_decay = 1, .head_scale = 1})
            .rate_scale == 1);
}

TEST_CASE("only the classifier is the head, and a layer too many is an error") {
  CHECK(
      parameter_group("classifier.out_proj.bias", {.layers = 2, .layer_decay = 1, .head_scale = 1})
          .head);
  CHECK_FALSE(parameter_group(kLayer + "1.output.dense.weight",
                              {.layers = 2, .layer_decay = 1, .head_scale = 1})
                  .head);
  CHECK_FALSE(parameter_group("roberta.embeddings.LayerNorm.bias",
                              {.layers = 2, .layer_decay = 1, .head_scale = 1})
                  .head);
  CHECK_THROWS_AS(parameter_group(kLayer + "2.output.dense.weight",
                                  {.layers = 2, .layer_decay = 1, .head_scale = 1}),
                  Error);
}

}  // namespace
}  // namespace linnet
