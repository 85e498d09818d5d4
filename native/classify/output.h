// Results on standard output: JSON Lines for programs, a small table for people.
#pragma once

#include <string>
#include <string_view>

#include "core/label_set.h"
#include "native/classify/classifier.h"

namespace linnet::classify {

// {"id","tags":[{"label","probability","threshold","clear"}],"truncated"}, "data_set" where the
// bundle can tell, and, where the row has them, "probabilities": {label: p}; probabilities have six
// digits. No line end.
std::string to_json_line(const ClassifiedRow& row, const LabelSet& labels);

// The row as a line of examples (native/examples/examples.h) of split "train", whose soft labels
// the result's probabilities are; no line end.
std::string to_example_line(const InputRow& row, const ClassifiedRow& result,
                            const LabelSet& labels);

// The tags with bars, those that clearly fit before the others, or a line that says that none fits.
std::string to_table(const ClassifiedRow& row, const LabelSet& labels, std::string_view tier);

// The reader of our output has gone.
struct OutputClosed {};

// Writes at once to standard output. Throws OutputClosed on a closed pipe, Error(kFailed)
// otherwise.
void write_output(std::string_view text);

}  // namespace linnet::classify
