#include "native/evaluate/learning_curve.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

namespace linnet::evaluate {
namespace {

std::vector<LearningPoint> read(const std::string& text) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "curve.csv", text);
  return read_learning_curve(folder / "curve.csv");
}

TEST_CASE("points are read by column name and sorted by share") {
  const auto points = read(
      "model,micro_f1,share,rows\n"
      "instant,0.4,1,2000\n"
      "instant,0.2,0.1,200\n");
  REQUIRE(points.size() == 2);
  CHECK(points[0].share == 0.1);
  CHECK(points[0].rows == 200);
  CHECK(points[0].model == "instant");
  CHECK(points[1].micro_f1 == 0.4);
  CHECK_FALSE(points[0].macro_f1.has_value());
  CHECK(read("share,rows,model,micro_f1,macro_f1\n1,5,a,0.5,0.25\n")[0].macro_f1 == 0.25);
}

TEST_CASE("what is no number, out of its range or missing is refused with its line") {
  CHECK_THROWS_WITH(read("share,rows,model,micro_f1\n1,5,a,0.5\n1,5,a,high\n"),
                    Catch::Contains("line 3") && Catch::Contains("micro_f1"));
  CHECK_THROWS_AS(read("share,rows,model,micro_f1\n1.5,5,a,0.5\n"), Error);
  CHECK_THROWS_AS(read("share,rows,model,micro_f1\n1,5,a,nan\n"), Error);
  CHECK_THROWS_AS(read("share,rows,model,micro_f1\n1,5,a\n"), Error);
  CHECK_THROWS_AS(read("share,rows,model\n1,5,a\n"), Error);
  CHECK_THROWS_AS(read("share,rows,model,micro_f1\n"), Error);
}

}  // namespace
}  // namespace linnet::evaluate
