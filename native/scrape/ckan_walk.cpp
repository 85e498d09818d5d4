#include "native/scrape/ckan_walk.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "native/hash/sha256.h"
#include "native/scrape/ckan_reply.h"

namespace linnet::scrape {
namespace {

std::string without_last_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

class Walk {
 public:
  Walk(const CkanWalkOptions& options, WalkLog& log, Collection& collection)
      : options_(options),
        portal_(without_last_slash(options.portal)),
        log_(log),
        collection_(collection) {}

  Collected run() {
    for (std::size_t pass = 1; pass <= options_.max_passes && !full() && !broken_; ++pass) {
      const std::string key = "pass " + std::to_string(pass);
      read(key);
      if (full() || broken_) break;
      const bool shifted = log_.ended(key) == SliceEnd::kShifted;
      if ((seen() >= total_ && !shifted) || log_.found_by(key) == 0) break;
    }
    if (!full() && !broken_) log_.end_walk();
    return summary();
  }

 private:
  // Nameless ones count in the portal's total, too.
  std::size_t seen() const { return log_.size() + faults_; }
  bool full() const { return options_.limit > 0 && log_.size() >= options_.limit; }

  void read(const std::string& key) {
    SliceProgress progress = log_.progress(key);
    if (total_ == 0) total_ = progress.total;
    faults_ = 0;
    if (log_.ended(key)) return;
    while (!full()) {
      const std::size_t page = progress.page + 1;
      const auto read = fetch_page((page - 1) * options_.rows);
      if (!read) return;
      total_ = read->total;
      const std::uint64_t expected =
          options_.limit > 0 ? std::min<std::uint64_t>(total_, options_.limit) : total_;
      collection_.events.expect(expected);
      const std::string print = print_of(*read);
      if (read->size > 0 && print == progress.print) {
        collection_.events.warning(portal_ + ": page " + std::to_string(page) +
                                   " repeats the one before; read no further");
        log_.end_slice(key, SliceEnd::kRepeats);
        repeats_ = true;
        return;
      }
      const std::size_t found = take(*read, key, page);
      if (full()) return;
      progress.page = page;
      progress.stale = found > 0 ? 0 : progress.stale + 1;
      progress.print = print;
      progress.total = std::max(progress.total, total_);
      log_.page_done(key, progress);
      collection_.events.progress(log_.size());
      if (read->size == 0 || page * options_.rows >= read->total) {
        log_.end_slice(key, total_ < progress.total ? SliceEnd::kShifted : SliceEnd::kRead);
        return;
      }
    }
  }

  std::optional<CkanPage> fetch_page(std::size_t start) {
    fetch::Query query = {{"rows", std::to_string(options_.rows)},
                          {"start", std::to_string(start)},
                          {"sort", "metadata_created asc, id asc"}};
    if (options_.since) {
      query.emplace_back("fq",
                         "metadata_modified:[" + format_update_time(*options_.since) + " TO *]");
    }
    fetch::Get get;
    get.url = fetch::url_with(portal_, "/api/3/action/package_search", query);
    CkanPage page;
    get.check = [&](std::string_view body) { page = parse_ckan_page(body, get.url, portal_); };
    const fetch::Fetched fetched = collection_.fetcher.get(get);
    if (!fetched.ok()) {
      broken_ = true;
      collection_.events.broken(fetched.reason);
      return std::nullopt;
    }
    return page;
  }

  std::size_t take(const CkanPage& page, const std::string& key, std::size_t number) {
    for (const Rejection& fault : page.faults) reject(fault);
    faults_ += page.faults.size();
    std::size_t found = 0;
    for (const RecordFields& fields : page.records) {
      if (full()) break;
      const auto checked = Record::check(fields);
      if (const auto* rejection = std::get_if<Rejection>(&checked)) {
        reject(*rejection);
      } else {
        collection_.events.recorded(collection_.journal.add(std::get<Record>(checked)));
      }
      // After the journal: what the log has is never asked for again.
      if (log_.add(fields.url, fields.updated, key, number)) ++found;
    }
    return found;
  }

  void reject(const Rejection& rejection) {
    if (collection_.journal.reject(rejection)) collection_.events.rejected(rejection);
  }

  static std::string print_of(const CkanPage& page) {
    std::string text;
    for (const RecordFields& fields : page.records) text += fields.url + "\n";
    for (const Rejection& fault : page.faults) text += fault.reason + "\n";
    return sha256(text).substr(0, 16);
  }

  Collected summary() const {
    const std::string text = std::to_string(log_.size()) + " data sets of " +
                             (total_ > 0 ? std::to_string(total_) : "all") +
                             " that the portal counts";
    if (full())
      return {Ending::kPartial, text + "; stopped at --limit: raise it to get further", true};
    if (broken_) return {Ending::kPartial, text + "; a page could not be read", true};
    if (seen() < total_ || repeats_) {
      return {Ending::kPartial, text + "; the others did not come in any pass", false};
    }
    return {Ending::kComplete, text, false};
  }

  const CkanWalkOptions& options_;
  const std::string portal_;
  WalkLog& log_;
  Collection& collection_;
  std::uint64_t total_ = 0;
  std::size_t faults_ = 0;  // in this pass
  bool broken_ = false;
  bool repeats_ = false;
};

}  // namespace

std::string CkanWalkOptions::walk() const {
  std::string text = "ckan " + portal + " rows " + std::to_string(rows);
  if (since) text += " since " + format_update_time(*since);
  return text;
}

Collected walk_ckan(const CkanWalkOptions& options, WalkLog& log, Collection& collection) {
  return Walk(options, log, collection).run();
}

}  // namespace linnet::scrape
