#include "core/dataset_detector.h"

#include <string>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

std::string wrong_outputs(const LinearModel& model) {
  return "data set detector: one output is expected, this model has " +
         std::to_string(model.labels()) + "; make one with `linnet train detector`";
}

}  // namespace

DatasetDetector::DatasetDetector(LinearModel model) : model_(std::move(model)) {
  if (model_.labels() != 1) throw Error(ErrorCode::kInvalidArgument, wrong_outputs(model_));
}

DatasetDetector DatasetDetector::parse(std::string_view bytes) {
  LinearModel model = LinearModel::parse(bytes);
  if (model.labels() != 1) throw Error(ErrorCode::kInvalidFormat, wrong_outputs(model));
  return DatasetDetector(std::move(model));
}

float DatasetDetector::log_odds(const Pieces& title, const Pieces& description) const {
  return model_.logits(title, description).front();
}

}  // namespace linnet
