#include "native/training/training_log.h"

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

const std::vector<std::string> kMetrics = {"valid_loss", "micro_f1"};

LogRow training_row(std::int64_t step, double loss) {
  LogRow row;
  row.step = step;
  row.epoch = static_cast<double>(step) / 10;
  row.loss = loss;
  row.rate = 0.001;
  row.tokens_per_second = 8000;
  return row;
}

LogRow valid_row(std::int64_t step, double f1) {
  LogRow row;
  row.step = step;
  row.epoch = static_cast<double>(step) / 10;
  row.valid = {{"valid_loss", 0.1}, {"micro_f1", f1}};
  return row;
}

TEST_CASE("rows are written as CSV, a cell left empty where there is nothing to say") {
  const TemporaryFolder folder;
  TrainingLog log(folder / "log.csv", kMetrics, -1);
  log.add(training_row(5, 0.25));
  log.add(valid_row(5, 0.5));
  CHECK(read_file(folder / "log.csv") ==
        "step,epoch,loss,rate,tokens_per_second,valid_loss,micro_f1\n"
        "5,0.5,0.25,0.001,8000,,\n"
        "5,0.5,,,,0.1,0.5\n");
}

TEST_CASE("a log taken up again loses the rows after the checkpoint and a line cut by a kill") {
  const TemporaryFolder folder;
  {
    TrainingLog log(folder / "log.csv", kMetrics, -1);
    log.add(training_row(5, 1.0 / 3));
    log.add(training_row(10, 0.2));
    log.add(valid_row(10, 0.5));
    log.add(training_row(15, 0.1));
  }
  write_file_atomic(folder / "log.csv", read_file(folder / "log.csv") + "20,2,0.");
  TrainingLog log(folder / "log.csv", kMetrics, 10);
  REQUIRE(log.rows().size() == 3);
  CHECK(log.rows()[0].loss == 1.0 / 3);
  CHECK(log.rows()[2].valid.at("micro_f1") == 0.5);
  log.add(training_row(15, 0.15));
  TrainingLog again(folder / "log.csv", kMetrics, 100);
  REQUIRE(again.rows().size() == 4);
  CHECK(again.rows()[3].loss == 0.15);
}

TEST_CASE("a log of other columns is not taken up") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "log.csv", "step,loss\n1,2\n");
  CHECK_THROWS_AS(TrainingLog(folder / "log.csv", kMetrics, 10), Error);
}

TEST_CASE("curves show training and valid loss together, metrics apart") {
  const TemporaryFolder folder;
  TrainingLog log(folder / "log.csv", kMetrics, -1);
  log.add(training_row(5, 0.3));
  log.add(training_row(10, 0.2));
  log.add(valid_row(10, 0.5));
  log.draw(folder.path());
  const std::string loss = read_file(folder / "loss.svg");
  CHECK(loss.find(">train<") != std::string::npos);
  CHECK(loss.find(">valid<") != std::string::npos);
  CHECK(read_file(folder / "valid.svg").find(">micro_f1<") != std::string::npos);
  CHECK(read_file(folder / "rate.svg").find(">rate<") != std::string::npos);
}

}  // namespace
}  // namespace linnet
