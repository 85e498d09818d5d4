// Kaggle's own dump of its catalogue, "Meta Kaggle": CSV tables joined to one description a data
// set.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

#include "native/scrape/record.h"

namespace linnet::scrape {

struct MetaKaggleOptions {
  // A folder that holds the tables, each as NAME.csv, NAME.csv.gz, NAME.csv.xz, NAME.csv.zip or
  // NAME.zip; or a zip archive of them all.
  std::filesystem::path dump;
  // Tags also bring the tags above them, but for the topmost, which name kinds of tags.
  bool parent_tags = false;
};

struct MetaKaggleEvents {
  // The current version of each data set, in the order of DatasetVersions.csv.
  std::function<void(const RecordFields& fields)> on_fields;
  // Data sets that have no address: their owner or current version is in no table.
  std::function<void(const Rejection& rejection)> on_rejected;
  std::function<void(const std::string& message)> on_broken;  // "FILE: CSV line 7, ..."
  std::function<void(std::uint64_t bytes)> on_progress;       // of meta_kaggle_bytes()
};

// Bytes of all the files to be read; 0, for not known, of a zip archive.
std::uint64_t meta_kaggle_bytes(const MetaKaggleOptions& options);

// Reads Datasets, Organizations (where there is one), Users, Tags, DatasetTags, DatasetVersions,
// each once and in that order; their columns are found by name. Memory grows with the data sets
// (some 300 bytes each), not with versions, users or texts. Throws Error(kNotFound) naming the
// table or the file and column that is missing, and as read_chunks.
void read_meta_kaggle(const MetaKaggleOptions& options, const MetaKaggleEvents& events);

}  // namespace linnet::scrape
