#include "native/bundle/bundle_writer.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/bundle/verify.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/runtime/bundle_folder.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/temporary_folder.h"

namespace linnet::bundle {
namespace {

namespace fs = std::filesystem;
using Catch::Matchers::Contains;

constexpr std::uint64_t kSmallPart = 10'000;

std::size_t count_files(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("a file at the limit is one part, a longer one several that add up") {
  const Content content{"m.bin", std::string(250, 'x') + "end"};
  const BundleFile whole = split_into_parts(content, 253);
  REQUIRE(whole.parts.size() == 1);
  CHECK(whole.parts[0].name == "m.bin");

  const BundleFile split = split_into_parts(content, 100);
  REQUIRE(split.parts.size() == 3);
  CHECK(split.parts[2].name == "m.bin.part-03");
  CHECK(split.parts[0].bytes + split.parts[1].bytes + split.parts[2].bytes == 253);
  CHECK(split.parts[2].sha256 == sha256(std::string(50, 'x') + "end"));
  CHECK(split.whole.sha256 == sha256(content.bytes));
}

TEST_CASE("a bundle in parts reads back as it was, and is sound") {
  const TemporaryFolder folder;
  const BundleContents contents = test::tiny_bundle();
  const Manifest manifest = write_bundle(folder.path(), contents, kSmallPart);
  CHECK(manifest.file("encoder.onnx").parts.size() > 1);
  CHECK_FALSE(fs::exists(folder / "encoder.onnx"));
  const BundleFolder bundle(folder.path());
  for (const Content& model : contents.models) CHECK(bundle.read(model.name) == model.bytes);
  const BundleCheck check = verify_bundle(bundle);
  CHECK(check.tiers.size() == 2);
  CHECK(check.labels == test::tiny_labels().size());
  CHECK(bundle.tier(kFullTier).limits.max_tokens == 16);
  CHECK(bundle.tier(kFullTier).metrics.at("micro_f1") == 0.5);
}

TEST_CASE("a new bundle removes the parts of the former one, and nothing else") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "README.md", "card");
  write_bundle(folder.path(), test::tiny_bundle(), kSmallPart);
  REQUIRE(fs::exists(folder / "encoder.onnx.part-01"));
  BundleContents contents = test::tiny_bundle();
  contents.version = "2";
  write_bundle(folder.path(), contents);
  CHECK_FALSE(fs::exists(folder / "encoder.onnx.part-01"));
  CHECK(read_file(folder / "README.md") == "card");
  CHECK(count_files(folder.path()) == 6);  // two models, labels, tokenizer, manifest, card
  CHECK(BundleFolder(folder.path()).manifest().version == "2");
}

TEST_CASE("contents that make no valid manifest leave the former bundle alone") {
  const TemporaryFolder folder;
  write_bundle(folder.path(), test::tiny_bundle());
  BundleContents contents = test::tiny_bundle();
  SECTION("a tier without its file") { contents.models.pop_back(); }
  SECTION("two files of one name") { contents.models.back().name = "labels.json"; }
  CHECK_THROWS_AS(write_bundle(folder.path(), contents), Error);
  CHECK(count_files(folder.path()) == 5);
  CHECK_NOTHROW(verify_bundle(BundleFolder(folder.path())));
}

TEST_CASE("damage to any file is found and named") {
  const TemporaryFolder folder;
  write_bundle(folder.path(), test::tiny_bundle(), kSmallPart);
  for (const char* name : {"labels.json", "tokenizer.model.part-01", "encoder.onnx.part-02"}) {
    const std::string bytes = read_file(folder / name);
    std::string damaged = bytes;
    damaged[damaged.size() / 2] ^= 1;
    write_file_atomic(folder / name, damaged);
    CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())), Contains(name));
    write_file_atomic(folder / name, bytes.substr(0, bytes.size() - 1));
    CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())), Contains(name));
    fs::remove(folder / name);
    CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())), Contains(name));
    write_file_atomic(folder / name, bytes);
  }
  CHECK_NOTHROW(verify_bundle(BundleFolder(folder.path())));
}

TEST_CASE("a model whose labels are others than labels.json's is refused") {
  const TemporaryFolder folder;
  BundleContents contents = test::tiny_bundle();
  SECTION("in another order") {
    std::string& json = contents.labels.bytes;
    json.replace(json.find("Climate"), 7, "Biologx");
    json.replace(json.find("Biology"), 7, "Climate");
    json.replace(json.find("Biologx"), 7, "Biology");
  }
  SECTION("one more") {
    contents.labels.bytes = R"({"a":0,"b":1,"c":2,"d":3,"e":4,"f":5})";
    for (auto& [name, tier] : contents.tiers) tier.rule.thresholds.assign(6, 0.5F);
  }
  SECTION("fewer thresholds") {
    for (auto& [name, tier] : contents.tiers) tier.rule.thresholds.assign(4, 0.5F);
  }
  write_bundle(folder.path(), contents);
  CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())), Contains("labels"));
}

TEST_CASE("a folder that is no bundle says what makes one") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(BundleFolder(folder.path()), Contains("linnet bundle"));
  write_bundle(folder.path(), test::tiny_bundle());
  CHECK_THROWS_WITH(BundleFolder(folder.path()).tier("huge"),
                    Contains("full") && Contains("instant"));
}

}  // namespace
}  // namespace linnet::bundle
