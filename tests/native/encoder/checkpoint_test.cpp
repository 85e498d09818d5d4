#include "native/encoder/checkpoint.h"
#include "native/encoder/tensor_file.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
//
#include <algorithm>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/encoder/tiny_config.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

const at::Tensor& parameter(const Encoder& encoder, const std::string& name) {
  const auto& all = encoder.parameters();
  return std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.name == name; })
      ->tensor;
}

// The parameters as another program may have saved them.
void save_as(const std::filesystem::path& path, const Encoder& encoder, bool prefix, bool head) {
  std::vector<NamedTensor> tensors;
  for (const NamedTensor& entry : encoder.parameters()) {
    const bool in_head = entry.name.starts_with("classifier.");
    if (in_head && !head) continue;
    const std::string name =
        prefix || in_head ? entry.name : entry.name.substr(std::string("roberta.").size());
    tensors.push_back({name, entry.tensor});
  }
  write_tensors(path, tensors, {});
}

TEST_CASE("a checkpoint saved and opened gives the same logits") {
  const TemporaryFolder folder;
  const Encoder encoder(tiny_config());
  save_checkpoint(folder / "model", encoder.config(), encoder.parameters());
  const Encoder opened = open_checkpoint(folder / "model");
  CHECK(opened.config() == encoder.config());
  const at::NoGradGuard no_grad;
  const at::Tensor ids = at::tensor({0, 4, 9, 2, 2}, at::kLong).view({1, 5});
  CHECK(at::equal(opened.logits(ids), encoder.logits(ids)));
}

TEST_CASE("weights load with and without the prefix that RobertaModel leaves out") {
  const TemporaryFolder folder;
  const Encoder source(tiny_config());
  for (const bool prefix : {true, false}) {
    save_as(folder / "model.safetensors", source, prefix, true);
    Encoder target(tiny_config());
    const LoadReport report = load_weights(target, folder.path(), HeadWeights::kLoad);
    CHECK(report.fresh.empty());
    CHECK(report.ignored.empty());
    for (std::size_t i = 0; i < source.parameters().size(); ++i) {
      CHECK(at::equal(source.parameters()[i].tensor, target.parameters()[i].tensor));
    }
  }
}

TEST_CASE("a BERT's weights load under the names that BertModel gives them") {
  const TemporaryFolder folder;
  EncoderConfig config = tiny_config();
  config.family = EncoderFamily::kBert;
  config.head = ClassifierHead::kLinear;
  config.special_ids = SpecialIds{.begin = 2, .padding = 0, .end = 3, .unknown = 1, .mask = 4};
  const Encoder source(config);
  std::vector<NamedTensor> tensors;
  for (const NamedTensor& entry : source.parameters()) {
    if (entry.name.starts_with("bert.")) tensors.push_back({entry.name.substr(5), entry.tensor});
  }
  tensors.push_back({"embeddings.position_ids", at::zeros({1, 12}, at::kLong)});
  tensors.push_back({"pooler.dense.bias", at::zeros({8})});
  write_tensors(folder / "model.safetensors", tensors, {});
  Encoder target(config);
  const LoadReport report = load_weights(target, folder.path(), HeadWeights::kLoad);
  CHECK(report.fresh == std::vector<std::string>{"classifier.weight", "classifier.bias"});
  CHECK(report.ignored.size() == 2);
  const std::string name = "bert.encoder.layer.1.output.dense.weight";
  CHECK(at::equal(parameter(target, name), parameter(source, name)));
  save_checkpoint(folder / "model", source.config(), source.parameters());
  CHECK(open_checkpoint(folder / "model").config() == config);
}

TEST_CASE("a missing classifier stays fresh, and a known one may be left out") {
  const TemporaryFolder folder;
  const Encoder source(tiny_config());
  save_as(folder / "bare" / "model.safetensors", source, true, false);
  save_as(folder / "whole" / "model.safetensors", source, true, true);
  Encoder target(tiny_config());
  const std::string name = "classifier.out_proj.weight";
  const at::Tensor before = parameter(target, name).detach().clone();
  CHECK(load_weights(target, folder / "bare", HeadWeights::kLoad).fresh.size() == 4);
  CHECK(at::equal(parameter(target, name), before));
  const LoadReport report = load_weights(target, folder / "whole", HeadWeights::kFresh);
  CHECK(report.fresh.size() == 4);
  CHECK(report.ignored.size() == 4);
  CHECK(at::equal(parameter(target, name), before));
}

TEST_CASE("a masked-LM checkpoint in bfloat16 loads, its other tensors reported") {
  const TemporaryFolder folder;
  const Encoder source(tiny_config());
  std::vector<at::Tensor> kept;
  std::map<std::string, TensorView> views;
  const auto add = [&](const std::string& name, const at::Tensor& tensor) {
    const at::Tensor& half = kept.emplace_back(tensor.detach().to(at::kBFloat16).contiguous());
    views[name] = {DType::kBF16,
                   half.sizes().vec(),
                   {static_cast<const char*>(half.data_ptr()), half.nbytes()}};
  };
  for (const NamedTensor& entry : source.parameters()) {
    if (!entry.name.starts_with("classifier.")) add(entry.name, entry.tensor);
  }
  add("lm_head.bias", at::zeros({30}));
  add("roberta.pooler.dense.bias", at::zeros({8}));
  write_safetensors(folder / "model.safetensors", views, {});
  Encoder target(tiny_config());
  const LoadReport report = load_weights(target, folder.path(), HeadWeights::kLoad);
  CHECK(report.ignored == std::vector<std::string>{"lm_head.bias", "roberta.pooler.dense.bias"});
  const std::string name = "roberta.encoder.layer.1.output.dense.weight";
  CHECK(at::allclose(parameter(target, name), parameter(source, name), 0.01));
}

TEST_CASE("weights load from the pieces that an index names, with layer norms called as of old") {
  const TemporaryFolder folder;
  const Encoder source(tiny_config());
  std::vector<NamedTensor> pieces[2];
  std::string map;
  for (const NamedTensor& entry : source.parameters()) {
    std::string name = entry.name;
    if (name.ends_with("LayerNorm.weight")) name = name.substr(0, name.size() - 6) + "gamma";
    if (name.ends_with("LayerNorm.bias")) name = name.substr(0, name.size() - 4) + "beta";
    const bool second = name.find("layer.1") != std::string::npos;
    pieces[second ? 1 : 0].push_back({name, entry.tensor});
    map +=
        (map.empty() ? "\"" : ",\"") + name + (second ? "\":\"two" : "\":\"one") + ".safetensors\"";
  }
  write_tensors(folder / "one.safetensors", pieces[0], {});
  write_file_atomic(folder / kWeightsIndex, R"({"weight_map":{)" + map + "}}");
  Encoder target(tiny_config());
  CHECK_THROWS_WITH(load_weights(target, folder.path(), HeadWeights::kLoad),
                    Catch::Contains("two.safetensors"));
  write_tensors(folder / "two.safetensors", pieces[1], {});
  CHECK(load_weights(target, folder.path(), HeadWeights::kLoad).ignored.empty());
  for (std::size_t i = 0; i < source.parameters().size(); ++i) {
    CHECK(at::equal(source.parameters()[i].tensor, target.parameters()[i].tensor));
  }
  write_tensors(folder / "two.safetensors", pieces[0], {});
  CHECK_THROWS_WITH(load_weights(target, folder.path(), HeadWeights::kLoad),
                    Catch::Contains("another piece"));
  write_file_atomic(folder / kWeightsIndex, R"({"weight_map":{"a":"../one.safetensors"}})");
  CHECK_THROWS_WITH(load_weights(target, folder.path(), HeadWeights::kLoad),
                    Catch::Contains("../one.safetensors"));
}

TEST_CASE("another shape or a missing layer is an error that names the tensor") {
  const TemporaryFolder folder;
  const Encoder source(tiny_config());
  save_as(folder / "model.safetensors", source, true, true);
  EncoderConfig wide = tiny_config();
  wide.vocab_size = 31;
  Encoder other(wide);
  try {
    load_weights(other, folder.path(), HeadWeights::kLoad);
    FAIL("another vocabulary was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidFormat);
    CHECK_THAT(error.what(), Catch::Contains("word_embeddings") && Catch::Contains("[30, 8]") &&
                                 Catch::Contains("[31, 8]"));
  }
  EncoderConfig deep = tiny_config();
  deep.num_hidden_layers = 3;
  Encoder deeper(deep);
  CHECK_THROWS_WITH(load_weights(deeper, folder.path(), HeadWeights::kLoad),
                    Catch::Contains("roberta.encoder.layer.2."));
}

TEST_CASE("a checkpoint without a classifier is not opened for inference") {
  const TemporaryFolder folder;
  const Encoder encoder(tiny_config());
  write_file_atomic(folder / "config.json", to_json(encoder.config()));
  save_as(folder / "model.safetensors", encoder, true, false);
  CHECK_THROWS_WITH(open_checkpoint(folder.path()), Catch::Contains("classifier.dense.weight"));
}

}  // namespace
}  // namespace linnet
