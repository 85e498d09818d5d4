#include "native/training/data_parallel.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
//
#include <stdlib.h>

#include <map>
#include <thread>

#include "core/error.h"
#include "tests/free_port.h"
#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

// The variables of torchrun, set while it lives.
class Environment {
 public:
  explicit Environment(const std::map<std::string, std::string>& variables) {
    for (const char* name : kNames) ::unsetenv(name);
    for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  }
  ~Environment() {
    for (const char* name : kNames) ::unsetenv(name);
  }

 private:
  static constexpr const char* kNames[] = {"RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR",
                                           "MASTER_PORT"};
};

TEST_CASE("without torchrun's variables a process is alone, and sums are its own") {
  const Environment environment({});
  const ProcessPlace place = process_place();
  CHECK(place.size == 1);
  CHECK(place.first());
  DataParallel alone(place, at::kCPU);
  at::Tensor tensor = at::ones({3});
  alone.sum(tensor);
  CHECK(at::equal(tensor, at::ones({3})));
}

TEST_CASE("a process' place is read from the environment, and a broken variable is named") {
  std::map<std::string, std::string> variables = {{"RANK", "3"},
                                                  {"LOCAL_RANK", "1"},
                                                  {"WORLD_SIZE", "4"},
                                                  {"MASTER_ADDR", "host"},
                                                  {"MASTER_PORT", "29500"}};
  {
    const Environment environment(variables);
    const ProcessPlace place = process_place();
    CHECK(place.rank == 3);
    CHECK(place.local_rank == 1);
    CHECK(place.size == 4);
    CHECK(place.address == "host");
    CHECK(place.port == 29500);
    CHECK_FALSE(place.first());
  }
  const auto refuses = [&](const char* name, const char* value) {
    auto broken = variables;
    broken[name] = value;
    const Environment environment(broken);
    CHECK_THROWS_WITH(process_place(), Catch::Contains(name));
  };
  refuses("RANK", "4");
  refuses("RANK", "first");
  refuses("WORLD_SIZE", "0");
  refuses("MASTER_ADDR", "");
  refuses("MASTER_PORT", "");
}

#ifdef LINNET_HAS_GLOO
TEST_CASE("a sum over several processes is the same in each of them") {
  const int port = test::free_port();
  at::Tensor tensors[3];
  std::vector<std::thread> threads;
  for (int rank = 0; rank < 3; ++rank) {
    threads.emplace_back([&, rank] {
      DataParallel processes({rank, rank, 3, "127.0.0.1", port}, at::kCPU);
      at::Tensor tensor = at::arange(5, at::kFloat) * (rank + 1);
      processes.sum(tensor);
      tensors[rank] = tensor;
      at::Tensor barrier = at::zeros({1});
      processes.sum(barrier);  // none leaves before all are done
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const at::Tensor& tensor : tensors) CHECK(at::equal(tensor, at::arange(5, at::kFloat) * 6));
}
#endif

}  // namespace
}  // namespace linnet
