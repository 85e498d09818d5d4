// `linnet export`: a checkpoint as an ONNX file.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::export_onnx {

void add_verb(CLI::App& parent);

}  // namespace linnet::export_onnx
