#include "native/evaluate/html_report.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <optional>

#include "core/decision.h"
#include "core/utf8.h"
#include "native/chart/bar_chart.h"
#include "native/chart/line_chart.h"
#include "native/evaluate/html.h"
#include "native/evaluate/page_style.h"
#include "native/evaluate/report.h"

namespace linnet::evaluate {
namespace {

constexpr char kPolicy[] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
constexpr SvgSize kSquare{440, 420};
constexpr SvgSize kLow{440, 260};
constexpr std::size_t kTextBytes = 600;  // of a description
constexpr char kDash[] = "\xe2\x80\x93";
constexpr char kMinus[] = "\xe2\x88\x92";
constexpr char kEllipsis[] = "\xe2\x80\xa6";

std::string decimal(double value, int places = 3) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, std::abs(value));
  // No "-0.000".
  const bool negative =
      value < 0 && std::string_view(text).find_first_of("123456789") != std::string_view::npos;
  return (negative ? kMinus : "") + std::string(text);
}

std::string with_sign(double value) { return (value > 0 ? "+" : "") + decimal(value); }

Html number(double value) { return Html::text(decimal(value)); }
Html number(std::size_t count) { return Html::text(std::to_string(count)); }
Html absent() { return Html::text(kDash); }

struct Measure {
  double value = 0;
  Interval interval;
};

Html with_interval(const std::string& value, const std::string& low, const std::string& high) {
  return Html::text(value) + element("small", low + " to " + high);
}

// A line a metric and a column a system: value and interval, or a dash where a system has none.
template <typename Named, typename Measures>
HtmlTable metrics_table_of(const std::string& caption, const ReportData& report, const Named& named,
                           const Measures& measures) {
  HtmlTable table;
  table.caption = caption;
  table.columns.emplace_back("metric");
  for (const ReportSystem& system : report.systems) table.columns.push_back(system.name);
  for (std::size_t i = 0; i < named.size(); ++i) {
    HtmlTable::Row row{named[i].name, {}};
    for (const ReportSystem& system : report.systems) {
      const std::optional<Measure> measure = measures(system, i);
      if (!measure) {
        row.cells.push_back(absent());
        continue;
      }
      const auto& [value, interval] = *measure;
      const bool beyond = value < interval.low || value > interval.high;
      row.cells.push_back(with_interval(decimal(value) + (beyond ? "*" : ""), decimal(interval.low),
                                        decimal(interval.high)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

template <typename Named, typename Differences>
HtmlTable differences_table_of(const std::string& caption, const ReportData& report,
                               const Named& named, const Differences& differences) {
  const ReportSystem& first = report.systems.front();
  HtmlTable table;
  table.caption = caption;
  table.columns.emplace_back("metric");
  for (std::size_t k = 1; k < report.systems.size(); ++k) {
    table.columns.push_back(report.systems[k].name + " " + kMinus + " " + first.name);
  }
  for (std::size_t i = 0; i < named.size(); ++i) {
    HtmlTable::Row row{named[i].name, {}};
    for (std::size_t k = 1; k < report.systems.size(); ++k) {
      const std::optional<Measure> difference = differences(report.systems[k], i);
      if (!difference) {
        row.cells.push_back(absent());
        continue;
      }
      const auto& [value, interval] = *difference;
      const Html cell =
          with_interval(with_sign(value), with_sign(interval.low), with_sign(interval.high));
      const bool certain = interval.low > 0 || interval.high < 0;
      row.cells.push_back(certain ? element("strong", cell) : cell);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::optional<Measure> graded_measure(const ReportSystem& system, std::size_t i) {
  const NamedGradedMetric& metric = named_graded_metrics()[i];
  if (metric.ranks && !system.ranks) return std::nullopt;
  return Measure{metric.value(system.graded), system.graded_intervals[i]};
}

std::optional<Measure> measure(const ReportSystem& system, std::size_t i) {
  return Measure{named_metrics()[i].value(system.metrics), system.intervals[i]};
}

Html metrics_section(const ReportData& report) {
  Html html = element(
      "p",
      "Each interval holds the middle 95% of the metric over " +
          std::to_string(report.bootstrap.resamples) +
          " bootstrap resamples of the rows (percentile method). It tells how the metric would "
          "vary "
          "with other rows of the same kind, not with another training run. Hamming accuracy says "
          "little: giving no tags at all scores about as high.");
  html += element(
      "p",
      "Averages over labels (macro) are biased in resamples: rare labels drop out, which lowers "
      "macro F1, and repeated rows rank next to each other, which raises macro mAP. Such a value "
      "can "
      "lie at an end of its interval or, marked with *, beyond it; read the interval as a width "
      "there, and trust the differences more.");
  if (report.graded) {
    html += element(
        "p",
        "The rows are graded: a tag clearly fits, fits as well, or does not fit. Accepted is the "
        "share of the tags given that fit, clearly or not; a tag that fits but is not clear is "
        "neither demanded nor counted as wrong. Macro F1 and LRAP leave such pairs out; nDCG "
        "counts "
        "2 for a clear tag and 1 for one that fits.");
    html += to_html(
        metrics_table_of("What a reader accepts, on " + report.data + ", with 95% intervals",
                         report, named_graded_metrics(), graded_measure));
  }
  const std::string judged = report.graded ? ", judged by " + report.judged_by : "";
  return html +
         to_html(metrics_table_of("Metrics on " + report.data + judged + ", with 95% intervals",
                                  report, named_metrics(), measure));
}

Html differences_section(const ReportData& report) {
  const ReportSystem& first = report.systems.front();
  Html html =
      element("p",
              "Both are measured on the same resamples, so what makes some rows harder for all "
              "cancels out. "
              "Where the interval does not hold 0, the difference is set in bold: it is more than "
              "the choice "
              "of rows explains. For coverage error and calibration error, less is better.");
  if (report.graded) {
    html += to_html(differences_table_of(
        "What a reader accepts: difference from " + first.name + ", with 95% intervals", report,
        named_graded_metrics(),
        [&](const ReportSystem& system, std::size_t i) -> std::optional<Measure> {
          const NamedGradedMetric& metric = named_graded_metrics()[i];
          if (metric.ranks && !system.ranks) return std::nullopt;
          return Measure{metric.value(system.graded) - metric.value(first.graded),
                         system.graded_differences[i]};
        }));
  }
  return html +
         to_html(differences_table_of(
             "Difference from " + first.name + ", with 95% intervals", report, named_metrics(),
             [&](const ReportSystem& system, std::size_t i) -> std::optional<Measure> {
               const NamedMetric& metric = named_metrics()[i];
               return Measure{metric.value(system.metrics) - metric.value(first.metrics),
                              system.differences[i]};
             }));
}

Html precision_recall_section(const ReportData& report) {
  LineChart chart;
  chart.title = "Precision and recall at every threshold";
  chart.x_label = "recall";
  chart.y_label = "precision";
  chart.x_range = chart.y_range = {0, 1};
  chart.size = kSquare;
  chart.use = SvgUse::kInline;
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    chart.series.push_back({report.systems[i].name, report.models[i].precision_recall});
  }
  return figure(to_svg(chart),
                "Micro-averaged over all (row, label) pairs, one global threshold moved from 1 "
                "down to 0 over the calibrated probabilities. The area under a curve is the "
                "micro mAP of the table above.");
}

std::vector<std::pair<double, double>> points_of(const std::vector<ReliabilityBin>& bins) {
  std::vector<std::pair<double, double>> points;
  for (const ReliabilityBin& bin : bins) {
    if (bin.pairs > 0) points.emplace_back(bin.mean_probability, bin.share_true);
  }
  return points;
}

std::vector<std::size_t> counts_of(const std::vector<ReliabilityBin>& bins) {
  std::vector<std::size_t> counts;
  counts.reserve(bins.size());
  for (const ReliabilityBin& bin : bins) counts.push_back(bin.pairs);
  return counts;
}

std::string bin_edge(std::size_t bin) {
  return decimal(static_cast<double>(bin) / kCalibrationBins, 2);
}

HtmlTable bins_table(const ReportModel& model, const std::string& name) {
  HtmlTable table;
  table.caption = "Bins of the calibration of " + name;
  table.groups = {{"before", 3}, {"after", 3}};
  table.columns = {"probability", "pairs", "mean", "share true", "pairs", "mean", "share true"};
  for (std::size_t i = 0; i < model.before.size(); ++i) {
    HtmlTable::Row row{bin_edge(i) + " to " + bin_edge(i + 1), {}};
    for (const ReliabilityBin& bin : {model.before[i], model.after[i]}) {
      row.cells.push_back(number(bin.pairs));
      row.cells.push_back(bin.pairs > 0 ? number(bin.mean_probability) : absent());
      row.cells.push_back(bin.pairs > 0 ? number(bin.share_true) : absent());
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Html calibration_of(const ReportModel& model, const std::string& name) {
  LineChart plot;
  plot.title = "Calibration";
  plot.x_label = "mean probability in the bin";
  plot.y_label = "share that is true";
  plot.x_range = plot.y_range = {0, 1};
  plot.marks = true;
  plot.size = kSquare;
  plot.use = SvgUse::kInline;
  plot.series = {{"before", points_of(model.before)},
                 {"after", points_of(model.after)},
                 {"perfect", {{0, 0}, {1, 1}}}};
  BarChart counts;
  counts.title = "Pairs in each bin";
  counts.x_label = "probability, lower end of the bin";
  counts.y_label = "pairs (logarithmic)";
  counts.size = kLow;
  counts.use = SvgUse::kInline;
  counts.series = {{"before", counts_of(model.before)}, {"after", counts_of(model.after)}};
  for (std::size_t i = 0; i < kCalibrationBins; ++i) {
    counts.categories.push_back(i % 3 == 0 ? bin_edge(i) : "");
  }
  const std::string caption = "Calibration error " + decimal(model.calibration_error_before, 4) +
                              " before, " + decimal(model.evaluation->graded.calibration_error, 4) +
                              " after. Above the diagonal the model is too modest, below it too "
                              "sure.";
  return element("h3", name) +
         element("div", {{"class", "figures"}},
                 figure(to_svg(plot), caption) +
                     figure(to_svg(counts),
                            "How many (row, label) pairs each point stands for: "
                            "almost all have a probability near 0.")) +
         element("details",
                 element("summary", "The bins as numbers") + to_html(bins_table(model, name)));
}

Html calibration_section(const ReportData& report) {
  Html html = element(
      "p",
      "Before: the sigmoid of the logits. After: scaled and shifted by Platt scaling. Each point "
      "is a bin of probabilities; where they are calibrated, 30% of the pairs with probability "
      "0.3 are true.");
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    html += calibration_of(report.models[i], report.systems[i].name);
  }
  return html;
}

Html labels_section(const ReportData& report) {
  const Evaluation& first = *report.models.front().evaluation;
  const bool trained = first.rows.train_rows > 0;
  HtmlTable table;
  table.caption = "Labels, most frequent first";
  table.columns = {"label", "in train", "here"};
  table.groups = {{"rows", 2}};
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    table.groups.push_back({report.systems[i].name, 5});
    for (const char* name : {"precision", "recall", "F1", "AP", "threshold"}) {
      table.columns.emplace_back(name);
    }
  }
  for (const std::size_t label : by_support(first.metrics)) {
    HtmlTable::Row row{first.labels.name(label), {}};
    row.cells.push_back(trained ? number(first.rows.train_counts[label]) : absent());
    row.cells.push_back(number(first.metrics.per_label[label].support));
    for (const ReportModel& model : report.models) {
      const LabelMetrics& metrics = model.evaluation->metrics.per_label[label];
      row.cells.push_back(number(metrics.scores.precision));
      row.cells.push_back(number(metrics.scores.recall));
      row.cells.push_back(number(metrics.scores.f1));
      row.cells.push_back(metrics.average_precision ? number(*metrics.average_precision)
                                                    : absent());
      row.cells.push_back(number(model.evaluation->rule.thresholds[label]));
    }
    table.rows.push_back(std::move(row));
  }
  return element(
             "p",
             "Most labels have few rows here, so their figures are rough. AP is the average "
             "precision of the label's own ranking; it is missing where no row has the label.") +
         to_html(table);
}

Html confusion_section(const ReportData& report) {
  Html html = element("p",
                      "In the same row, a tag that is true was missed and another that is not was "
                      "given. A row with several of both counts for each pair.");
  Html tables;
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    const ReportModel& model = report.models[i];
    const LabelSet& labels = model.evaluation->labels;
    HtmlTable table;
    table.caption = report.systems[i].name + ": missed tag and wrong tag of the same row";
    table.columns = {"missed", "given", "rows", "missed in all"};
    for (const ConfusedPair& pair : model.confused) {
      table.rows.push_back(
          {labels.name(pair.missed),
           {Html::text(labels.name(pair.given)), number(pair.rows), number(pair.missed_rows)}});
    }
    tables += model.confused.empty() ? element("p", report.systems[i].name +
                                                        ": no row has both a missed and a wrong "
                                                        "tag.")
                                     : element("div", {{"class", "pairs"}}, to_html(table));
  }
  return html + element("div", {{"class", "figures"}}, tables);
}

Html learning_section(const ReportData& report) {
  if (report.learning_curve.empty()) {
    return element("p",
                   "No learning curve was given. Train on shares of the train rows, write a line "
                   "for each run into a CSV file with the columns share, rows, model and micro_f1, "
                   "and name it with --learning-curve.");
  }
  std::map<std::string, ChartSeries> series;
  double best = 0.1;
  HtmlTable table;
  table.caption = "Learning curve, run by run";
  table.columns = {"model", "share", "rows", "micro F1", "macro F1"};
  for (const LearningPoint& point : report.learning_curve) {
    ChartSeries& own = series[point.model];
    own.name = point.model;
    own.points.emplace_back(point.share, point.micro_f1);
    best = std::max(best, point.micro_f1);
    table.rows.push_back({point.model,
                          {number(point.share), number(point.rows), number(point.micro_f1),
                           point.macro_f1 ? number(*point.macro_f1) : absent()}});
  }
  LineChart chart;
  chart.title = "Learning curve";
  chart.x_label = "share of the train rows";
  chart.y_label = "micro F1";
  chart.x_range = {0, 1};
  chart.y_range = {0,
                   std::ceil(best * 10) / 10};  // from 0, so that gains look as large as they are
  chart.marks = true;
  chart.size = kSquare;
  chart.use = SvgUse::kInline;
  for (const auto& [name, own] : series) chart.series.push_back(own);
  return figure(to_svg(chart),
                "Where a curve still rises at its right end, more rows are likely to help.") +
         to_html(table);
}

Html tag(const char* kind, const char* note, const std::string& name,
         const std::string& probability) {
  std::string text = note;
  text.append(name).append(probability);
  return element("span", {{"class", std::string("tag ") + kind}}, Html::text(text)) +
         Html::markup(" ");
}

std::string beginning(const std::string& text) {
  const std::string clean = clean_utf8(text);
  const std::string_view begin = utf8_prefix(clean, kTextBytes);
  return std::string(begin) + (begin.size() < clean.size() ? kEllipsis : "");
}

Html error_item(const Evaluation& evaluation, const RowError& error) {
  const RowText& text = evaluation.rows.texts.at(error.row);
  const auto relevance = evaluation.relevance().row(error.row);
  const auto given = evaluation.predictions().row(error.row);
  const auto probabilities = evaluation.probabilities().row(error.row);
  std::vector<std::size_t> order;
  for (std::size_t label = 0; label < relevance.size(); ++label) {
    if (relevance[label] == Relevance::kClear || given[label] != 0) order.push_back(label);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return probabilities[a] > probabilities[b];
  });
  Html right, answer;
  for (const std::size_t label : order) {
    const std::string& name = evaluation.labels.name(label);
    const std::string probability = " " + decimal(probabilities[label], 2);
    const bool is_right = relevance[label] == Relevance::kClear;
    const bool is_given = given[label] != 0;
    if (is_given && is_right) answer += tag("right", "", name, probability);
    if (relevance[label] == Relevance::kFits) answer += tag("right", "fits: ", name, probability);
    if (is_given && !is_accepted(relevance[label])) {
      answer += tag("wrong", "wrong: ", name, probability);
    }
    if (is_right && is_given) right += tag("right", "", name, "");
    if (is_right && !is_given) right += tag("missed", "missed: ", name, probability);
  }
  const auto or_none = [](const Html& tags) {
    return tags.string().empty() ? element("span", {{"class", "quiet"}}, Html::text("none")) : tags;
  };
  Html content = element("h4", text.title.empty() ? "(no title)" : text.title);
  content += element("p", {{"class", "quiet"}}, Html::text("loss " + decimal(error.loss, 4)));
  if (!text.description.empty()) content += element("p", beginning(text.description));
  content += element("dl", element("dt", "True") + element("dd", or_none(right)) +
                               element("dt", "Given") + element("dd", or_none(answer)));
  return element("li", content) + Html::markup("\n");
}

Html errors_section(const ReportData& report) {
  Html html = element(
      "p",
      "Rows with the highest mean binary cross entropy over their labels: those of whose truth the "
      "model was least convinced. Each tag carries its calibrated probability; a missed tag is "
      "shown with the one that did not reach its threshold.");
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    const ReportModel& model = report.models[i];
    Html items;
    for (const RowError& error : model.errors) items += error_item(*model.evaluation, error);
    html += element("details",
                    element("summary", report.systems[i].name + ": the " +
                                           std::to_string(model.errors.size()) + " worst rows") +
                        element("ol", {{"class", "errors"}}, items));
  }
  return html;
}

Html introduction(const ReportData& report) {
  Html models;
  for (std::size_t i = 0; i < report.models.size(); ++i) {
    const Evaluation& evaluation = *report.models[i].evaluation;
    std::string about = ": " + evaluation.kind + ", " + evaluation.path + "; decision rule: ";
    about += evaluation.fit ? "each row is judged by one fitted on the others (5-fold "
                              "cross-validation); the thresholds shown are of one fitted on all"
                            : evaluation.rule_source;
    if (evaluation.truncated > 0) {
      about += "; " + std::to_string(evaluation.truncated) + " rows were too long to be read whole";
    }
    models += element("li", element("strong", report.systems[i].name) + Html::text(about));
  }
  const EvaluationRows& rows = report.models.front().evaluation->rows;
  std::string data = std::to_string(report.rows) + " rows: " + report.data + ". " +
                     std::to_string(report.models.front().evaluation->labels.size()) + " labels.";
  if (rows.train_rows > 0) data += " " + std::to_string(rows.train_rows) + " train rows.";
  if (rows.partial_rows > 0) {
    data += " " + std::to_string(rows.partial_rows) + " partly tagged rows left out.";
  }
  return element("h1", "Evaluation report") + element("p", data) + element("ul", models);
}

struct Section {
  const char* id;
  const char* heading;
  Html (*content)(const ReportData&);
};

constexpr std::array<Section, 8> kSections{{
    {"metrics", "Metrics", metrics_section},
    {"differences", "Differences", differences_section},
    {"precision-recall", "Precision and recall", precision_recall_section},
    {"calibration", "Calibration", calibration_section},
    {"labels", "Labels", labels_section},
    {"confusion", "Confused pairs", confusion_section},
    {"learning-curve", "Learning curve", learning_section},
    {"errors", "Worst errors", errors_section},
}};

}  // namespace

std::string html_report(const ReportData& report) {
  Html links, sections;
  for (const Section& section : kSections) {
    const std::string id = section.id;
    links += element("li", element("a", {{"href", "#" + id}}, Html::text(section.heading)));
    sections += element("section", {{"id", id}, {"aria-labelledby", id + "-heading"}},
                        element("h2", {{"id", id + "-heading"}}, Html::text(section.heading)) +
                            section.content(report)) +
                Html::markup("\n");
  }
  const Html head = Html::markup(
      "<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"" +
      std::string(kPolicy) +
      "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"generator\" content=\"" +
      std::string(kReportGenerator) + "\">\n");
  const Html body =
      element("header", introduction(report) +
                            element("nav", {{"aria-label", "Sections"}}, element("ul", links))) +
      Html::markup("\n") + element("main", sections);
  return "<!doctype html>\n" +
         element("html", {{"lang", "en"}},
                 element("head", head + element("title", "Evaluation report: " + report.data) +
                                     element("style", Html::markup(kPageStyle))) +
                     Html::markup("\n") + element("body", body))
             .string() +
         "\n";
}

}  // namespace linnet::evaluate
