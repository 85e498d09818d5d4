#include "native/train_linear/one_vs_rest.h"

#include <linear.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <mutex>
#include <thread>

#include "core/error.h"

namespace linnet::train_linear {
namespace {

// LIBLINEAR's view of the rows, shared by all labels: each view's nodes, the constant one for the
// bias, and the end mark.
struct Nodes {
  std::vector<feature_node> all;
  std::vector<std::size_t> begin;

  explicit Nodes(const TrainingRows& rows) {
    const int bias_index = static_cast<int>(rows.keys.size()) + 1;
    all.reserve(rows.entries.size() + 2 * rows.views());
    for (std::size_t i = 0; i < rows.views(); ++i) {
      begin.push_back(all.size());
      for (const Entry& entry : rows.view(i)) {
        all.push_back({static_cast<int>(entry.column) + 1, entry.value});
      }
      all.push_back({bias_index, 1});
      all.push_back({-1, 0});
    }
  }
};

LabelRegression constant_answer(std::size_t columns, std::size_t positives, std::size_t views) {
  LabelRegression regression;
  regression.weights.assign(columns, 0);
  regression.bias = static_cast<float>(std::log((static_cast<double>(positives) + 0.5) /
                                                (static_cast<double>(views - positives) + 0.5)));
  return regression;
}

LabelRegression fit_label(const TrainingRows& rows, Nodes& nodes, std::size_t label,
                          const RegressionOptions& options) {
  std::vector<double> targets;
  std::vector<feature_node*> views;
  std::size_t positives = 0;
  for (std::size_t i = 0; i < rows.views(); ++i) {
    const std::size_t row = rows.label_row[i];
    const bool has_label = rows.labels[row * rows.labels_per_row + label] != 0;
    if (!has_label && rows.partial[row] != 0) continue;
    targets.push_back(has_label ? 1 : -1);
    views.push_back(nodes.all.data() + nodes.begin[i]);
    positives += has_label ? 1 : 0;
  }
  if (positives == 0 || positives == views.size()) {
    return constant_answer(rows.keys.size(), positives, views.size());
  }

  problem task{};
  task.l = static_cast<int>(views.size());
  task.n = static_cast<int>(rows.keys.size()) + 1;
  task.y = targets.data();
  task.x = views.data();
  task.bias = 1;
  parameter settings{};
  // The dual solvers draw from the C library's one random state, which threads would share.
  settings.solver_type = L2R_LR;
  settings.C = options.c;
  settings.eps = options.tolerance;
  if (const char* complaint = check_parameter(&task, &settings)) {
    throw Error(ErrorCode::kInvalidArgument, std::string("LIBLINEAR: ") + complaint);
  }
  model* trained = ::train(&task, &settings);
  // Which class its weights speak for depends on which it met first.
  const double sign = trained->label[0] == 1 ? 1 : -1;
  LabelRegression regression;
  regression.weights.reserve(rows.keys.size());
  for (std::size_t column = 0; column < rows.keys.size(); ++column) {
    regression.weights.push_back(static_cast<float>(sign * trained->w[column]));
  }
  regression.bias = static_cast<float>(sign * trained->w[rows.keys.size()]);
  free_and_destroy_model(&trained);
  return regression;
}

}  // namespace

void train_one_vs_rest(
    const TrainingRows& rows, const RegressionOptions& options,
    const std::function<void(std::size_t label, LabelRegression&& regression)>& on_label) {
  set_print_string_function([](const char*) {});
  Nodes nodes(rows);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t label = next++; label < rows.labels_per_row; label = next++) {
        LabelRegression regression = fit_label(rows, nodes, label, options);
        const std::lock_guard lock(mutex);
        on_label(label, std::move(regression));
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
