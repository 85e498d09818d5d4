#include "native/preprocess/report.h"

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

namespace linnet::preprocess {
namespace {

using Json = nlohmann::ordered_json;

struct SplitCounts {
  std::size_t rows = 0;
  std::size_t partial = 0;
  std::size_t described = 0;
  std::size_t labels = 0;
  std::size_t also_fits = 0;
};

std::string line(const std::string& name, std::size_t rows, const std::string& note) {
  char text[200];
  std::snprintf(text, sizeof text, "%-44s %9zu%s\n", name.c_str(), rows, note.c_str());
  return text;
}

}  // namespace

Json report_json(const Options& options, const Result& result) {
  std::map<std::string, SplitCounts> splits;
  std::map<std::string, std::map<std::string, std::size_t>> label_rows;
  for (const Example& example : result.examples) {
    SplitCounts& split = splits[example.split];
    ++split.rows;
    split.partial += example.partial ? 1 : 0;
    split.described += example.description.empty() ? 0 : 1;
    split.labels += example.labels.size();
    split.also_fits += example.also_fits.size();
    for (const std::string& label : example.labels) ++label_rows[label][example.split];
  }

  Json report;
  report["input"] = options.input.filename().string();
  report["steps"] = Json::array();
  std::size_t before = result.steps.empty() ? 0 : result.steps.front().rows;
  for (const Step& step : result.steps) {
    report["steps"].push_back(
        {{"step", step.name}, {"rows", step.rows}, {"dropped", before - step.rows}});
    before = step.rows;
  }
  if (result.url_list) {
    const UrlListCounts& list = *result.url_list;
    report["url_list"] = {{"rows", list.rows},
                          {"empty", list.empty},
                          {"distinct", list.distinct},
                          {"covered", list.covered}};
  }
  report["bad_rows"] = result.bad_rows;
  if (result.distinct_tags > 0) report["distinct_tags"] = result.distinct_tags;
  report["near_duplicate_groups"] = result.duplicate_groups;
  report["largest_near_duplicate_group"] = result.largest_group;
  report["splits"] = Json::object();
  for (const auto& [name, split] : splits) {
    report["splits"][name] = {
        {"rows", split.rows},
        {"partial", split.partial},
        {"with_description", split.described},
        {"labels_per_row", static_cast<double>(split.labels) / static_cast<double>(split.rows)}};
    if (split.also_fits > 0) {
      report["splits"][name]["also_fits_per_row"] =
          static_cast<double>(split.also_fits) / static_cast<double>(split.rows);
    }
  }
  report["labels"] = Json::object();
  for (const std::string& name : result.labels.names()) report["labels"][name] = label_rows[name];
  return report;
}

std::string report_table(const Json& report) {
  std::string table;
  if (const auto list = report.find("url_list"); list != report.end()) {
    const auto distinct = list->at("distinct").get<std::size_t>();
    const auto covered = list->at("covered").get<std::size_t>();
    table += line("URLs listed", list->at("rows"), "");
    table += line("distinct", distinct, "");
    table += line("of these with title and tags in the table", covered,
                  "  (" + std::to_string(distinct - covered) + " still to collect)");
  }
  for (const Json& step : report.at("steps")) {
    const auto dropped = step.at("dropped").get<std::size_t>();
    table += line(step.at("step"), step.at("rows"),
                  dropped == 0 ? "" : "  (-" + std::to_string(dropped) + ")");
  }
  table += line("labels", report.at("labels").size(), "");
  table += line("groups of near-duplicates", report.at("near_duplicate_groups"), "");
  for (const auto& [name, split] : report.at("splits").items()) {
    char note[100];
    std::snprintf(note, sizeof note, "  (%zu partial, %zu with a description, %.2f labels a row)",
                  split.at("partial").get<std::size_t>(),
                  split.at("with_description").get<std::size_t>(),
                  split.at("labels_per_row").get<double>());
    table += line("split \"" + name + "\"", split.at("rows"), note);
  }
  if (report.at("bad_rows") != 0) table += line("broken rows skipped", report.at("bad_rows"), "");
  return table;
}

}  // namespace linnet::preprocess
