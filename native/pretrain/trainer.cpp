#include "native/pretrain/trainer.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>

#include "core/error.h"
#include "native/pretrain/masked_batch.h"
#include "native/pretrain/run_checkpoint.h"
#include "native/progress/progress.h"
#include "native/training/finite.h"
#include "native/training/flat_gradients.h"
#include "native/training/matmul_peak.h"
#include "native/training/random_state.h"
#include "native/training/schedule.h"
#include "native/training/training_log.h"

namespace linnet::pretrain {
namespace {

namespace fs = std::filesystem;

class Run {
 public:
  Run(const PretrainOptions& options, RunMode mode, const ProcessPlace& place,
      const RunClock& clock);
  RunResult go(const std::function<bool()>& stop_requested);

 private:
  double elapsed() const { return position_.elapsed + clock_.seconds_since(start_); }
  double epoch() const;                   // passes over the text done
  double progress(double elapsed) const;  // of the run; at 1 or more it is over
  std::vector<KeyedSequence> draw_step();
  void step();
  double take_loss();
  void log_step();
  void show_progress();
  void score();
  bool save_due() const;
  void save();
  RunResult finish(bool stopped);
  void check_finite() const;

  RunClock clock_;
  PretrainOptions options_;
  fs::path output_;
  ProcessPlace place_;
  at::Device device_;
  DataParallel processes_;
  PretrainTask task_;
  TrainingOrder order_;
  AdamW optimiser_;
  FlatGradients gradients_;
  RunPosition position_;    // `elapsed` is as of `start_`
  at::Tensor loss_;         // f64 [2] on the device: sum and terms since the last log row
  at::Tensor broken_step_;  // f64 [1] on the device: the first whose loss or gradient is not
                            // finite, infinity for none; the same in all processes
  std::unique_ptr<TrainingLog> log_;    // of the first process
  std::unique_ptr<Progress> progress_;  // likewise
  std::optional<MaskedScores> scores_;
  double peak_ = 0;  // floating-point operations a second, of all processes
  double flops_per_token_ = 0;
  double done_ = 0;  // progress() that all processes agree on
  double start_progress_ = 0;
  double rate_ = 0;        // of the last step
  double last_loss_ = 0;   // of the last log row
  double last_speed_ = 0;  // tokens a second there
  RunClock::Time start_, logged_at_, saved_at_;
  std::int64_t start_tokens_ = 0, logged_tokens_ = 0;
};

Run::Run(const PretrainOptions& options, RunMode mode, const ProcessPlace& place,
         const RunClock& clock)
    : clock_(clock),
      options_(options),
      output_(options.output),
      place_(place),
      device_(device_of(place, choose_device(options.device))),
      processes_(place, device_),
      task_(open_task(options, device_, mode == RunMode::kResume ? output_ / "last" : fs::path())),
      order_(task_),
      optimiser_(make_optimiser(task_)),
      gradients_(task_.model.parameters()) {
  const bool resume = mode == RunMode::kResume;
  if (resume) position_ = restore_run(output_, optimiser_, place_.size);
  position_.processes = place_.size;
  order_.skip(static_cast<std::uint64_t>(position_.sequences));
  loss_ = at::zeros({2}, at::TensorOptions(at::kDouble).device(device_));
  at::Tensor ready = at::zeros({1}, at::kDouble);
  processes_.sum(ready);  // all of them have what they read
  broken_step_ = at::full({1}, std::numeric_limits<double>::infinity(), loss_.options());
  if (place_.first()) {
    prepare_run_folder(output_, mode);
    loss_[0].fill_(position_.loss_sum);
    loss_[1].fill_(position_.loss_terms);
    log_ = std::make_unique<TrainingLog>(output_ / "log.csv", logged_metrics(),
                                         resume ? position_.step : -1);
    for (const std::string& note : task_.notes) std::cerr << "note: " << note << '\n';
  }
  peak_ = place_.size * matmul_peak(device_, task_.precision);
  flops_per_token_ =
      training_flops_per_token(task_.model.encoder().config(),
                               static_cast<double>(options_.sequence_tokens), options_.mask_share);
  if (place_.first()) {
    std::fprintf(stderr, "%lld sequences to train on; matrix products at most %.4g TFLOP/s%s\n",
                 static_cast<long long>(task_.training_sequences()), peak_ / 1e12,
                 place_.size > 1 ? " in all processes" : "");
    progress_ = std::make_unique<Progress>("pretrain", 0, "tokens");
  }
  start_ = logged_at_ = saved_at_ = clock_.now();
  start_progress_ = done_ = progress(position_.elapsed);
  start_tokens_ = logged_tokens_ = position_.tokens;
}

double Run::epoch() const {
  return static_cast<double>(position_.sequences) / static_cast<double>(task_.training_sequences());
}

double Run::progress(double elapsed) const {
  double share = 0;
  if (options_.steps > 0) {
    share = static_cast<double>(position_.step) / static_cast<double>(options_.steps);
  }
  if (options_.minutes > 0) share = std::max(share, elapsed / (60 * options_.minutes));
  return share;
}

RunResult Run::go(const std::function<bool()>& stop_requested) {
  while (done_ < 1) {
    step();
    if (position_.step % options_.log_every == 0) log_step();
    if (options_.evaluate > 0 && position_.step % options_.evaluate == 0) score();
    // What all processes have to agree on: the first one's clock, and anyone's wish to stop.
    at::Tensor agreed = at::zeros({3}, at::kDouble);
    double* values = agreed.data_ptr<double>();
    if (place_.first()) values[0] = elapsed();
    if (place_.first() && save_due()) values[1] = 1;
    if (stop_requested()) values[2] = 1;
    processes_.sum(agreed);
    done_ = progress(values[0]);
    if (place_.first()) show_progress();
    if (values[2] > 0) return finish(true);
    if (values[1] > 0) save();
  }
  return finish(false);
}

// The sequences of the next step that are this process' own: batch by batch, each process' part of
// a batch after the other's, so that they are those of one process with as large a batch.
std::vector<KeyedSequence> Run::draw_step() {
  std::vector<KeyedSequence> own;
  for (std::int64_t batch = 0; batch < options_.accumulate; ++batch) {
    for (int rank = 0; rank < place_.size; ++rank) {
      for (std::int64_t row = 0; row < options_.batch_rows(); ++row) {
        const std::uint64_t key = masking_key(options_.seed, order_.drawn());
        const SequenceRef sequence = order_.next();
        if (rank == place_.rank) own.push_back({sequence, key});
      }
    }
  }
  return own;
}

void Run::step() {
  OneCycle cycle;
  cycle.warmup = options_.warmup;
  rate_ = options_.rate * cycle(done_);
  // Dropout follows from step and process, and needs no place in the checkpoint.
  const auto dropout_stream =
      static_cast<std::uint64_t>(position_.step) * static_cast<std::uint64_t>(place_.size) +
      static_cast<std::uint64_t>(place_.rank);
  seed_generators(masking_key(~options_.seed, dropout_stream));
  const std::vector<KeyedSequence> sequences = draw_step();
  const auto rows = static_cast<std::size_t>(options_.batch_rows());
  gradients_.clear();
  for (std::size_t begin = 0; begin < sequences.size(); begin += rows) {
    const MaskedBatch batch =
        make_batch(task_, std::span<const KeyedSequence>(sequences).subspan(begin, rows));
    const auto terms = static_cast<double>(batch.targets.numel());
    const at::Tensor loss = masked_loss(task_, batch);
    loss.backward();
    const at::NoGradGuard no_grad;
    gradients_.add_loss(loss, terms);
    loss_[0].add_(loss.detach());
    loss_[1].add_(terms);
  }
  processes_.sum(gradients_.sums());
  const FlatGradients::Step sums = gradients_.finish(options_.clip);
  optimiser_.step(rate_);
  ++position_.step;
  const at::Tensor here = at::full({1}, static_cast<double>(position_.step), loss_.options());
  broken_step_ =
      at::where(at::isfinite(sums.loss + sums.norm), broken_step_, at::minimum(broken_step_, here));
  position_.sequences = static_cast<std::int64_t>(order_.drawn());
  position_.tokens = position_.sequences * options_.sequence_tokens;
}

// Asked before anything is written; waits for the device. All processes throw, or none.
void Run::check_finite() const {
  const auto broken = broken_step_.item<double>();
  std::string what;
  if (std::isfinite(broken)) {
    what = "the loss or its gradient";
  } else if (const std::string name = first_not_finite(task_.model.parameters()); !name.empty()) {
    what = "the weights (" + name + ")";
  }
  if (what.empty()) return;
  const auto step = std::isfinite(broken) ? static_cast<std::int64_t>(broken) : position_.step;
  fail_not_finite({what, step, rate_, options_.rate, output_});
}

// The loss since the last log row, over all processes, into position_.
double Run::take_loss() {
  check_finite();
  at::Tensor total = loss_.cpu();
  processes_.sum(total);
  position_.loss_sum = total.data_ptr<double>()[0];
  position_.loss_terms = total.data_ptr<double>()[1];
  return position_.loss_sum / std::max(position_.loss_terms, 1.0);
}

void Run::log_step() {
  last_loss_ = take_loss();
  last_speed_ =
      static_cast<double>(position_.tokens - logged_tokens_) / clock_.seconds_since(logged_at_);
  if (log_) {
    LogRow row;
    row.step = position_.step;
    row.epoch = epoch();
    row.loss = last_loss_;
    row.rate = rate_;
    row.tokens_per_second = last_speed_;
    log_->add(std::move(row));
  }
  loss_.zero_();
  logged_tokens_ = position_.tokens;
  logged_at_ = clock_.now();
}

void Run::show_progress() {
  std::string note = "step " + std::to_string(position_.step);
  char text[120];
  if (last_speed_ > 0) {
    std::snprintf(text, sizeof text, ", loss %.4f, rate %.2e, %.1f%% of the peak", last_loss_,
                  rate_, 100 * last_speed_ * flops_per_token_ / peak_);
    note += text;
  }
  if (scores_) {
    std::snprintf(text, sizeof text, ", masked accuracy %.3f", scores_->accuracy);
    note += text;
  }
  const double share = done_ - start_progress_;
  if (share > 0 && done_ < 1) {
    note += ", " + format_duration(clock_.seconds_since(start_) / share * (1 - done_)) + " left";
  }
  progress_->update(static_cast<std::uint64_t>(position_.tokens - start_tokens_), note);
}

void Run::score() {
  if (task_.held_out_sequences().empty()) return;
  const auto begin = clock_.now();
  scores_ = evaluate(task_, processes_);
  position_.evaluated_step = position_.step;
  if (log_) {
    LogRow row;
    row.step = position_.step;
    row.epoch = epoch();
    row.valid = logged_values(*scores_);
    log_->add(std::move(row));
    log_->draw(output_);
  }
  logged_at_ += clock_.now() - begin;  // the speed in the log is that of training
}

bool Run::save_due() const {
  return options_.save_minutes > 0 && clock_.seconds_since(saved_at_) >= 60 * options_.save_minutes;
}

void Run::save() {
  const auto begin = clock_.now();
  take_loss();
  if (place_.first()) {
    RunPosition now = position_;
    now.elapsed = elapsed();
    save_last(output_, task_, optimiser_, now);
  }
  saved_at_ = clock_.now();
  logged_at_ += saved_at_ - begin;
}

RunResult Run::finish(bool stopped) {
  take_loss();  // what was asked of the device is done
  RunResult result;
  result.stopped = stopped;
  result.steps = position_.step;
  result.seconds = elapsed();
  result.tokens_per_second =
      static_cast<double>(position_.tokens - start_tokens_) / clock_.seconds_since(start_);
  if (!stopped && position_.evaluated_step != position_.step) score();
  save();
  if (!stopped) {
    if (place_.first()) save_final(output_, task_);
    if (!scores_ && !task_.held_out_sequences().empty()) scores_ = evaluate(task_, processes_);
    result.scores = scores_;
    if (scores_) result.frequencies = evaluate_frequencies(task_);
  }
  if (log_) log_->draw(output_);
  return result;
}

}  // namespace

RunResult run_pretraining(const PretrainOptions& options, RunMode mode, const ProcessPlace& place,
                          const std::function<bool()>& stop_requested, const RunClock& clock) {
  if (place.first()) check_run_folder(options.output, mode, inputs_of(options));
  return Run(options, mode, place, clock).go(stop_requested);
}

}  // namespace linnet::pretrain
