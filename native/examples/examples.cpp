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
  return json_line(object);
}

std::vector<Relevance> relevance_of(const Example& example, const LabelSet& labels) {
  std::vector<Relevance> relevance(labels.size(), Relevance::kNone);
  const auto set = [&](const std::vector<std::string>& names, Relevance value) {
    for (const std::string& name : names) {
      const auto index = labels.index(name);
      if (!index) {
        throw Error(ErrorCode::kNotFound,
                    "example " + example.id + ": label \"" + name + "\" is not in the label set");
      }
      relevance[*index] = value;
    }
  };
  set(example.also_fits, Relevance::kFits);
  set(example.labels, Relevance::kClear);
  return relevance;
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
