#include "native/train_encoder/rate_finder.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "core/csv.h"
#include "native/chart/line_chart.h"
#include "native/files/files.h"
#include "native/progress/progress.h"
#include "native/train_encoder/task.h"
#include "native/train_encoder/tensors.h"
#include "native/training/schedule.h"

namespace linnet {
namespace {

constexpr double kLowest = 1e-6, kHighest = 1;
constexpr double kSmoothing = 0.8;
constexpr double kWorthwhileFall = 0.01;  // of the loss at the start
constexpr double kBreak = 1.05;           // times the lowest loss
constexpr std::size_t kProbeRows = 48;
constexpr double kDiverged = 2;  // times the best smoothed loss

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

// Some rows of valid, whole, in batches.
std::vector<BatchRefs> choose_probe(const EncoderTask& task) {
  BatchOptions options = task.batching;
  options.drop_description = 0;
  std::vector<BatchRefs> probe;
  std::size_t rows = 0;
  for (BatchRefs& batch : plan_epoch(task.valid, options, 0)) {
    if (rows >= kProbeRows) break;
    rows += batch.size();
    probe.push_back(std::move(batch));
  }
  return probe;
}

double probe_loss(EncoderTask& task, std::span<const BatchRefs> probe) {
  const at::NoGradGuard no_grad;
  const at::Device device = task.encoder.device();
  task.encoder.set_training(false);
  double sum = 0, pairs = 0;
  for (const BatchRefs& batch : probe) {
    const AutocastScope autocast(device, task.precision);
    const TokenBatch tokens = collate(task.valid, batch, task.batching.limits);
    const LabelTensors labels =
        label_tensors(task.valid, batch, target_options(task.options), device);
    const at::Tensor logits = task.encoder.logits(ids_tensor(tokens, device));
    sum += multilabel_loss(logits, labels.targets, labels.weights, task.loss).item<double>();
    pairs += labels.pairs;
  }
  task.encoder.set_training(true);
  return sum / std::max(pairs, 1.0);
}

void write_sweep(const std::filesystem::path& folder, const RateSweep& sweep) {
  std::string csv = csv_record({"rate", "loss", "smoothed_loss"});
  LineChart chart{"Learning-rate finder", "rate", "loss", true, {{"smoothed loss", {}}}};
  double low = 0, high = 0;
  for (const RatePoint& point : sweep.points) {
    csv += csv_record({number(point.rate), number(point.loss), number(point.smoothed)});
    chart.series[0].points.emplace_back(point.rate, point.smoothed);
    low = chart.series[0].points.size() == 1 ? point.smoothed : std::min(low, point.smoothed);
    high = std::max(high, point.smoothed);
  }
  if (sweep.suggestion) {
    const double rate = sweep.suggestion->rate;
    chart.series.push_back({"suggestion " + number(rate), {{rate, low}, {rate, high}}});
  }
  write_file_atomic(folder / "find_lr.csv", csv);
  write_file_atomic(folder / "find_lr.svg", to_svg(chart));
}

}  // namespace

std::optional<RateSuggestion> suggest_rate(std::span<const RatePoint> points) {
  if (points.size() < 3) return std::nullopt;
  // The first means hold few losses: neither their slopes nor their minimum say much.
  const std::size_t begin = std::max<std::size_t>(1, points.size() / 10);
  const auto lowest = std::min_element(
      points.begin() + static_cast<std::ptrdiff_t>(begin), points.end(),
      [](const RatePoint& a, const RatePoint& b) { return a.smoothed < b.smoothed; });
  if (lowest->smoothed > (1 - kWorthwhileFall) * points[begin].smoothed) {
    const auto broken = std::find_if(lowest, points.end(), [&](const RatePoint& point) {
      return point.smoothed > kBreak * lowest->smoothed;
    });
    if (broken == points.end()) return std::nullopt;
    return RateSuggestion{broken->rate / 10, RateRule::kBreak};
  }
  const auto end = static_cast<std::size_t>(lowest - points.begin());
  std::optional<RateSuggestion> best;
  double steepest = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const double slope = (points[i + 1].smoothed - points[i - 1].smoothed) /
                         std::log(points[i + 1].rate / points[i - 1].rate);
    if (slope < steepest) {
      steepest = slope;
      best = RateSuggestion{points[i].rate, RateRule::kSteepest};
    }
  }
  return best;
}

RateSweep find_rate(const TrainOptions& options, int steps,
                    const std::function<bool()>& stop_requested) {
  EncoderTask task = open_task(options, {});
  set_encoder_frozen(task, options.frozen_epochs > 0);
  AdamW optimiser = make_optimiser(task);
  Progress progress("find rate", static_cast<std::uint64_t>(steps), "steps");
  const std::vector<BatchRefs> probe = choose_probe(task);
  const auto group = static_cast<std::size_t>(options.accumulate);
  std::vector<BatchRefs> batches;
  std::size_t next = 0;
  std::uint64_t epoch = 0;
  RateSweep sweep;
  double mean = 0, best = 0;
  for (int i = 0; i < steps && !stop_requested(); ++i) {
    if (next >= batches.size()) {
      batches = plan_epoch(task.train, task.batching, epoch++);
      next = 0;
    }
    const std::size_t count = std::min(group, batches.size() - next);
    const double rate = exponential_rate(kLowest, kHighest, i, steps);
    const double step_loss =
        accumulate_gradients(task, std::span<const BatchRefs>(batches).subspan(next, count)).loss;
    next += count;
    const double norm = gradient_norm(task.encoder.parameters());
    if (!std::isfinite(step_loss) || !std::isfinite(norm)) break;
    optimiser.step(rate, options.clip > 0 && norm > options.clip ? options.clip / norm : 1);
    clear_gradients(task.encoder.parameters());
    const double loss = probe_loss(task, probe);
    if (!std::isfinite(loss)) break;
    mean = kSmoothing * mean + (1 - kSmoothing) * loss;
    const double smoothed = mean / (1 - std::pow(kSmoothing, i + 1));
    sweep.points.push_back({rate, loss, smoothed});
    best = i == 0 ? smoothed : std::min(best, smoothed);
    if (smoothed > kDiverged * best) break;
    progress.update(static_cast<std::uint64_t>(i + 1), "loss " + number(loss));
  }
  sweep.suggestion = suggest_rate(sweep.points);
  write_sweep(options.output, sweep);
  return sweep;
}

}  // namespace linnet
