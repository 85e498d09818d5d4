#include "native/encoder/config.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
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

  bool has(const char* key) const { return json_.contains(key); }

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

EncoderFamily read_family(const ConfigReader& reader, const std::string& name) {
  const std::string type = reader.text("model_type", "roberta");
  std::string known;
  for (const EncoderLayout& layout : encoder_layouts()) {
    if (type == layout.model_type) return layout.family;
    known += (known.empty() ? "\"" : ", \"") + std::string(layout.model_type) + "\"";
  }
  throw Error(ErrorCode::kUnsupported,
              name + ": \"model_type\": \"" + type + "\" is not supported, only " + known);
}

// Hugging Face's configs name some of them, or padding alone: the rest is the tokenizer's matter.
// Our own name all.
std::optional<SpecialIds> read_special_ids(const ConfigReader& reader, const SpecialIds& usual) {
  if (!reader.has("bos_token_id") || !reader.has("eos_token_id")) return std::nullopt;
  const auto id = [&](const char* key, std::int32_t fallback) {
    return static_cast<std::int32_t>(reader.integer(key, fallback, 0));
  };
  return SpecialIds{.begin = id("bos_token_id", usual.begin),
                    .padding = id("pad_token_id", usual.padding),
                    .end = id("eos_token_id", usual.end),
                    .unknown = id("unk_token_id", usual.unknown),
                    .mask = id("mask_token_id", usual.mask)};
}

template <typename Choice>
Choice read_choice(const ConfigReader& reader, const char* key,
                   const std::pair<const char*, Choice>& usual,
                   const std::pair<const char*, Choice>& other) {
  const std::string value = reader.text(key, usual.first);
  if (value == usual.first) return usual.second;
  if (value == other.first) return other.second;
  reader.fail(std::string("\"") + key + "\" has to be \"" + usual.first + "\" or \"" + other.first +
              "\", found \"" + value + "\"");
}

}  // namespace

std::string EncoderConfig::layer_tensor(std::int64_t layer, std::string_view part) const {
  return prefix() + "encoder.layer." + std::to_string(layer) + "." + std::string(part);
}

EncoderConfig parse_encoder_config(std::string_view json, const std::string& name) {
  const ConfigReader reader(json, name);
  EncoderConfig config;
  config.family = read_family(reader, name);
  const EncoderLayout& layout = config.layout();
  reader.only("hidden_act", "gelu");
  reader.only("position_embedding_type", "absolute");
  config.special_ids = read_special_ids(reader, config.tokens());
  config.vocab_size =
      reader.integer("vocab_size", config.vocab_size, last_special(config.tokens()) + 1);
  config.hidden_size = reader.integer("hidden_size", config.hidden_size, 1);
  config.num_hidden_layers = reader.integer("num_hidden_layers", config.num_hidden_layers, 1);
  config.num_attention_heads = reader.integer("num_attention_heads", config.num_attention_heads, 1);
  config.intermediate_size = reader.integer("intermediate_size", config.intermediate_size, 1);
  config.max_position_embeddings = reader.integer(
      "max_position_embeddings", config.max_position_embeddings, 8 + config.first_position());
  config.type_vocab_size =
      layout.token_types == 0 ? 0 : reader.integer("type_vocab_size", layout.token_types, 1);
  // Fewer than four leave no distances to tell apart.
  config.relative_attention_num_buckets =
      layout.relative_buckets == 0
          ? 0
          : reader.integer("relative_attention_num_buckets", layout.relative_buckets, 4);
  config.layer_norm_eps = reader.fraction("layer_norm_eps", config.layer_norm_eps);
  config.initializer_range = reader.fraction("initializer_range", config.initializer_range);
  config.embedding_initializer_range =
      reader.fraction("embedding_initializer_range", config.initializer_range);
  config.hidden_dropout_prob = reader.fraction("hidden_dropout_prob", config.hidden_dropout_prob);
  config.attention_probs_dropout_prob =
      reader.fraction("attention_probs_dropout_prob", config.attention_probs_dropout_prob);
  config.pooling =
      read_choice<Pooling>(reader, "pooling", {"first", Pooling::kFirst}, {"mean", Pooling::kMean});
  const std::pair<const char*, ClassifierHead> dense{"dense", ClassifierHead::kDense},
      linear{"linear", ClassifierHead::kLinear};
  const bool usually_linear = layout.head == ClassifierHead::kLinear;
  config.head = read_choice<ClassifierHead>(
      reader, "classifier_head", usually_linear ? linear : dense, usually_linear ? dense : linear);
  config.labels = reader.labels();
  if (config.hidden_size % config.num_attention_heads != 0) {
    reader.fail("\"hidden_size\" " + std::to_string(config.hidden_size) +
                " is not a multiple of \"num_attention_heads\" " +
                std::to_string(config.num_attention_heads));
  }
  return config;
}

EncoderConfig read_encoder_config(const std::filesystem::path& path) {
  const std::string json = read_file(path);
  EncoderConfig config = parse_encoder_config(json, path.string());
  // sentence-transformers keeps it in a file of its own.
  const auto pooling = path.parent_path() / "1_Pooling" / "config.json";
  if (!ConfigReader(json, path.string()).has("pooling") && std::filesystem::exists(pooling)) {
    const Json mode = Json::parse(read_file(pooling), nullptr, false);
    const auto is = [&](const char* key) {
      return mode.is_object() && mode.contains(key) && mode[key] == true;
    };
    if (is("pooling_mode_mean_tokens") == is("pooling_mode_cls_token")) {
      throw Error(ErrorCode::kUnsupported, pooling.string() +
                                               ": only the mean over tokens or the first token is "
                                               "supported");
    }
    config.pooling = is("pooling_mode_mean_tokens") ? Pooling::kMean : Pooling::kFirst;
  }
  return config;
}

std::string to_json(const EncoderConfig& config) {
  const bool classifies = !config.labels.empty();
  const EncoderLayout& layout = config.layout();
  const std::string architecture =
      std::string(layout.architecture) + (classifies ? "ForSequenceClassification" : "ForMaskedLM");
  nlohmann::ordered_json json = {
      {"architectures", {architecture}},
      {"model_type", layout.model_type},
      {"vocab_size", config.vocab_size},
      {"hidden_size", config.hidden_size},
      {"num_hidden_layers", config.num_hidden_layers},
      {"num_attention_heads", config.num_attention_heads},
      {"intermediate_size", config.intermediate_size},
      {"max_position_embeddings", config.max_position_embeddings},
      {"layer_norm_eps", config.layer_norm_eps},
      {"initializer_range", config.initializer_range},
      {"embedding_initializer_range", config.embedding_initializer_range},
      {"hidden_act", "gelu"},
      {"hidden_dropout_prob", config.hidden_dropout_prob},
      {"attention_probs_dropout_prob", config.attention_probs_dropout_prob},
      {"position_embedding_type", "absolute"},
      {"pooling", config.pooling == Pooling::kMean ? "mean" : "first"},
      {"classifier_head", config.head == ClassifierHead::kLinear ? "linear" : "dense"},
  };
  if (layout.token_types > 0) json["type_vocab_size"] = config.type_vocab_size;
  if (layout.relative_buckets > 0) {
    json["relative_attention_num_buckets"] = config.relative_attention_num_buckets;
  }
  if (config.special_ids) {
    json["pad_token_id"] = config.special_ids->padding;
    json["bos_token_id"] = config.special_ids->begin;
    json["eos_token_id"] = config.special_ids->end;
    json["unk_token_id"] = config.special_ids->unknown;
    json["mask_token_id"] = config.special_ids->mask;
  }
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
