// What Kaggle's public API answers, read into values. Text in, values out: any text either gives
// values of that reply alone or throws Error(kInvalidFormat) naming the field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "native/scrape/kaggle_address.h"
#include "native/scrape/record.h"

namespace linnet::scrape {

inline constexpr char kKaggleSource[] = "kaggle";

struct KaggleListed {
  KaggleName name;
  std::string updated;  // as the reply has it, or ""
};

struct KaggleList {
  std::vector<KaggleListed> items;  // in the order of the reply
  std::vector<std::string> tags;    // `ref` of the tags that the items carry, each once
  std::vector<std::string> faults;  // items that are none, each with its place and reason
};

// Of GET /api/v1/datasets/list: an array of items, or an object that holds one as `datasets`.
// `what` (the URL) opens messages.
KaggleList parse_kaggle_list(std::string_view text, std::string_view what);

// Of GET /api/v1/datasets/view/{owner}/{slug}. Throws also where the reply names another data set
// than `asked`, or is an error (`message`).
RecordFields parse_kaggle_view(std::string_view text, std::string_view what,
                               const KaggleName& asked);

// Of GET /api/v1/datasets/metadata/{owner}/{slug}: `info`, or `errorMessage`, which throws.
RecordFields parse_kaggle_metadata(std::string_view text, std::string_view what,
                                   const KaggleName& asked);

}  // namespace linnet::scrape
