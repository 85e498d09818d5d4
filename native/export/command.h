// `linnet export`: a checkpoint as an ONNX file.
#pragma once

namespace CLI {
class App;
}

namespace linnet::export_onnx {

void add_verb(CLI::App& parent);

}  // namespace linnet::export_onnx
