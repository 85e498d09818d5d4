// Training by several processes at once, each on its own part of every step: they add up their
// gradients and then take the same step.
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <string>

namespace linnet {

// A process' place among those that train together, as `torchrun` tells it by the environment
// variables RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.
struct ProcessPlace {
  int rank = 0;        // from 0; the first one writes the files
  int local_rank = 0;  // on this machine: the number of its CUDA device
  int size = 1;        // of all processes
  std::string address;
  int port = 0;

  bool first() const { return rank == 0; }
};

// Alone where WORLD_SIZE is not set. Throws Error(kInvalidArgument) naming a variable that is
// missing or no number in range.
ProcessPlace process_place();

// The device of this process: of several CUDA devices, the one with its local rank, which becomes
// the current one.
at::Device device_of(const ProcessPlace& place, at::Device device);

// The processes of a run, joined by c10d: Gloo on the CPU, NCCL on CUDA (Gloo by way of the CPU
// where this libtorch was built without NCCL). All of them must call the same functions in the same
// order. Of one process, the functions do nothing.
class DataParallel {
 public:
  // Waits for all processes. Throws Error(kUnsupported) where there are several and c10d cannot be
  // used, Error(kFailed) where they do not meet.
  DataParallel(const ProcessPlace& place, at::Device device);
  ~DataParallel();
  DataParallel(const DataParallel&) = delete;
  DataParallel& operator=(const DataParallel&) = delete;

  const ProcessPlace& place() const { return place_; }
  // Puts the sum over all processes into `tensor`, which is contiguous and on their device or the
  // CPU. Does not wait for a CUDA device.
  void sum(at::Tensor& tensor);

 private:
  struct Groups;
  ProcessPlace place_;
  std::unique_ptr<Groups> groups_;  // null for one process
};

}  // namespace linnet
