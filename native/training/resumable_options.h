// The options that a run which goes on may be given anew; it takes all others from its checkpoint.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/error.h"

namespace linnet {

// Options is the verb's struct, with a member `output`, the folder of the run.
template <typename Options>
class ResumableOptions {
 public:
  // Declares an option of `verb` that fills `member` of `given`.
  template <typename Value>
  void add(CLI::App& verb, Options& given, const std::string& group, const std::string& name,
           Value Options::*member, const std::string& description) {
    verb.add_option(name, given.*member, description)->group(group);
    take_[name] = [member](Options& options, const Options& from) {
      options.*member = from.*member;
    };
  }

  // `kept`, read from the checkpoint's `file`, with what the command line gives anew. An option
  // that cannot change may be given as the run has it; throws Error(kInvalidArgument) that names
  // both values where it is not. to_json(Options) names an option as the command line does, with
  // "_" for
  // "-".
  Options resume(const CLI::App& verb, const Options& given, Options kept,
                 const std::filesystem::path& file) const {
    const auto began = nlohmann::json::parse(to_json(kept));
    const auto asked = nlohmann::json::parse(to_json(given));
    for (const CLI::Option* option : verb.get_options()) {
      const std::string name = option->get_name();
      if (option->count() == 0 || name == "--output" || name == "--resume") continue;
      const auto found = take_.find(name);
      if (found != take_.end()) {
        found->second(kept, given);
        continue;
      }
      const std::string key = key_of(name);
      if (!began.contains(key)) {
        throw Error(ErrorCode::kInvalidArgument, name + " and --resume exclude each other");
      }
      if (began[key] != asked[key]) {
        throw Error(ErrorCode::kInvalidArgument,
                    name + " " + asked[key].dump() + ": the run began with " + began[key].dump() +
                        " (" + file.string() + "), and goes on with it: leave " + name + " out");
      }
    }
    kept.output = given.output;  // the folder may have moved
    return kept;
  }

 private:
  static std::string key_of(const std::string& option) {
    std::string key = option.substr(option.find_first_not_of('-'));
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
  }

  std::map<std::string, std::function<void(Options&, const Options&)>> take_;
};

}  // namespace linnet
