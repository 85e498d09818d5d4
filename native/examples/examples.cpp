#include "native/examples/examples.h"

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

std::vector<std::string> label_field(const Json& object) {
  const auto found = object.find("labels");
  if (found == object.end()) fail_field("labels", "is missing");
  if (!found->is_array()) fail_field("labels", "must be a list of names");
  std::vector<std::string> labels;
  labels.reserve(found->size());
  for (const Json& name : *found) {
    if (!name.is_string()) fail_field("labels", "must hold text only");
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
  example.labels = label_field(object);
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
  object["split"] = example.split;
  if (example.partial) object["partial"] = true;
  return json_line(object);
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
