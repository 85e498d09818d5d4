#include "native/train_linear/one_vs_rest.h"

#include <lbfgs.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "core/error.h"

namespace linnet::train_linear {
namespace {

constexpr int kStepsTogether = 5;    // over which the loss must still fall
constexpr int kMaxIterations = 500;  // hundreds where fifty are usual: something is wrong

// So many regressions are one problem: their weights of a column share a cache line, and reading
// the rows is what takes the time.
constexpr std::size_t kLabelsTogether = 8;

template <std::size_t kLabels>
using Lanes = std::array<double, kLabels>;

// Of kLabels labels.
template <std::size_t kLabels>
struct Task {
  const TrainingRows& rows;
  double c;
  std::vector<Lanes<kLabels>> targets;  // one a view
  std::vector<Lanes<kLabels>> weights;  // likewise; 0 where the view says nothing of the label
};

// The sum of the losses at `x`, which holds kLabels weights a column and then the biases, and its
// gradient.
template <std::size_t kLabels>
double evaluate(void* instance, const double* x, double* gradient, int size, double /*step*/) {
  const auto& task = *static_cast<const Task<kLabels>*>(instance);
  const std::size_t biases = static_cast<std::size_t>(size) - kLabels;
  double squares = 0;
  for (std::size_t i = 0; i < biases; ++i) {
    gradient[i] = x[i];
    squares += x[i] * x[i];
  }
  double loss = 0;
  Lanes<kLabels> bias_gradient = {};
  for (std::size_t view = 0; view < task.targets.size(); ++view) {
    Lanes<kLabels> logits;
    std::copy_n(x + biases, kLabels, logits.begin());
    for (const Entry& entry : task.rows.view(view)) {
      const double* weights = x + std::size_t{entry.column} * kLabels;
      for (std::size_t k = 0; k < kLabels; ++k) logits[k] += weights[k] * entry.value;
    }
    Lanes<kLabels> slopes;
    for (std::size_t k = 0; k < kLabels; ++k) {
      const double share = task.c * task.weights[view][k];
      const double target = task.targets[view][k];
      const double small = std::exp(-std::abs(logits[k]));
      loss += share * (std::max(logits[k], 0.0) - target * logits[k] + std::log1p(small));
      const double probability = (logits[k] >= 0 ? 1 : small) / (1 + small);
      slopes[k] = share * (probability - target);
      bias_gradient[k] += slopes[k];
    }
    for (const Entry& entry : task.rows.view(view)) {
      double* sums = gradient + std::size_t{entry.column} * kLabels;
      for (std::size_t k = 0; k < kLabels; ++k) sums[k] += slopes[k] * entry.value;
    }
  }
  std::copy(bias_gradient.begin(), bias_gradient.end(), gradient + biases);
  return squares / 2 + loss;
}

LabelRegression constant_answer(std::size_t columns, double positives, double views) {
  LabelRegression regression;
  regression.weights.assign(columns, 0);
  regression.bias = static_cast<float>(std::log((positives + 0.5) / (views - positives + 0.5)));
  return regression;
}

template <std::size_t kLabels>
void minimise(Task<kLabels>& task, const RegressionOptions& options, std::vector<double>& x) {
  lbfgs_parameter_t settings;
  lbfgs_parameter_init(&settings);
  settings.epsilon = 0;
  settings.past = kStepsTogether;
  settings.delta = options.tolerance;
  settings.max_iterations = kMaxIterations;
  const int status = lbfgs(static_cast<int>(x.size()), x.data(), nullptr, evaluate<kLabels>,
                           nullptr, &task, &settings);
  // A line search that finds nothing better has reached what the numbers can tell apart.
  const bool done = status == LBFGS_SUCCESS || status == LBFGS_STOP ||
                    status == LBFGS_ALREADY_MINIMIZED || status == LBFGSERR_ROUNDING_ERROR ||
                    status == LBFGSERR_MAXIMUMLINESEARCH || status == LBFGSERR_MINIMUMSTEP ||
                    status == LBFGSERR_WIDTHTOOSMALL;
  if (!done) {
    throw Error(ErrorCode::kFailed, "a regression did not converge (libLBFGS: " +
                                        std::to_string(status) + "); lower --cost");
  }
}

// Of labels from `first` on, kLabels at most.
template <std::size_t kLabels>
std::vector<LabelRegression> fit_labels(const TrainingRows& rows, std::size_t first,
                                        const RegressionOptions& options) {
  const std::size_t labels = std::min(kLabels, rows.labels_per_row - first);
  const std::size_t columns = rows.keys.size();
  Task<kLabels> task{rows, options.c, {}, {}};
  Lanes<kLabels> positives = {}, total = {};
  for (std::size_t i = 0; i < rows.views(); ++i) {
    const std::size_t row = rows.label_row[i];
    Lanes<kLabels> targets = {}, weights = {};
    for (std::size_t k = 0; k < labels; ++k) {
      const std::size_t at = row * rows.labels_per_row + first + k;
      const auto target =
          target_of(rows.relevance[at], rows.partial[row] != 0,
                    rows.soft.empty() ? kNoSoftLabel : rows.soft[at], {options.fits_target});
      if (!target) continue;
      targets[k] = *target;
      weights[k] = static_cast<double>(rows.weights[i]);
      positives[k] += weights[k] * targets[k];
      total[k] += weights[k];
    }
    task.targets.push_back(targets);
    task.weights.push_back(weights);
  }
  const auto is_constant = [&](std::size_t k) {
    return positives[k] == 0 || positives[k] == total[k];
  };
  std::vector<double> x((columns + 1) * kLabels, 0);
  for (std::size_t k = 0; k < labels; ++k) {
    if (is_constant(k)) {
      for (Lanes<kLabels>& weights : task.weights) weights[k] = 0;
    } else {
      x[columns * kLabels + k] = std::log(positives[k] / (total[k] - positives[k]));
    }
  }
  minimise(task, options, x);
  std::vector<LabelRegression> regressions;
  for (std::size_t k = 0; k < labels; ++k) {
    if (is_constant(k)) {
      regressions.push_back(constant_answer(columns, positives[k], total[k]));
      continue;
    }
    LabelRegression regression;
    regression.weights.reserve(columns);
    for (std::size_t column = 0; column < columns; ++column) {
      regression.weights.push_back(static_cast<float>(x[column * kLabels + k]));
    }
    regression.bias = static_cast<float>(x[columns * kLabels + k]);
    regressions.push_back(std::move(regression));
  }
  return regressions;
}

}  // namespace

void train_one_vs_rest(
    const TrainingRows& rows, const RegressionOptions& options,
    const std::function<void(std::size_t label, LabelRegression&& regression)>& on_label) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      while (true) {
        const std::size_t first = next.fetch_add(kLabelsTogether);
        if (first >= rows.labels_per_row) return;
        auto regressions = rows.labels_per_row == 1
                               ? fit_labels<1>(rows, first, options)
                               : fit_labels<kLabelsTogether>(rows, first, options);
        const std::lock_guard lock(mutex);
        for (std::size_t k = 0; k < regressions.size(); ++k) {
          on_label(first + k, std::move(regressions[k]));
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
      next = rows.labels_per_row;
    }
  };
  const unsigned available = std::max(1u, std::thread::hardware_concurrency());
  const unsigned count = options.threads == 0 ? available : options.threads;
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace linnet::train_linear
