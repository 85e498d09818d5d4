#include "native/encoder/config.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/tokenizer.h"
#include "native/files/files.h"

namespace linnet {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kMaxSize = 1 << 20;  // of any dimension: a guard against a typing error

class ConfigReader {
 public:
  ConfigReader(std::string_view json, const std::string& name) : name_(name) {
    try {
      json_ = Json::parse(json);
    } catch (const Json::exception& error) {
      fail(error.what());
    }
    if (!json_.is_object()) fail("a JSON object is needed");
  }

  std::int64_t integer(const char* key, std::int64_t fallback, std::int64_t least) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return fallback;
    if (!found->is_number_integer() || found->get<std::int64_t>() < least ||
        found->get<std::int64_t>() > kMaxSize) {
      fail("\"" + std::string(key) + "\" has to be a whole number from " + std::to_string(least) +
           " to " + std::to_string(kMaxSize) + ", found " + found->dump());
    }
    return found->get<std::int64_t>();
  }

  // In [0, 1).
  double fraction(const char* key, double fallback) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return fallback;
    if (!found->is_number() || found->get<double>() < 0 || found->get<double>() >= 1) {
      fail("\"" + std::string(key) + "\" has to be a number from 0 to below 1, found " +
           found->dump());
    }
    return found->get<double>();
  }

  std::string text(const char* key, const std::string& fallback) const {
    const auto found = json_.find(key);
    if (found == json_.end() || found->is_null()) return fallback;
    if (!found->is_string()) fail("\"" + std::string(key) + "\" has to be a string");
    return found->get<std::string>();
  }

  void only(const char* key, const std::string& supported) const {
    const std::string value = text(key, supported);
    if (value != supported) {
      throw Error(ErrorCode::kUnsupported, name_ + ": \"" + key + "\": \"" + value +
                                               "\" is not supported, only \"" + supported + "\"");
    }
  }

  void only(const char* key, std::int64_t supported) const {
    const std::int64_t value = integer(key, supported, 0);
    if (value != supported) {
      throw Error(ErrorCode::kUnsupported, name_ + ": \"" + key + "\": " + std::to_string(value) +
                                               " is not supported, only " +
                                               std::to_string(supported));
    }
  }

  std::vector<std::string> labels() const {
    const auto found = json_.find("id2label");
    if (found == json_.end()) return {};
    if (!found->is_object()) fail("\"id2label\" has to be an object");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto entry = found->find(std::to_string(i));
      if (entry == found->end() || !entry->is_string()) {
        fail("\"id2label\" has no string for label " + std::to_string(i));
      }
      names.push_back(entry->get<std::string>());
    }
    return names;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kInvalidFormat, name_ + ": " + what);
  }

 private:
  Json json_;
  std::string name_;
};

}  // namespace

EncoderConfig parse_encoder_config(std::string_view json, const std::string& name) {
  const ConfigReader reader(json, name);
  reader.only("model_type", "roberta");
  reader.only("hidden_act", "gelu");
  reader.only("position_embedding_type", "absolute");
  reader.only("pad_token_id", kPadId);
  EncoderConfig config;
  config.vocab_size = reader.integer("vocab_size", config.vocab_size, kMaskId + 1);
  config.hidden_size = reader.integer("hidden_size", config.hidden_size, 1);
  config.num_hidden_layers = reader.integer("num_hidden_layers", config.num_hidden_layers, 1);
  config.num_attention_heads = reader.integer("num_attention_heads", config.num_attention_heads, 1);
  config.intermediate_size = reader.integer("intermediate_size", config.intermediate_size, 1);
  config.max_position_embeddings =
      reader.integer("max_position_embeddings", config.max_position_embeddings, 8 + kFirstPosition);
  config.type_vocab_size = reader.integer("type_vocab_size", config.type_vocab_size, 1);
  config.layer_norm_eps = reader.fraction("layer_norm_eps", config.layer_norm_eps);
  config.initializer_range = reader.fraction("initializer_range", config.initializer_range);
  config.embedding_initializer_range =
      reader.fraction("embedding_initializer_range", config.initializer_range);
  config.hidden_dropout_prob = reader.fraction("hidden_dropout_prob", config.hidden_dropout_prob);
  config.attention_probs_dropout_prob =
      reader.fraction("attention_probs_dropout_prob", config.attention_probs_dropout_prob);
  const std::string pooling = reader.text("pooling", "first");
  if (pooling != "first" && pooling != "mean") {
    reader.fail("\"pooling\" has to be \"first\" or \"mean\", found \"" + pooling + "\"");
  }
  config.pooling = pooling == "mean" ? Pooling::kMean : Pooling::kFirst;
  config.labels = reader.labels();
  if (config.hidden_size % config.num_attention_heads != 0) {
    reader.fail("\"hidden_size\" " + std::to_string(config.hidden_size) +
                " is not a multiple of \"num_attention_heads\" " +
                std::to_string(config.num_attention_heads));
  }
  return config;
}

EncoderConfig read_encoder_config(const std::filesystem::path& path) {
  return parse_encoder_config(read_file(path), path.string());
}

std::string to_json(const EncoderConfig& config) {
  const bool classifies = !config.labels.empty();
  nlohmann::ordered_json json = {
      {"architectures", {classifies ? "RobertaForSequenceClassification" : "RobertaForMaskedLM"}},
      {"model_type", "roberta"},
      {"vocab_size", config.vocab_size},
      {"hidden_size", config.hidden_size},
      {"num_hidden_layers", config.num_hidden_layers},
      {"num_attention_heads", config.num_attention_heads},
      {"intermediate_size", config.intermediate_size},
      {"max_position_embeddings", config.max_position_embeddings},
      {"type_vocab_size", config.type_vocab_size},
      {"layer_norm_eps", config.layer_norm_eps},
      {"initializer_range", config.initializer_range},
      {"embedding_initializer_range", config.embedding_initializer_range},
      {"hidden_act", "gelu"},
      {"hidden_dropout_prob", config.hidden_dropout_prob},
      {"attention_probs_dropout_prob", config.attention_probs_dropout_prob},
      {"position_embedding_type", "absolute"},
      {"pad_token_id", kPadId},
      {"bos_token_id", kBosId},
      {"eos_token_id", kEosId},
      {"pooling", config.pooling == Pooling::kMean ? "mean" : "first"},
  };
  if (classifies) {
    nlohmann::ordered_json id2label = nlohmann::ordered_json::object();
    nlohmann::ordered_json label2id = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < config.labels.size(); ++i) {
      id2label[std::to_string(i)] = config.labels[i];
      label2id[config.labels[i]] = i;
    }
    json["problem_type"] = "multi_label_classification";
    json["num_labels"] = config.labels.size();
    json["id2label"] = std::move(id2label);
    json["label2id"] = std::move(label2id);
  } else {
    json["tie_word_embeddings"] = true;
  }
  return json.dump(2) + "\n";
}

}  // namespace linnet
