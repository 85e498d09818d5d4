#include "native/export/graph_builder.h"

#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

OnnxAttribute named(std::string name, OnnxAttribute::Kind kind) {
  OnnxAttribute result;
  result.name = std::move(name);
  result.kind = kind;
  return result;
}

template <typename T>
std::string_view raw(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace

OnnxAttribute attribute(std::string name, std::int64_t value) {
  OnnxAttribute result = named(std::move(name), OnnxAttribute::Kind::kInt);
  result.i = value;
  return result;
}

OnnxAttribute attribute(std::string name, float value) {
  OnnxAttribute result = named(std::move(name), OnnxAttribute::Kind::kFloat);
  result.f = value;
  return result;
}

OnnxAttribute attribute(std::string name, std::initializer_list<std::int64_t> values) {
  OnnxAttribute result = named(std::move(name), OnnxAttribute::Kind::kInts);
  result.ints = values;
  return result;
}

std::string GraphBuilder::initializer(std::string name, std::vector<std::int64_t> shape,
                                      OnnxType type, std::string_view bytes,
                                      std::size_t element_bytes) {
  OnnxTensor tensor;
  tensor.name = std::move(name);
  tensor.type = type;
  tensor.dims = std::move(shape);
  if (tensor.elements() * element_bytes != bytes.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "ONNX: " + tensor.name + ": shape and values disagree");
  }
  tensor.raw_data = bytes;
  graph_->initializers.push_back(std::move(tensor));
  return graph_->initializers.back().name;
}

std::string GraphBuilder::constant(std::string name, std::vector<std::int64_t> shape,
                                   std::span<const float> values) {
  return initializer(std::move(name), std::move(shape), OnnxType::kFloat, raw(values),
                     sizeof(float));
}

std::string GraphBuilder::constant(std::string name, std::vector<std::int64_t> shape,
                                   std::span<const std::int64_t> values) {
  return initializer(std::move(name), std::move(shape), OnnxType::kInt64, raw(values),
                     sizeof(std::int64_t));
}

std::string GraphBuilder::constant(std::string name, std::vector<std::int64_t> shape,
                                   std::span<const std::int8_t> values) {
  return initializer(std::move(name), std::move(shape), OnnxType::kInt8, raw(values), 1);
}

std::string GraphBuilder::constant_half(std::string name, std::vector<std::int64_t> shape,
                                        std::span<const std::uint16_t> values) {
  return initializer(std::move(name), std::move(shape), OnnxType::kFloat16, raw(values), 2);
}

std::string GraphBuilder::node(const std::string& op, const std::vector<std::string>& inputs,
                               const std::string& output, const Attributes& attributes,
                               const std::string& domain) {
  node(op, inputs, std::vector<std::string>{output}, attributes, domain);
  return output;
}

void GraphBuilder::node(const std::string& op, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs, const Attributes& attributes,
                        const std::string& domain) {
  graph_->nodes.push_back({op, outputs.front(), domain, inputs, outputs, attributes, {}});
}

}  // namespace linnet
