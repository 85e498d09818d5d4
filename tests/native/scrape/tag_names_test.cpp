#include "native/scrape/tag_names.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "native/files/files.h"

using namespace linnet::scrape;
using Tags = std::vector<std::string>;

TEST_CASE("old names become those of the shipped labels, in their spelling") {
  const TagNames names = TagNames::shipped();
  CHECK(names.apply({"covid-19", "association football", "e-commerce"}) ==
        Tags{"Coronavirus", "Football", "E-Commerce Services"});
  CHECK(names.apply({"EARTH AND NATURE", "nlp"}) == Tags{"Earth and Nature", "NLP"});
}

TEST_CASE("each shipped rename leads to a label of the shipped model") {
  const auto renames = nlohmann::json::parse(
      linnet::read_file(LINNET_TEST_DATA "/../../native/scrape/tag_renames.json"));
  const linnet::LabelSet labels = shipped_labels();
  for (const auto& [old_name, name] : renames.items()) {
    INFO(old_name);
    CHECK(labels.index(name.get<std::string>()).has_value());
    CHECK(shipped_renames().apply(old_name) == name.get<std::string>());
  }
}

TEST_CASE("of a path the last part counts") {
  const TagNames names = TagNames::shipped();
  CHECK(names.apply({"subject > earth and nature", "data type > image data"}) ==
        Tags{"Earth and Nature", "Image"});
}

TEST_CASE("tags outside of the label set stay, each once") {
  const TagNames names({}, linnet::LabelSet({"Music"}));
  CHECK(names.apply({"Beekeeping", "music", "beekeeping", "MUSIC"}) == Tags{"Beekeeping", "Music"});
}

TEST_CASE("a comma within a tag makes no second tag, and what is blank is none") {
  const TagNames names({}, linnet::LabelSet({"Music"}));
  CHECK(names.apply({"fruit,nuts", " ", "a > "}) == Tags{"fruit nuts"});
}
