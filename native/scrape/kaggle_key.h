// The user's own key to Kaggle's API: where it is looked for, and the field that it becomes.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace linnet::scrape {

struct KaggleKey {
  std::string authorization;  // value of the Authorization field; a secret
  std::string origin;         // "KAGGLE_API_TOKEN", or the file's path; may be shown
  std::string warning;        // about a file that others can read; or ""
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// In this order: KAGGLE_API_TOKEN (sent as a bearer token); KAGGLE_USERNAME with KAGGLE_KEY; the
// file kaggle.json ({"username", "key"}) in KAGGLE_CONFIG_DIR, or else in HOME/.kaggle. Throws
// Error(kNotFound) that says how to get a key where there is none, Error(kInvalidFormat) where one
// is there but cannot be used. No message holds the key.
KaggleKey find_kaggle_key(const Environment& environment);

// The process's own environment.
std::optional<std::string> environment_variable(const std::string& name);

}  // namespace linnet::scrape
