#include "native/average/average.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/average/command.h"
#include "native/encoder/weights_file.h"
#include "native/files/files.h"
#include "native/safetensors/safetensors.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/native/run_verb.h"
#include "tests/temporary_folder.h"

namespace linnet::average {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

struct Checkpoints {
  TemporaryFolder folder;
  fs::path a = folder / "a", b = folder / "b", output = folder / "mean";

  explicit Checkpoints(const EncoderConfig& second = test::tiny_config()) {
    test::write_random_checkpoint(a, test::tiny_config(), 1);
    test::write_random_checkpoint(b, second, 2);
    write_file_atomic(a / "labels.json", "{}");
    write_file_atomic(a / "tokenizer.model", "pieces");
    write_file_atomic(a / "training_args.json", "{}");
  }
  AverageSummary average(double weight_a, double weight_b) const {
    const WeightedCheckpoint both[] = {{a, weight_a}, {b, weight_b}};
    return average_checkpoints(both, output);
  }
  bool wrote_nothing() const { return !fs::exists(output); }
};

void check_mean(const Checkpoints& files, double share_b) {
  const WeightsFile a = WeightsFile::read(files.a);
  const WeightsFile b = WeightsFile::read(files.b);
  const WeightsFile mean = WeightsFile::read(files.output);
  REQUIRE(mean.names() == a.names());
  for (const std::string& name : mean.names()) {
    const auto of_a = a.tensor(name).to_floats();
    const auto of_b = b.tensor(name).to_floats();
    const auto values = mean.tensor(name).to_floats();
    REQUIRE(values.size() == of_a.size());
    CHECK(mean.tensor(name).shape == a.tensor(name).shape);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double expected =
          (1 - share_b) * static_cast<double>(of_a[i]) + share_b * static_cast<double>(of_b[i]);
      CHECK(values[i] == Approx(expected).margin(1e-6));
    }
  }
}

TEST_CASE("each weight is the mean of the checkpoints', by their shares") {
  const Checkpoints files;
  const AverageSummary summary = files.average(1, 3);
  check_mean(files, 0.75);
  CHECK(summary.tensors == WeightsFile::read(files.a).names().size());
  CHECK(summary.parameters > 1000);
  CHECK(read_file(files.output / "config.json") == read_file(files.a / "config.json"));
  CHECK(read_file(files.output / "tokenizer.model") == "pieces");
  CHECK(fs::exists(files.output / "labels.json"));
  CHECK_FALSE(fs::exists(files.output / "training_args.json"));  // of one run, not of a mean
}

TEST_CASE("`linnet average` counts checkpoints alike, or as it is told") {
  const Checkpoints files;
  const auto run = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"average", files.a.string(), files.b.string(), "-o",
                                       files.output.string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::run_verb(add_verb, arguments);
  };
  CHECK(run({"--weights", "1,2,3"}) == kExitBadInput);
  CHECK(run({"--weights", "0,0"}) == kExitBadInput);
  CHECK(run({"--weights", "2,-1"}) == kExitBadInput);
  CHECK(files.wrote_nothing());
  REQUIRE(run({}) == 0);
  check_mean(files, 0.5);
  // A second run would write over the first one's.
  const std::string before = read_file(files.output / kWeightsFile);
  CHECK(run({"--weights", "1,3"}) == kExitBadInput);
  CHECK(read_file(files.output / kWeightsFile) == before);
}

TEST_CASE("checkpoints that do not go together are refused, and what differs is named") {
  EncoderConfig config = test::tiny_config();
  std::string expected;
  SECTION("other labels") {
    std::swap(config.labels[0], config.labels[1]);
    expected = "have other labels";
  }
  SECTION("another shape") {
    config.intermediate_size *= 2;
    expected = "other shapes";
  }
  SECTION("another tokenizer") { expected = "other tokenizers"; }
  const Checkpoints files(config);
  write_file_atomic(files.b / "tokenizer.model",
                    expected == "other tokenizers" ? "others" : "pieces");
  CHECK_THROWS_WITH(files.average(1, 1), Contains(expected) && Contains(files.b.string()));
  CHECK(files.wrote_nothing());
}

TEST_CASE("a checkpoint is never written over, nor one averaged with nothing") {
  Checkpoints files;
  const std::string before = read_file(files.a / kWeightsFile);
  files.output = files.a;
  CHECK_THROWS_WITH(files.average(1, 1), Contains("is there already"));
  CHECK(read_file(files.a / kWeightsFile) == before);
  const WeightedCheckpoint one[] = {{files.a, 1}};
  CHECK_THROWS_WITH(average_checkpoints(one, files.folder / "other"), Contains("at least two"));
}

}  // namespace
}  // namespace linnet::average
