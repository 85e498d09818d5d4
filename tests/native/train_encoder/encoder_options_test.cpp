#include "native/train_encoder/options.h"

#include "core/error.h"
#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

TrainOptions valid_options() {
  TrainOptions options;
  options.shards = "shards";
  options.config = "config.json";
  options.output = "out";
  return options;
}

TEST_CASE("options written are the options read, and those left out keep their defaults") {
  TrainOptions options = valid_options();
  options.rate = 0.000123;
  options.seed = 18446744073709551615u;
  options.fresh_head = true;
  options.metric = "lrap";
  CHECK(parse_train_options(to_json(options), "x") == options);
  CHECK(parse_train_options(R"({"epochs": 9})", "x").rate == TrainOptions().rate);
  CHECK(parse_train_options(R"({"epochs": 9})", "x").epochs == 9);
  CHECK_THROWS_WITH(parse_train_options(R"({"rate": "high"})", "args.json"),
                    Catch::Contains("args.json"));
}

TEST_CASE("the defaults can be run, and what cannot names its option") {
  CHECK_NOTHROW(check(valid_options()));
  const auto refuses = [](auto change, const char* option) {
    TrainOptions options = valid_options();
    change(options);
    CHECK_THROWS_WITH(check(options), Catch::Contains(option));
  };
  refuses([](auto& o) { o.shards = ""; }, "--shards");
  refuses([](auto& o) { o.config = ""; }, "--config");
  refuses([](auto& o) { o.fresh_head = true; }, "--fresh-head");
  refuses([](auto& o) { o.drop_description = 1.5; }, "--drop-description");
  refuses([](auto& o) { o.epochs = 0; }, "--minutes");
  refuses(
      [](auto& o) {
        o.init = "x";
        o.frozen_epochs = 9;
      },
      "--frozen-epochs");
  refuses([](auto& o) { o.frozen_epochs = 1; }, "--init");
  refuses([](auto& o) { o.layer_decay = 0; }, "--layer-decay");
  refuses([](auto& o) { o.rate = 0; }, "--rate");
  refuses([](auto& o) { o.loss = "hinge"; }, "bce, asymmetric");
  refuses([](auto& o) { o.gamma_negative = 0.5; }, "--gamma-negative");
  refuses([](auto& o) { o.metric = "accuracy"; }, "--metric");
  refuses([](auto& o) { o.ema = 1; }, "--ema");
}

}  // namespace
}  // namespace linnet
