#include "native/export/encoder_graph.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <utility>

#include "core/error.h"
#include "native/encoder/relative_position.h"
#include "native/export/checkpoint_head.h"
#include "native/export/graph_builder.h"

namespace linnet {
namespace {

constexpr std::int64_t kIrVersion = 8;  // the one that belongs to opset 17
constexpr float kMasked = -1e9F;        // far enough below any score to become 0 in the softmax

// A row-major rows x columns matrix turned over; Linear layers hold their weights output x input,
// MatMul wants input x output.
std::vector<float> transposed(const std::vector<float>& matrix, std::int64_t rows,
                              std::int64_t columns) {
  std::vector<float> result(matrix.size());
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      result[static_cast<std::size_t>(c * rows + r)] =
          matrix[static_cast<std::size_t>(r * columns + c)];
    }
  }
  return result;
}

class EncoderGraphBuilder {
 public:
  EncoderGraphBuilder(const CheckpointFile& checkpoint, const EncoderGraphOptions& options,
                      OnnxGraph& graph)
      : checkpoint_(checkpoint),
        config_(checkpoint.config),
        fused_(options.operators == Operators::kFused),
        head_in_graph_(options.head_in_graph),
        model_graph_(graph),
        graph_(graph) {}

  void build() {
    model_graph_.inputs = {onnx_value("input_ids", OnnxType::kInt64, {"batch", "sequence"}),
                           onnx_value("attention_mask", OnnxType::kInt64, {"batch", "sequence"})};
    ints("axis_1", {}, {1});
    build_mask();
    build_relative_bias();
    std::string hidden = embeddings();
    for (std::int64_t layer = 0; layer < config_.num_hidden_layers; ++layer) {
      hidden = encoder_layer(layer, hidden);
    }
    if (head_in_graph_) {
      classifier(hidden);
      give("logits", config_.labels.size());
    } else {
      pooled(hidden, "embedding");
      give("embedding", static_cast<std::size_t>(config_.hidden_size));
    }
  }

 private:
  std::string ints(const std::string& name, const std::vector<std::int64_t>& shape,
                   const std::vector<std::int64_t>& values) {
    return graph_.constant(name, shape, std::span<const std::int64_t>(values));
  }
  std::string floats(const std::string& name, const std::vector<std::int64_t>& shape,
                     const std::vector<float>& values) {
    return graph_.constant(name, shape, std::span<const float>(values));
  }
  std::string vector_of(const std::string& name, std::int64_t size) {
    return floats(name, {size}, checkpoint_.floats(name, {size}));
  }

  std::int64_t head_size() const { return config_.hidden_size / config_.num_attention_heads; }

  void build_mask() {
    if (fused_) {
      graph_.node("Cast", {"attention_mask"}, "key_mask",
                  {attribute("to", std::int64_t{static_cast<std::int32_t>(OnnxType::kInt32)})});
      return;
    }
    graph_.node("Cast", {"attention_mask"}, "mask_float",
                {attribute("to", std::int64_t{static_cast<std::int32_t>(OnnxType::kFloat)})});
    graph_.node("Sub", {graph_.scalar("one", 1), "mask_float"}, "mask_off");
    graph_.node("Mul", {"mask_off", graph_.scalar("masked_score", kMasked)}, "mask_scores");
    graph_.node("Unsqueeze", {"mask_scores", ints("axes_1_2", {2}, {1, 2})}, "mask_bias");
  }

  // The scores of all distances, 1 x heads x sequence x sequence, the same in every layer.
  void build_relative_bias() {
    const std::int64_t count = config_.relative_attention_num_buckets;
    if (count == 0) return;
    const std::int64_t heads = config_.num_attention_heads, tokens = config_.max_tokens();
    const auto scores = checkpoint_.floats(config_.relative_bias_tensor(), {count, heads});
    std::vector<float> rows;  // one a distance, from -(tokens - 1)
    for (const std::int64_t bucket : relative_position_buckets(tokens, count)) {
      const auto row = scores.begin() + bucket * heads;
      rows.insert(rows.end(), row, row + heads);
    }
    // The last dimension becomes the first one, that of the batch.
    const std::string table = floats("distance_scores", {2 * tokens - 1, heads, 1}, rows);
    graph_.node("Shape", {"input_ids"}, "tokens", {attribute("start", std::int64_t{1})});
    graph_.node("Squeeze", {"tokens"}, "token_number");
    graph_.node("Range", {ints("zero", {}, {0}), "token_number", ints("one_step", {}, {1})},
                "places");
    graph_.node("Unsqueeze", {"places", ints("axes_reader", {1}, {1})}, "reader_places");
    graph_.node("Sub", {"places", "reader_places"}, "distances");
    graph_.node("Add", {"distances", ints("furthest", {}, {tokens - 1})}, "distance_rows");
    graph_.node("Gather", {table, "distance_rows"}, "distance_bias", {attribute("axis", kAxis0)});
    graph_.node("Transpose", {"distance_bias"}, "relative_bias", {attribute("perm", {3, 2, 0, 1})});
    if (fused_) return;
    graph_.node("Add", {"mask_bias", "relative_bias"}, "token_bias");
  }

  // What is added to the scores of attention: `bias` of all tokens that read, or of the first
  // alone.
  std::string score_bias(const std::string& bias, bool first_only) {
    if (!first_only) return bias;
    return graph_.node("Gather", {bias, ints("first_reader", {1}, {0})}, bias + ".first",
                       {attribute("axis", std::int64_t{2})});
  }

  std::string embeddings() {
    const std::string prefix = config_.prefix() + "embeddings.";
    const std::int64_t hidden = config_.hidden_size;
    const std::string words = prefix + "word_embeddings.weight";
    floats(words, {config_.vocab_size, hidden},
           checkpoint_.floats(words, {config_.vocab_size, hidden}));
    const std::string positions = prefix + "position_embeddings.weight";
    auto rows = checkpoint_.floats(positions, {config_.max_position_embeddings, hidden});
    if (config_.type_vocab_size > 0) {
      // Every token has type 0, so its row joins the positions' rows here, once.
      const auto type = checkpoint_.floats(prefix + "token_type_embeddings.weight",
                                           {config_.type_vocab_size, hidden});
      for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i] += type[i % static_cast<std::size_t>(hidden)];
      }
    }
    floats(positions, {config_.max_position_embeddings, hidden}, rows);

    graph_.node("CumSum", {"attention_mask", "axis_1"}, "token_count");
    graph_.node("Mul", {"token_count", "attention_mask"}, "token_rank");
    graph_.node("Add", {"token_rank", ints("pad_position", {}, {config_.first_position() - 1})},
                "position_ids");
    graph_.node("Gather", {words, "input_ids"}, "embeddings.words", {attribute("axis", kAxis0)});
    graph_.node("Gather", {positions, "position_ids"}, "embeddings.positions",
                {attribute("axis", kAxis0)});
    graph_.node("Add", {"embeddings.words", "embeddings.positions"}, "embeddings.sum");
    return normalise(prefix + "LayerNorm", "embeddings.sum", "embeddings");
  }

  std::string normalise(const std::string& weights, const std::string& input,
                        const std::string& output) {
    return graph_.node("LayerNormalization",
                       {input, vector_of(weights + ".weight", config_.hidden_size),
                        vector_of(weights + ".bias", config_.hidden_size)},
                       output,
                       {attribute("axis", std::int64_t{-1}),
                        attribute("epsilon", static_cast<float>(config_.layer_norm_eps))});
  }

  std::string add_and_normalise(const std::string& weights, const std::string& input,
                                const std::string& residual, const std::string& output) {
    if (!fused_) {
      return normalise(weights, graph_.node("Add", {input, residual}, output + ".sum"), output);
    }
    return graph_.node("SkipLayerNormalization",
                       {input, residual, vector_of(weights + ".weight", config_.hidden_size),
                        vector_of(weights + ".bias", config_.hidden_size)},
                       output, {attribute("epsilon", static_cast<float>(config_.layer_norm_eps))},
                       kMicrosoftDomain);
  }

  // x W^T + b of the Linear layers `names`, their outputs side by side.
  std::string linear(const std::vector<std::string>& names, std::int64_t inputs,
                     std::int64_t outputs, const std::string& input, const std::string& output,
                     float factor = 1) {
    std::vector<float> weights;
    std::vector<float> biases;
    for (const std::string& name : names) {
      const auto weight = checkpoint_.floats(name + ".weight", {outputs, inputs});
      const auto bias = checkpoint_.floats(name + ".bias", {outputs});
      weights.insert(weights.end(), weight.begin(), weight.end());
      biases.insert(biases.end(), bias.begin(), bias.end());
    }
    for (float& value : weights) value *= factor;
    for (float& value : biases) value *= factor;
    const auto width = static_cast<std::int64_t>(biases.size());
    const std::string matrix =
        floats(output + ".weight", {inputs, width}, transposed(weights, width, inputs));
    graph_.node("MatMul", {input, matrix}, output + ".product");
    return graph_.node("Add", {output + ".product", floats(output + ".bias", {width}, biases)},
                       output);
  }

  std::string linear(const std::string& name, std::int64_t inputs, std::int64_t outputs,
                     const std::string& input, const std::string& output) {
    return linear(std::vector<std::string>{name}, inputs, outputs, input, output);
  }

  std::string gelu(const std::string& input, const std::string& output) {
    if (fused_) return graph_.node("Gelu", {input}, output, {}, kMicrosoftDomain);
    if (!gelu_constants_) {
      graph_.scalar("sqrt_2", std::numbers::sqrt2_v<float>);
      graph_.scalar("gelu_one", 1);
      graph_.scalar("half", 0.5F);
      gelu_constants_ = true;
    }
    graph_.node("Div", {input, "sqrt_2"}, output + ".scaled");
    graph_.node("Erf", {output + ".scaled"}, output + ".erf");
    graph_.node("Add", {output + ".erf", "gelu_one"}, output + ".gate");
    graph_.node("Mul", {input, output + ".gate"}, output + ".gated");
    return graph_.node("Mul", {output + ".gated", "half"}, output);
  }

  // batch x sequence x hidden to batch x heads x sequence x head size.
  std::string split_heads(const std::string& input, OnnxAttribute permutation) {
    if (!head_shape_) {
      ints("head_shape", {4}, {0, 0, config_.num_attention_heads, head_size()});
      head_shape_ = true;
    }
    graph_.node("Reshape", {input, "head_shape"}, input + ".heads");
    return graph_.node("Transpose", {input + ".heads"}, input + ".split", {std::move(permutation)});
  }

  std::string attend(const std::string& query, const std::string& key, const std::string& value,
                     bool first_only, const std::string& output) {
    const bool relative = config_.relative_attention_num_buckets > 0;
    if (fused_) {
      std::vector<std::string> inputs{query, key, value, "", "key_mask"};
      if (relative) inputs.push_back(score_bias("relative_bias", first_only));
      return graph_.node("MultiHeadAttention", inputs, output,
                         {attribute("num_heads", config_.num_attention_heads)}, kMicrosoftDomain);
    }
    const std::string q = split_heads(query, attribute("perm", {0, 2, 1, 3}));
    const std::string k = split_heads(key, attribute("perm", {0, 2, 3, 1}));
    const std::string v = split_heads(value, attribute("perm", {0, 2, 1, 3}));
    graph_.node("MatMul", {q, k}, output + ".scores");
    const std::string bias = relative ? score_bias("token_bias", first_only) : "mask_bias";
    graph_.node("Add", {output + ".scores", bias}, output + ".masked");
    graph_.node("Softmax", {output + ".masked"}, output + ".weights",
                {attribute("axis", std::int64_t{-1})});
    graph_.node("MatMul", {output + ".weights", v}, output + ".context");
    graph_.node("Transpose", {output + ".context"}, output + ".joined",
                {attribute("perm", {0, 2, 1, 3})});
    if (!joined_shape_) {
      ints("joined_shape", {3}, {0, 0, config_.hidden_size});
      joined_shape_ = true;
    }
    return graph_.node("Reshape", {output + ".joined", "joined_shape"}, output);
  }

  std::string encoder_layer(std::int64_t index, const std::string& input) {
    const EncoderLayout& layout = config_.layout();
    const auto name = [&](std::string_view part) { return config_.layer_tensor(index, part); };
    const std::string at = "layer." + std::to_string(index) + ".";
    const std::int64_t hidden = config_.hidden_size;
    // The fused operator scales by itself; else the queries' weights take the factor.
    const float scale = fused_ ? 1 : 1 / std::sqrt(static_cast<float>(head_size()));

    const bool first_only =
        config_.pooling == Pooling::kFirst && index + 1 == config_.num_hidden_layers;
    std::string reader = input;  // the tokens whose new states are worked out
    if (first_only) {
      reader = graph_.node("Gather", {input, ints("first_token", {1}, {0})}, at + "first",
                           {attribute("axis", std::int64_t{1})});
    }
    const std::string query =
        linear({name(layout.query)}, hidden, hidden, reader, at + "query", scale);
    const std::string both =
        linear({name(layout.key), name(layout.value)}, hidden, hidden, input, at + "key_value");
    graph_.node("Split", {both}, std::vector<std::string>{at + "key", at + "value"},
                {attribute("axis", std::int64_t{-1})});
    const std::string context = attend(query, at + "key", at + "value", first_only, at + "context");

    const std::string attention =
        linear(name(layout.attention_output), hidden, hidden, context, at + "attention.dense");
    const std::string middle =
        add_and_normalise(name(layout.attention_norm), attention, reader, at + "attention");
    const std::string wide = linear(name("intermediate.dense"), hidden, config_.intermediate_size,
                                    middle, at + "intermediate.dense");
    const std::string narrow = linear(name("output.dense"), config_.intermediate_size, hidden,
                                      gelu(wide, at + "intermediate"), at + "output.dense");
    return add_and_normalise(name("output.LayerNorm"), narrow, middle, at + "output");
  }

  void give(const std::string& output, std::size_t width) {
    model_graph_.outputs = {onnx_value(output, OnnxType::kFloat, {"batch", std::to_string(width)})};
  }

  std::string pooled(const std::string& hidden, const std::string& output) {
    if (config_.pooling == Pooling::kFirst) {
      return graph_.node("Squeeze", {hidden, ints("axes_1", {1}, {1})}, output);
    }
    graph_.node("Cast", {"attention_mask"}, "pooling_weights",
                {attribute("to", std::int64_t{static_cast<std::int32_t>(OnnxType::kFloat)})});
    graph_.node("Unsqueeze", {"pooling_weights", ints("axes_2", {1}, {2})}, "pooling_column");
    graph_.node("Mul", {hidden, "pooling_column"}, "pooling_states");
    const std::string axes = ints("axes_1", {1}, {1});
    const auto keep = [](std::int64_t value) { return attribute("keepdims", value); };
    graph_.node("ReduceSum", {"pooling_states", axes}, "pooling_sum", {keep(0)});
    graph_.node("ReduceSum", {"pooling_column", axes}, "pooling_count", {keep(0)});
    return graph_.node("Div", {"pooling_sum", "pooling_count"}, output);
  }

  void classifier(const std::string& hidden) {
    const std::int64_t size = config_.hidden_size;
    const auto labels = static_cast<std::int64_t>(config_.labels.size());
    if (config_.head == ClassifierHead::kLinear) {
      linear("classifier", size, labels, pooled(hidden, "pooled"), "logits");
      return;
    }
    const std::string dense =
        linear("classifier.dense", size, size, pooled(hidden, "pooled"), "classifier.dense");
    const std::string active = graph_.node("Tanh", {dense}, "classifier.tanh");
    linear("classifier.out_proj", size, labels, active, "logits");
  }

  static constexpr std::int64_t kAxis0 = 0;
  const CheckpointFile& checkpoint_;
  const EncoderConfig& config_;
  bool fused_;
  bool head_in_graph_;
  bool gelu_constants_ = false;
  bool head_shape_ = false;
  bool joined_shape_ = false;
  OnnxGraph& model_graph_;
  GraphBuilder graph_;
};

}  // namespace

OnnxModel encoder_graph(const CheckpointFile& checkpoint, const EncoderGraphOptions& options) {
  OnnxModel model;
  model.ir_version = kIrVersion;
  model.producer = "linnet";
  model.require_opset("", kOnnxOpset);
  if (options.operators == Operators::kFused) model.require_opset(kMicrosoftDomain, 1);
  model.graph.name = options.name;
  EncoderGraphBuilder(checkpoint, options, model.graph).build();
  const EncoderConfig& config = checkpoint.config;
  model.set_metadata(kMetadataName, options.name);
  if (!options.tokenizer_sha256.empty()) {
    model.set_metadata(kMetadataTokenizer, options.tokenizer_sha256);
  }
  model.set_metadata(kMetadataSpecialIds, special_ids_to_json(config.tokens()));
  model.set_metadata(kMetadataMaxTokens, std::to_string(config.max_tokens()));
  if (options.head_in_graph) {
    model.set_metadata(kMetadataLabels, std::to_string(config.labels.size()));
    model.set_metadata(kMetadataLabelNames, nlohmann::json(config.labels).dump());
  } else {
    model.set_metadata(kMetadataEncoder, encoder_sha256(checkpoint));
  }
  return model;
}

}  // namespace linnet
