#include "tests/native/encoder/reference_encoder.h"

#include <algorithm>
#include <cmath>

namespace linnet {
namespace {

using Vector = std::vector<double>;
using Matrix = std::vector<Vector>;  // one vector a token

class Reference {
 public:
  Reference(const EncoderConfig& config, const Weights& weights)
      : config_(config), weights_(weights) {}

  Vector linear(const std::string& name, const Vector& input) const {
    const std::vector<float> weight = weights_(name + ".weight");
    const std::vector<float> bias = weights_(name + ".bias");
    Vector output(bias.begin(), bias.end());
    for (std::size_t o = 0; o < output.size(); ++o) {
      for (std::size_t i = 0; i < input.size(); ++i) {
        output[o] += static_cast<double>(weight[o * input.size() + i]) * input[i];
      }
    }
    return output;
  }

  Vector normalise(const std::string& name, const Vector& input) const {
    const std::vector<float> weight = weights_(name + ".weight");
    const std::vector<float> bias = weights_(name + ".bias");
    const auto size = static_cast<double>(input.size());
    double mean = 0, variance = 0;
    for (const double x : input) mean += x / size;
    for (const double x : input) variance += (x - mean) * (x - mean) / size;
    Vector output(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) {
      output[i] = (input[i] - mean) / std::sqrt(variance + config_.layer_norm_eps) *
                      static_cast<double>(weight[i]) +
                  static_cast<double>(bias[i]);
    }
    return output;
  }

  Matrix embed(const std::vector<std::int64_t>& ids) const {
    const std::string name = config_.prefix() + "embeddings.";
    // RoBERTa's and MPNet's positions begin behind that of padding, BERT's at 0.
    const std::size_t first = config_.family == EncoderFamily::kBert ? 0 : 2;
    const bool has_types = config_.family != EncoderFamily::kMpnet;
    const std::vector<float> words = weights_(name + "word_embeddings.weight");
    const std::vector<float> positions = weights_(name + "position_embeddings.weight");
    const std::vector<float> types =
        has_types ? weights_(name + "token_type_embeddings.weight") : std::vector<float>();
    const auto hidden = static_cast<std::size_t>(config_.hidden_size);
    Matrix output;
    for (std::size_t t = 0; t < ids.size(); ++t) {
      Vector sum(hidden);
      for (std::size_t i = 0; i < hidden; ++i) {
        sum[i] = static_cast<double>(words[static_cast<std::size_t>(ids[t]) * hidden + i]) +
                 static_cast<double>(positions[(t + first) * hidden + i]);
        if (has_types) sum[i] += static_cast<double>(types[i]);
      }
      output.push_back(normalise(name + "LayerNorm", sum));
    }
    return output;
  }

  // Of head `head`, by the distance from token `t` to token `u`: distances of the tests are short,
  // and up to 7 each has a bucket of its own, after 16 buckets for those below 1.
  double distance_score(std::size_t head, std::size_t t, std::size_t u) const {
    if (config_.family != EncoderFamily::kMpnet) return 0;
    const std::size_t length = t < u ? u - t : t - u;
    const std::size_t bucket = (t < u ? 16 : 0) + (length < 8    ? length
                                                   : length < 12 ? 8
                                                   : length < 16 ? 9
                                                   : length < 23 ? 10
                                                                 : 11);
    const auto heads = static_cast<std::size_t>(config_.num_attention_heads);
    const auto scores = weights_("mpnet.encoder.relative_attention_bias.weight");
    return static_cast<double>(scores[bucket * heads + head]);
  }

  Matrix attend(const std::string& name, const Matrix& input) const {
    const bool mpnet = config_.family == EncoderFamily::kMpnet;
    Matrix queries, keys, values;
    for (const Vector& token : input) {
      queries.push_back(linear(name + (mpnet ? "attn.q" : "self.query"), token));
      keys.push_back(linear(name + (mpnet ? "attn.k" : "self.key"), token));
      values.push_back(linear(name + (mpnet ? "attn.v" : "self.value"), token));
    }
    const auto heads = static_cast<std::size_t>(config_.num_attention_heads);
    const std::size_t size = input[0].size() / heads;
    Matrix output(input.size(), Vector(input[0].size(), 0));
    for (std::size_t head = 0; head < heads; ++head) {
      for (std::size_t t = 0; t < input.size(); ++t) {
        Vector shares(input.size());
        double total = 0;
        for (std::size_t u = 0; u < input.size(); ++u) {
          double product = 0;
          for (std::size_t i = head * size; i < (head + 1) * size; ++i) {
            product += queries[t][i] * keys[u][i];
          }
          shares[u] =
              std::exp(product / std::sqrt(static_cast<double>(size)) + distance_score(head, t, u));
          total += shares[u];
        }
        for (std::size_t u = 0; u < input.size(); ++u) {
          for (std::size_t i = head * size; i < (head + 1) * size; ++i) {
            output[t][i] += shares[u] / total * values[u][i];
          }
        }
      }
    }
    return output;
  }

  Matrix layer(std::int64_t index, const Matrix& input) const {
    const std::string name = config_.prefix() + "encoder.layer." + std::to_string(index) + ".";
    const bool mpnet = config_.family == EncoderFamily::kMpnet;
    const std::string joined = name + (mpnet ? "attention.attn.o" : "attention.output.dense");
    const std::string norm = name + (mpnet ? "attention." : "attention.output.") + "LayerNorm";
    const Matrix attended = attend(name + "attention.", input);
    Matrix output;
    for (std::size_t t = 0; t < input.size(); ++t) {
      Vector middle = linear(joined, attended[t]);
      for (std::size_t i = 0; i < middle.size(); ++i) middle[i] += input[t][i];
      middle = normalise(norm, middle);
      Vector inner = linear(name + "intermediate.dense", middle);
      for (double& x : inner) x = x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
      Vector sum = linear(name + "output.dense", inner);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += middle[i];
      output.push_back(normalise(name + "output.LayerNorm", sum));
    }
    return output;
  }

  Vector logits(const std::vector<std::int64_t>& ids) const {
    Matrix hidden = embed(ids);
    for (std::int64_t i = 0; i < config_.num_hidden_layers; ++i) hidden = layer(i, hidden);
    Vector pooled = hidden[0];
    if (config_.pooling == Pooling::kMean) {
      for (std::size_t i = 0; i < pooled.size(); ++i) {
        pooled[i] = 0;
        for (const Vector& token : hidden) {
          pooled[i] += token[i] / static_cast<double>(hidden.size());
        }
      }
    }
    if (config_.head == ClassifierHead::kLinear) return linear("classifier", pooled);
    Vector dense = linear("classifier.dense", pooled);
    for (double& x : dense) x = std::tanh(x);
    return linear("classifier.out_proj", dense);
  }

 private:
  const EncoderConfig& config_;
  const Weights& weights_;
};

}  // namespace

std::vector<double> reference_logits(const EncoderConfig& config, const Weights& weights,
                                     const std::vector<std::int64_t>& ids) {
  return Reference(config, weights).logits(ids);
}

}  // namespace linnet
