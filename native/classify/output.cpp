#include "native/classify/output.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/error.h"
#include "core/utf8.h"
#include "native/examples/examples.h"
#include "native/runtime/bundle_folder.h"

namespace linnet::classify {
namespace {

constexpr std::size_t kBarCells = 20;

// As many digits as mean something; a float printed in full shows noise.
double rounded(float probability) {
  return std::round(static_cast<double>(probability) * 1e6) / 1e6;
}

}  // namespace

std::string to_json_line(const ClassifiedRow& row, const LabelSet& labels) {
  nlohmann::ordered_json tags = nlohmann::ordered_json::array();
  for (const Tag& tag : row.tags) {
    tags.push_back({{"label", labels.name(tag.label)},
                    {"probability", rounded(tag.probability)},
                    {"threshold", rounded(tag.threshold)},
                    {"clear", tag.clear}});
  }
  nlohmann::ordered_json json{
      {"id", clean_utf8(row.id)}, {"tags", std::move(tags)}, {"truncated", row.truncated}};
  if (row.data_set) json["data_set"] = *row.data_set;
  if (!row.probabilities.empty()) {
    auto& all = json["probabilities"];
    for (std::size_t i = 0; i < row.probabilities.size(); ++i) {
      all[labels.name(i)] = rounded(row.probabilities[i]);
    }
  }
  return json.dump();
}

std::string to_example_line(const InputRow& row, const ClassifiedRow& result,
                            const LabelSet& labels) {
  Example example{
      .id = row.id, .title = row.title, .description = row.description, .split = "train"};
  for (std::size_t i = 0; i < result.probabilities.size(); ++i) {
    example.probabilities.emplace_back(labels.name(i), rounded(result.probabilities[i]));
  }
  return to_json(example);
}

std::string to_table(const ClassifiedRow& row, const LabelSet& labels, std::string_view tier) {
  std::string text;
  std::size_t width = 0;
  for (const Tag& tag : row.tags) width = std::max(width, labels.name(tag.label).size());
  const auto add_group = [&](bool clear) {
    for (const Tag& tag : row.tags) {
      if (tag.clear != clear) continue;
      std::string name = labels.name(tag.label);
      name.resize(width, ' ');
      char percent[16];
      std::snprintf(percent, sizeof percent, "%4.0f %%",
                    static_cast<double>(tag.probability) * 100);
      const auto cells = static_cast<std::size_t>(std::lround(tag.probability * kBarCells));
      text += name + "  " + percent + "  " + std::string(cells, '#') + "\n";
    }
  };
  add_group(true);
  if (!std::all_of(row.tags.begin(), row.tags.end(), [](const Tag& tag) { return tag.clear; })) {
    text += "also fits:\n";
    add_group(false);
  }
  if (!row.data_set.value_or(true)) {
    text += "This does not read like the description of a data set";
    text += row.tags.empty() ? ", so it gets no tag; --any-text tags it all the same.\n" : ".\n";
  } else if (row.tags.empty()) {
    text += "No tag fits: the text says too little, or nothing that these tags are about.\n";
  }
  if (row.truncated) {
    text += "Only the beginning of the text was read";
    text += tier == kFullTier ? "; --read-all reads all of it.\n" : ".\n";
  }
  text += "(" + std::string(tier) + " tier)\n";
  return text;
}

void write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw OutputClosed{};
    } else if (errno != EINTR) {
      throw Error(ErrorCode::kFailed,
                  "standard output: cannot be written: " + std::generic_category().message(errno));
    }
  }
}

}  // namespace linnet::classify
