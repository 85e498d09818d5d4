#include "native/safetensors/safetensors.h"

#include <catch2/catch.hpp>
#include <cstring>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/core/random_bytes.h"
#include "tests/temporary_folder.h"

using linnet::as_bytes_view;
using linnet::DType;
using linnet::Error;
using linnet::Safetensors;
using linnet::TemporaryFolder;

namespace {

const std::vector<float> kFloats{1.5f, -2, 0, 3e30f, 1e-30f, 7};
const std::vector<std::uint8_t> kBytes{1, 2, 3};

void write(const std::filesystem::path& path) {
  linnet::write_safetensors(
      path,
      {{"matrix", {DType::kF32, {2, 3}, as_bytes_view(std::span<const float>(kFloats))}},
       {"bytes", {DType::kU8, {3}, as_bytes_view(std::span<const std::uint8_t>(kBytes))}},
       {"empty", {DType::kI64, {0, 4}, {}}}},
      {{"made", "here"}});
}

std::string with_header(const std::string& header, const std::string& data) {
  std::string file(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(file.data(), &size, sizeof size);
  return file + header + data;
}

}  // namespace

TEST_CASE("tensors and metadata come back as they were written") {
  const TemporaryFolder folder;
  write(folder / "a.safetensors");
  const Safetensors file = Safetensors::read(folder / "a.safetensors");
  CHECK(file.tensors().size() == 3);
  CHECK(file.tensor("matrix").shape == std::vector<std::int64_t>{2, 3});
  CHECK(file.tensor("matrix").to_floats() == kFloats);
  CHECK(file.tensor("bytes").to_vector<std::uint8_t>() == kBytes);
  CHECK(file.tensor("empty").elements() == 0);
  CHECK(file.metadata("made") == "here");
}

TEST_CASE("the data section begins at a multiple of 8 bytes") {
  const TemporaryFolder folder;
  write(folder / "a.safetensors");
  const std::string bytes = linnet::read_file(folder / "a.safetensors");
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  CHECK((8 + header) % 8 == 0);
}

TEST_CASE("half and brain floats are read as their values") {
  const TemporaryFolder folder;
  // 1, -2, the smallest subnormal 2^-24, infinity
  const std::vector<std::uint16_t> halves{0x3C00, 0xC000, 0x0001, 0x7C00};
  const std::vector<std::uint16_t> brains{0x3F80, 0xC000};  // 1, -2
  linnet::write_safetensors(
      folder / "a",
      {{"half", {DType::kF16, {4}, as_bytes_view(std::span<const std::uint16_t>(halves))}},
       {"brain", {DType::kBF16, {2}, as_bytes_view(std::span<const std::uint16_t>(brains))}}},
      {});
  const Safetensors file = Safetensors::read(folder / "a");
  const auto half = file.tensor("half").to_floats();
  CHECK(half[0] == 1);
  CHECK(half[1] == -2);
  CHECK(half[2] == 0x1p-24f);
  CHECK(std::isinf(half[3]));
  CHECK(file.tensor("brain").to_floats() == std::vector<float>{1, -2});
}

TEST_CASE("asking for another type, or for what is not there, is an error") {
  const TemporaryFolder folder;
  write(folder / "a.safetensors");
  const Safetensors file = Safetensors::read(folder / "a.safetensors");
  CHECK_THROWS_AS(file.tensor("bytes").to_floats(), Error);
  CHECK_THROWS_AS(file.tensor("matrix").to_vector<std::int64_t>(), Error);
  CHECK_THROWS_WITH(file.tensor("none"), Catch::Contains("none"));
  CHECK_THROWS_AS(file.metadata("none"), Error);
}

TEST_CASE("headers that disagree with the data are refused") {
  const TemporaryFolder folder;
  const auto refuses = [&](const std::string& bytes) {
    linnet::write_file_atomic(folder / "x", bytes);
    CHECK_THROWS_AS(Safetensors::read(folder / "x"), Error);
  };
  refuses("");
  refuses("1234567");
  refuses(with_header("{", ""));
  refuses(with_header("[]", ""));
  refuses(std::string(8, '\xFF') + "{}");
  refuses(with_header(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "1234"));
  refuses(with_header(R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", "12345678"));
  refuses(with_header(R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", "12345678"));
  refuses(with_header(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}})", "12345678"));
  refuses(with_header(R"({"a":{"dtype":"Q9","shape":[8],"data_offsets":[0,9]}})", "12345678"));
  refuses(with_header(
      R"({"a":{"dtype":"F32","shape":[4611686018427387905,1],"data_offsets":[0,4]}})", "1234"));
}

TEST_CASE("a tensor of a type that is not read spoils only itself") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(
      folder / "x", with_header(R"({"mask":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]},)"
                                R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                                std::string("\1\0\0\1", 4) + std::string("\0\0\x80\x3F", 4)));
  const Safetensors file = Safetensors::read(folder / "x");
  CHECK(file.tensor("a").to_floats() == std::vector<float>{1});
  CHECK(file.tensor("mask").dtype == DType::kOther);
  CHECK_THROWS_WITH(file.tensor("mask").to_floats(), Catch::Contains("not read"));
}

TEST_CASE("damaged safetensors bytes are read or refused, and nothing else") {
  const TemporaryFolder folder;
  write(folder / "a.safetensors");
  const std::string bytes = linnet::read_file(folder / "a.safetensors");
  linnet::test::for_each_mutation(bytes, [&](const std::string& damaged) {
    std::ofstream(folder / "x", std::ios::binary) << damaged;
    const Safetensors file = Safetensors::read(folder / "x");
    for (const auto& [name, tensor] : file.tensors()) {
      if (tensor.dtype == DType::kF32) (void)tensor.to_floats();
    }
  });
}
