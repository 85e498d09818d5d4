#include "native/bundle/command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/decision_json.h"
#include "core/error.h"
#include "native/bundle/bundle_writer.h"
#include "native/bundle/metrics_file.h"
#include "native/bundle/verify.h"
#include "native/files/files.h"
#include "native/runtime/bundle_folder.h"
#include "native/runtime/encoder_session.h"

namespace linnet::bundle {
namespace {

namespace fs = std::filesystem;

struct TierOptions {
  fs::path model;
  fs::path decision;
  fs::path metrics;
};

struct BundleOptions {
  fs::path output;
  TierOptions instant;
  TierOptions full;
  fs::path full_head;       // of a full tier whose model gives embeddings
  fs::path full_tokenizer;  // empty: it reads the bundle's
  fs::path tokenizer;
  fs::path labels;
  fs::path detector;
  std::string name = "linnet";
  std::string version = "1";
  std::optional<std::size_t> max_tokens;
  std::optional<std::size_t> overlap;
  std::size_t max_windows = TokenLimits{}.max_windows;
  // A visitor's broken download goes on from the parts that are whole.
  std::uint64_t part_mib = 4;
};

// Called by its kind, which its bytes tell, behind `prefix`.
Content tokenizer_content(const std::string& prefix, const fs::path& path) {
  Content content{prefix + "tokenizer.model", read_file(path)};
  if (content.bytes.starts_with('{')) {
    content.name = prefix + "tokenizer.json";
  } else if (parse_bytes_of(path, content.bytes, Tokenizer::parse).spec().kind ==
             TokenizerKind::kWordPiece) {
    content.name = prefix + "vocab.txt";
  }
  return content;
}

void add_tier(BundleContents& contents, const std::string& tier, const TierOptions& options,
              const std::string& file_name, const TokenLimits& limits) {
  if (options.decision.empty() || options.metrics.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--" + tier + " needs --" + tier + "-decision and --" + tier +
                    "-metrics: no tier is shipped unmeasured; `linnet evaluate --fit-decision A "
                    "--json-file B` writes both");
  }
  TierManifest manifest;
  manifest.file = file_name;
  manifest.rule = parse_decision(read_file(options.decision), options.decision.string());
  manifest.limits = limits;
  TierMetrics metrics = read_metrics(options.metrics);
  manifest.metrics = std::move(metrics.values);
  manifest.metrics_data = std::move(metrics.data);
  contents.models.push_back({file_name, read_file(options.model)});
  contents.tiers.emplace(tier, std::move(manifest));
}

// Writes a first version elsewhere and opens it, so that the bundle that is there stays in place
// where the new one would not work.
void check_first(const BundleContents& contents, const fs::path& output,
                 std::uint64_t max_part_bytes) {
  const fs::path trial = output.string() + ".trial." + std::to_string(::getpid());
  struct Remover {
    fs::path path;
    ~Remover() {
      std::error_code ignored;
      fs::remove_all(path, ignored);
    }
  } remover{trial};
  write_bundle(trial, contents, max_part_bytes);
  try {
    verify_bundle(BundleFolder(trial));
  } catch (const Error& error) {
    std::string message = error.what();
    for (std::size_t at = message.find(trial.string()); at != std::string::npos;
         at = message.find(trial.string())) {
      message.replace(at, trial.string().size(), output.string());
    }
    throw Error(error.code(), message);
  }
}

void run_bundle(const BundleOptions& options) {
  if (options.instant.model.empty() && options.full.model.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a bundle needs a tier: give --instant or --full");
  }
  fs::path output = options.output;
  if (!output.has_filename()) output = output.parent_path();  // "model/" names the folder itself
  BundleContents contents;
  contents.name = options.name;
  contents.version = options.version;
  contents.labels = {"labels.json", read_file(options.labels)};
  contents.tokenizer = tokenizer_content("", options.tokenizer);
  if (!options.detector.empty()) contents.detector = {"detector.bin", read_file(options.detector)};
  if (!options.instant.model.empty()) {
    add_tier(contents, kInstantTier, options.instant, "instant.bin", {});
  }
  if (!options.full.model.empty()) {
    const EncoderSession session(read_file(options.full.model), options.full.model.string(), 1);
    TokenLimits limits = default_limits(
        options.max_tokens.value_or(session.max_tokens().value_or(TokenLimits{}.max_tokens)));
    limits.overlap = options.overlap.value_or(limits.overlap);
    limits.max_windows = options.max_windows;
    add_tier(contents, kFullTier, options.full, "encoder.onnx", limits);
    TierManifest& tier = contents.tiers.at(kFullTier);
    if (!options.full_head.empty()) {
      tier.head_file = "head.bin";
      contents.models.push_back({tier.head_file, read_file(options.full_head)});
    }
    if (!options.full_tokenizer.empty()) {
      contents.models.push_back(tokenizer_content("full.", options.full_tokenizer));
      tier.tokenizer_file = contents.models.back().name;
    }
  } else if (!options.full_head.empty() || !options.full_tokenizer.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "--full-head and --full-tokenizer need --full");
  }
  const std::uint64_t max_part_bytes = options.part_mib << 20;
  check_first(contents, output, max_part_bytes);
  const Manifest manifest = write_bundle(output, contents, max_part_bytes);
  std::size_t parts = 0;
  for (const BundleFile& file : manifest.files) parts += file.parts.size();
  std::printf("%s: %zu tiers, %zu files in %zu parts, %llu bytes\n", output.c_str(),
              manifest.tiers.size(), manifest.files.size(), parts,
              static_cast<unsigned long long>(manifest.total_bytes()));
}

void print_check(const BundleFolder& bundle, const BundleCheck& check) {
  const Manifest& manifest = bundle.manifest();
  std::printf("%s %s: %zu labels, %zu pieces, %llu bytes; sound\n\n", manifest.name.c_str(),
              manifest.version.c_str(), check.labels, check.vocabulary,
              static_cast<unsigned long long>(check.bytes));
  std::printf("%-24s %10s  %5s  %s\n", "file", "bytes", "parts", "SHA-256");
  for (const BundleFile& file : manifest.files) {
    std::printf("%-24s %10llu  %5zu  %s\n", file.whole.name.c_str(),
                static_cast<unsigned long long>(file.whole.bytes), file.parts.size(),
                file.whole.sha256.c_str());
  }
  if (!check.detector) std::printf("\nno detector: texts of every kind are tagged\n");
  std::printf("\n%-8s  %-16s %10s %12s  %s\n", "tier", "file", "load", "one text", "metrics");
  for (const TierCheck& tier : check.tiers) {
    const TierManifest& entry = bundle.tier(tier.name);
    std::string metrics;
    const bool graded = entry.metrics.contains("graded_f1");
    for (const char* key : {graded ? "accepted" : "micro_f1", graded ? "clear_found" : "lrap"}) {
      const auto found = entry.metrics.find(key);
      if (found == entry.metrics.end()) continue;
      char text[64];
      std::snprintf(text, sizeof text, "%s %.4f  ", key, found->second);
      metrics += text;
    }
    metrics += "(" + entry.metrics_data + ")";
    std::printf("%-8s  %-16s %8.0f ms %9.2f ms  %s\n", tier.name.c_str(), tier.file.c_str(),
                tier.load_seconds * 1e3, tier.predict_seconds * 1e3, metrics.c_str());
  }
}

void run_verify(const fs::path& folder, bool as_json) {
  const BundleFolder bundle(folder);
  const BundleCheck check = verify_bundle(bundle);
  if (!as_json) {
    print_check(bundle, check);
    return;
  }
  nlohmann::ordered_json json{{"name", bundle.manifest().name},
                              {"version", bundle.manifest().version},
                              {"sound", true},
                              {"bytes", check.bytes},
                              {"labels", check.labels},
                              {"vocabulary", check.vocabulary},
                              {"detector", check.detector}};
  for (const TierCheck& tier : check.tiers) {
    auto& entry = json["tiers"][tier.name];
    entry["file"] = tier.file;
    if (!tier.head_file.empty()) entry["head"] = tier.head_file;
    if (tier.vocabulary) entry["vocabulary"] = *tier.vocabulary;
    entry["load_seconds"] = tier.load_seconds;
    entry["predict_seconds"] = tier.predict_seconds;
    entry["metrics"] = bundle.tier(tier.name).metrics;
  }
  std::cout << json.dump(2) << '\n';
}

void add_tier_options(CLI::App& verb, const std::string& tier, TierOptions& options,
                      const std::string& what) {
  verb.add_option("--" + tier, options.model, what)->check(CLI::ExistingFile);
  verb.add_option("--" + tier + "-decision", options.decision,
                  "Its decision.json, from `linnet evaluate --fit-decision`")
      ->check(CLI::ExistingFile);
  verb.add_option("--" + tier + "-metrics", options.metrics,
                  "Its metrics, from `linnet evaluate --json-file`; shown to users")
      ->check(CLI::ExistingFile);
}

void add_bundle(CLI::App& parent) {
  auto options = std::make_shared<BundleOptions>();
  CLI::App* verb = parent.add_subcommand("bundle", "Make the folder that the page serves");
  verb->description(
      "Make the folder that the page serves and `linnet classify` reads: manifest.json, "
      "tokenizer,\n"
      "labels and one or two tiers, large files in parts. Everything is opened\n"
      "and tried before the folder is touched; files of a former bundle that are no longer needed\n"
      "are removed, other files (a model card) stay.");
  verb->add_option("-o,--output", options->output, "Folder to write")->required();
  add_tier_options(*verb, "instant", options->instant,
                   "Model of `linnet train linear` or `linnet train network`");
  add_tier_options(
      *verb, "full", options->full,
      "ONNX model, from `linnet quantize`; with --full-head where it gives embeddings");
  verb->add_option("--full-head", options->full_head,
                   "Head of a full tier that gives embeddings, from `linnet export --head`")
      ->check(CLI::ExistingFile);
  verb->add_option("--full-tokenizer", options->full_tokenizer,
                   "Tokenizer of the full tier, where it is not that of the instant tier")
      ->check(CLI::ExistingFile);
  verb->add_option("--tokenizer", options->tokenizer,
                   "tokenizer.model, vocab.txt or tokenizer.json: of all that have no other")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option("--labels", options->labels, "labels.json")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option(
          "--detector", options->detector,
          "What tells data sets from other texts, from `linnet train detector`; without it\n"
          "every text is tagged")
      ->check(CLI::ExistingFile);
  verb->add_option("--name", options->name, "Name of the model")->capture_default_str();
  verb->add_option("--version", options->version, "Version of the model")->capture_default_str();
  verb->add_option("--max-tokens", options->max_tokens,
                   "Tokens of a window of the full tier [all that the model takes]");
  verb->add_option("--overlap", options->overlap,
                   "Tokens that neighbouring windows share [an eighth of a window, at most 32]");
  verb->add_option("--max-windows", options->max_windows, "Windows of one text at most")
      ->capture_default_str();
  verb->add_option("--part-mib", options->part_mib,
                   "Larger files are kept in parts of so many MiB: what a broken download loses")
      ->check(CLI::Range(std::uint64_t{1}, kMaxPartBytes >> 20))
      ->capture_default_str();
  verb->footer(
      "Example:\n"
      "  linnet bundle -o model --name tags --version 1 \\\n"
      "    --instant run/instant.bin --instant-decision run/instant.decision.json \\\n"
      "    --instant-metrics run/instant.metrics.json \\\n"
      "    --full run/encoder.int8.onnx --full-head run/head.bin \\\n"
      "    --full-decision run/full.decision.json --full-metrics run/full.metrics.json \\\n"
      "    --tokenizer run/tokenizer.model --labels run/data/labels.json --detector "
      "run/detector.bin");
  verb->callback([options] { run_bundle(*options); });
}

void add_verify(CLI::App& parent) {
  struct Options {
    fs::path folder;
    bool json = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand("verify", "Check a bundle from end to end");
  verb->description(
      "Check a bundle from end to end: size and SHA-256 of every file and part, every format, and\n"
      "one text through every tier. Ends with 2 and says what is wrong where it is not sound.");
  verb->add_option("folder", options->folder, "Bundle, for example model/")->required();
  verb->add_flag("--json", options->json, "Print the result as JSON");
  verb->footer("Example:\n  linnet verify model");
  verb->callback([options] { run_verify(options->folder, options->json); });
}

}  // namespace

void add_verb(CLI::App& parent) {
  add_bundle(parent);
  add_verify(parent);
}

}  // namespace linnet::bundle
