#include "native/train_encoder/trainer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <utility>

#include "core/error.h"
#include "native/encoder/checkpoint.h"
#include "native/progress/progress.h"
#include "native/train_encoder/budget.h"
#include "native/train_encoder/run_checkpoint.h"
#include "native/train_encoder/task.h"
#include "native/train_encoder/valid.h"
#include "native/training/finite.h"
#include "native/training/run_folder.h"
#include "native/training/schedule.h"
#include "native/training/training_log.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

class Run {
 public:
  Run(const TrainOptions& options, RunMode mode, const RunClock& clock);
  RunResult go(const std::function<bool()>& stop_requested);

 private:
  double epoch() const;  // passes done, with the share of the one under way
  double elapsed() const { return position_.elapsed + clock_.seconds_since(start_); }
  bool frozen() const { return budget_.frozen(epoch()); }
  double rate() const;
  void plan();
  void next_epoch();
  void step();
  void log_step(double current_rate);
  void show_progress(double current_rate);
  ValidScores scores_of(Encoder& encoder) const;
  bool evaluate();  // false where patience has run out
  bool evaluation_due() const;
  bool save_due() const;
  void save();
  void check_weights() const;
  [[noreturn]] void diverged(const std::string& what, std::int64_t step) const;
  RunResult finish(RunEnd end);

  RunClock clock_;
  TrainOptions options_;
  fs::path output_;
  Budget budget_;
  EncoderTask task_;
  AdamW optimiser_;
  std::unique_ptr<WeightAverage> average_;
  RunPosition position_;  // `elapsed` is as of `start_`
  std::unique_ptr<TrainingLog> log_;
  std::vector<BatchRefs> batches_;  // of the epoch under way
  Progress progress_{"train", 0, "tokens"};
  RunClock::Time start_, logged_at_, saved_at_;
  double start_progress_ = 0;
  std::int64_t start_tokens_ = 0;
  std::int64_t logged_tokens_ = 0;
  std::int64_t saved_step_ = 0;
  double last_loss_ = 0, last_rate_ = 0;
};

Run::Run(const TrainOptions& options, RunMode mode, const RunClock& clock)
    : clock_(clock),
      options_(options),
      output_(options.output),
      budget_{options.epochs, options.frozen_epochs, options.minutes},
      task_(open_task(options, mode == RunMode::kResume ? output_ / "last" : fs::path())),
      optimiser_(make_optimiser(task_)) {
  const bool resume = mode == RunMode::kResume;
  if (options_.ema > 0) {
    average_ = std::make_unique<WeightAverage>(task_.encoder.parameters(), options_.ema);
  }
  if (resume) position_ = restore_run(output_, task_, optimiser_, average_.get());
  prepare_run_folder(output_, mode);
  for (const std::string& note : task_.notes) std::cerr << "note: " << note << '\n';
  log_ = std::make_unique<TrainingLog>(output_ / "log.csv", logged_metrics(),
                                       resume ? position_.step : -1);
  plan();
  start_ = logged_at_ = saved_at_ = clock_.now();
  start_progress_ = budget_.run_progress(epoch(), elapsed());
  start_tokens_ = logged_tokens_ = position_.tokens;
  saved_step_ = position_.step;
}

RunResult Run::go(const std::function<bool()>& stop_requested) {
  while (budget_.run_progress(epoch(), elapsed()) < 1) {
    step();
    const bool end_of_epoch = position_.batch == static_cast<std::int64_t>(batches_.size());
    bool patient = true;
    if (evaluation_due() || (end_of_epoch && options_.evaluate_every == 0)) patient = evaluate();
    if (end_of_epoch) next_epoch();
    if (stop_requested()) return finish(RunEnd::kStopped);
    if (!patient) return finish(RunEnd::kEarly);
    if (end_of_epoch || save_due()) save();
  }
  return finish(RunEnd::kBudget);
}

double Run::epoch() const {
  return static_cast<double>(position_.epoch) +
         static_cast<double>(position_.batch) / static_cast<double>(batches_.size());
}

void Run::plan() {
  batches_ = plan_epoch(task_.train, task_.batching, static_cast<std::uint64_t>(position_.epoch));
  set_encoder_frozen(task_, frozen());
}

void Run::next_epoch() {
  const bool was_frozen = budget_.frozen(static_cast<double>(position_.epoch));
  ++position_.epoch;
  position_.batch = 0;
  if (was_frozen && !frozen()) {
    position_.stage_start = elapsed();
    position_.evaluations_since_best = 0;
  }
  plan();
}

double Run::rate() const {
  OneCycle cycle;
  cycle.warmup = options_.warmup;
  const double peak = frozen() ? options_.frozen_rate : options_.rate;
  return peak * cycle(budget_.stage_progress(epoch(), elapsed(), position_.stage_start));
}

void Run::step() {
  const double current_rate = rate();
  const auto begin = static_cast<std::size_t>(position_.batch);
  const std::size_t count =
      std::min(static_cast<std::size_t>(options_.accumulate), batches_.size() - begin);
  const GradientResult result =
      accumulate_gradients(task_, std::span<const BatchRefs>(batches_).subspan(begin, count));
  last_rate_ = current_rate;
  if (!std::isfinite(result.loss)) diverged("the loss", position_.step + 1);
  const double norm = gradient_norm(task_.encoder.parameters());
  if (!std::isfinite(norm)) diverged("the gradient", position_.step + 1);
  const bool clipped = options_.clip > 0 && norm > options_.clip;
  optimiser_.step(current_rate, clipped ? options_.clip / norm : 1);
  clear_gradients(task_.encoder.parameters());
  if (average_) average_->update();

  ++position_.step;
  position_.batch += static_cast<std::int64_t>(count);
  position_.tokens += static_cast<std::int64_t>(result.tokens);
  position_.loss_sum += result.loss;
  ++position_.loss_steps;
  last_loss_ = result.loss;
  if (position_.step % options_.log_every == 0) log_step(current_rate);
  show_progress(current_rate);
}

// Asked before anything is written.
void Run::check_weights() const {
  const std::string name = first_not_finite(task_.encoder.parameters());
  if (!name.empty()) diverged("the weights (" + name + ")", position_.step);
}

void Run::diverged(const std::string& what, std::int64_t step) const {
  fail_not_finite({what, step, last_rate_, options_.rate, output_});
}

void Run::log_step(double current_rate) {
  LogRow row;
  row.step = position_.step;
  row.epoch = epoch();
  row.loss = position_.loss_sum / static_cast<double>(position_.loss_steps);
  row.rate = current_rate;
  row.tokens_per_second =
      static_cast<double>(position_.tokens - logged_tokens_) / clock_.seconds_since(logged_at_);
  log_->add(std::move(row));
  position_.loss_sum = 0;
  position_.loss_steps = 0;
  logged_tokens_ = position_.tokens;
  logged_at_ = clock_.now();
}

void Run::show_progress(double current_rate) {
  const double progress = budget_.run_progress(epoch(), elapsed());
  const double done = progress - start_progress_;
  char text[160];
  std::snprintf(text, sizeof text, "epoch %.2f, step %lld, loss %.4f, rate %.2e%s", epoch(),
                static_cast<long long>(position_.step), last_loss_, current_rate,
                frozen() ? " (encoder frozen)" : "");
  std::string note = text;
  if (position_.best) {
    note += ", best " + options_.metric + " " +
            short_number(metric_value(*position_.best, options_.metric));
  }
  if (done > 0 && progress < 1) {
    note += ", " + format_duration(clock_.seconds_since(start_) / done * (1 - progress)) + " left";
  }
  progress_.update(static_cast<std::uint64_t>(position_.tokens - start_tokens_), note);
}

bool Run::evaluation_due() const {
  return options_.evaluate_every > 0 && position_.step % options_.evaluate_every == 0;
}

ValidScores Run::scores_of(Encoder& encoder) const {
  return score(shard_logits(encoder, task_.valid, task_.evaluation, task_.precision), task_.valid,
               target_options(task_.options));
}

bool Run::evaluate() {
  check_weights();
  ValidScores scores;
  {
    std::unique_ptr<WeightSwap> averaged;
    if (average_) {
      averaged = std::make_unique<WeightSwap>(task_.encoder.parameters(), average_->averages());
    }
    scores = scores_of(task_.encoder);
  }
  LogRow row;
  row.step = position_.step;
  row.epoch = epoch();
  row.valid = logged_values(scores);
  log_->add(std::move(row));
  position_.evaluated_step = position_.step;
  const double value = quality(scores, options_.metric);
  if (std::isfinite(value) && (!position_.best || value > *position_.best)) {
    position_.best = value;
    position_.best_step = position_.step;
    position_.evaluations_since_best = 0;
    save_best(output_, task_, average_ ? average_->averages() : task_.encoder.parameters());
  } else {
    ++position_.evaluations_since_best;
  }
  log_->draw(output_);
  logged_at_ = clock_.now();
  return options_.patience == 0 || position_.evaluations_since_best < options_.patience;
}

bool Run::save_due() const {
  return (options_.save_every > 0 && position_.step % options_.save_every == 0) ||
         (options_.save_minutes > 0 &&
          clock_.seconds_since(saved_at_) >= 60 * options_.save_minutes);
}

void Run::save() {
  check_weights();
  RunPosition now = position_;
  now.elapsed = elapsed();
  now.average_updates = average_ ? average_->updates() : 0;
  save_last(output_, task_, optimiser_, average_.get(), now);
  saved_step_ = position_.step;
  saved_at_ = clock_.now();
}

RunResult Run::finish(RunEnd end) {
  if (end == RunEnd::kBudget && position_.evaluated_step != position_.step) evaluate();
  save();
  log_->draw(output_);
  RunResult result;
  result.end = end;
  result.steps = position_.step;
  result.best_step = position_.best_step;
  if (position_.best) result.best = metric_value(*position_.best, options_.metric);
  if (end != RunEnd::kStopped && position_.best) {
    // Measured anew from the file, so that what is reported is what was saved.
    Encoder best = open_checkpoint(output_ / "best");
    best.to(task_.encoder.device());
    result.report =
        scores_table({{"encoder", scores_of(best)}}, trivial_answers(task_.train, task_.valid));
  }
  return result;
}

}  // namespace

RunResult run_training(const TrainOptions& options, RunMode mode,
                       const std::function<bool()>& stop_requested, const RunClock& clock) {
  check_run_folder(options.output, mode, inputs_of(options));
  return Run(options, mode, clock).go(stop_requested);
}

}  // namespace linnet
