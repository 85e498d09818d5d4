#include "native/pretrain/mixture.h"

#include <numeric>
#include <utility>

#include "native/training/seeded_random.h"

namespace linnet::pretrain {

Mixture::Mixture(std::vector<MixtureSource> sources, std::uint64_t seed) : seed_(seed) {
  double sum = 0;
  for (const MixtureSource& source : sources) sum += source.weight;
  for (const MixtureSource& source : sources) {
    sources_.push_back({source, source.weight / sum, 0, 0, {}});
  }
}

// The source that is furthest behind its share.
std::size_t Mixture::choose() {
  ++drawn_;
  std::size_t chosen = 0;
  double most = 0;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const double behind =
        sources_[i].share * static_cast<double>(drawn_) - static_cast<double>(sources_[i].drawn);
    if (i == 0 || behind > most) {
      chosen = i;
      most = behind;
    }
  }
  ++sources_[chosen].drawn;
  return chosen;
}

SequenceRef Mixture::next() {
  const std::size_t chosen = choose();
  Source& source = sources_[chosen];
  const std::uint64_t index = source.drawn - 1;
  const std::uint64_t pass = index / source.source.sequences + 1;
  if (source.ordered_pass != pass) {
    source.order.resize(source.source.sequences);
    std::iota(source.order.begin(), source.order.end(), 0);
    // Each source has an order of its own in each pass.
    SeededRandom(seed_ + chosen, pass).shuffle(source.order);
    source.ordered_pass = pass;
  }
  return {chosen, source.order[index % source.source.sequences]};
}

void Mixture::skip(std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) choose();
}

}  // namespace linnet::pretrain
