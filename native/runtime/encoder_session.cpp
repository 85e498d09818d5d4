#include "native/runtime/encoder_session.h"

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/tokenizer.h"

namespace linnet {
namespace {

constexpr std::array<const char*, 2> kInputs{"input_ids", "attention_mask"};
constexpr const char* name_of(EncoderOutput output) {
  return output == EncoderOutput::kLogits ? "logits" : "embedding";
}
constexpr std::array kOutputs{EncoderOutput::kLogits, EncoderOutput::kEmbedding};

// ONNX Runtime wants one environment a process. Its own log is silenced: what goes wrong comes back
// as an exception, and a verb says it once.
Ort::Env& environment() {
  static Ort::Env env(ORT_LOGGING_LEVEL_FATAL, "linnet");
  return env;
}

Ort::SessionOptions session_options(std::size_t threads) {
  Ort::SessionOptions options;
  options.SetIntraOpNumThreads(static_cast<int>(threads));
  options.SetInterOpNumThreads(1);
  options.SetGraphOptimizationLevel(GraphOptimizationLevel::ORT_ENABLE_ALL);
  options.DisableMemPattern();  // shapes differ from call to call
  // Idle threads sleep, so that a filter in a pipe takes no processor while it waits.
  options.AddConfigEntry("session.intra_op.allow_spinning", "0");
  return options;
}

}  // namespace

std::string_view to_string(EncoderOutput output) { return name_of(output); }

struct EncoderSession::State {
  Ort::Session session{nullptr};
  std::string where;
  EncoderOutput output = EncoderOutput::kLogits;
  std::size_t output_size = 0;
  SpecialIds special_ids;

  std::optional<std::string> metadata(const char* key) const {
    Ort::AllocatorWithDefaultOptions allocator;
    const auto all = session.GetModelMetadata();
    const auto value = all.LookupCustomMetadataMapAllocated(key, allocator);
    if (value == nullptr) return std::nullopt;
    return std::string(value.get());
  }
};

EncoderSession::EncoderSession(std::string_view onnx, const std::string& where, std::size_t threads)
    : state_(std::make_unique<State>()) {
  state_->where = where;
  try {
    state_->session =
        Ort::Session(environment(), onnx.data(), onnx.size(), session_options(threads));
  } catch (const Ort::Exception& error) {
    throw Error(ErrorCode::kInvalidFormat,
                where + ": ONNX Runtime cannot load the model: " + error.what());
  }
  Ort::AllocatorWithDefaultOptions allocator;
  const Ort::Session& session = state_->session;
  std::vector<std::string> inputs;
  for (std::size_t i = 0; i < session.GetInputCount(); ++i) {
    inputs.emplace_back(session.GetInputNameAllocated(i, allocator).get());
  }
  std::sort(inputs.begin(), inputs.end());
  const auto* output = kOutputs.end();
  if (session.GetOutputCount() == 1) {
    const std::string name = session.GetOutputNameAllocated(0, allocator).get();
    output = std::find_if(kOutputs.begin(), kOutputs.end(),
                          [&](EncoderOutput one) { return to_string(one) == name; });
  }
  if (inputs != std::vector<std::string>{"attention_mask", "input_ids"} ||
      output == kOutputs.end()) {
    throw Error(ErrorCode::kUnsupported,
                where +
                    ": the model must have the inputs input_ids and attention_mask and the "
                    "output logits or embedding");
  }
  state_->output = *output;
  const auto type = session.GetOutputTypeInfo(0);  // owns what the shape is read from
  const auto shape = type.GetTensorTypeAndShapeInfo().GetShape();
  if (shape.size() != 2 || shape[1] < 1) {
    throw Error(ErrorCode::kUnsupported, where + ": " + std::string(to_string(state_->output)) +
                                             " must be batch x a fixed count of numbers");
  }
  state_->output_size = static_cast<std::size_t>(shape[1]);
  if (const auto text = state_->metadata("special_ids")) {
    const auto ids = parse_special_ids(*text);
    if (!ids) throw Error(ErrorCode::kInvalidFormat, where + ": broken special_ids");
    state_->special_ids = *ids;
  }
}

EncoderSession::~EncoderSession() = default;
EncoderSession::EncoderSession(EncoderSession&&) noexcept = default;
EncoderSession& EncoderSession::operator=(EncoderSession&&) noexcept = default;

const std::string& EncoderSession::where() const { return state_->where; }

EncoderOutput EncoderSession::output() const { return state_->output; }

std::size_t EncoderSession::output_size() const { return state_->output_size; }

std::optional<std::string> EncoderSession::name() const { return state_->metadata("name"); }

std::optional<std::size_t> EncoderSession::max_tokens() const {
  const auto text = state_->metadata("max_tokens");
  std::size_t value = 0;
  if (!text ||
      std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc()) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::vector<std::string>> EncoderSession::label_names() const {
  const auto text = state_->metadata("label_names");
  if (!text) return std::nullopt;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_array()) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& name : json) {
    if (!name.is_string()) return std::nullopt;
    names.push_back(name.get<std::string>());
  }
  return names;
}

std::optional<std::string> EncoderSession::tokenizer_sha256() const {
  return state_->metadata("tokenizer_sha256");
}

std::optional<std::string> EncoderSession::encoder_sha256() const {
  return state_->metadata("encoder_sha256");
}

const SpecialIds& EncoderSession::special_ids() const { return state_->special_ids; }

std::vector<float> EncoderSession::run(
    std::span<const std::span<const std::int32_t>> windows) const {
  if (windows.empty()) return {};
  std::size_t length = 0;
  for (const auto window : windows) {
    if (window.empty()) throw Error(ErrorCode::kInvalidArgument, "a window has no tokens");
    length = std::max(length, window.size());
  }
  std::vector<std::int64_t> ids(windows.size() * length, special_ids().padding);
  std::vector<std::int64_t> mask(ids.size(), 0);
  for (std::size_t row = 0; row < windows.size(); ++row) {
    const auto start = static_cast<std::ptrdiff_t>(row * length);
    std::copy(windows[row].begin(), windows[row].end(), ids.begin() + start);
    std::fill_n(mask.begin() + start, windows[row].size(), 1);
  }
  try {
    const std::array<std::int64_t, 2> shape{static_cast<std::int64_t>(windows.size()),
                                            static_cast<std::int64_t>(length)};
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const std::array<Ort::Value, 2> inputs{
        Ort::Value::CreateTensor<std::int64_t>(memory, ids.data(), ids.size(), shape.data(),
                                               shape.size()),
        Ort::Value::CreateTensor<std::int64_t>(memory, mask.data(), mask.size(), shape.data(),
                                               shape.size())};
    std::vector<float> result(windows.size() * output_size());
    const std::array<std::int64_t, 2> result_shape{static_cast<std::int64_t>(windows.size()),
                                                   static_cast<std::int64_t>(output_size())};
    std::array<Ort::Value, 1> outputs{Ort::Value::CreateTensor<float>(
        memory, result.data(), result.size(), result_shape.data(), result_shape.size())};
    const std::array<const char*, 1> names{name_of(state_->output)};
    state_->session.Run(Ort::RunOptions{nullptr}, kInputs.data(), inputs.data(), inputs.size(),
                        names.data(), outputs.data(), outputs.size());
    return result;
  } catch (const Ort::Exception& error) {
    throw Error(ErrorCode::kFailed, std::string("ONNX Runtime: ") + error.what());
  }
}

}  // namespace linnet
