// Options that all sources share: where the output goes, and how tags are named.
#pragma once

#include <filesystem>

#include "native/scrape/journal.h"
#include "native/scrape/tag_names.h"

namespace CLI {
class App;
}

namespace linnet::scrape {

struct OutputOptions {
  std::filesystem::path folder;
  std::filesystem::path labels;   // empty: those of the shipped model
  std::filesystem::path renames;  // empty: the shipped ones
  bool json = false;

  // --output, --labels, --renames, --json.
  void add_to(CLI::App& verb);

  // Throws Error(kNotFound) or Error(kInvalidFormat) naming the file.
  TagNames tag_names() const;

  std::filesystem::path url_table() const { return folder / "dataset_urls.csv"; }
  std::filesystem::path info_table() const { return folder / "dataset_info.csv"; }
};

}  // namespace linnet::scrape
