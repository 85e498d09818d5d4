#include "native/scrape/kaggle_key.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/ascii.h"
#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/base64.h"

namespace linnet::scrape {
namespace {

constexpr char kAdvice[] =
    "on kaggle.com, under Settings, API, make a token, and put it into KAGGLE_API_TOKEN, or its "
    "kaggle.json into ~/.kaggle";

// What goes into a field of a request must not end it.
std::string usable(const std::string& given, const std::string& where) {
  std::string text(trimmed(given));
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (text.empty() || !plain) {
    throw Error(ErrorCode::kInvalidFormat,
                where + ": is empty, or holds spaces or characters outside ASCII; " + kAdvice);
  }
  return text;
}

std::string basic(const std::string& user, const std::string& key) {
  return "Basic " + base64(user + ":" + key);
}

std::string member(const nlohmann::json& object, const char* name, const std::string& where) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) {
    throw Error(ErrorCode::kInvalidFormat, where + ": has no \"" + name + "\"; " + kAdvice);
  }
  return usable(found->get<std::string>(), where + ": \"" + name + "\"");
}

KaggleKey key_of_file(const std::filesystem::path& path) {
  const std::string where = path.string();
  // The parser's own message would quote what it read.
  const auto object = nlohmann::json::parse(read_file(path), nullptr, false);
  if (!object.is_object()) {
    throw Error(ErrorCode::kInvalidFormat, where + ": is no JSON object; " + kAdvice);
  }
  KaggleKey key;
  key.authorization = basic(member(object, "username", where), member(object, "key", where));
  key.origin = where;
  std::error_code error;
  const auto permissions = std::filesystem::status(path, error).permissions();
  using std::filesystem::perms;
  if ((permissions & (perms::group_all | perms::others_all)) != perms::none) {
    key.warning = where + ": others on this machine can read your key; chmod 600 " + where;
  }
  return key;
}

}  // namespace

KaggleKey find_kaggle_key(const Environment& environment) {
  if (const auto token = environment("KAGGLE_API_TOKEN")) {
    return {"Bearer " + usable(*token, "KAGGLE_API_TOKEN"), "KAGGLE_API_TOKEN", ""};
  }
  const auto user = environment("KAGGLE_USERNAME");
  const auto key = environment("KAGGLE_KEY");
  if (user && key) {
    return {basic(usable(*user, "KAGGLE_USERNAME"), usable(*key, "KAGGLE_KEY")), "KAGGLE_KEY", ""};
  }
  std::filesystem::path folder;
  if (const auto config = environment("KAGGLE_CONFIG_DIR")) {
    folder = *config;
  } else if (const auto home = environment("HOME")) {
    folder = std::filesystem::path(*home) / ".kaggle";
  }
  std::error_code error;
  if (!folder.empty() && std::filesystem::exists(folder / "kaggle.json", error)) {
    return key_of_file(folder / "kaggle.json");
  }
  throw Error(ErrorCode::kNotFound, std::string("there is no key to Kaggle's API: ") + kAdvice);
}

std::optional<std::string> environment_variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

}  // namespace linnet::scrape
