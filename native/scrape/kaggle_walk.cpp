#include "native/scrape/kaggle_walk.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "native/hash/sha256.h"

namespace linnet::scrape {
namespace {

constexpr std::array<const char*, 5> kSorts = {"hottest", "votes", "updated", "active",
                                               "published"};
constexpr std::uint64_t kHugeBytes = std::uint64_t{1} << 50;
constexpr std::size_t kKeyTries = 3;

std::string api(const std::string& base, const std::string& path, const fetch::Query& query) {
  return fetch::url_with(base, "/api/v1/datasets/" + path, query);
}

class KaggleWalk {
 public:
  KaggleWalk(const KaggleWalkOptions& options, WalkLog& log, Collection& collection)
      : options_(options), log_(log), collection_(collection) {}

  Collected run() {
    std::vector<KaggleSlice> roots;
    for (const std::string& tag : options_.tags)
      roots.push_back({.sort = first_sort(), .tag = tag});
    if (roots.empty()) roots.push_back({.sort = first_sort(), .tag = ""});
    bool any_cut = false;
    for (const KaggleSlice& root : roots) any_cut |= read_windows(root);
    if (any_cut && options_.tags.empty() && !options_.since) make_sure();
    if (broken_ == 0 && !full()) log_.end_walk();
    return summary();
  }

 private:
  std::string first_sort() const { return options_.since ? "updated" : kSorts[0]; }
  bool full() const { return options_.limit > 0 && log_.size() >= options_.limit; }

  // Reads a slice and, where it was cut off, the halves of its window, and theirs. Returns whether
  // the slice itself was cut off.
  bool read_windows(const KaggleSlice& root) {
    if (read(root, 0) != SliceEnd::kCut) return false;
    std::vector<KaggleSlice> cut = {root};
    while (!cut.empty() && !full()) {
      const KaggleSlice slice = cut.back();
      cut.pop_back();
      const auto halves = slice.halves();
      if (!halves) {
        read_cut_leaf(slice);
        continue;
      }
      const auto [lower, upper] = *halves;
      const auto lower_end = read(lower, 0), upper_end = read(upper, 0);
      // Windows that have no size in common cannot begin alike.
      const std::string lower_first = log_.progress(lower.key()).first_print;
      if (!lower_first.empty() && lower_first == log_.progress(upper.key()).first_print) {
        collection_.events.warning("the server gives the same data sets for all sizes");
        read_cut_leaf(slice);
        continue;
      }
      if (upper_end == SliceEnd::kCut) cut.push_back(upper);
      if (lower_end == SliceEnd::kCut) cut.push_back(lower);
    }
    return true;
  }

  void read_cut_leaf(const KaggleSlice& slice) {
    ++cut_leaves_;
    if (!options_.since) read_other_sorts(slice);
  }

  // Looks for what the windows may have missed (data sets without a size, for one) in the other
  // orders, and where that finds something, under each tag that was met.
  void make_sure() {
    last_round_found_ = read_other_sorts({.sort = first_sort(), .tag = ""});
    for (std::size_t i = 0; last_round_found_ > 0 && i < kSorts.size(); ++i) {
      last_round_found_ = read_tags(kSorts.at(i));
    }
  }

  std::size_t read_tags(const std::string& sort) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < log_.tags().size(); ++i) {  // which grows
      found += read_and_count({.sort = sort, .tag = log_.tags()[i]});
    }
    return found;
  }

  std::size_t read_other_sorts(KaggleSlice slice) {
    const std::string known = slice.sort;
    std::size_t found = 0;
    for (const char* sort : kSorts) {
      if (sort == known) continue;
      slice.sort = sort;
      found += read_and_count(slice);
    }
    return found;
  }

  std::size_t read_and_count(const KaggleSlice& slice) {
    read(slice, options_.stale_pages);
    return log_.found_by(slice.key());
  }

  // Nothing where the limit was reached or a page could not be read.
  std::optional<SliceEnd> read(const KaggleSlice& slice, std::size_t stale_limit) {
    const std::string key = slice.key();
    if (const auto ended = log_.ended(key)) return ended;
    SliceProgress progress = log_.progress(key);
    const auto end = [&](SliceEnd how) {
      log_.end_slice(key, how);
      return how;
    };
    while (progress.page < options_.last_page) {
      if (full()) return std::nullopt;
      const std::size_t page = progress.page + 1;
      const std::optional<KaggleList> list = fetch_page(slice, page);
      if (!list) return std::nullopt;
      if (list->items.empty() && list->faults.empty()) return end(SliceEnd::kRead);
      const std::string print = print_of(*list);
      if (print == progress.print) {
        collection_.events.warning(key + ": page " + std::to_string(page) +
                                   " repeats the one before; read no further");
        return end(SliceEnd::kRepeats);
      }
      const std::size_t found = take(*list, key, page);
      if (full()) return std::nullopt;
      progress.page = page;
      progress.stale = found > 0 ? 0 : progress.stale + 1;
      progress.print = print;
      if (page == 1) progress.first_print = print;
      log_.page_done(key, progress);
      collection_.events.progress(log_.size());
      if (options_.since && all_older(*list)) return end(SliceEnd::kOld);
      if (stale_limit > 0 && progress.stale >= stale_limit) return end(SliceEnd::kStale);
    }
    return end(SliceEnd::kCut);
  }

  std::optional<KaggleList> fetch_page(const KaggleSlice& slice, std::size_t page) {
    fetch::Query query = slice.query();
    query.emplace_back("page", std::to_string(page));
    fetch::Get get;
    get.url = api(options_.base_url, "list", query);
    get.authorization = options_.authorization;
    KaggleList list;
    get.check = [&](std::string_view body) { list = parse_kaggle_list(body, get.url); };
    const fetch::Fetched fetched = collection_.fetcher.get(get);
    if (fetched.outcome == fetch::Outcome::kMissing && page > 1) return KaggleList{};
    if (!fetched.ok()) {
      ++broken_;
      collection_.events.broken(fetched.reason);
      return std::nullopt;
    }
    if (!key_tried_ && !list.items.empty()) try_key(list);
    return list;
  }

  void try_key(const KaggleList& list) {
    key_tried_ = true;
    std::string last;
    for (std::size_t i = 0; i < std::min(kKeyTries, list.items.size()); ++i) {
      fetch::Get get;
      get.url = api(options_.base_url, "view/" + list.items[i].name.path(), {});
      get.authorization = options_.authorization;
      get.one_item = true;
      const fetch::Fetched fetched = collection_.fetcher.get(get);
      if (fetched.outcome != fetch::Outcome::kPrivate) return;
      last = fetched.reason;
    }
    throw Error(ErrorCode::kFailed,
                "the key seems to be rejected: the data sets that are listed "
                "cannot be viewed (" +
                    last + "); make a new one on kaggle.com");
  }

  // Returns how many of the page's items the walk first met there.
  std::size_t take(const KaggleList& list, const std::string& key, std::size_t page) {
    for (const std::string& fault : list.faults) {
      const Rejection rejection{"", kKaggleSource, fault};
      if (collection_.journal.reject(rejection)) collection_.events.rejected(rejection);
    }
    std::size_t found = 0;
    for (const KaggleListed& item : list.items) {
      if (full()) break;
      if (older(item)) {
        collection_.events.filtered();
        continue;
      }
      const std::size_t before = log_.size();
      if (log_.add(item.name.url(), item.updated, key, page)) ++found;
      if (log_.size() > before) {
        collection_.events.recorded(Journal::Outcome::kNew);
      } else {
        collection_.events.unchanged();
      }
    }
    for (const std::string& tag : list.tags) log_.add_tag(tag);
    return found;
  }

  bool older(const KaggleListed& item) const {
    const auto updated = parse_update_time(item.updated);
    return options_.since && updated && *updated < *options_.since;
  }

  bool all_older(const KaggleList& list) const {
    return std::all_of(list.items.begin(), list.items.end(),
                       [this](const KaggleListed& item) { return older(item); });
  }

  static std::string print_of(const KaggleList& list) {
    std::string text;
    for (const KaggleListed& item : list.items) text += item.name.path() + "\n";
    for (const std::string& fault : list.faults) text += fault + "\n";
    return sha256(text).substr(0, 16);
  }

  Collected summary() const {
    std::string text = std::to_string(log_.size()) + " data sets listed by " +
                       std::to_string(log_.slices_ended()) + " queries";
    if (full())
      return {Ending::kPartial, text + "; stopped at --limit: raise it to get further", true};
    if (broken_ > 0) {
      return {
          Ending::kPartial,
          text + "; " + std::to_string(broken_) + " of them ended at a page that could not be read",
          true};
    }
    if (cut_leaves_ > 0 || last_round_found_ > 0) {
      text += "; not known to be complete: ";
      if (cut_leaves_ > 0) {
        text += std::to_string(cut_leaves_) +
                " size windows that cannot be made smaller end at the last page given out";
      }
      if (last_round_found_ > 0) {
        text += (cut_leaves_ > 0 ? ", and " : "") + std::string("the last round still found ") +
                std::to_string(last_round_found_);
      }
      return {Ending::kPartial, text, false};
    }
    return {Ending::kComplete, text + "; complete as far as the listing tells", false};
  }

  const KaggleWalkOptions& options_;
  WalkLog& log_;
  Collection& collection_;
  bool key_tried_ = false;
  std::size_t broken_ = 0;
  std::size_t cut_leaves_ = 0;
  std::size_t last_round_found_ = 0;
};

}  // namespace

fetch::Query KaggleSlice::query() const {
  fetch::Query query = {{"sortBy", sort}};
  if (!tag.empty()) query.emplace_back("tagids", tag);
  if (min_bytes > 0) query.emplace_back("minSize", std::to_string(min_bytes));
  if (max_bytes) query.emplace_back("maxSize", std::to_string(*max_bytes));
  return query;
}

std::string KaggleSlice::key() const {
  std::string text;
  for (const auto& [name, value] : query()) {
    if (!text.empty()) text += "&";
    text.append(name).append("=").append(value);
  }
  return text;
}

std::optional<std::pair<KaggleSlice, KaggleSlice>> KaggleSlice::halves() const {
  const std::uint64_t high = max_bytes.value_or(kHugeBytes);
  if (high <= min_bytes) return std::nullopt;
  const double geometric =
      std::sqrt((static_cast<double>(min_bytes) + 1) * (static_cast<double>(high) + 1)) - 1;
  const auto middle =
      std::clamp(static_cast<std::uint64_t>(std::max(0.0, geometric)), min_bytes, high - 1);
  KaggleSlice lower = *this, upper = *this;
  lower.max_bytes = middle;
  upper.min_bytes = middle + 1;
  return std::pair(lower, upper);
}

std::string KaggleWalkOptions::walk() const {
  std::string text = "kaggle " + base_url;
  for (const std::string& tag : tags) text += " " + tag;
  if (since) text += " since " + format_update_time(*since);
  return text;
}

Collected walk_kaggle(const KaggleWalkOptions& options, WalkLog& log, Collection& collection) {
  return KaggleWalk(options, log, collection).run();
}

}  // namespace linnet::scrape
