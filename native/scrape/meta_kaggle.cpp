// The join: the small tables are read first and kept by id, then the large one streams past.
#include "native/scrape/meta_kaggle.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "native/input/table.h"
#include "native/scrape/dump_tables.h"

namespace linnet::scrape {
namespace {

using Id = std::uint64_t;

constexpr std::string_view kSource = "meta-kaggle";
constexpr std::string_view kAddress = "https://www.kaggle.com/datasets/";
constexpr std::string_view kTables[] = {"Datasets", "Organizations", "Users",
                                        "Tags",     "DatasetTags",   "DatasetVersions"};

// "17", or "17.0", as tables with gaps in a column of numbers have it.
std::optional<Id> parse_id(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  Id id = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || rest != end) return std::nullopt;
  return id;
}

struct Dataset {
  Id id = 0;
  Id owner = 0;  // a user or an organization
  bool organization = false;
  bool seen = false;  // its current version came by
};

struct Tag {
  std::string name;
  std::optional<Id> parent;
};

class Join {
 public:
  Join(const MetaKaggleOptions& options, const MetaKaggleEvents& events)
      : options_(options), events_(events) {}

  void run() {
    read_datasets();
    if (find_table(options_.dump, "Organizations") && !organizations_.empty()) {
      read_names("Organizations", "Slug", organizations_);
    }
    read_names("Users", "UserName", users_);
    read_tags();
    read_dataset_tags();
    read_versions();
    for (const Dataset& dataset : datasets_) {
      if (!dataset.seen) reject(dataset, "its current version is not in DatasetVersions.csv");
    }
  }

 private:
  using Fields = std::vector<std::string>;

  // `on_row` returns the name of a column whose value is no id, or nothing.
  void read(std::string_view name, TableRequest request,
            const std::function<const char*(Fields& fields)>& on_row) {
    const DumpTable table = require_table(options_.dump, name);
    request.member = table.member;
    TableEvents events;
    events.on_row = [&](Fields& fields, std::size_t line) {
      const char* column = on_row(fields);
      if (column == nullptr) return;
      events_.on_broken(table.file.string() + ": line " + std::to_string(line) + ": column \"" +
                        column + "\" holds no number; row skipped");
    };
    events.on_bad_row = [&](const std::string& message) {
      events_.on_broken(message + "; row skipped");
    };
    std::uint64_t last = 0;
    events.on_progress = [&](std::uint64_t bytes) {
      bytes_ += bytes - std::exchange(last, bytes);
      events_.on_progress(bytes_);
    };
    read_table(table.file, request, events);
  }

  void read_datasets() {
    read("Datasets", {{"Id", "CurrentDatasetVersionId", "OwnerUserId"}, {"OwnerOrganizationId"}},
         [&](Fields& fields) -> const char* {
           const auto id = parse_id(fields[0]);
           const auto version = parse_id(fields[1]);
           if (!id) return "Id";
           if (!version) return "CurrentDatasetVersionId";
           Dataset dataset{*id};
           if (const auto organization = parse_id(fields[3])) {
             dataset.owner = *organization;
             dataset.organization = true;
             organizations_.try_emplace(*organization);
           } else if (const auto user = parse_id(fields[2])) {
             dataset.owner = *user;
             users_.try_emplace(*user);
           } else {
             return "OwnerUserId";
           }
           by_id_.emplace(*id, datasets_.size());
           by_version_.emplace(*version, datasets_.size());
           datasets_.push_back(dataset);
           return nullptr;
         });
  }

  // Fills in the names of the ids that `names` has.
  void read_names(std::string_view table, const std::string& column,
                  std::unordered_map<Id, std::string>& names) {
    read(table, {{"Id", column}, {}}, [&](Fields& fields) -> const char* {
      const auto id = parse_id(fields[0]);
      if (!id) return "Id";
      if (const auto wanted = names.find(*id); wanted != names.end()) {
        wanted->second = std::move(fields[1]);
      }
      return nullptr;
    });
  }

  void read_tags() {
    read("Tags", {{"Id", "Name"}, {"ParentTagId"}}, [&](Fields& fields) -> const char* {
      const auto id = parse_id(fields[0]);
      if (!id) return "Id";
      tags_[*id] = {std::move(fields[1]), parse_id(fields[2])};
      return nullptr;
    });
  }

  void read_dataset_tags() {
    read("DatasetTags", {{"DatasetId", "TagId"}, {}}, [&](Fields& fields) -> const char* {
      const auto dataset = parse_id(fields[0]);
      const auto tag = parse_id(fields[1]);
      if (!dataset) return "DatasetId";
      if (!tag) return "TagId";
      const auto found = by_id_.find(*dataset);
      if (found != by_id_.end()) tags_of_.emplace_back(found->second, *tag);
      return nullptr;
    });
    std::stable_sort(tags_of_.begin(), tags_of_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  void read_versions() {
    read("DatasetVersions", {{"Id", "Title", "Slug", "Subtitle", "Description"}, {"CreationDate"}},
         [&](Fields& fields) -> const char* {
           const auto id = parse_id(fields[0]);
           if (!id) return "Id";
           const auto found = by_version_.find(*id);
           if (found != by_version_.end()) on_current_version(found->second, fields);
           return nullptr;
         });
  }

  void on_current_version(std::size_t index, Fields& fields) {
    Dataset& dataset = datasets_[index];
    if (std::exchange(dataset.seen, true)) return;
    const std::string& owner =
        dataset.organization ? organizations_.at(dataset.owner) : users_.at(dataset.owner);
    if (owner.empty()) {
      const char* table = dataset.organization ? "Organizations.csv" : "Users.csv";
      reject(dataset, "its owner " + std::to_string(dataset.owner) + " is not in " + table);
      return;
    }
    if (fields[2].empty()) {
      reject(dataset, "its current version has no slug");
      return;
    }
    events_.on_fields({.url = std::string(kAddress) + owner + "/" + fields[2],
                       .title = std::move(fields[1]),
                       .subtitle = std::move(fields[3]),
                       .description = std::move(fields[4]),
                       .tags = tag_names(index),
                       .source = std::string(kSource),
                       .updated = std::move(fields[5])});
  }

  std::vector<std::string> tag_names(std::size_t index) const {
    std::vector<std::string> names;
    const auto begin = std::lower_bound(
        tags_of_.begin(), tags_of_.end(), index,
        [](const auto& entry, std::size_t wanted) { return entry.first < wanted; });
    for (auto at = begin; at != tags_of_.end() && at->first == index; ++at) {
      const auto tag = tags_.find(at->second);
      if (tag == tags_.end()) continue;
      names.push_back(tag->second.name);
      if (options_.parent_tags) add_parents(tag->second, names);
    }
    return names;
  }

  void add_parents(const Tag& tag, std::vector<std::string>& names) const {
    // A table may say that a tag is above itself: no path is longer than there are tags.
    std::optional<Id> next = tag.parent;
    for (std::size_t steps = 0; next && steps < tags_.size(); ++steps) {
      const auto parent = tags_.find(*next);
      if (parent == tags_.end() || !parent->second.parent) return;
      if (std::find(names.begin(), names.end(), parent->second.name) == names.end()) {
        names.push_back(parent->second.name);
      }
      next = parent->second.parent;
    }
  }

  void reject(const Dataset& dataset, const std::string& why) {
    events_.on_rejected(
        {"", std::string(kSource), "data set " + std::to_string(dataset.id) + ": " + why});
  }

  const MetaKaggleOptions& options_;
  const MetaKaggleEvents& events_;
  std::uint64_t bytes_ = 0;

  std::vector<Dataset> datasets_;
  std::unordered_map<Id, std::size_t> by_id_;       // places in datasets_
  std::unordered_map<Id, std::size_t> by_version_;  // by the id of the current version
  std::unordered_map<Id, std::string> users_;       // names, empty until found
  std::unordered_map<Id, std::string> organizations_;
  std::unordered_map<Id, Tag> tags_;
  std::vector<std::pair<std::size_t, Id>> tags_of_;  // by place in datasets_, then as in the table
};

}  // namespace

std::uint64_t meta_kaggle_bytes(const MetaKaggleOptions& options) {
  std::error_code error;
  if (std::filesystem::is_regular_file(options.dump, error)) return 0;
  std::uint64_t bytes = 0;
  for (const std::string_view name : kTables) {
    if (const auto table = find_table(options.dump, name)) {
      const auto size = std::filesystem::file_size(table->file, error);
      if (!error) bytes += size;
    }
  }
  return bytes;
}

void read_meta_kaggle(const MetaKaggleOptions& options, const MetaKaggleEvents& events) {
  Join(options, events).run();
}

}  // namespace linnet::scrape
