#include "native/encoder/config.h"

#include <filesystem>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

ErrorCode code_of(const std::string& json, std::string& message) {
  try {
    parse_encoder_config(json, "model.json");
  } catch (const Error& error) {
    message = error.what();
    return error.code();
  }
  FAIL("no error for " << json);
  return ErrorCode::kFailed;
}

TEST_CASE("a config written is the config read") {
  EncoderConfig config;
  config.vocab_size = 321;
  config.hidden_size = 24;
  config.num_hidden_layers = 3;
  config.num_attention_heads = 4;
  config.intermediate_size = 48;
  config.max_position_embeddings = 66;
  config.hidden_dropout_prob = 0.25;
  config.attention_probs_dropout_prob = 0;
  config.initializer_range = 0.04;
  config.embedding_initializer_range = 0.3;
  config.pooling = Pooling::kMean;
  config.labels = {"text", "\"quoted\"", "bees"};
  CHECK(parse_encoder_config(to_json(config), "x") == config);
  config.family = EncoderFamily::kBert;
  config.type_vocab_size = 2;
  config.head = ClassifierHead::kLinear;
  config.special_ids = SpecialIds{.begin = 7, .padding = 6, .end = 5, .unknown = 4, .mask = 3};
  CHECK(parse_encoder_config(to_json(config), "x") == config);
  config.family = EncoderFamily::kMpnet;
  config.type_vocab_size = 0;
  config.relative_attention_num_buckets = 16;
  CHECK(parse_encoder_config(to_json(config), "x") == config);
  config.family = EncoderFamily::kRoberta;
  config.special_ids = {};
  CHECK(config.max_tokens() == 64);
}

TEST_CASE("a config without labels is that of a masked language model") {
  EncoderConfig config;
  config.vocab_size = 321;
  const std::string json = to_json(config);
  CHECK(parse_encoder_config(json, "x") == config);
  CHECK(json.find("RobertaForMaskedLM") != std::string::npos);
  CHECK(json.find("multi_label") == std::string::npos);
}

TEST_CASE("a RoBERTa config of Hugging Face is read, keys of no use to us ignored") {
  const EncoderConfig config = parse_encoder_config(R"({
      "architectures": ["RobertaForMaskedLM"], "attention_probs_dropout_prob": 0.1,
      "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1,
      "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
      "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "roberta",
      "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 1,
      "type_vocab_size": 1, "vocab_size": 50265})",
                                                    "config.json");
  CHECK(config.vocab_size == 50265);
  CHECK(config.num_hidden_layers == 6);
  CHECK(config.pooling == Pooling::kFirst);
  CHECK(config.max_tokens() == 512);
}

TEST_CASE("a BERT config of Hugging Face is read, its pooling from the file beside it") {
  const std::string json = R"({
      "architectures": ["BertModel"], "hidden_act": "gelu", "hidden_size": 384,
      "intermediate_size": 1536, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
      "model_type": "bert", "num_attention_heads": 12, "num_hidden_layers": 6, "pad_token_id": 0,
      "position_embedding_type": "absolute", "type_vocab_size": 2, "vocab_size": 30522})";
  const EncoderConfig config = parse_encoder_config(json, "config.json");
  CHECK(config.family == EncoderFamily::kBert);
  CHECK(config.head == ClassifierHead::kLinear);
  CHECK(config.max_tokens() == 512);
  CHECK_FALSE(config.special_ids);
  CHECK(config.tokens().padding == 0);
  CHECK(config.tokens().begin == 101);

  const TemporaryFolder folder;
  write_file_atomic(folder / "config.json", json);
  CHECK(read_encoder_config(folder / "config.json").pooling == Pooling::kFirst);
  const auto pooling = [&](const std::string& mode) {
    write_file_atomic(folder / "1_Pooling" / "config.json", mode);
    return read_encoder_config(folder / "config.json").pooling;
  };
  CHECK(pooling(R"({"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true})") ==
        Pooling::kMean);
  CHECK(pooling(R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})") ==
        Pooling::kFirst);
  CHECK_THROWS_AS(pooling(R"({"pooling_mode_max_tokens": true})"), Error);
}

TEST_CASE("an MPNet config of Hugging Face is read") {
  const EncoderConfig config = parse_encoder_config(R"({
      "architectures": ["MPNetForMaskedLM"], "bos_token_id": 0, "eos_token_id": 2,
      "hidden_act": "gelu", "hidden_size": 768, "intermediate_size": 3072, "layer_norm_eps": 1e-05,
      "max_position_embeddings": 514, "model_type": "mpnet", "num_attention_heads": 12,
      "num_hidden_layers": 12, "pad_token_id": 1, "relative_attention_num_buckets": 32,
      "vocab_size": 30527})",
                                                    "config.json");
  CHECK(config.family == EncoderFamily::kMpnet);
  CHECK(config.type_vocab_size == 0);
  CHECK(config.relative_attention_num_buckets == 32);
  CHECK(config.max_tokens() == 512);
  CHECK(config.tokens() ==
        SpecialIds{.begin = 0, .padding = 1, .end = 2, .unknown = 104, .mask = 30526});
}

TEST_CASE("word embeddings are drawn as the other weights are where the config does not say") {
  const EncoderConfig config = parse_encoder_config(R"({"initializer_range": 0.05})", "x");
  CHECK(config.embedding_initializer_range == 0.05);
}

TEST_CASE("a broken config names file and key") {
  std::string message;
  CHECK(code_of("{", message) == ErrorCode::kInvalidFormat);
  CHECK(message.find("model.json") != std::string::npos);
  CHECK(code_of(R"({"hidden_size": "wide"})", message) == ErrorCode::kInvalidFormat);
  CHECK(message.find("hidden_size") != std::string::npos);
  CHECK(code_of(R"({"hidden_size": 10, "num_attention_heads": 3})", message) ==
        ErrorCode::kInvalidFormat);
  CHECK(code_of(R"({"hidden_dropout_prob": 1})", message) == ErrorCode::kInvalidFormat);
  CHECK(code_of(R"({"pooling": "max"})", message) == ErrorCode::kInvalidFormat);
  CHECK(code_of(R"({"id2label": {"1": "only"}})", message) == ErrorCode::kInvalidFormat);
  CHECK(code_of(R"({"hidden_act": "relu"})", message) == ErrorCode::kUnsupported);
  CHECK(code_of(R"({"model_type": "xlnet"})", message) == ErrorCode::kUnsupported);
  CHECK(message.find("mpnet") != std::string::npos);
  CHECK(code_of(R"({"classifier_head": "deep"})", message) == ErrorCode::kInvalidFormat);
}

}  // namespace
}  // namespace linnet
