#include "native/scrape/output_options.h"

#include <CLI/CLI.hpp>

#include "native/files/files.h"

namespace linnet::scrape {

void OutputOptions::add_to(CLI::App& verb) {
  verb.add_option("-o,--output", folder,
                  "Folder for the tables and the journal; made where missing. Run again with the "
                  "same one to go on, or to add what changed")
      ->required();
  verb.add_option("--labels", labels,
                  "Spell tags as these labels where they name one: a JSON file {name: index}; "
                  "default: the shipped model's");
  verb.add_option("--renames", renames,
                  "JSON file {old tag: new tag} in place of the built-in renames");
  verb.add_flag("--json", json, "Print events as JSON Lines on standard output, for scripts");
}

TagNames OutputOptions::tag_names() const {
  return {renames.empty() ? shipped_renames() : parse_file(renames, preprocess::TagRenames::parse),
          labels.empty() ? shipped_labels() : parse_file(labels, LabelSet::parse)};
}

}  // namespace linnet::scrape
