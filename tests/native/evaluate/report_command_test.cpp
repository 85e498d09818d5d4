// `linnet evaluate --report`: what the page and the JSON beside it hold.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "native/evaluate/report.h"
#include "native/files/files.h"
#include "native/program.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/native/evaluate/evaluation_files.h"

namespace linnet::evaluate {
namespace {

using nlohmann::json;
using test::Files;

struct Report {
  std::string html;
  json values;
  json printed;  // what --json-file has
};

Report report_of(const Files& files, const std::string& model, std::vector<std::string> more = {}) {
  more.insert(more.end(), {"--report", files.path("report"), "--resamples", "50"});
  Report report;
  report.printed = files.evaluate(model, more);
  report.html = read_file(files.path("report/report.html"));
  report.values = json::parse(read_file(files.path("report/report.json")));
  return report;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("both tiers of a bundle stand side by side, with the trivial answers") {
  const Files files;
  const Report report = report_of(files, "model", {"--tier", "instant", "full"});
  REQUIRE(report.values["models"].size() == 2);
  CHECK(report.values["models"][0]["name"] == "model instant");
  CHECK(report.values["models"][1]["name"] == "model full");
  CHECK(report.values["baselines"][0]["name"] == "nothing");
  CHECK(report.values["baselines"][1]["name"] == "2 frequent");
  CHECK(holds(report.html,
              "<th scope=\"col\">model instant</th><th scope=\"col\">model full</th>"
              "<th scope=\"col\">nothing</th><th scope=\"col\">2 frequent</th>"));
  CHECK_FALSE(report.values["models"][0].contains("difference_intervals"));
  CHECK(report.values["models"][1]["difference_intervals"].size() == named_metrics().size());
}

TEST_CASE("a report on graded rows says first what a reader accepts, of the uploaders' tags too") {
  const Files files;
  auto examples = test::made_up_examples();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    examples[i].uploader_labels = {examples[i].labels.front()};
    if (i % 3 == 0) std::swap(examples[i].labels, examples[i].also_fits);
  }
  files.write_examples(examples);
  const Report report = report_of(files, "instant.bin");
  CHECK(report.values["graded"] == true);
  CHECK(report.values["metrics_judged_by"] == "the uploaders' own tags");
  const json& model = report.values["models"][0];
  CHECK(model["graded_intervals"].size() == named_graded_metrics().size());
  CHECK(model["graded_intervals"]["accepted"][0] <= model["graded_metrics"]["accepted"]);
  const json& uploader = report.values["baselines"][0];
  CHECK(uploader["name"] == "uploaders' own");
  CHECK(uploader["graded_metrics"]["accepted"].get<double>() == Approx(1));
  CHECK_FALSE(uploader["graded_metrics"].contains("ndcg_at_5"));
  CHECK(uploader.contains("graded_difference_intervals"));
  const std::size_t graded = report.html.find("What a reader accepts, on");
  const std::size_t plain = report.html.find("judged by the uploaders&#39; own tags");
  CHECK(graded != std::string::npos);
  CHECK(plain != std::string::npos);
  CHECK(graded < plain);
}

TEST_CASE("the report's JSON agrees with what is printed, and intervals hold their values") {
  const Files files;
  const Report report = report_of(files, "float.onnx");
  const json& model = report.values["models"][0];
  CHECK(model["metrics"] == report.printed["metrics"]);
  CHECK(model["per_label"] == report.printed["per_label"]);
  CHECK(report.values["baselines"][0]["metrics"] == report.printed["baselines"]["nothing"]);
  CHECK(report.printed["cross_validated"] == true);
  const json& interval = model["intervals"]["micro_f1"];
  CHECK(interval[0] <= model["metrics"]["micro_f1"]);
  CHECK(interval[1] >= model["metrics"]["micro_f1"]);
}

TEST_CASE("a model set beside itself does not differ in anything") {
  const Files files;
  const Report report = report_of(files, "float.onnx", {"--tier", "full", "full"});
  for (const auto& [metric, interval] :
       report.values["models"][1]["difference_intervals"].items()) {
    CHECK(interval == json({0.0, 0.0}));
  }
}

TEST_CASE("hostile texts and labels stay text, and nothing in the page could run or load") {
  const Files files;
  auto examples = test::made_up_examples();
  examples[20].title = "<script>alert(1)</script> \" onload='x";
  examples[21].description = "</style><img src=x onerror=alert(1)> & more";
  files.write_examples(examples);
  const std::string html = report_of(files, "float.onnx", {"--name", "<i>name</i>"}).html;
  CHECK(holds(html, "&lt;script&gt;alert(1)&lt;/script&gt; &quot; onload=&#39;x"));
  CHECK(holds(html, "&lt;/style&gt;&lt;img src=x"));
  CHECK(holds(html, "&lt;i&gt;name&lt;/i&gt;"));
  CHECK_FALSE(holds(html, "<script"));
  CHECK_FALSE(holds(html, "<img"));
  CHECK_FALSE(holds(html, "<i>"));
  CHECK_FALSE(holds(html, "src=\""));
  CHECK(count(html, "</style>") == 1);
  CHECK(holds(html, "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
}

TEST_CASE("labels are listed by support, with their rows in train") {
  const Files files;
  auto examples = test::made_up_examples();
  for (std::size_t i = 24; i < 30; ++i) examples[i].labels = {"Arts"};
  files.write_examples(examples);
  const Report report = report_of(files, "instant.bin");
  std::size_t before = 1000;
  for (const json& label : report.values["models"][0]["per_label"]) {
    CHECK(label["support"] <= before);
    before = label["support"];
  }
  CHECK(report.values["models"][0]["per_label"][0]["label"] == "Arts");
  const std::string table = report.html.substr(report.html.find("Labels, most frequent first"));
  CHECK(table.find("<th scope=\"row\">Arts</th><td>4</td>") < table.find(">Aviation</th>"));
}

TEST_CASE("the worst errors show text, truth and answer, the worst row first") {
  const Files files;
  auto examples = test::made_up_examples();
  examples[30].labels = {"Biology"};  // its word says Climate
  files.write_examples(examples);
  const Report report = report_of(files, "instant.bin");
  const json& errors = report.values["models"][0]["worst_errors"];
  REQUIRE(errors.size() == 16);
  CHECK(errors[0]["id"] == "30");
  for (std::size_t i = 1; i < errors.size(); ++i) CHECK(errors[i - 1]["loss"] >= errors[i]["loss"]);
  const std::string list = report.html.substr(report.html.find("class=\"errors\""));
  const std::string worst = list.substr(0, list.find("</li>"));
  CHECK(holds(worst, test::tiny_words()[0]));
  CHECK(holds(worst, "missed: Biology"));
  CHECK(holds(worst, "wrong: Climate"));
}

TEST_CASE("a learning curve is drawn where there is one, and its lack is told") {
  const Files files;
  CHECK(holds(report_of(files, "instant.bin").html, "No learning curve was given"));
  write_file_atomic(files.path("curve.csv"),
                    "share,rows,model,micro_f1\n0.5,9,a,0.3\n1,20,a,0.4\n");
  const Report report =
      report_of(files, "instant.bin", {"--learning-curve", files.path("curve.csv")});
  CHECK(holds(report.html, "<title>Learning curve</title>"));
  CHECK(report.values["learning_curve"].size() == 2);
}

TEST_CASE("a former report is replaced, another file of its name is not") {
  const Files files;
  report_of(files, "instant.bin");
  report_of(files, "instant.bin");
  const auto refused = [&] {
    return files.run({"--model", files.path("instant.bin"), "--examples",
                      files.path("examples.jsonl"), "--report", files.path("report")});
  };
  write_file_atomic(files.path("report/report.html"), "<p>my notes</p>");
  CHECK(refused() == kExitBadInput);
  CHECK(read_file(files.path("report/report.html")) == "<p>my notes</p>");
  std::filesystem::remove(files.path("report/report.html"));
  write_file_atomic(files.path("report/report.json"), "[1]");
  CHECK(refused() == kExitBadInput);
}

TEST_CASE("a report is the same each time it is made") {
  const Files files;
  const Report first = report_of(files, "instant.bin");
  const Report second = report_of(files, "instant.bin");
  CHECK(first.html == second.html);
  CHECK(first.values == second.values);
  CHECK(report_of(files, "instant.bin", {"--seed", "2"}).values["seed"] == 2);
}

TEST_CASE("the rule is the bundle's own where that is asked for") {
  const Files files;
  const Report report = report_of(files, "model", {"--own-decision"});
  CHECK(report.printed["cross_validated"] == false);
  CHECK(report.values["models"][0]["decision"] == "the bundle's");
}

TEST_CASE("options that do not fit together are refused") {
  const Files files;
  const auto run = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"--examples", files.path("examples.jsonl"), "--model",
                               files.path("model"), files.path("model")});
    return files.run(more);
  };
  CHECK(run({"--tier", "full", "instant", "full"}) == kExitBadInput);
  CHECK(run({"--name", "one"}) == kExitBadInput);
  CHECK(run({"--fit-decision", files.path("rule.json")}) == kExitBadInput);
  CHECK(run({"--learning-curve", files.path("curve.csv")}) == kExitBadInput);
  CHECK(run({"--report", files.path("report"), "--resamples", "0"}) != 0);
  CHECK(files.run({"--model", files.path("model"), "--shards", files.folder.path().string(),
                   "--report", files.path("report")}) == kExitBadInput);
}

}  // namespace
}  // namespace linnet::evaluate
