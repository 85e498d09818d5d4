// Labelled data sets as JSON Lines: `{"id","title","description","labels":[names],"split"}`, and
// `"partial":true` where labels may be missing.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

struct Example {
  std::string id;  // the URL, or any name that is unique in its file
  std::string title;
  std::string description;
  std::vector<std::string> labels;
  std::string split;  // "train", "valid", ...
  bool partial = false;
};

// One line of JSON without its end. Throws Error(kInvalidFormat) naming the field.
Example parse_example(std::string_view json);
std::string to_json(const Example& example);  // one line, no end

// Calls `on_example` for each row of a split ("" takes all). Throws Error(kInvalidFormat) that
// names file and line.
void read_examples(const std::filesystem::path& path, std::string_view split,
                   const std::function<void(Example&&)>& on_example);

}  // namespace linnet
