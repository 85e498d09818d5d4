// The part of the ONNX file format that Linnet writes and rewrites: a model as plain structs.
//
// The format is protocol buffers (onnx.proto of ONNX 1.12). It is coded with protozero, which is
// headers alone: libprotobuf cannot share a process with libsentencepiece, which exports the
// symbols of an older libprotobuf of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

// TensorProto.DataType.
enum class OnnxType : std::int32_t {
  kFloat = 1,
  kInt8 = 3,
  kInt32 = 6,
  kInt64 = 7,
  kFloat16 = 10,
};

// In all structs `rest` holds the fields that have no member here, as they were read.

struct OnnxAttribute {
  enum class Kind : std::int32_t { kOther = 0, kFloat = 1, kInt = 2, kInts = 7 };
  std::string name;
  Kind kind = Kind::kOther;
  float f = 0;
  std::int64_t i = 0;
  std::vector<std::int64_t> ints;
  std::string rest;
};

struct OnnxNode {
  std::string op_type;
  std::string name;
  std::string domain;  // empty: ONNX's own operators
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::vector<OnnxAttribute> attributes;
  std::string rest;
};

// An initialiser. Values stand in raw_data, little-endian; files of others may have floats instead.
struct OnnxTensor {
  std::string name;
  OnnxType type = OnnxType::kFloat;  // may hold other values of the format than those named above
  std::vector<std::int64_t> dims;
  std::string raw_data;
  std::vector<float> float_data;
  std::string rest;

  std::size_t elements() const;
};

// An input or output of the graph. An extent is a number, or a name where it is dynamic.
struct OnnxValue {
  std::string name;
  std::string rest;  // its type and shape
};
OnnxValue onnx_value(const std::string& name, OnnxType type, const std::vector<std::string>& shape);

struct OnnxGraph {
  std::string name;
  std::vector<OnnxNode> nodes;
  std::vector<OnnxTensor> initializers;
  std::vector<OnnxValue> inputs;
  std::vector<OnnxValue> outputs;
  std::string rest;
};

struct OnnxOpset {
  std::string domain;
  std::int64_t version = 0;
};

struct OnnxModel {
  std::int64_t ir_version = 0;
  std::string producer;
  std::vector<OnnxOpset> opsets;
  OnnxGraph graph;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::string rest;

  void set_metadata(const std::string& key, const std::string& value);
  std::optional<std::string> find_metadata(std::string_view key) const;
  void require_opset(const std::string& domain, std::int64_t version);  // adds it where missing
};

// Throws Error(kInvalidFormat) naming `where` on bytes that are not a model with nodes.
OnnxModel parse_onnx(std::string_view bytes, const std::string& where);
// The same model gives the same bytes. Throws Error(kFailed) past 2 GB, the limit of all readers.
std::string serialize_onnx(const OnnxModel& model);

}  // namespace linnet
