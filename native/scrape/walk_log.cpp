#include "native/scrape/walk_log.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <system_error>

#include "core/error.h"
#include "core/json_line.h"
#include "core/strict_json.h"

namespace linnet::scrape {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kFile[] = "walk.jsonl";

constexpr std::array<std::string_view, 6> kEnds = {"read", "shifted", "cut",
                                                   "old",  "stale",   "repeats"};

SliceEnd slice_end(const JsonField& field) {
  const auto found = std::find(kEnds.begin(), kEnds.end(), field.text());
  if (found == kEnds.end()) field.fail("is no end of a slice");
  return static_cast<SliceEnd>(found - kEnds.begin());
}

std::string text_or_none(const JsonField& object, std::string_view name) {
  const auto field = object.find(name);
  return field ? field->text() : std::string();
}

std::uint64_t natural_or_none(const JsonField& object, std::string_view name) {
  const auto field = object.find(name);
  return field ? field->natural() : 0;
}

}  // namespace

std::string_view to_string(SliceEnd end) { return kEnds.at(static_cast<std::size_t>(end)); }

WalkLog::WalkLog(const std::filesystem::path& folder, const std::string& walk) {
  const std::filesystem::path path = folder / kFile;
  open(path);
  if (state_.walk == walk && !state_.ended) {
    resumed_ = true;
    return;
  }
  log_.reset();
  std::error_code error;
  std::filesystem::remove(path, error);
  state_ = {};
  open(path);
  log_->append(json_line({{"walk", walk}}));
  state_.walk = walk;
}

void WalkLog::open(const std::filesystem::path& path) {
  log_.emplace(path, [this](std::string_view line, LinePlace) { take(line); });
}

void WalkLog::take(std::string_view line) {
  const auto document = parse_json(line, "walk");
  const JsonField root(document, "walk:");
  root.require_object();
  if (const auto url = root.find("url")) {
    const std::string slice = root.at("slice").text();
    if (state_.listed.emplace(url->text(), Listed{slice, root.at("page").natural()}).second) {
      ++state_.found_by[slice];
    }
  } else if (const auto tag = root.find("tag")) {
    state_.tags.push_back(tag->text());
  } else if (const auto slice = root.find("slice")) {
    if (const auto end = root.find("end")) {
      state_.ends[slice->text()] = slice_end(*end);
    } else {
      state_.progress[slice->text()] = {.page = root.at("page").natural(),
                                        .stale = root.at("stale").natural(),
                                        .print = text_or_none(root, "print"),
                                        .first_print = text_or_none(root, "first"),
                                        .total = natural_or_none(root, "total")};
    }
  } else if (const auto walk = root.find("walk")) {
    state_.walk = walk->text();
  } else if (root.find("ended")) {
    state_.ended = true;
  } else {
    root.fail("is no line of a walk");
  }
}

bool WalkLog::add(const std::string& url, const std::string& updated, const std::string& slice,
                  std::size_t page) {
  const auto known = state_.listed.find(url);
  if (known != state_.listed.end())
    return known->second.slice == slice && known->second.page == page;
  Json line = {{"url", url}};
  if (!updated.empty()) line["updated"] = updated;
  line["slice"] = slice;
  line["page"] = page;
  log_->append(json_line(line));
  state_.listed.emplace(url, Listed{slice, page});
  ++state_.found_by[slice];
  return true;
}

void WalkLog::add_tag(const std::string& tag) {
  if (std::find(state_.tags.begin(), state_.tags.end(), tag) != state_.tags.end()) return;
  log_->append(json_line({{"tag", tag}}));
  state_.tags.push_back(tag);
}

void WalkLog::page_done(const std::string& slice, const SliceProgress& progress) {
  Json line = {{"slice", slice}, {"page", progress.page}, {"stale", progress.stale}};
  if (!progress.print.empty()) line["print"] = progress.print;
  if (!progress.first_print.empty()) line["first"] = progress.first_print;
  if (progress.total > 0) line["total"] = progress.total;
  log_->append(json_line(line));
  state_.progress[slice] = progress;
}

void WalkLog::end_slice(const std::string& slice, SliceEnd end) {
  log_->append(json_line({{"slice", slice}, {"end", to_string(end)}}));
  state_.ends[slice] = end;
}

void WalkLog::end_walk() {
  log_->append(json_line({{"ended", true}}));
  log_->sync();
  state_.ended = true;
}

SliceProgress WalkLog::progress(const std::string& slice) const {
  const auto found = state_.progress.find(slice);
  return found == state_.progress.end() ? SliceProgress{} : found->second;
}

std::optional<SliceEnd> WalkLog::ended(const std::string& slice) const {
  const auto found = state_.ends.find(slice);
  if (found == state_.ends.end()) return std::nullopt;
  return found->second;
}

std::size_t WalkLog::found_by(const std::string& slice) const {
  const auto found = state_.found_by.find(slice);
  return found == state_.found_by.end() ? 0 : found->second;
}

std::vector<std::string> WalkLog::urls() const {
  std::vector<std::string> urls;
  urls.reserve(state_.listed.size());
  for (const auto& [url, place] : state_.listed) urls.push_back(url);
  std::sort(urls.begin(), urls.end());
  return urls;
}

std::map<std::string, std::string> listed_updates(const std::filesystem::path& folder) {
  std::map<std::string, std::string> updates;
  std::error_code error;
  if (!std::filesystem::exists(folder / kFile, error)) return updates;
  const LineLog log(folder / kFile, [&](std::string_view line, LinePlace) {
    const auto document = parse_json(line, "walk");
    const JsonField root(document, "walk:");
    root.require_object();
    if (const auto url = root.find("url")) updates[url->text()] = text_or_none(root, "updated");
  });
  return updates;
}

}  // namespace linnet::scrape
