#include "native/export/onnx_model.h"

#include <array>
#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/export/graph_builder.h"
#include "native/runtime/encoder_session.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

OnnxModel relu_model() {
  OnnxModel model;
  model.ir_version = 8;
  model.require_opset("", kOnnxOpset);
  model.graph.name = "g";
  model.graph.inputs = {onnx_value("x", OnnxType::kFloat, {"batch", "4"})};
  model.graph.outputs = {onnx_value("logits", OnnxType::kFloat, {"batch", "4"})};
  GraphBuilder(model.graph).node("Relu", {"x"}, "logits");
  return model;
}

TEST_CASE("metadata are set once a key and read back") {
  OnnxModel model;
  model.set_metadata("name", "first");
  model.set_metadata("name", "second");
  CHECK(model.find_metadata("name") == "second");
  CHECK(model.metadata.size() == 1);
  CHECK_FALSE(model.find_metadata("version").has_value());
}

TEST_CASE("a constant whose values do not fill its shape is refused") {
  OnnxGraph graph;
  const std::array<float, 3> values{1, 2, 3};
  CHECK_THROWS_WITH(GraphBuilder(graph).constant("w", {2, 2}, std::span<const float>(values)),
                    Contains("w"));
}

TEST_CASE("a model that is read and written again keeps its bytes") {
  OnnxModel model = relu_model();
  const std::array<float, 3> values{1, 2, 3};
  GraphBuilder builder(model.graph);
  builder.constant("w", {3}, std::span<const float>(values));
  builder.node("Made", {"x", "", "w"}, std::vector<std::string>{"y", "z"},
               {attribute("axis", std::int64_t{-1}), attribute("epsilon", 1e-5F),
                attribute("perm", {0, 2, 1})},
               kMicrosoftDomain);
  model.set_metadata("name", "kept");
  const std::string bytes = serialize_onnx(model);
  const OnnxModel again = parse_onnx(bytes, "m");
  CHECK(serialize_onnx(again) == bytes);
  const OnnxNode& node = again.graph.nodes.at(1);
  CHECK(node.inputs == std::vector<std::string>{"x", "", "w"});
  CHECK(node.outputs == std::vector<std::string>{"y", "z"});
  CHECK(node.domain == kMicrosoftDomain);
  CHECK(node.attributes.at(0).i == -1);
  CHECK(node.attributes.at(1).f == 1e-5F);
  CHECK(node.attributes.at(2).ints == std::vector<std::int64_t>{0, 2, 1});
  CHECK(again.graph.initializers.at(0).dims == std::vector<std::int64_t>{3});
}

TEST_CASE("fields that Linnet does not know are kept") {
  const std::string unknown = "\x32\x04text";  // ModelProto.doc_string, field 6
  OnnxModel model = relu_model();
  model.graph.nodes[0].rest = unknown;  // NodeProto.doc_string has the same number
  const std::string bytes = serialize_onnx(model) + unknown;
  const OnnxModel again = parse_onnx(bytes, "m");
  CHECK(again.rest == unknown);
  CHECK(again.graph.nodes[0].rest == unknown);
  CHECK(serialize_onnx(again) == bytes);
}

TEST_CASE("numbers of an attribute may be packed, as other writers have them") {
  // name "perm", ints [0, 2, 1] packed, type INTS
  const std::string attribute_bytes("\x0a\x04perm\x42\x03\x00\x02\x01\xa0\x01\x07", 14);
  OnnxModel model = relu_model();
  model.graph.nodes[0].rest =
      "\x2a" + std::string(1, static_cast<char>(attribute_bytes.size())) + attribute_bytes;
  const OnnxNode node = parse_onnx(serialize_onnx(model), "m").graph.nodes[0];
  CHECK(node.rest.empty());
  CHECK(node.attributes.at(0).ints == std::vector<std::int64_t>{0, 2, 1});
}

TEST_CASE("bytes that are no model, or a cut one, are refused with the name of their file") {
  const std::string whole = serialize_onnx(relu_model());
  for (const std::string& bytes :
       {std::string(), std::string("not a model"), whole.substr(0, whole.size() / 2)}) {
    CHECK_THROWS_WITH(parse_onnx(bytes, "file.onnx"), Contains("file.onnx"));
    CHECK_THROWS_AS(EncoderSession(bytes, "file.onnx", 1), Error);
  }
}

TEST_CASE("a model with other inputs than an encoder's is refused") {
  CHECK_THROWS_WITH(EncoderSession(serialize_onnx(relu_model()), "file.onnx", 1),
                    Contains("input_ids"));
}

}  // namespace
}  // namespace linnet
