// The options that a run which goes on may be given anew; it takes all others from its checkpoint.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <map>
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

  // `kept`, read from the checkpoint's `file`, with what the command line gives anew. Throws
  // Error(kInvalidArgument) where it gives an option that cannot change.
  Options resume(const CLI::App& verb, const Options& given, Options kept,
                 const std::filesystem::path& file) const {
    for (const CLI::Option* option : verb.get_options()) {
      const std::string name = option->get_name();
      if (option->count() == 0 || name == "--output" || name == "--resume") continue;
      const auto found = take_.find(name);
      if (found == take_.end()) {
        throw Error(
            ErrorCode::kInvalidArgument,
            name + " cannot change in a run that goes on: --resume takes it from " + file.string());
      }
      found->second(kept, given);
    }
    kept.output = given.output;  // the folder may have moved
    return kept;
  }

 private:
  std::map<std::string, std::function<void(Options&, const Options&)>> take_;
};

}  // namespace linnet
