#include "native/training/resumable_options.h"

#include <set>
#include <string>
#include <vector>

#include "native/pretrain/command.h"
#include "native/pretrain/options.h"
#include "native/train_encoder/command.h"
#include "native/train_encoder/options.h"
#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

// The options of a run that began with --init a --rate 0.5, as `arguments` go on with it.
TrainOptions resumed(std::vector<std::string> arguments) {
  CLI::App verb;
  TrainOptions given, kept;
  ResumableOptions<TrainOptions> machine;
  verb.add_option("--init", given.init);
  verb.add_option("--rate", given.rate);
  verb.add_flag("--overwrite");
  machine.add(verb, given, "Machine", "--threads", &TrainOptions::threads, "");
  kept.init = "a";
  kept.rate = 0.5;
  kept.threads = 1;
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  verb.parse(arguments);
  return machine.resume(verb, given, kept, "last/training_args.json");
}

TEST_CASE("a run goes on with its own options and those of the machine as they are given now") {
  const TrainOptions options = resumed({"--threads", "3"});
  CHECK(options.init == "a");
  CHECK(options.threads == 3);
}

TEST_CASE(
    "an option that cannot change may be repeated, and another value is told from the run's") {
  CHECK(resumed({"--init", "a", "--rate", "0.50"}).rate == 0.5);
  CHECK_THROWS_WITH(resumed({"--init", "b"}), Catch::Contains("--init \"b\"") &&
                                                  Catch::Contains("began with \"a\"") &&
                                                  Catch::Contains("last/training_args.json"));
  CHECK_THROWS_WITH(resumed({"--rate", "0.25"}),
                    Catch::Contains("--rate 0.25") && Catch::Contains("began with 0.5"));
  CHECK_THROWS_WITH(resumed({"--overwrite"}), Catch::Contains("--overwrite and --resume exclude"));
}

TEST_CASE("each option of a trainer is kept with its run under its own name") {
  CLI::App app;
  pretrain::add_verb(app);
  train_encoder::add_verb(app);
  const std::set<std::string> of_the_call = {"--help", "--resume", "--overwrite", "--find-lr",
                                             "--find-lr-steps"};
  const auto check = [&](const char* verb, const std::string& kept) {
    const auto json = nlohmann::json::parse(kept);
    for (const CLI::Option* option : app.get_subcommand(verb)->get_options()) {
      std::string name = option->get_name();
      INFO(verb << " " << name);
      if (of_the_call.contains(name)) continue;
      name = name.substr(2);
      std::replace(name.begin(), name.end(), '-', '_');
      CHECK(json.contains(name));
    }
  };
  check("pretrain", to_json(pretrain::PretrainOptions()));
  check("encoder", to_json(TrainOptions()));
}

}  // namespace
}  // namespace linnet
