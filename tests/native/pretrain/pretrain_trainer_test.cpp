#include "native/encoder/checkpoint.h"
#include "native/pretrain/trainer.h"
#include "native/safetensors/safetensors.h"
#include "native/train_encoder/task.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/tensor.h>
//
#include <stdlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "native/files/files.h"
#include "native/training/training_log.h"
#include "tests/free_port.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/pretrain/small_text.h"
#include "tests/native/train_encoder/small_task.h"
#include "tests/temporary_folder.h"

namespace linnet::pretrain {
namespace {

namespace fs = std::filesystem;

bool never() { return false; }

// True from the `count`-th time on that it is asked.
auto after(int count) {
  return [count]() mutable { return --count <= 0; };
}

RunResult run(const PretrainOptions& options, RunMode mode = RunMode::kNew,
              const std::function<bool()>& stop = never) {
  return run_pretraining(options, mode, {}, stop);
}

std::vector<LogRow> log_of(const PretrainOptions& options) {
  return TrainingLog(fs::path(options.output) / "log.csv", logged_metrics(), 1 << 30).rows();
}

std::string file_of(const PretrainOptions& options, const char* name) {
  return read_file(fs::path(options.output) / name);
}

TEST_CASE("the loss falls on a made-up text, below what frequencies alone reach") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path(), 600);
  options.steps = 400;
  options.rate = 0.02;
  options.batch_tokens = 1024;
  options.held_out = 32;
  options.log_every = 10;
  const RunResult result = run(options);
  CHECK(result.steps == 400);
  REQUIRE(result.scores);
  REQUIRE(result.frequencies);
  CHECK(result.scores->masks > 30);
  CHECK(result.scores->masks == result.frequencies->masks);
  CHECK(result.scores->loss < 0.5 * result.frequencies->loss);
  CHECK(result.scores->accuracy > 0.4);
  CHECK(result.frequencies->accuracy < 0.2);
  const std::vector<LogRow> log = log_of(options);
  CHECK(*log[39].loss < 0.5 * *log[0].loss);
  for (const char* name :
       {"final/config.json", "final/model.safetensors", "final/training_args.json",
        "last/trainer_state.json", "log.csv", "loss.svg", "rate.svg", "valid.svg"}) {
    INFO(name);
    CHECK(fs::exists(fs::path(options.output) / name));
  }
}

TEST_CASE("a pretraining that is stopped and resumed gives the losses and weights of a whole one") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.dropout = 0.1;
  options.accumulate = 2;
  options.steps = 12;
  options.log_every = 3;
  options.evaluate = 4;
  options.whole_words = true;
  run(options);
  PretrainOptions stopped = options;
  stopped.output = (folder / "stopped").string();
  // Within a stretch of the log, and again in the next part.
  CHECK(run(stopped, RunMode::kNew, after(2)).stopped);
  CHECK(run(stopped, RunMode::kResume, after(5)).steps == 7);
  CHECK(run(stopped, RunMode::kResume).steps == 12);
  const std::vector<LogRow> a = log_of(options), b = log_of(stopped);
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("row " << i << ", step " << a[i].step);
    CHECK(a[i].step == b[i].step);
    CHECK(a[i].epoch == b[i].epoch);
    CHECK(a[i].loss == b[i].loss);
    CHECK(a[i].rate == b[i].rate);
    CHECK(a[i].valid == b[i].valid);
  }
  for (const char* name : {"final/model.safetensors", "last/trainer_state.safetensors"}) {
    INFO(name);
    CHECK(file_of(options, name) == file_of(stopped, name));
  }
}

TEST_CASE("a schedule of minutes ends with them, its rate near the end of the cycle") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.steps = 0;
  options.minutes = 0.03;
  // A hundredth of a second passes whenever somebody looks.
  std::chrono::steady_clock::time_point time;
  const auto now = [&time] { return time += std::chrono::milliseconds(10); };
  const RunResult result = run_pretraining(options, RunMode::kNew, {}, never, RunClock(now));
  CHECK(result.seconds >= 1.8);
  CHECK(result.seconds < 2);
  double highest = 0, last = 0;
  for (const LogRow& row : log_of(options)) {
    if (!row.rate) continue;
    highest = std::max(highest, *row.rate);
    last = *row.rate;
  }
  CHECK(highest == Approx(options.rate).epsilon(0.05));
  CHECK(last < 0.1 * options.rate);
}

TEST_CASE("batches accumulated train as one batch that holds them all") {
  const TemporaryFolder folder;
  PretrainOptions large = small_run(folder.path());
  large.steps = 6;
  PretrainOptions parts = large;
  parts.output = (folder / "parts").string();
  parts.batch_tokens = large.batch_tokens / 4;
  parts.accumulate = 4;
  run(large);
  run(parts);
  const std::vector<LogRow> a = log_of(large), b = log_of(parts);
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < 6; ++i) CHECK(*a[i].loss == Approx(*b[i].loss).epsilon(1e-4));
}

TEST_CASE("held-out sequences are of each text in its share, and are not trained on") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path(), 600);
  write_shard(folder / "other.shard.safetensors", small_shard(600, 2));
  options.shards[0] += "@3";
  options.shards.push_back((folder / "other.shard.safetensors").string() + "@1");
  const PretrainTask task = open_task(options, at::kCPU, {});
  CHECK(task.held_out == std::vector<std::size_t>{6, 2});
  TrainingOrder order(task);
  std::set<std::size_t> read[2];
  for (int i = 0; i < 5000; ++i) {
    const SequenceRef ref = order.next();
    read[ref.source].insert(ref.sequence);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(*read[i].begin() == task.held_out[i]);
    CHECK(*read[i].rbegin() == task.texts[i].sequences() - 1);
    CHECK(read[i].size() == task.sizes[i].sequences);
  }
}

TEST_CASE("a loss that is not finite stops a pretraining with advice, and names its step") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.rate = 1e30;
  options.clip = 0;
  // Whether or not the device is asked at that step.
  for (const int log_every : {1, 7}) {
    options.log_every = log_every;
    options.output = (folder / ("log" + std::to_string(log_every))).string();
    CHECK_THROWS_WITH(run(options),
                      Catch::Contains("not finite at step 2 ") && Catch::Contains("lower --rate"));
    CHECK_FALSE(fs::exists(fs::path(options.output) / "last"));
    CHECK_FALSE(fs::exists(fs::path(options.output) / "final"));
  }
}

TEST_CASE("a pretraining whose last step breaks the weights writes none of them") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.held_out = 0;
  options.steps = 6;
  run(options, RunMode::kNew, after(5));
  const std::string weights = file_of(options, "last/model.safetensors");
  const std::string state = file_of(options, "last/trainer_state.json");
  options.rate = 1e43;  // the loss of that step is sound, what it leaves is not
  CHECK_THROWS_WITH(run(options, RunMode::kResume),
                    Catch::Contains("the weights") && Catch::Contains("not finite at step 6 ") &&
                        Catch::Contains("lower --rate") && Catch::Contains("last is as it was"));
  CHECK(file_of(options, "last/model.safetensors") == weights);
  CHECK(file_of(options, "last/trainer_state.json") == state);
  CHECK_FALSE(fs::exists(fs::path(options.output) / "final"));
}

TEST_CASE("a pretraining does not go on with other text, however alike") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  run(options, RunMode::kNew, after(2));
  const Shard text = small_shard(200, 1);
  const auto refused = [&](const Shard& shard, const char* words) {
    write_shard(folder / "text.shard.safetensors", shard);
    CHECK_THROWS_WITH(run(options, RunMode::kResume),
                      Catch::Contains("the run began with") && Catch::Contains(words));
  };
  refused(small_shard(100, 1), "shard 1 rows 200, now 100");
  Shard other = text;
  other.tokenizer_sha256 = "another";
  refused(other, "shard 1 tokenizer none, now another");
#ifdef LINNET_HAS_HASH
  other = text;
  std::swap(other.ids[0], other.ids[1]);
  refused(other, "shard 1 SHA-256");
#endif
  const std::vector<std::string> shards = options.shards;
  options.shards.push_back(shards.front());
  refused(text, "shard 2 rows missing, now 200");
  options.shards = shards;
  CHECK(run(options, RunMode::kResume, after(1)).steps == 3);
}

TEST_CASE("shards of different tokenizers, and a model with too few positions, are refused") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.sequence_tokens = 17;
  options.batch_tokens = 34;
  CHECK_THROWS_WITH(open_task(options, at::kCPU, {}), Catch::Contains("--sequence-tokens"));
  options = small_run(folder.path());
  Shard other = small_shard(100, 1);
  other.tokenizer_sha256 = "another";
  write_shard(folder / "other.shard.safetensors", other);
  options.shards.push_back((folder / "other.shard.safetensors").string());
  CHECK_THROWS_WITH(open_task(options, at::kCPU, {}), Catch::Contains("another tokenizer"));
}

TEST_CASE("train encoder starts from a pretrained checkpoint, with a fresh classifier") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  Shard text = small_shard(200, 1);
  text.vocabulary = 40;  // of the labelled shards
  write_shard(folder / "text.shard.safetensors", text);
  options.steps = 5;
  run(options);
  TrainOptions train = small_task(folder.path() / "labelled", 16);
  train.init = options.output + "/final";
  train.config = "";
  const EncoderTask task = linnet::open_task(train, {});
  CHECK_THAT(task.notes, Catch::VectorContains(std::string("the classifier starts fresh")));
  CHECK(task.encoder.config().labels.size() == 4);
  CHECK(task.encoder.config().pooling == Pooling::kMean);
  const Safetensors file = Safetensors::read(fs::path(options.output) / "final" / kWeightsFile);
  CHECK(file.contains("lm_head.bias"));
  for (const NamedTensor& parameter : task.encoder.parameters()) {
    if (parameter.name.starts_with("classifier.")) continue;
    INFO(parameter.name);
    const std::vector<float> saved = file.tensor(parameter.name).to_floats();
    CHECK(at::equal(parameter.tensor.detach().flatten(), at::tensor(saved)));
  }
}

TEST_CASE("pretraining starts from a checkpoint of its own, head and all, or of an encoder") {
  const TemporaryFolder folder;
  PretrainOptions options = small_run(folder.path());
  options.steps = 3;
  run(options);
  options.init = options.output + "/final";
  options.config = "";
  options.seed = 77;
  const PretrainTask whole = open_task(options, at::kCPU, {});
  const Safetensors file = Safetensors::read(fs::path(options.init) / kWeightsFile);
  CHECK(at::equal(whole.model.parameters().back().tensor.detach(),
                  at::tensor(file.tensor("lm_head.bias").to_floats())));
  save_checkpoint(folder / "bare", whole.model.encoder().config(),
                  whole.model.encoder().parameters());
  options.init = (folder / "bare").string();
  const PretrainTask bare = open_task(options, at::kCPU, {});
  CHECK_THAT(bare.notes,
             Catch::VectorContains(std::string("the language model's head starts fresh")));
  CHECK(at::equal(whole.model.parameters().front().tensor, bare.model.parameters().front().tensor));
}

// The command line of a process of the program; its output goes nowhere.
std::string command(const PretrainOptions& options, const std::string& environment) {
  return environment +
         " OMP_NUM_THREADS=1 '" LINNET_BINARY_DIR "/linnet-torch' pretrain --shards '" +
         options.shards[0] + "' --config '" + options.config + "' -o '" + options.output +
         "' --steps 10 --sequence-tokens 16 --batch-tokens " +
         std::to_string(options.batch_tokens) + " --accumulate " +
         std::to_string(options.accumulate) +
         " --rate 0.01 --log-every 1 --held-out 8 --evaluate 5 --device cpu --precision f32 "
         ">/dev/null 2>'" +
         options.output + ".messages'";
}

#ifdef LINNET_HAS_GLOO
TEST_CASE("two processes have the losses of one with twice the batch") {
  const TemporaryFolder folder;
  PretrainOptions one = small_run(folder.path());
  one.accumulate = 2;
  PretrainOptions two = one;
  two.output = (folder / "two").string();
  two.batch_tokens = one.batch_tokens / 2;
  REQUIRE(std::system(command(one, "").c_str()) == 0);
  const std::string place =
      "WORLD_SIZE=2 MASTER_ADDR=127.0.0.1 MASTER_PORT=" + std::to_string(test::free_port());
  std::FILE* second = ::popen(command(two, "RANK=1 LOCAL_RANK=1 " + place).c_str(), "r");
  REQUIRE(second != nullptr);
  const int first = std::system(command(two, "RANK=0 LOCAL_RANK=0 " + place).c_str());
  INFO(read_file(two.output + ".messages"));
  CHECK(::pclose(second) == 0);
  REQUIRE(first == 0);
  const std::vector<LogRow> a = log_of(one), b = log_of(two);
  REQUIRE(a.size() == 12);
  REQUIRE(b.size() == 12);
  for (std::size_t i = 0; i < a.size(); ++i) {
    INFO("row " << i << ", step " << a[i].step);
    REQUIRE(a[i].loss.has_value() == b[i].loss.has_value());
    CHECK(a[i].epoch == b[i].epoch);
    if (a[i].loss) CHECK(*a[i].loss == Approx(*b[i].loss).epsilon(1e-4));
    for (const auto& [name, value] : a[i].valid) {
      CHECK(b[i].valid.at(name) == Approx(value).epsilon(1e-3));
    }
  }
}
#else
TEST_CASE("several processes are refused where this libtorch cannot join them") {
  const TemporaryFolder folder;
  const PretrainOptions options = small_run(folder.path());
  const std::string place = "WORLD_SIZE=2 RANK=0 MASTER_ADDR=127.0.0.1 MASTER_PORT=29500";
  CHECK(std::system(command(options, place).c_str()) != 0);
  CHECK_THAT(read_file(options.output + ".messages"), Catch::Contains("one process only"));
}
#endif

}  // namespace
}  // namespace linnet::pretrain
