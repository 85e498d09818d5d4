#include "native/examples/examples.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/json_line.h"

namespace linnet {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void fail_field(const std::string& field, const std::string& what) {
  throw Error(ErrorCode::kInvalidFormat, "field \"" + field + "\" " + what);
}

std::string text_field(const Json& object, const std::string& field, bool required) {
  const auto found = object.find(field);
  if (found == object.end() || found->is_null()) {
    if (required) fail_field(field, "is missing");
    return {};
  }
  if (!found->is_string()) fail_field(field, "must be text");
  return found->get<std::string>();
}

std::vector<std::string> label_field(const Json& object, const std::string& field,
                                     bool required = false) {
  const auto found = object.find(field);
  if (found == object.end()) {
    if (required) fail_field(field, "is missing");
    return {};
  }
  if (!found->is_array()) fail_field(field, "must be a list of names");
  std::vector<std::string> labels;
  labels.reserve(found->size());
  for (const Json& name : *found) {
    if (!name.is_string()) fail_field(field, "must hold text only");
    labels.push_back(name.get<std::string>());
  }
  return labels;
}

std::size_t index_of(const Example& example, const std::string& label, const LabelSet& labels) {
  const auto index = labels.index(label);
  if (!index) {
    throw Error(ErrorCode::kNotFound,
                "example " + example.id + ": label \"" + label + "\" is not in the label set");
  }
  return *index;
}

}  // namespace

Example parse_example(std::string_view json) {
  Json object;
  try {
    object = Json::parse(json);
  } catch (const Json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, std::string("not JSON: ") + error.what());
  }
  if (!object.is_object()) throw Error(ErrorCode::kInvalidFormat, "not a JSON object");
  Example example;
  example.id = text_field(object, "id", true);
  example.title = text_field(object, "title", true);
  example.description = text_field(object, "description", false);
  example.labels = label_field(object, "labels", true);
  example.also_fits = label_field(object, "also_fits");
  for (const std::string& name : example.also_fits) {
    if (std::find(example.labels.begin(), example.labels.end(), name) != example.labels.end()) {
      fail_field("also_fits", "holds \"" + name + "\", which is among the labels");
    }
  }
  example.uploader_labels = label_field(object, "uploader_labels");
  example.split = text_field(object, "split", false);
  const auto partial = object.find("partial");
  if (partial != object.end()) {
    if (!partial->is_boolean()) fail_field("partial", "must be true or false");
    example.partial = partial->get<bool>();
  }
  const auto probabilities = object.find("probabilities");
  if (probabilities != object.end()) {
    if (!probabilities->is_object()) fail_field("probabilities", "must be an object");
    for (const auto& [name, value] : probabilities->items()) {
      const double probability = value.is_number() ? value.get<double>() : -1;
      if (!(probability >= 0 && probability <= 1)) {
        fail_field("probabilities", "must hold numbers from 0 to 1");
      }
      example.probabilities.emplace_back(name, probability);
    }
  }
  return example;
}

std::string to_json(const Example& example) {
  Json object;
  object["id"] = example.id;
  object["title"] = example.title;
  object["description"] = example.description;
  object["labels"] = example.labels;
  if (!example.also_fits.empty()) object["also_fits"] = example.also_fits;
  if (!example.uploader_labels.empty()) object["uploader_labels"] = example.uploader_labels;
  object["split"] = example.split;
  if (example.partial) object["partial"] = true;
  for (const auto& [name, probability] : example.probabilities) {
    object["probabilities"][name] = probability;
  }
  return json_line(object);
}

std::vector<Relevance> relevance_of(const Example& example, const LabelSet& labels) {
  std::vector<Relevance> relevance(labels.size(), Relevance::kNone);
  const auto set = [&](const std::vector<std::string>& names, Relevance value) {
    for (const std::string& name : names) relevance[index_of(example, name, labels)] = value;
  };
  set(example.also_fits, Relevance::kFits);
  set(example.labels, Relevance::kClear);
  return relevance;
}

std::vector<SoftLabel> soft_labels_of(const Example& example, const LabelSet& labels) {
  std::vector<SoftLabel> soft(labels.size(), kNoSoftLabel);
  for (const auto& [name, probability] : example.probabilities) {
    soft[index_of(example, name, labels)] = to_soft_label(probability);
  }
  return soft;
}

void read_examples(const std::filesystem::path& path, std::string_view split,
                   const std::function<void(Example&&)>& on_example) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream || std::filesystem::is_directory(path)) {
    throw Error(ErrorCode::kNotFound, path.string() + ": cannot be opened as a file");
  }
  std::string line;
  for (std::size_t number = 1; std::getline(stream, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    Example example;
    try {
      example = parse_example(line);
    } catch (const Error& error) {
      throw Error(ErrorCode::kInvalidFormat,
                  path.string() + ": line " + std::to_string(number) + ": " + error.what());
    }
    if (split.empty() || example.split == split) on_example(std::move(example));
  }
}

}  // namespace linnet
