// Nodes and constants appended to an ONNX graph, one call each.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "native/export/onnx_model.h"

namespace linnet {

inline constexpr std::int64_t kOnnxOpset = 17;
inline constexpr char kMicrosoftDomain[] = "com.microsoft";  // ONNX Runtime's contributed operators

OnnxAttribute attribute(std::string name, std::int64_t value);
OnnxAttribute attribute(std::string name, float value);
OnnxAttribute attribute(std::string name, std::initializer_list<std::int64_t> values);

// Names are the caller's and must not repeat.
class GraphBuilder {
 public:
  using Attributes = std::vector<OnnxAttribute>;

  explicit GraphBuilder(OnnxGraph& graph) : graph_(&graph) {}

  // Each returns `name`. Throws Error(kInvalidArgument) where `values` are not as many as `shape`
  // asks for.
  std::string constant(std::string name, std::vector<std::int64_t> shape,
                       std::span<const float> values);
  std::string constant(std::string name, std::vector<std::int64_t> shape,
                       std::span<const std::int64_t> values);
  std::string constant(std::string name, std::vector<std::int64_t> shape,
                       std::span<const std::int8_t> values);
  // The bit patterns of IEEE 754 binary16 values.
  std::string constant_half(std::string name, std::vector<std::int64_t> shape,
                            std::span<const std::uint16_t> values);
  std::string scalar(std::string name, float value) {
    return constant(std::move(name), {}, std::span<const float>(&value, 1));
  }

  // A node with one output, which it returns and which also names the node.
  std::string node(const std::string& op, const std::vector<std::string>& inputs,
                   const std::string& output, const Attributes& attributes = {},
                   const std::string& domain = {});
  // A node with several outputs, named after the first.
  void node(const std::string& op, const std::vector<std::string>& inputs,
            const std::vector<std::string>& outputs, const Attributes& attributes = {},
            const std::string& domain = {});

 private:
  std::string initializer(std::string name, std::vector<std::int64_t> shape, OnnxType type,
                          std::string_view bytes, std::size_t element_bytes);
  OnnxGraph* graph_;
};

}  // namespace linnet
