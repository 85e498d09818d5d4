// JavaScript's Manifest: what the bundle holds, and the check of what was downloaded against it.
// Byte counts cross as doubles, which are exact up to 2^53.
#include "core/manifest.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

Manifest manifest_of(const val& json) {
  return guarded([&] { return Manifest::parse(copy_bytes(json)); });
}

val to_object(const FilePart& part) {
  val result = val::object();
  result.set("name", part.name);
  result.set("bytes", static_cast<double>(part.bytes));
  result.set("sha256", part.sha256);
  return result;
}

// {name, bytes, sha256, parts: [{name, bytes, sha256}]}
val file(const Manifest& manifest, const std::string& name) {
  return guarded([&] {
    const BundleFile& found = manifest.file(name);
    val parts = val::array();
    for (const FilePart& part : found.parts) parts.call<void>("push", to_object(part));
    val result = to_object(found.whole);
    result.set("parts", parts);
    return result;
  });
}

// {name: {file, headFile, tokenizerFile, limits, metrics: {name: value}, metricsData}}
val tiers(const Manifest& manifest) {
  val result = val::object();
  for (const auto& [name, tier] : manifest.tiers) {
    val metrics = val::object();
    for (const auto& [metric, value] : tier.metrics) metrics.set(metric, value);
    val entry = val::object();
    entry.set("file", tier.file);
    entry.set("headFile", tier.head_file);
    entry.set("tokenizerFile", manifest.tokenizer_of(tier));
    entry.set("limits", tier.limits);
    entry.set("metrics", metrics);
    entry.set("metricsData", tier.metrics_data);
    result.set(name, entry);
  }
  return result;
}

Decision decision(const Manifest& manifest, const std::string& tier) {
  return guarded([&] {
    const auto found = manifest.tiers.find(tier);
    if (found == manifest.tiers.end()) {
      throw Error(ErrorCode::kNotFound, "the manifest has no tier \"" + tier + "\"");
    }
    return Decision(found->second.rule);
  });
}

void verify(const Manifest& manifest, const std::string& name, std::size_t part, double bytes,
            const std::string& sha256) {
  guarded([&] {
    verify_part(manifest.file(name).parts.at(part), static_cast<std::uint64_t>(bytes), sha256);
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_manifest) {
  emscripten::class_<Manifest>("Manifest")
      .class_function("parse", &manifest_of)
      .property("name", &Manifest::name)
      .property("version", &Manifest::version)
      .property("labelsFile", &Manifest::labels_file)
      .property("tokenizerFile", &Manifest::tokenizer_file)
      .property("detectorFile", &Manifest::detector_file)
      .function("file", &file)
      .function("tiers", &tiers)
      .function("decision", &decision)
      .function("verifyPart", &verify);
}

}  // namespace linnet::wasm
