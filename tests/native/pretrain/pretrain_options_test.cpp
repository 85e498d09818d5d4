#include "native/pretrain/options.h"

#include <CLI/CLI.hpp>

#include "core/error.h"
#include "native/pretrain/command.h"
#include "tests/native/catch_after_torch.h"

namespace linnet::pretrain {
namespace {

PretrainOptions valid_options() {
  PretrainOptions options;
  options.shards = {"a@0.6", "b@0.4"};
  options.config = "config.json";
  options.output = "out";
  options.minutes = 18;
  return options;
}

TEST_CASE("pretraining options written are the options read") {
  PretrainOptions options = valid_options();
  options.rate = 0.000123;
  options.whole_words = true;
  options.seed = 18446744073709551615u;
  CHECK(parse_options(to_json(options), "x") == options);
  CHECK(parse_options(R"({"steps": 9})", "x").rate == PretrainOptions().rate);
  CHECK_THROWS_WITH(parse_options(R"({"rate": "high"})", "args.json"),
                    Catch::Contains("args.json"));
}

TEST_CASE("pretraining options that cannot be run name their option") {
  CHECK_NOTHROW(check(valid_options()));
  const auto refuses = [](auto change, const char* option) {
    PretrainOptions options = valid_options();
    change(options);
    CHECK_THROWS_WITH(check(options), Catch::Contains(option));
  };
  refuses([](auto& o) { o.shards.clear(); }, "--shards");
  refuses([](auto& o) { o.shards[0] = "a"; }, "--shards");
  refuses([](auto& o) { o.config = ""; }, "--config");
  refuses([](auto& o) { o.minutes = 0; }, "--minutes");
  refuses([](auto& o) { o.batch_tokens = 100; }, "--batch-tokens");
  refuses([](auto& o) { o.batch_tokens = 257; }, "multiple");
  refuses([](auto& o) { o.mask_share = 1; }, "--mask-share");
  refuses([](auto& o) { o.warmup = 1; }, "--warmup");
  refuses([](auto& o) { o.accumulate = 0; }, "--accumulate");
}

TEST_CASE("a file may have a weight after its last @") {
  CHECK(parse_weighted_file("run/a.safetensors").weight == 0);
  CHECK(parse_weighted_file("me@home/a.safetensors").path == "me@home/a.safetensors");
  const WeightedFile file = parse_weighted_file("me@home/a.safetensors@2.5");
  CHECK(file.path == "me@home/a.safetensors");
  CHECK(file.weight == 2.5);
  for (const char* broken : {"a@", "a@0", "a@-1", "a@x", "a@1x", "a@inf"}) {
    CHECK_THROWS_WITH(parse_weighted_file(broken), Catch::Contains("--shards"));
  }
}

TEST_CASE("the help of pretrain shows an example and says what a weight means") {
  CLI::App app("linnet", "linnet");
  add_verb(app);
  const std::string help = app.get_subcommand("pretrain")->help();
  CHECK_THAT(help, Catch::Contains("linnet pretrain --shards run/shards/text.shard"));
  CHECK_THAT(help, Catch::Contains("WEIGHT / (sum of the weights)"));
  CHECK_THAT(help, Catch::Contains("torchrun"));
}

}  // namespace
}  // namespace linnet::pretrain
