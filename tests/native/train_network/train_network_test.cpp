// Training of the instant tier's network: what it learns, and what it says where it cannot.
#include "native/train_network/train.h"

#include <ATen/Context.h>
#include <ATen/ops/randn.h>

#include <limits>

#include "core/error.h"
#include "native/shards/shards.h"
#include "native/train_network/trainable_network.h"
#include "tests/native/catch_after_torch.h"

namespace linnet::train_network {
namespace {

using Catch::Matchers::Contains;

constexpr std::size_t kPieces = 30;

// Pieces 10 to 19 go with label 0, 20 to 29 with label 1, those below 10 with neither.
Shard rows_of(std::size_t count) {
  Shard shard;
  shard.vocabulary = kPieces;
  shard.tokenizer_sha256 = std::string(64, 'b');
  shard.label_names = {"tens", "twenties"};
  for (std::size_t row = 0; row < count; ++row) {
    const std::size_t label = row % 3;  // 2: none
    const auto telling = static_cast<std::uint16_t>((label == 2 ? 0 : 10 * (label + 1)) + row % 10);
    const auto other = static_cast<std::uint16_t>(row * 7 % 10);
    for (const auto& text : {std::vector{other, telling}, std::vector{other, other, telling}}) {
      shard.ids.insert(shard.ids.end(), text.begin(), text.end());
      shard.words.insert(shard.words.end(), text.size(), 1);
      shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
    }
    for (std::size_t i = 0; i < 2; ++i) {
      shard.relevance.push_back(i == label ? Relevance::kClear : Relevance::kNone);
    }
    shard.partial.push_back(0);
  }
  return shard;
}

NetworkOptions options() {
  NetworkOptions options;
  options.width = 6;
  options.hidden = 8;
  options.epochs = 20;
  options.batch_rows = 16;
  options.rate = 0.02;
  return options;
}

at::Tensor vectors() {
  at::manual_seed(3);
  return at::randn({static_cast<std::int64_t>(kPieces), 6});
}

AveragingNetwork trained(const std::vector<Shard>& shards, const NetworkOptions& with) {
  return train(shards, vectors(), with, [](const TrainingState&) {});
}

TEST_CASE("a network learns which pieces go with a label, of a title alone as well") {
  const AveragingNetwork network = trained({rows_of(300)}, options());
  CHECK(network.tokenizer_sha256() == std::string(64, 'b'));
  CHECK(network.vocabulary_size() == kPieces);
  const Shard unseen = rows_of(60);
  for (std::size_t row = 0; row < unseen.rows(); ++row) {
    const TextPieces text = unseen.pieces(row);
    for (const Pieces& description : {text.description, Pieces{}}) {
      const auto logits = network.logits(text.title, description);
      for (std::size_t label = 0; label < 2; ++label) {
        CHECK((logits[label] > 0) == (unseen.row_relevance(row)[label] == Relevance::kClear));
      }
    }
  }
}

TEST_CASE("the same seed gives the same file, another one another") {
  const std::vector<Shard> shards = {rows_of(60)};
  NetworkOptions with = options();
  with.epochs = 2;
  const std::string bytes = trained(shards, with).serialize();
  CHECK(trained(shards, with).serialize() == bytes);
  with.seed = 2;
  CHECK(trained(shards, with).serialize() != bytes);
}

TEST_CASE("what is stored answers as what was trained, up to 8 bits") {
  const TrainableNetwork network(vectors(), 8, 2, -3);
  const AveragingNetwork stored(network.weights(""));
  const at::Tensor logits =
      network.logits({{1, 2, 20}, {0, 2}}, {{3, 3, 4}, {0, 3}}, 0).detach();  // second: no text
  const auto first = stored.logits({{1, 2}, {1, 1}}, {{3, 3, 4}, {1, 1, 1}});
  const auto second = stored.logits({{20}, {1}}, {});
  for (int label = 0; label < 2; ++label) {
    CHECK(first[static_cast<std::size_t>(label)] ==
          Approx(logits[0][label].item<float>()).margin(0.05));
    CHECK(second[static_cast<std::size_t>(label)] ==
          Approx(logits[1][label].item<float>()).margin(0.05));
  }
}

TEST_CASE("a teacher's soft labels are learned as probabilities") {
  Shard shard = rows_of(300);
  shard.relevance.assign(shard.relevance.size(), Relevance::kNone);
  shard.soft.assign(shard.relevance.size(), to_soft_label(0.25));
  const AveragingNetwork network = trained({shard}, options());
  const TextPieces text = shard.pieces(0);
  const double logit = network.logits(text.title, text.description)[0];
  CHECK(1 / (1 + std::exp(-logit)) == Approx(0.25).margin(0.04));
}

TEST_CASE("shards without labels or of other labels, and a rate that is too high, are refused") {
  Shard other = rows_of(6);
  other.label_names = {"twenties", "tens"};
  CHECK_THROWS_WITH(trained({rows_of(6), other}, options()), Contains("different labels"));
  Shard none = rows_of(6);
  none.label_names.clear();
  none.relevance.clear();
  CHECK_THROWS_WITH(trained({none}, options()), Contains("no labels"));
  CHECK_THROWS_WITH(trained({rows_of(0)}, options()), Contains("no rows"));
  NetworkOptions wild = options();
  wild.rate = std::numeric_limits<float>::max();
  CHECK_THROWS_WITH(trained({rows_of(60)}, wild), Contains("lower --rate"));
}

}  // namespace
}  // namespace linnet::train_network
