// Croissant, the JSON-LD that describes a data set (mlcommons.org/croissant), as Kaggle serves it.
#pragma once

#include <string_view>

#include "native/scrape/kaggle_address.h"
#include "native/scrape/record.h"

namespace linnet::scrape {

inline constexpr char kCroissantSource[] = "croissant";

// Throws Error(kInvalidFormat) naming the field where the text is no description, or is one of
// another data set than `asked`. `what` (the URL) opens messages.
RecordFields parse_croissant(std::string_view text, std::string_view what, const KaggleName& asked);

}  // namespace linnet::scrape
