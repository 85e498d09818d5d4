#include "native/classify/model_folder.h"

#include <stdlib.h>

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

namespace linnet::classify {
namespace {

namespace fs = std::filesystem;

TEST_CASE("a model is taken from the option, the environment, the current folder, in this order") {
  const TemporaryFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  ::unsetenv("LINNET_MODEL");
  CHECK_THROWS_WITH(find_model({}), Catch::Matchers::Contains("--model") &&
                                        Catch::Matchers::Contains("LINNET_MODEL") &&
                                        Catch::Matchers::Contains(folder.path().string()) &&
                                        Catch::Matchers::Contains("share/linnet/model"));
  write_file_atomic(folder / "model" / "manifest.json", "{}");
  CHECK(fs::equivalent(find_model({}), folder / "model"));
  ::setenv("LINNET_MODEL", "/somewhere", 1);
  CHECK(find_model({}) == "/somewhere");
  CHECK(find_model("/given") == "/given");
  ::unsetenv("LINNET_MODEL");
  fs::current_path(before);
}

}  // namespace
}  // namespace linnet::classify
