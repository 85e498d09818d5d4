#include "native/scrape/kaggle_key.h"

#include <catch2/catch.hpp>
#include <map>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;
using std::filesystem::perms;

KaggleKey find(const std::map<std::string, std::string>& variables) {
  return find_kaggle_key([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end()) return std::nullopt;
    return found->second;
  });
}

TEST_CASE("a token goes before a name and key, and both before a file") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "kaggle.json", R"({"username": "file", "key": "k"})");
  std::map<std::string, std::string> variables = {{"KAGGLE_CONFIG_DIR", folder.path().string()}};
  CHECK(find(variables).authorization == "Basic ZmlsZTpr");  // file:k
  variables["KAGGLE_USERNAME"] = "ann";
  CHECK(find(variables).authorization == "Basic ZmlsZTpr");
  variables["KAGGLE_KEY"] = "secret\n";
  CHECK(find(variables).authorization == "Basic YW5uOnNlY3JldA==");  // ann:secret
  variables["KAGGLE_API_TOKEN"] = "KGAT_1";
  CHECK(find(variables).authorization == "Bearer KGAT_1");
}

TEST_CASE("the file is looked for under the home, too") {
  const TemporaryFolder folder;
  write_file_atomic(folder / ".kaggle" / "kaggle.json", R"({"username": "file", "key": "k"})");
  CHECK(find({{"HOME", folder.path().string()}}).authorization == "Basic ZmlsZTpr");
}

TEST_CASE("a file that others can read is warned about, with what to type") {
  const TemporaryFolder folder;
  const auto path = folder / "kaggle.json";
  write_file_atomic(path, R"({"username": "file", "key": "k"})");
  const std::map<std::string, std::string> variables = {
      {"KAGGLE_CONFIG_DIR", folder.path().string()}};
  std::filesystem::permissions(path, perms::owner_read | perms::group_read);
  CHECK_THAT(find(variables).warning, Contains("chmod 600 " + path.string()));
  std::filesystem::permissions(path, perms::owner_read | perms::owner_write);
  CHECK(find(variables).warning.empty());
}

TEST_CASE("no key at all is an error that says how to get one") {
  CHECK_THROWS_WITH(find({}), Contains("Settings") && Contains("KAGGLE_API_TOKEN"));
  CHECK_THROWS_WITH(find({{"HOME", "/nowhere"}}), Contains("kaggle.json"));
}

TEST_CASE("a key that cannot be used is refused without being shown") {
  const TemporaryFolder folder;
  const std::map<std::string, std::string> file = {{"KAGGLE_CONFIG_DIR", folder.path().string()}};
  for (const char* text : {R"({"username": "ann", "key": "hunter2)", R"(["hunter2"])",
                           R"({"username": "ann"})", R"({"username": 1, "key": "hunter2"})",
                           R"({"username": "ann", "key": "hunter2\r\nX: y"})"}) {
    CAPTURE(text);
    write_file_atomic(folder / "kaggle.json", text);
    CHECK_THROWS_WITH(find(file), Contains("kaggle.json") && !Contains("hunter2"));
  }
  CHECK_THROWS_WITH(find({{"KAGGLE_API_TOKEN", "hunter2 x"}}),
                    Contains("KAGGLE_API_TOKEN") && !Contains("hunter2"));
}

}  // namespace
}  // namespace linnet::scrape
