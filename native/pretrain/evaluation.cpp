#include "native/pretrain/evaluation.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>

#include "native/pretrain/masked_batch.h"

namespace linnet::pretrain {
namespace {

constexpr std::uint64_t kMaskSeed = 0;

std::vector<KeyedSequence> held_out(const PretrainTask& task) {
  std::vector<KeyedSequence> sequences;
  for (const SequenceRef& sequence : task.held_out_sequences()) {
    sequences.push_back({sequence, masking_key(kMaskSeed, sequences.size())});
  }
  return sequences;
}

}  // namespace

MaskedScores evaluate(PretrainTask& task, DataParallel& processes) {
  const at::NoGradGuard no_grad;
  task.model.encoder().set_training(false);
  const std::vector<KeyedSequence> sequences = held_out(task);
  const auto rows = static_cast<std::size_t>(task.options.batch_rows());
  const auto size = static_cast<std::size_t>(processes.place().size);
  // Sums of the loss, of the right answers, and of the masks.
  at::Tensor sums = at::zeros({3}, at::TensorOptions(at::kDouble).device(task.device));
  for (std::size_t begin = rows * static_cast<std::size_t>(processes.place().rank);
       begin < sequences.size(); begin += rows * size) {
    const std::size_t count = std::min(rows, sequences.size() - begin);
    const MaskedBatch batch =
        make_batch(task, std::span<const KeyedSequence>(sequences).subspan(begin, count));
    if (batch.targets.numel() == 0) continue;
    const at::Tensor logits = masked_logits(task, batch);
    const at::Tensor chosen = at::log_softmax(logits, -1).gather(1, batch.targets.unsqueeze(1));
    const at::Tensor right = logits.argmax(-1).eq(batch.targets);
    sums[0].sub_(chosen.sum());
    sums[1].add_(right.sum());
    sums[2].add_(static_cast<double>(batch.targets.numel()));
  }
  processes.sum(sums);
  task.model.encoder().set_training(true);
  const at::Tensor known = sums.cpu();
  const double* values = known.data_ptr<double>();
  const double masks = std::max(values[2], 1.0);
  return {values[0] / masks, values[1] / masks, static_cast<std::int64_t>(values[2])};
}

MaskedScores evaluate_frequencies(const PretrainTask& task) {
  const std::size_t vocabulary = task.masking.vocabulary;
  std::vector<double> counts(vocabulary, 1);  // none is impossible
  double total = static_cast<double>(vocabulary);
  for (std::size_t source = 0; source < task.texts.size(); ++source) {
    const PackedText& text = task.texts[source];
    for (std::size_t i = task.held_out[source]; i < text.sequences(); ++i) {
      const Sequence sequence = text.sequence(i);
      for (std::size_t k = 0; k < sequence.ids.size(); ++k) {
        if (sequence.kinds[k] == PieceKind::kSpecial) continue;
        ++counts[sequence.ids[k]];
        ++total;
      }
    }
  }
  const auto most = std::max_element(counts.begin(), counts.end()) - counts.begin();
  MaskedSequences masked;
  for (const KeyedSequence& entry : held_out(task)) {
    append_masked(masked, task.texts[entry.sequence.source].sequence(entry.sequence.sequence),
                  task.masking, entry.key);
  }
  MaskedScores scores;
  scores.masks = static_cast<std::int64_t>(masked.targets.size());
  for (const std::int64_t target : masked.targets) {
    scores.loss -= std::log(counts[static_cast<std::size_t>(target)] / total);
    scores.accuracy += target == most ? 1 : 0;
  }
  const double masks = std::max<double>(static_cast<double>(scores.masks), 1);
  scores.loss /= masks;
  scores.accuracy /= masks;
  return scores;
}

std::vector<std::string> logged_metrics() { return {"valid_loss", "masked_accuracy"}; }

std::map<std::string, double> logged_values(const MaskedScores& scores) {
  if (!std::isfinite(scores.loss)) return {};
  return {{"valid_loss", scores.loss}, {"masked_accuracy", scores.accuracy}};
}

}  // namespace linnet::pretrain
