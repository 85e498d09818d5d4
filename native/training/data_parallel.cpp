#include "native/training/data_parallel.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/version.h>

#include <charconv>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <vector>

#include "core/error.h"

#ifdef LINNET_HAS_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#endif
#ifdef LINNET_HAS_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

namespace linnet {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

int number(const char* name, int least, int most) {
  const std::string text = variable(name);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string(name) + "=\"" + text + "\": a whole number from " +
                    std::to_string(least) + " to " + std::to_string(most) +
                    " is needed; `torchrun` sets it");
  }
  return value;
}

}  // namespace

ProcessPlace process_place() {
  ProcessPlace place;
  if (variable("WORLD_SIZE").empty()) return place;
  place.size = number("WORLD_SIZE", 1, 1 << 16);
  if (place.size == 1) return place;
  place.rank = number("RANK", 0, place.size - 1);
  place.local_rank =
      variable("LOCAL_RANK").empty() ? place.rank : number("LOCAL_RANK", 0, place.size - 1);
  place.address = variable("MASTER_ADDR");
  if (place.address.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "MASTER_ADDR is needed where WORLD_SIZE is over 1; `torchrun` sets it");
  }
  place.port = number("MASTER_PORT", 1, 65535);
  return place;
}

at::Device device_of(const ProcessPlace& place, at::Device device) {
  if (!device.is_cuda()) return device;
  const c10::impl::VirtualGuardImpl guard(at::kCUDA);
  const int count = guard.deviceCount();
  if (place.local_rank >= count) {
    throw Error(ErrorCode::kInvalidArgument, "LOCAL_RANK=" + std::to_string(place.local_rank) +
                                                 ": this machine has " + std::to_string(count) +
                                                 " CUDA devices; start as many processes on it");
  }
  const at::Device own(at::kCUDA, static_cast<c10::DeviceIndex>(place.local_rank));
  guard.setDevice(own);
  return own;
}

#ifdef LINNET_HAS_GLOO

namespace {

#if TORCH_VERSION_MAJOR >= 2
using Backend = c10d::Backend;
#else
using Backend = c10d::ProcessGroup;
#endif

c10::intrusive_ptr<c10d::Store> open_store(const ProcessPlace& place) {
  // torchrun may hold the store itself, and starts all processes again after a failure.
  const bool of_torchrun = variable("TORCHELASTIC_USE_AGENT_STORE") == "True";
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(place.port);
  options.isServer = place.first() && !of_torchrun;
  options.numWorkers = static_cast<std::size_t>(place.size);
  c10::intrusive_ptr<c10d::Store> store =
      c10::make_intrusive<c10d::TCPStore>(place.address, options);
  const std::string attempt =
      of_torchrun ? "attempt_" + variable("TORCHELASTIC_RESTART_COUNT") + "/" : "";
  return c10::make_intrusive<c10d::PrefixStore>("linnet/" + attempt, store);
}

c10::intrusive_ptr<Backend> open_gloo(const c10::intrusive_ptr<c10d::Store>& store,
                                      const ProcessPlace& place) {
  using Gloo = c10d::ProcessGroupGloo;
  auto options = Gloo::Options::create();
  const std::string interface = variable("GLOO_SOCKET_IFNAME");
  if (!interface.empty()) {
    options->devices.push_back(Gloo::createDeviceForInterface(interface));
  } else if (place.address == "localhost" || place.address == "127.0.0.1") {
    options->devices.push_back(Gloo::createDeviceForHostname("127.0.0.1"));
  } else {
    options->devices.push_back(Gloo::createDefaultDevice());
  }
  return c10::make_intrusive<Gloo>(c10::make_intrusive<c10d::PrefixStore>("gloo", store),
                                   place.rank, place.size, options);
}

c10::intrusive_ptr<Backend> open_nccl(const c10::intrusive_ptr<c10d::Store>& store,
                                      const ProcessPlace& place) {
#ifdef LINNET_HAS_NCCL
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(
      c10::make_intrusive<c10d::PrefixStore>("nccl", store), place.rank, place.size);
#else
  static_cast<void>(store);
  static_cast<void>(place);
  return {};
#endif
}

void all_reduce(Backend& backend, const at::Tensor& tensor) {
  std::vector<at::Tensor> tensors = {tensor};
  backend.allreduce(tensors)->wait();
}

}  // namespace

struct DataParallel::Groups {
  c10::intrusive_ptr<Backend> cpu;
  c10::intrusive_ptr<Backend> cuda;  // null where there is none
};

DataParallel::DataParallel(const ProcessPlace& place, at::Device device) : place_(place) {
  if (place_.size == 1) return;
  try {
    const c10::intrusive_ptr<c10d::Store> store = open_store(place_);
    groups_ = std::make_unique<Groups>();
    groups_->cpu = open_gloo(store, place_);
    if (device.is_cuda()) groups_->cuda = open_nccl(store, place_);
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kFailed, "process " + std::to_string(place_.rank) + " of " +
                                        std::to_string(place_.size) +
                                        " did not meet the others at " + place_.address + ":" +
                                        std::to_string(place_.port) + ": " + error.what());
  }
}

void DataParallel::sum(at::Tensor& tensor) {
  if (!groups_) return;
  try {
    if (tensor.device().is_cpu()) {
      all_reduce(*groups_->cpu, tensor);
    } else if (groups_->cuda) {
      all_reduce(*groups_->cuda, tensor);
    } else {
      const at::Tensor copy = tensor.cpu();
      all_reduce(*groups_->cpu, copy);
      tensor.copy_(copy);
    }
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kFailed, std::string("another process is gone: ") + error.what());
  }
}

#else

struct DataParallel::Groups {};

DataParallel::DataParallel(const ProcessPlace& place, at::Device) : place_(place) {
  if (place_.size > 1) {
    throw Error(ErrorCode::kUnsupported,
                "WORLD_SIZE=" + std::to_string(place_.size) +
                    ": this build trains in one process only. It needs a libtorch with c10d and "
                    "Gloo, and Gloo's headers (Debian: libgloo-dev)");
  }
}

void DataParallel::sum(at::Tensor&) {}

#endif

DataParallel::~DataParallel() = default;

}  // namespace linnet
