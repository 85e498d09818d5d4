#include "native/training/run_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "core/error.h"
#include "native/files/files.h"
#include "native/safetensors/safetensors.h"
#ifdef LINNET_HAS_HASH
#include "native/hash/sha256.h"
#endif

namespace linnet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownCharacters = 16;

template <typename T>
std::string_view bytes(const std::vector<T>& values) {
  return as_bytes_view(std::span<const T>(values));
}

std::string digest_of([[maybe_unused]] const Shard& shard) {
#ifdef LINNET_HAS_HASH
  std::string all = nlohmann::json{shard.vocabulary, shard.tokenizer_sha256,
                                   special_ids_to_json(shard.special_ids), shard.label_names}
                        .dump();
  for (const std::string_view part : {bytes(shard.ids), bytes(shard.words), bytes(shard.offsets),
                                      bytes(shard.relevance), bytes(shard.partial)}) {
    all += sha256(part);
  }
  // Runs that began before there were soft labels go on.
  if (!shard.soft.empty()) all += sha256(bytes(shard.soft));
  return sha256(all);
#else
  return "";
#endif
}

const std::string* find(const RunData& data, const std::string& name) {
  const auto found =
      std::find_if(data.begin(), data.end(), [&](const auto& fact) { return fact.first == name; });
  return found == data.end() ? nullptr : &found->second;
}

// "" where the two are the same as far as is known. Null stands for no such fact.
std::string difference(const std::string& name, const std::string* began, const std::string* now) {
  if (began != nullptr && now != nullptr && (*began == *now || began->empty() || now->empty())) {
    return "";
  }
  const auto shown = [](const std::string* value) {
    return value == nullptr ? "missing" : value->substr(0, kShownCharacters);
  };
  return "; " + name + " " + shown(began) + ", now " + shown(now);
}

RunData read_run_data(const fs::path& path) {
  RunData data;
  try {
    const auto json = nlohmann::ordered_json::parse(read_file(path));
    for (const auto& [name, value] : json.items()) {
      data.emplace_back(name, value.template get<std::string>());
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, path.string() + ": " + error.what());
  }
  return data;
}

}  // namespace

void add_shard_facts(RunData& data, const std::string& part, const Shard& shard) {
  data.emplace_back(part + " rows", std::to_string(shard.rows()));
  data.emplace_back(part + " pieces", std::to_string(shard.ids.size()));
  data.emplace_back(part + " tokenizer", shard.tokenizer_sha256);
  data.emplace_back(part + " SHA-256", digest_of(shard));
}

void write_run_data(const fs::path& checkpoint, const RunData& data) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [name, value] : data) json[name] = value;
  write_file_atomic(checkpoint / kRunDataFile, json.dump(2) + "\n");
}

std::string unknown_data(const fs::path& checkpoint) {
  return (checkpoint / kRunDataFile).string() +
         " is missing: whether the shards are those that the run began with is not checked";
}

bool require_same_data(const fs::path& checkpoint, const RunData& data) {
  const fs::path path = checkpoint / kRunDataFile;
  if (!fs::exists(path)) return false;
  const RunData began = read_run_data(path);
  std::string differences;
  for (const auto& [name, value] : began) {
    differences += difference(name, &value, find(data, name));
  }
  for (const auto& [name, value] : data) {
    if (find(began, name) == nullptr) differences += difference(name, nullptr, &value);
  }
  if (!differences.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--shards: other data than " + path.string() +
                    " says that the run began with: " + differences.substr(2) +
                    ". Go on with the data of the run, or begin another one");
  }
  return true;
}

}  // namespace linnet
