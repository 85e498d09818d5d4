#include "native/scrape/journal.h"

#include <algorithm>

namespace linnet::scrape {
namespace {

// 64 bits: two versions of one record that pass for the same are not to be expected.
std::size_t hash_of(std::string_view line) { return std::hash<std::string_view>{}(line); }

}  // namespace

Journal::Journal(const std::filesystem::path& folder)
    : records_(folder / "journal.jsonl",
               [this](std::string_view line, LinePlace place) {
                 const Record record = Record::parse(line);
                 entries_[record.url()] = {place, hash_of(line), record.updated()};
               }),
      rejections_(folder / "rejected.jsonl", [this](std::string_view line, LinePlace) {
        rejected_urls_.insert(parse_rejection(line).url);
        rejected_lines_.insert(hash_of(line));
      }) {}

Journal::Outcome Journal::add(const Record& record) {
  const std::string line = record.to_json();
  const std::size_t line_hash = hash_of(line);
  const auto known = entries_.find(record.url());
  if (known != entries_.end() && known->second.line_hash == line_hash) return Outcome::kUnchanged;
  const Entry entry{records_.append(line), line_hash, record.updated()};
  if (known == entries_.end()) {
    entries_.emplace(record.url(), entry);
    return Outcome::kNew;
  }
  known->second = entry;
  return Outcome::kUpdated;
}

bool Journal::reject(const Rejection& rejection) {
  const std::string line = to_json(rejection);
  if (!rejected_lines_.insert(hash_of(line)).second) return false;
  rejected_urls_.insert(rejection.url);
  rejections_.append(line);
  return true;
}

bool Journal::contains(std::string_view url) const { return entries_.contains(std::string(url)); }

bool Journal::is_rejected(std::string_view url) const {
  return rejected_urls_.contains(std::string(url));
}

std::optional<UpdateTime> Journal::updated(std::string_view url) const {
  const auto known = entries_.find(std::string(url));
  return known == entries_.end() ? std::nullopt : known->second.updated;
}

std::vector<std::string> Journal::urls() const {
  std::vector<std::string> urls;
  urls.reserve(entries_.size());
  for (const auto& [url, entry] : entries_) urls.push_back(url);
  return urls;
}

void Journal::for_each(const std::function<void(const Record&)>& on_record) const {
  std::vector<const std::pair<const std::string, Entry>*> sorted;
  sorted.reserve(entries_.size());
  for (const auto& entry : entries_) sorted.push_back(&entry);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  for (const auto* entry : sorted) on_record(Record::parse(records_.read(entry->second.place)));
}

void Journal::sync() {
  records_.sync();
  rejections_.sync();
}

}  // namespace linnet::scrape
