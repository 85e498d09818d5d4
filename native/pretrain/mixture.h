// Which sequences are read in which order: several texts mixed by weight.
#pragma once

#include <cstdint>
#include <vector>

namespace linnet::pretrain {

struct MixtureSource {
  std::size_t sequences = 0;  // at least 1
  double weight = 1;          // over 0; of all sequences read, its share of the sum is this one's
};

struct SequenceRef {
  std::size_t source = 0;
  std::size_t sequence = 0;  // within the source
};

// An endless order. After any number of sequences each source has had its share of them to within
// one; each source is read in full, in another order each time, before any of it comes again.
class Mixture {
 public:
  Mixture(std::vector<MixtureSource> sources, std::uint64_t seed);

  SequenceRef next();
  void skip(std::uint64_t count);  // goes on as after `count` calls of next()
  std::uint64_t drawn() const { return drawn_; }

 private:
  std::size_t choose();

  struct Source {
    MixtureSource source;
    double share = 0;
    std::uint64_t drawn = 0;
    std::uint64_t ordered_pass = 0;  // the pass that `order` is of, from 1; 0 for none
    std::vector<std::uint32_t> order;
  };
  std::vector<Source> sources_;
  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
};

}  // namespace linnet::pretrain
