#include "native/export/onnx_model.h"

#include <charconv>
#include <limits>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using protozero::pbf_writer;

// Field numbers of onnx.proto.
enum Attribute { kAttributeName = 1, kAttributeF = 2, kAttributeI = 3, kInts = 8, kKind = 20 };
enum Node {
  kNodeInput = 1,
  kNodeOutput = 2,
  kNodeName = 3,
  kOpType = 4,
  kAttribute = 5,
  kDomain = 7
};
enum Tensor { kDims = 1, kDataType = 2, kFloatData = 4, kTensorName = 8, kRawData = 9 };
enum Value { kValueName = 1, kValueType = 2 };
enum Type { kTensorType = 1, kElementType = 1, kShape = 2, kDim = 1, kDimValue = 1, kDimParam = 2 };
enum Graph { kNode = 1, kGraphName = 2, kInitializer = 5, kInput = 11, kOutput = 12 };
enum Opset { kOpsetDomain = 1, kOpsetVersion = 2 };
enum Entry { kKey = 1, kEntryValue = 2 };
enum Model { kIrVersion = 1, kProducer = 2, kGraph = 7, kOpset = 8, kMetadata = 14 };

// Calls take(reader) for each field; where it returns false the field goes to `rest` as it is.
template <typename Take>
void read_fields(pbf_reader reader, std::string& rest, const Take& take) {
  const char* start = reader.data().data();
  while (reader.next()) {
    if (!take(reader)) {
      reader.skip();
      rest.append(start, reader.data().data());
    }
    start = reader.data().data();
  }
}

// Repeated numbers may be packed into one field or stand one by one.
void read_ints(pbf_reader& reader, std::vector<std::int64_t>& values) {
  if (reader.wire_type() == pbf_wire_type::length_delimited) {
    for (const std::int64_t value : reader.get_packed_int64()) values.push_back(value);
  } else {
    values.push_back(reader.get_int64());
  }
}

void read_floats(pbf_reader& reader, std::vector<float>& values) {
  if (reader.wire_type() == pbf_wire_type::length_delimited) {
    for (const float value : reader.get_packed_float()) values.push_back(value);
  } else {
    values.push_back(reader.get_float());
  }
}

OnnxAttribute read_attribute(pbf_reader message) {
  OnnxAttribute attribute;
  read_fields(message, attribute.rest, [&](pbf_reader& reader) {
    switch (reader.tag()) {
      case kAttributeName:
        attribute.name = reader.get_string();
        return true;
      case kAttributeF:
        attribute.f = reader.get_float();
        return true;
      case kAttributeI:
        attribute.i = reader.get_int64();
        return true;
      case kInts:
        read_ints(reader, attribute.ints);
        return true;
      case kKind:
        attribute.kind = static_cast<OnnxAttribute::Kind>(reader.get_enum());
        return true;
      default:
        return false;
    }
  });
  return attribute;
}

void write_attribute(pbf_writer writer, const OnnxAttribute& attribute) {
  using Kind = OnnxAttribute::Kind;
  writer.add_string(kAttributeName, attribute.name);
  if (attribute.kind == Kind::kFloat) writer.add_float(kAttributeF, attribute.f);
  if (attribute.kind == Kind::kInt) writer.add_int64(kAttributeI, attribute.i);
  for (const std::int64_t value : attribute.ints) writer.add_int64(kInts, value);
  writer.add_enum(kKind, static_cast<std::int32_t>(attribute.kind));
}

OnnxNode read_node(pbf_reader message) {
  OnnxNode node;
  read_fields(message, node.rest, [&](pbf_reader& reader) {
    switch (reader.tag()) {
      case kNodeInput:
        node.inputs.push_back(reader.get_string());
        return true;
      case kNodeOutput:
        node.outputs.push_back(reader.get_string());
        return true;
      case kNodeName:
        node.name = reader.get_string();
        return true;
      case kOpType:
        node.op_type = reader.get_string();
        return true;
      case kAttribute:
        node.attributes.push_back(read_attribute(reader.get_message()));
        return true;
      case kDomain:
        node.domain = reader.get_string();
        return true;
      default:
        return false;
    }
  });
  return node;
}

// A message field whose content is written by `write`, followed by what was read and not known.
template <typename Write>
void add_message(std::string& out, int tag, const std::string& rest, const Write& write) {
  pbf_writer parent(out);
  std::string content;
  write(content);
  content += rest;
  parent.add_message(static_cast<protozero::pbf_tag_type>(tag), content);
}

void write_node(std::string& out, const OnnxNode& node) {
  pbf_writer writer(out);
  for (const auto& name : node.inputs) writer.add_string(kNodeInput, name);
  for (const auto& name : node.outputs) writer.add_string(kNodeOutput, name);
  writer.add_string(kNodeName, node.name);
  writer.add_string(kOpType, node.op_type);
  for (const auto& attribute : node.attributes) {
    add_message(out, kAttribute, attribute.rest,
                [&](std::string& content) { write_attribute(pbf_writer(content), attribute); });
  }
  if (!node.domain.empty()) writer.add_string(kDomain, node.domain);
}

OnnxTensor read_tensor(pbf_reader message) {
  OnnxTensor tensor;
  read_fields(message, tensor.rest, [&](pbf_reader& reader) {
    switch (reader.tag()) {
      case kDims:
        read_ints(reader, tensor.dims);
        return true;
      case kDataType:
        tensor.type = static_cast<OnnxType>(reader.get_int32());
        return true;
      case kFloatData:
        read_floats(reader, tensor.float_data);
        return true;
      case kTensorName:
        tensor.name = reader.get_string();
        return true;
      case kRawData:
        tensor.raw_data = reader.get_string();
        return true;
      default:
        return false;
    }
  });
  return tensor;
}

void write_tensor(std::string& out, const OnnxTensor& tensor) {
  pbf_writer writer(out);
  for (const std::int64_t extent : tensor.dims) writer.add_int64(kDims, extent);
  writer.add_int32(kDataType, static_cast<std::int32_t>(tensor.type));
  writer.add_packed_float(kFloatData, tensor.float_data.begin(), tensor.float_data.end());
  writer.add_string(kTensorName, tensor.name);
  if (!tensor.raw_data.empty()) writer.add_bytes(kRawData, tensor.raw_data);
}

OnnxValue read_value(pbf_reader message) {
  OnnxValue value;
  read_fields(message, value.rest, [&](pbf_reader& reader) {
    if (reader.tag() != kValueName) return false;
    value.name = reader.get_string();
    return true;
  });
  return value;
}

void write_value(std::string& out, const OnnxValue& value) {
  pbf_writer(out).add_string(kValueName, value.name);
}

OnnxGraph read_graph(pbf_reader message) {
  OnnxGraph graph;
  read_fields(message, graph.rest, [&](pbf_reader& reader) {
    switch (reader.tag()) {
      case kNode:
        graph.nodes.push_back(read_node(reader.get_message()));
        return true;
      case kGraphName:
        graph.name = reader.get_string();
        return true;
      case kInitializer:
        graph.initializers.push_back(read_tensor(reader.get_message()));
        return true;
      case kInput:
        graph.inputs.push_back(read_value(reader.get_message()));
        return true;
      case kOutput:
        graph.outputs.push_back(read_value(reader.get_message()));
        return true;
      default:
        return false;
    }
  });
  return graph;
}

void write_graph(std::string& out, const OnnxGraph& graph) {
  const auto all = [&out](int tag, const auto& items,
                          void (*write)(std::string&, decltype(items[0]))) {
    for (const auto& item : items) {
      add_message(out, tag, item.rest, [&](std::string& content) { write(content, item); });
    }
  };
  all(kNode, graph.nodes, write_node);
  pbf_writer(out).add_string(kGraphName, graph.name);
  all(kInitializer, graph.initializers, write_tensor);
  all(kInput, graph.inputs, write_value);
  all(kOutput, graph.outputs, write_value);
}

OnnxOpset read_opset(pbf_reader message) {
  OnnxOpset opset;
  while (message.next()) {
    if (message.tag() == kOpsetDomain) {
      opset.domain = message.get_string();
    } else if (message.tag() == kOpsetVersion) {
      opset.version = message.get_int64();
    } else {
      message.skip();
    }
  }
  return opset;
}

std::pair<std::string, std::string> read_entry(pbf_reader message) {
  std::pair<std::string, std::string> entry;
  while (message.next()) {
    if (message.tag() == kKey) {
      entry.first = message.get_string();
    } else if (message.tag() == kEntryValue) {
      entry.second = message.get_string();
    } else {
      message.skip();
    }
  }
  return entry;
}

OnnxModel read_model(pbf_reader message) {
  OnnxModel model;
  read_fields(message, model.rest, [&](pbf_reader& reader) {
    switch (reader.tag()) {
      case kIrVersion:
        model.ir_version = reader.get_int64();
        return true;
      case kProducer:
        model.producer = reader.get_string();
        return true;
      case kGraph:
        model.graph = read_graph(reader.get_message());
        return true;
      case kOpset:
        model.opsets.push_back(read_opset(reader.get_message()));
        return true;
      case kMetadata:
        model.metadata.push_back(read_entry(reader.get_message()));
        return true;
      default:
        return false;
    }
  });
  return model;
}

}  // namespace

std::size_t OnnxTensor::elements() const {
  std::size_t count = 1;
  for (const std::int64_t extent : dims) count *= static_cast<std::size_t>(extent);
  return count;
}

OnnxValue onnx_value(const std::string& name, OnnxType type,
                     const std::vector<std::string>& shape) {
  OnnxValue value{name, {}};
  pbf_writer writer(value.rest);
  pbf_writer type_writer(writer, kValueType);
  pbf_writer tensor(type_writer, kTensorType);
  tensor.add_int32(kElementType, static_cast<std::int32_t>(type));
  pbf_writer extents(tensor, kShape);
  for (const std::string& extent : shape) {
    pbf_writer dim(extents, kDim);
    std::int64_t fixed = 0;
    const char* end = extent.data() + extent.size();
    if (std::from_chars(extent.data(), end, fixed).ptr == end) {
      dim.add_int64(kDimValue, fixed);
    } else {
      dim.add_string(kDimParam, extent);
    }
  }
  return value;
}

void OnnxModel::set_metadata(const std::string& key, const std::string& value) {
  for (auto& entry : metadata) {
    if (entry.first == key) {
      entry.second = value;
      return;
    }
  }
  metadata.emplace_back(key, value);
}

std::optional<std::string> OnnxModel::find_metadata(std::string_view key) const {
  for (const auto& [name, value] : metadata) {
    if (name == key) return value;
  }
  return std::nullopt;
}

void OnnxModel::require_opset(const std::string& domain, std::int64_t version) {
  for (const OnnxOpset& opset : opsets) {
    if (opset.domain == domain) return;
  }
  opsets.push_back({domain, version});
}

OnnxModel parse_onnx(std::string_view bytes, const std::string& where) {
  OnnxModel model;
  try {
    model = read_model(pbf_reader(bytes.data(), bytes.size()));
  } catch (const protozero::exception&) {
    model.graph.nodes.clear();
  }
  if (model.graph.nodes.empty()) {
    throw Error(ErrorCode::kInvalidFormat, where + ": not an ONNX model, or a damaged one");
  }
  return model;
}

std::string serialize_onnx(const OnnxModel& model) {
  std::string bytes;
  pbf_writer writer(bytes);
  writer.add_int64(kIrVersion, model.ir_version);
  if (!model.producer.empty()) writer.add_string(kProducer, model.producer);
  add_message(bytes, kGraph, model.graph.rest,
              [&](std::string& content) { write_graph(content, model.graph); });
  for (const OnnxOpset& opset : model.opsets) {
    pbf_writer entry(writer, kOpset);
    if (!opset.domain.empty()) entry.add_string(kOpsetDomain, opset.domain);
    entry.add_int64(kOpsetVersion, opset.version);
  }
  for (const auto& [key, value] : model.metadata) {
    pbf_writer entry(writer, kMetadata);
    entry.add_string(kKey, key);
    entry.add_string(kEntryValue, value);
  }
  bytes += model.rest;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(ErrorCode::kFailed, "the model is too large for one ONNX file (2 GB)");
  }
  return bytes;
}

}  // namespace linnet
