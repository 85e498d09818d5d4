#include "native/preprocess/preprocess.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ascii.h"
#include "core/error.h"
#include "core/utf8.h"
#include "native/hash/sha256.h"
#include "native/input/table.h"
#include "native/preprocess/near_duplicates.h"
#include "native/progress/progress.h"

namespace linnet::preprocess {
namespace {

// A row of the table that has a title, tags and a URL not seen before.
struct Candidate {
  Example example;  // without labels and split
  std::vector<std::string> tags;
  std::vector<std::string> also_fits;
  std::vector<std::string> uploader;
  std::string split;
  std::string held_out_value;
  std::string partial_value;
  std::size_t line = 0;
};

struct FilterCounts {
  std::size_t read = 0;
  std::size_t untitled = 0;
  std::size_t untagged = 0;
  std::size_t repeated = 0;
};

// Streams the table through the first three filters.
class Reader {
 public:
  Reader(const Options& options, std::function<void(const std::string&)> on_bad_row)
      : options_(options), on_bad_row_(std::move(on_bad_row)) {
    request_.required = {"title", "url", "description", options.tags_column};
    for (const std::string& name :
         {options.uploader_column, options.split_column, options.partial_column,
          options.hold_out ? options.hold_out->column : std::string()}) {
      if (!name.empty()) request_.required.push_back(name);
    }
    request_.optional = {options.also_fits_column};
  }

  void read(const std::string& what, const std::function<void(Candidate&&)>& on_candidate) {
    counts_ = {};
    seen_urls_.clear();
    std::error_code error;
    Progress progress(what, std::filesystem::file_size(options_.input, error) >> 20, "MB");
    TableEvents events;
    events.on_row = [&](std::vector<std::string>& fields, std::size_t line) {
      ++counts_.read;
      Candidate row;
      if (filter(fields, line, row)) on_candidate(std::move(row));
    };
    events.on_bad_row = on_bad_row_;
    events.on_progress = [&](std::uint64_t bytes) { progress.update(bytes >> 20); };
    bad_rows_ = read_table(options_.input, request_, events).bad_rows;
  }

  const FilterCounts& counts() const { return counts_; }
  std::size_t bad_rows() const { return bad_rows_; }
  // Of the rows that have a title and tags.
  const SeenUrls& seen_urls() const { return seen_urls_; }

 private:
  bool filter(std::vector<std::string>& fields, std::size_t line, Candidate& row) {
    row.example.title = trimmed(clean_utf8(fields[0]));
    if (row.example.title.empty()) {
      ++counts_.untitled;
      return false;
    }
    row.tags = read_tags(fields[3]);
    row.also_fits = read_tags(fields.back());
    if (row.tags.empty() && !options_.keep_untagged) {
      ++counts_.untagged;
      return false;
    }
    row.example.id = trimmed(clean_utf8(fields[1]));
    if (row.example.id.empty()) {
      row.example.id = "line:" + std::to_string(line);
    } else if (!seen_urls_.insert(row.example.id)) {
      ++counts_.repeated;
      return false;
    }
    row.example.description = trimmed(clean_utf8(fields[2]));
    std::size_t next = 4;
    if (!options_.uploader_column.empty()) row.uploader = read_tags(fields[next++]);
    if (!options_.split_column.empty()) row.split = trimmed(fields[next++]);
    if (!options_.partial_column.empty()) row.partial_value = trimmed(fields[next++]);
    if (options_.hold_out) row.held_out_value = trimmed(fields[next++]);
    row.line = line;
    return true;
  }

  std::vector<std::string> read_tags(std::string_view field) const {
    std::vector<std::string> tags = split_tags(clean_utf8(field));
    for (std::string& tag : tags) tag = options_.renames.apply(tag);
    return tags;
  }

  const Options& options_;
  std::function<void(const std::string&)> on_bad_row_;
  TableRequest request_;
  FilterCounts counts_;
  std::size_t bad_rows_ = 0;
  SeenUrls seen_urls_;
};

// Whether the row is set aside, by the first 32 bits of the SHA-256 of its title.
bool is_held_out(const HoldOut& hold_out, const Candidate& row) {
  if (std::find(hold_out.values.begin(), hold_out.values.end(), row.held_out_value) ==
      hold_out.values.end()) {
    return false;
  }
  const auto drawn = std::stoul(sha256(row.example.title).substr(0, 8), nullptr, 16);
  return static_cast<double>(drawn) < hold_out.share * std::exp2(32);
}

// The frequent tags of the whole table, by a first reading that keeps no row.
LabelSet count_labels(const Options& options, std::size_t& distinct) {
  if (!(options.min_share > 0 && options.min_share <= 1)) {
    throw Error(ErrorCode::kInvalidArgument, "the least share of a tag lies over 0, up to 1");
  }
  TagCounter counter;
  // Broken rows are told by the second reading.
  Reader(options, [](const std::string&) {}).read("count tags", [&](Candidate&& row) {
    counter.add_row(row.tags);
  });
  distinct = counter.distinct();
  const double least = std::ceil(options.min_share * static_cast<double>(counter.rows()) - 1e-9);
  auto names = counter.frequent(static_cast<std::size_t>(std::max(1.0, least)));
  if (names.empty()) {
    throw Error(ErrorCode::kInvalidFormat,
                options.input.string() +
                    ": no tag is frequent enough; check the categories column or lower the share");
  }
  return LabelSet(std::move(names));
}

template <typename T>
void keep_marked(std::vector<T>& values, const std::vector<std::uint8_t>& keep) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (keep[i] == 0) continue;
    if (next != i) values[next] = std::move(values[i]);
    ++next;
  }
  values.resize(next);
}

void note_groups(const std::vector<std::size_t>& group_of, Result& result) {
  std::vector<std::size_t> size(group_of.size(), 0);
  for (const std::size_t group : group_of) ++size[group];
  for (const std::size_t rows : size) {
    if (rows > 1) ++result.duplicate_groups;
    result.largest_group = std::max(result.largest_group, rows);
  }
}

void split_examples(const Options& options, const std::vector<std::size_t>& group_of,
                    Result& result) {
  std::vector<Example>& examples = result.examples;
  if (!options.split_column.empty()) {
    std::vector<std::string> split_of;
    split_of.reserve(examples.size());
    for (const Example& example : examples) split_of.push_back(example.split);
    keep_marked(examples, keep_apart(group_of, split_of));
    result.steps.push_back({"near-duplicates of held-out rows dropped", examples.size()});
    return;
  }
  std::vector<std::uint8_t> partial;
  partial.reserve(examples.size());
  for (const Example& example : examples) partial.push_back(example.partial ? 1 : 0);
  auto splits = draw_splits(group_of, partial, options.shares);
  for (std::size_t i = 0; i < examples.size(); ++i) examples[i].split = std::move(splits[i]);
}

}  // namespace

Result preprocess(const Options& options,
                  const std::function<void(const std::string& message)>& on_bad_row) {
  std::size_t distinct_tags = 0;
  Result result{.examples = {},
                .labels = options.labels ? *options.labels : count_labels(options, distinct_tags),
                .steps = {},
                .url_list = {}};
  result.distinct_tags = distinct_tags;

  const LabelMatcher matcher(result.labels);
  std::vector<Fingerprint> fingerprints;
  std::size_t unlabelled = 0;
  Reader reader(options, on_bad_row);
  std::size_t without_split = 0;
  reader.read("read rows", [&](Candidate&& row) {
    row.example.labels = matcher.match(row.tags);
    row.example.also_fits = matcher.match(row.also_fits);
    // The clearer word counts.
    std::erase_if(row.example.also_fits, [&](const std::string& name) {
      return std::find(row.example.labels.begin(), row.example.labels.end(), name) !=
             row.example.labels.end();
    });
    row.example.uploader_labels = matcher.match(row.uploader);
    if (row.example.labels.empty() && !options.keep_untagged) {
      ++unlabelled;
      return;
    }
    if (!options.split_column.empty() && row.split.empty()) {
      ++without_split;
      on_bad_row(options.input.string() + ": line " + std::to_string(row.line) + ": column \"" +
                 options.split_column + "\" is empty");
      return;
    }
    if (options.hold_out && row.split == "train" && is_held_out(*options.hold_out, row)) {
      row.split = options.hold_out->split;
    }
    row.example.split = std::move(row.split);
    row.example.partial = !options.partial_column.empty() &&
                          std::find(options.partial_values.begin(), options.partial_values.end(),
                                    row.partial_value) != options.partial_values.end();
    fingerprints.push_back(fingerprint(row.example.title, row.example.description));
    result.examples.push_back(std::move(row.example));
  });
  result.bad_rows = reader.bad_rows() + without_split;
  if (!options.url_list.empty()) {
    result.url_list = count_url_list(options.url_list, reader.seen_urls(), on_bad_row);
    result.bad_rows += result.url_list->bad_rows;
  }

  const FilterCounts& counts = reader.counts();
  std::size_t rows = counts.read;
  result.steps.push_back({"rows read", rows});
  result.steps.push_back({"without a title dropped", rows -= counts.untitled});
  result.steps.push_back({"without tags dropped", rows -= counts.untagged});
  result.steps.push_back({"repeated URLs dropped", rows -= counts.repeated});
  result.steps.push_back({"left with no label dropped", rows -= unlabelled});
  if (without_split > 0) result.steps.push_back({"without a split dropped", rows - without_split});
  if (result.examples.empty()) {
    throw Error(ErrorCode::kInvalidFormat,
                options.input.string() + ": no row has a title, a tag and a label; check the file");
  }

  const auto group_of = group_near_duplicates(fingerprints, options.similarity);
  note_groups(group_of, result);
  split_examples(options, group_of, result);
  return result;
}

}  // namespace linnet::preprocess
