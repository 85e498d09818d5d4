#include "native/quantize/quantize.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/error.h"
#include "native/export/graph_builder.h"
#include "native/quantize/int8_matrix.h"

namespace linnet {
namespace {

constexpr std::int64_t kMinTableRows = 8;  // smaller constants are not worth a scale a row

std::vector<float> float_values(const OnnxTensor& tensor) {
  std::vector<float> values(tensor.elements());
  if (tensor.raw_data.size() == values.size() * sizeof(float)) {
    std::memcpy(values.data(), tensor.raw_data.data(), tensor.raw_data.size());
  } else if (tensor.float_data.size() == values.size()) {
    values = tensor.float_data;
  } else {
    throw Error(ErrorCode::kInvalidFormat,
                "initialiser " + tensor.name + ": data and shape disagree");
  }
  return values;
}

class Quantizer {
 public:
  Quantizer(const OnnxModel& source, QuantizeReport& report)
      : source_(source), report_(report), result_(source), graph_(result_.graph) {
    for (const auto& tensor : source.graph.initializers) {
      if (tensor.type != OnnxType::kFloat) continue;
      floats_.emplace(tensor.name, &tensor);
      report_.parameters += tensor.elements();
    }
    for (const auto& node : source.graph.nodes) {
      for (const auto& name : node.inputs) readers_[name].push_back(&node);
    }
    for (const auto& output : source.graph.outputs) graph_outputs_.insert(output.name);
  }

  OnnxModel run() {
    result_.graph.nodes.clear();
    for (const auto& node : source_.graph.nodes) {
      if (merged_.contains(&node)) continue;
      if (is_weight_product(node)) {
        quantize_product(node);
      } else if (is_table_lookup(node)) {
        quantize_lookup(node);
      } else {
        result_.graph.nodes.push_back(node);
      }
    }
    if (report_.matrices == 0) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the model has no MatMul by float weights; was it quantised before?");
    }
    drop_replaced();
    result_.require_opset(kMicrosoftDomain, 1);
    return std::move(result_);
  }

 private:
  const OnnxTensor* float_matrix(const std::string& name) const {
    const auto found = floats_.find(name);
    return found != floats_.end() && found->second->dims.size() == 2 ? found->second : nullptr;
  }

  bool is_weight_product(const OnnxNode& node) const {
    if (node.op_type != "MatMul" || !node.domain.empty()) return false;
    const auto* weight = float_matrix(node.inputs.at(1));
    if (weight == nullptr) return false;
    const auto& readers = readers_.at(weight->name);
    return std::all_of(readers.begin(), readers.end(), [weight](const OnnxNode* reader) {
      return reader->op_type == "MatMul" && reader->inputs.at(1) == weight->name;
    });
  }

  bool is_table_lookup(const OnnxNode& node) const {
    if (node.op_type != "Gather" || !node.domain.empty()) return false;
    for (const auto& value : node.attributes) {
      if (value.name == "axis" && value.i != 0) return false;
    }
    const auto* table = float_matrix(node.inputs.at(0));
    if (table == nullptr || table->dims[0] < kMinTableRows) return false;
    const auto& readers = readers_.at(table->name);
    return std::all_of(readers.begin(), readers.end(), [table](const OnnxNode* reader) {
      return reader->op_type == "Gather" && reader->inputs.at(0) == table->name;
    });
  }

  // The Add of a constant vector that alone reads the product, if there is one.
  const OnnxNode* bias_add(const OnnxNode& product, std::int64_t columns) const {
    const std::string& name = product.outputs.at(0);
    const auto readers = readers_.find(name);
    if (readers == readers_.end() || readers->second.size() != 1 || graph_outputs_.contains(name)) {
      return nullptr;
    }
    const OnnxNode* add = readers->second.front();
    if (add->op_type != "Add") return nullptr;
    const auto bias = floats_.find(add->inputs.at(add->inputs.at(0) == name ? 1 : 0));
    const bool fits =
        bias != floats_.end() && bias->second->dims.size() == 1 && bias->second->dims[0] == columns;
    return fits ? add : nullptr;
  }

  void quantize_product(const OnnxNode& node) {
    const OnnxTensor& weight = *floats_.at(node.inputs.at(1));
    const std::string codes = weight.name + ".int8";
    const std::string scales = weight.name + ".scale";
    if (replaced_.insert(weight.name).second) {
      const auto rows = static_cast<std::size_t>(weight.dims[0]);
      const auto columns = static_cast<std::size_t>(weight.dims[1]);
      const Int8Matrix matrix = quantize_columns(float_values(weight), rows, columns);
      graph_.constant(codes, {weight.dims[0], weight.dims[1]},
                      std::span<const std::int8_t>(matrix.codes));
      graph_.constant(scales, {weight.dims[1]}, std::span<const float>(matrix.scales));
    }
    std::vector<std::string> inputs{node.inputs.at(0), codes, scales};
    std::string output = node.outputs.at(0);
    if (const auto* add = bias_add(node, weight.dims[1])) {
      inputs.insert(inputs.end(), {"", add->inputs.at(add->inputs.at(0) == output ? 1 : 0)});
      output = add->outputs.at(0);
      merged_.insert(add);
    }
    graph_.node("DynamicQuantizeMatMul", inputs, output, {}, kMicrosoftDomain);
    ++report_.matrices;
  }

  void quantize_lookup(const OnnxNode& node) {
    const OnnxTensor& table = *floats_.at(node.inputs.at(0));
    const std::string codes = table.name + ".int8";
    const std::string scales = table.name + ".scale";
    if (replaced_.insert(table.name).second) {
      const auto rows = static_cast<std::size_t>(table.dims[0]);
      const auto columns = static_cast<std::size_t>(table.dims[1]);
      const Int8Matrix matrix = quantize_rows(float_values(table), rows, columns);
      std::vector<std::uint16_t> halves;
      for (const float scale : matrix.scales) halves.push_back(half_at_least(scale));
      graph_.constant(codes, {table.dims[0], table.dims[1]},
                      std::span<const std::int8_t>(matrix.codes));
      graph_.constant_half(scales, {table.dims[0], 1}, halves);
      ++report_.tables;
    }
    const std::string& output = node.outputs.at(0);
    const auto to_float = [] {
      return attribute("to", std::int64_t{static_cast<std::int32_t>(OnnxType::kFloat)});
    };
    const auto axis = [] { return attribute("axis", std::int64_t{0}); };
    graph_.node("Gather", {codes, node.inputs.at(1)}, output + ".int8", {axis()});
    graph_.node("Cast", {output + ".int8"}, output + ".codes", {to_float()});
    graph_.node("Gather", {scales, node.inputs.at(1)}, output + ".half", {axis()});
    graph_.node("Cast", {output + ".half"}, output + ".scale", {to_float()});
    graph_.node("Mul", {output + ".codes", output + ".scale"}, output);
  }

  void drop_replaced() {
    std::erase_if(result_.graph.initializers,
                  [this](const OnnxTensor& tensor) { return replaced_.contains(tensor.name); });
  }

  const OnnxModel& source_;
  QuantizeReport& report_;
  OnnxModel result_;
  GraphBuilder graph_;
  std::unordered_map<std::string, const OnnxTensor*> floats_;
  std::unordered_map<std::string, std::vector<const OnnxNode*>> readers_;
  std::unordered_set<std::string> graph_outputs_;
  std::unordered_set<std::string> replaced_;
  std::unordered_set<const OnnxNode*> merged_;
};

}  // namespace

OnnxModel quantize_model(const OnnxModel& model, QuantizeReport& report) {
  report = {};
  return Quantizer(model, report).run();
}

}  // namespace linnet
