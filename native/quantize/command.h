// `linnet quantize`: a float ONNX model as an 8-bit one.
#pragma once

namespace CLI {
class App;
}

namespace linnet::quantize {

void add_verb(CLI::App& parent);

}  // namespace linnet::quantize
