// The options of a run as its checkpoint keeps them: training_args.json.
//
// `each` is what names the options of a verb: each(options, visit) calls visit("name", member) for
// each of them, in the order of the file.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/error.h"

namespace linnet {

inline constexpr char kTrainingArgsFile[] = "training_args.json";

// An object with these names, indented.
template <typename Options, typename Each>
std::string write_options(const Options& options, const Each& each) {
  nlohmann::ordered_json json;
  each(options, [&](const char* name, const auto& value) { json[name] = value; });
  return json.dump(2) + "\n";
}

// `name` is the file named in messages. Options that are not there keep their defaults. Throws
// Error(kInvalidFormat).
template <typename Options, typename Each>
Options read_options(std::string_view text, const std::string& name, const Each& each) {
  Options options;
  try {
    const auto json = nlohmann::json::parse(text);
    each(options, [&](const char* option, auto& value) {
      if (json.contains(option)) json.at(option).get_to(value);
    });
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, name + ": " + error.what());
  }
  return options;
}

}  // namespace linnet
