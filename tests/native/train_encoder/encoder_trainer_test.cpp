#include "native/train_encoder/trainer.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>

#include "core/error.h"
#include "native/files/files.h"
#include "native/train_encoder/task.h"
#include "native/train_encoder/valid.h"
#include "native/training/training_log.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/train_encoder/small_task.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

bool never() { return false; }

// True from the `count`-th time on that it is asked.
auto after(int count) {
  return [count]() mutable { return --count <= 0; };
}

std::vector<LogRow> log_of(const TrainOptions& options) {
  return TrainingLog(fs::path(options.output) / "log.csv", logged_metrics(), 1 << 30).rows();
}

// Everything but the speed.
void check_same_logs(const std::vector<LogRow>& a, const std::vector<LogRow>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("row " << i << ", step " << a[i].step);
    CHECK(a[i].step == b[i].step);
    CHECK(a[i].epoch == b[i].epoch);
    CHECK(a[i].loss == b[i].loss);
    CHECK(a[i].rate == b[i].rate);
    CHECK(a[i].valid == b[i].valid);
  }
}

std::string file_of(const TrainOptions& options, const char* name) {
  return read_file(fs::path(options.output) / name);
}

TEST_CASE("a run that is stopped and resumed gives the losses and weights of one that was not") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 64);
  options.ema = 0.9;
  options.accumulate = 2;
  options.evaluate_every = 4;
  options.log_every = 3;
  const RunResult whole = run_training(options, RunMode::kNew, never);
  CHECK(whole.end == RunEnd::kBudget);
  REQUIRE(whole.steps >= 12);

  TrainOptions stopped = options;
  stopped.output = (folder / "stopped").string();
  // In the first epoch, within a stretch of the log, and again in the next part.
  const RunResult first = run_training(stopped, RunMode::kNew, after(2));
  CHECK(first.end == RunEnd::kStopped);
  CHECK(first.steps == 2);
  CHECK(run_training(stopped, RunMode::kResume, after(5)).steps == 7);
  const RunResult rest = run_training(stopped, RunMode::kResume, never);
  CHECK(rest.steps == whole.steps);
  CHECK(rest.best == whole.best);
  CHECK(rest.best_step == whole.best_step);
  check_same_logs(log_of(options), log_of(stopped));
  for (const char* name :
       {"last/model.safetensors", "last/trainer_state.safetensors", "best/model.safetensors"}) {
    INFO(name);
    CHECK(file_of(options, name) == file_of(stopped, name));
  }
}

TEST_CASE("a run killed between checkpoints goes on from the last one, whatever it left behind") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 64);
  const RunResult whole = run_training(options, RunMode::kNew, never);
  TrainOptions killed = options;
  killed.output = (folder / "killed").string();
  killed.save_every = 5;
  const fs::path kept = folder / "kept";
  const fs::path run = killed.output;
  // At step 8 set aside what a kill would leave: the checkpoint of step 5 and a longer log.
  int step = 0;
  run_training(killed, RunMode::kNew, [&] {
    if (++step == 8) fs::copy(run, kept, fs::copy_options::recursive);
    return step == 8;
  });
  fs::remove_all(run);
  fs::rename(kept, run);
  write_file_atomic(run / "last.writing" / "model.safetensors", "half a fi");
  const RunResult rest = run_training(killed, RunMode::kResume, never);
  CHECK(rest.steps == whole.steps);
  CHECK_FALSE(fs::exists(run / "last.writing"));
  check_same_logs(log_of(options), log_of(killed));
  CHECK(file_of(options, "last/model.safetensors") == file_of(killed, "last/model.safetensors"));
}

TEST_CASE("a run learns the task, and its report stands beside the trivial answers") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 256);
  options.epochs = 4;
  const RunResult result = run_training(options, RunMode::kNew, never);
  REQUIRE(result.best);
  CHECK(*result.best > 0.9);
  CHECK(result.report.find("nothing") != std::string::npos);
  CHECK(result.report.find("3 most frequent labels") != std::string::npos);
  for (const char* name : {"best/config.json", "best/labels.json", "best/training_args.json",
                           "last/config.json", "log.csv", "loss.svg", "rate.svg", "valid.svg"}) {
    INFO(name);
    CHECK(fs::exists(fs::path(options.output) / name));
  }
}

TEST_CASE("stages: the classifier alone at its own rate, then all") {
  const TemporaryFolder folder;
  TrainOptions start = small_task(folder.path(), 64);
  start.epochs = 1;
  run_training(start, RunMode::kNew, never);
  TrainOptions options = start;
  options.output = (folder / "staged").string();
  options.init = start.output + "/best";
  options.config = "";
  options.epochs = 2;
  options.frozen_epochs = 1;
  options.frozen_rate = 0.02;
  options.rate = 0.001;
  options.layer_decay = 0.5;
  run_training(options, RunMode::kNew, never);
  double top[2] = {0, 0};
  for (const LogRow& row : log_of(options)) {
    if (row.rate) top[row.epoch > 1] = std::max(top[row.epoch > 1], *row.rate);
  }
  CHECK(top[0] == Approx(0.02).epsilon(0.15));
  CHECK(top[1] == Approx(0.001).epsilon(0.15));
}

TEST_CASE("a run stops early when its metric no longer gets better") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 32);
  options.epochs = 50;
  options.rate = 1e-9;  // nothing is learnt
  options.metric = "micro-f1";
  options.patience = 2;
  const RunResult result = run_training(options, RunMode::kNew, never);
  CHECK(result.end == RunEnd::kEarly);
  CHECK(log_of(options).back().epoch < 10);
}

TEST_CASE("a run by time ends with it, its rate near the end of the cycle") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 64);
  options.epochs = 0;
  options.minutes = 0.03;
  // A hundredth of a second passes whenever somebody looks.
  std::chrono::steady_clock::time_point time;
  const auto now = [&time] { return time += std::chrono::milliseconds(10); };
  const RunResult result = run_training(options, RunMode::kNew, never, RunClock(now));
  CHECK(result.end == RunEnd::kBudget);
  double last_rate = 1;
  for (const LogRow& row : log_of(options)) last_rate = row.rate.value_or(last_rate);
  CHECK(last_rate < 0.2 * options.rate);
}

TEST_CASE("a loss that is not finite stops the run with advice, and names its step") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 64);
  options.rate = 1e30;
  options.clip = 0;
  CHECK_THROWS_WITH(run_training(options, RunMode::kNew, never),
                    Catch::Contains("not finite at step 2 ") && Catch::Contains("lower --rate"));
  CHECK_FALSE(fs::exists(fs::path(options.output) / "last"));
}

TEST_CASE("a run whose step breaks the weights writes none of them") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 64);
  options.evaluate_every = 3;
  run_training(options, RunMode::kNew, after(5));
  const std::string last = file_of(options, "last/model.safetensors");
  const std::string best = file_of(options, "best/model.safetensors");
  options.rate = 1e43;  // the loss of that step is sound, what it leaves is not
  CHECK_THROWS_WITH(run_training(options, RunMode::kResume, never),
                    Catch::Contains("the weights") && Catch::Contains("not finite at step 6 ") &&
                        Catch::Contains("best is as it was") &&
                        Catch::Contains("last is as it was"));
  CHECK(file_of(options, "last/model.safetensors") == last);
  CHECK(file_of(options, "best/model.safetensors") == best);
}

TEST_CASE("a run does not go on with other data, however alike") {
  const TemporaryFolder folder;
  const TrainOptions options = small_task(folder.path(), 64);
  run_training(options, RunMode::kNew, after(2));
  const std::string state = file_of(options, "last/trainer_state.json");
  const auto path = [&](const char* split) {
    return folder.path() / "shards" / (std::string(split) + ".shard.safetensors");
  };
  const Shard train = read_shard(path("train")), valid = read_shard(path("valid"));
  const auto refused = [&](const auto& change, const std::vector<std::string>& words) {
    Shard other_train = train, other_valid = valid;
    change(other_train, other_valid);
    write_shard(path("train"), other_train);
    write_shard(path("valid"), other_valid);
    for (const std::string& word : words) {
      INFO(word);
      CHECK_THROWS_WITH(run_training(options, RunMode::kResume, never), Catch::Contains(word));
    }
  };
  refused([](Shard& t, Shard&) { t = small_shard(65, 1, 5); },
          {"train rows 64, now 65", "--shards"});
  refused([](Shard& t, Shard& v) { t.tokenizer_sha256 = v.tokenizer_sha256 = "another"; },
          {"train tokenizer none, now another", "valid tokenizer none, now another"});
  const auto relabel = [](Shard& t, Shard& v) { t.label_names[0] = v.label_names[0] = "wasps"; };
#ifndef LINNET_HAS_HASH
  refused(relabel, {"its label 0 is \"bees\", that of the shards \"wasps\""});
#endif
#ifdef LINNET_HAS_HASH
  refused(relabel, {"train SHA-256", "valid SHA-256"});
  refused([](Shard& t, Shard&) { t.ids[0] = 39; }, {"train SHA-256"});
  refused([](Shard&, Shard& v) { v.relevance[0] = Relevance::kFits; }, {"valid SHA-256"});
#endif
  CHECK(file_of(options, "last/trainer_state.json") == state);
  write_shard(path("train"), train);
  write_shard(path("valid"), valid);
  CHECK(run_training(options, RunMode::kResume, after(1)).steps == 3);
}

TEST_CASE("a checkpoint that does not say what its data was goes on, and the user is told") {
  const TemporaryFolder folder;
  const TrainOptions options = small_task(folder.path(), 64);
  run_training(options, RunMode::kNew, after(2));
  fs::remove(fs::path(options.output) / "last" / kRunDataFile);
  CHECK_THAT(open_task(options, fs::path(options.output) / "last").notes,
             Catch::VectorContains(unknown_data(fs::path(options.output) / "last")));
}

}  // namespace
}  // namespace linnet
