// A network over the mean of a text's piece vectors, for the instant tier: a deep averaging network
// (Iyyer et al., "Deep Unordered Composition Rivals Syntactic Methods for Text Classification",
// 2015). It reads no order, but knows from its vectors that pieces which were rare in training
// mean what others mean.
//
// With t and d the sums of the vectors of the title's and the description's pieces, and unit(v) the
// vector of v's direction whose mean square is 1 (0 for 0):
//   x = [unit(t), unit(t + d)]
//   logits = direct(x) + output(relu(hidden(x)))
// Pieces weigh as much as their vectors are long.
//
// The file, all little-endian, made by AveragingNetwork::serialize():
//   char[8] "LINNETAN", u32 version 1, u32 pieces, u32 width
//   u32 length, bytes   SHA-256 of the tokenizer, 64 lower-case hexadecimal digits, or nothing
//   f32[pieces] scales, i8[pieces * width] values; a piece's vector is its scale * its values
//   the layers hidden, output and direct, as write_layer() writes them (core/dense_layer.h)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/binary_format.h"
#include "core/dense_layer.h"
#include "core/piece_contributions.h"
#include "core/tokenizer.h"

namespace linnet {

class AveragingNetwork {
 public:
  static const BinaryFormat kFormat;

  struct Weights {
    std::size_t width = 0;              // of a piece's vector
    std::vector<float> vectors;         // pieces x width, row-major
    DenseLayer hidden;                  // of 2 width inputs
    DenseLayer output;                  // of hidden.outputs() inputs; one output a label
    DenseLayer direct;                  // of 2 width inputs; one output a label
    std::string tokenizer_sha256 = {};  // whose pieces they are; "" where that is not known
  };

  // Quantises the vectors to 8 bits with one scale a piece. Throws Error(kInvalidArgument) where
  // sizes do not fit together or exceed kMaxLayerWidth, a number is not finite, or the SHA-256 is
  // none.
  explicit AveragingNetwork(const Weights& weights);

  // Throws Error(kInvalidFormat) on anything malformed, Error(kUnsupported) on another version;
  // never reads past the end.
  static AveragingNetwork parse(std::string_view bytes);
  std::string serialize() const;

  std::size_t labels() const { return direct_.outputs(); }
  std::size_t vocabulary_size() const { return scales_.size(); }
  const std::string& tokenizer_sha256() const { return tokenizer_sha256_; }

  // One a label. Ids outside the vocabulary add nothing.
  std::vector<float> logits(const Pieces& title, const Pieces& description) const;

  // The gradient of the logit by each piece's vector, times the vector, the lengths of t and t + d
  // held constant. Exact in this sense: within the units that are active the network is linear, so
  // the parts and the bias sum up to the logit. Throws Error(kInvalidArgument) where there is no
  // such label.
  PieceContributions contributions(const Pieces& title, const Pieces& description,
                                   std::size_t label) const;

 private:
  struct State;  // of the network, a text read

  AveragingNetwork() = default;
  // Null where the layers go together with vectors of width_ numbers; else what does not.
  const char* fault() const;
  bool has(std::int32_t id) const {
    return id >= 0 && static_cast<std::size_t>(id) < vocabulary_size();
  }
  std::span<const std::int8_t> row(std::int32_t id) const;
  void add_to(std::vector<double>& sum, const Pieces& pieces) const;
  State read(const Pieces& title, const Pieces& description) const;

  std::size_t width_ = 0;
  std::vector<float> scales_;  // one a piece
  std::vector<std::int8_t> values_;
  DenseLayer hidden_, output_, direct_;
  std::string tokenizer_sha256_;
};

}  // namespace linnet
