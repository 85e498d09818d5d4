#include "native/fetch/cache.h"

#include <catch2/catch.hpp>

#include "native/files/files.h"
#include "tests/temporary_folder.h"

namespace linnet::fetch {
namespace {

std::filesystem::path only_file(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) return entry.path();
  }
  return {};
}

TEST_CASE("a stored reply comes back for its URL alone") {
  const TemporaryFolder folder;
  const Cache cache(folder.path());
  const std::string body("line\n\0\xFF", 7);
  cache.store("https://h/a", {"\"1\"", "", body});
  REQUIRE(cache.find("https://h/a"));
  CHECK(cache.find("https://h/a")->etag == "\"1\"");
  CHECK(cache.find("https://h/a")->body == body);
  CHECK_FALSE(cache.find("https://h/b"));
  cache.remove("https://h/a");
  CHECK_FALSE(cache.find("https://h/a"));
}

TEST_CASE("a broken file counts as absent") {
  const TemporaryFolder folder;
  const Cache cache(folder.path());
  cache.store("https://h/a", {"\"1\"", "", "the body"});
  const auto file = only_file(folder.path());
  const std::string whole = read_file(file);
  for (const std::string& broken :
       {std::string(), whole.substr(0, whole.size() - 1), whole + "x", std::string("\n"),
        std::string("{}\nthe body"), std::string("[1]\nx"), whole.substr(0, 20)}) {
    CAPTURE(broken);
    write_file_atomic(file, broken);
    CHECK_FALSE(cache.find("https://h/a"));
  }
}

TEST_CASE("an ETag that is no text is not kept") {
  const TemporaryFolder folder;
  const Cache cache(folder.path());
  CHECK_NOTHROW(cache.store("https://h/a", {"\"\xFF\"", "", "x"}));
  CHECK_FALSE(cache.find("https://h/a"));
}

}  // namespace
}  // namespace linnet::fetch
