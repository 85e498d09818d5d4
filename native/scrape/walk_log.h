// How far a walk through a catalogue's listing has come: what it found and which pages are done, in
// a file that only grows, so that a killed walk goes on where it was.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "native/scrape/line_log.h"

namespace linnet::scrape {

enum class SliceEnd {
  kRead,     // to the last page
  kShifted,  // the same, but the server came to count fewer items: pages have moved
  kCut,      // at the last page that the catalogue gives out; there is more
  kOld,      // at a page that holds only what is older than asked for
  kStale,    // after many pages without anything new
  kRepeats,  // at a page that repeats the one before
};

std::string_view to_string(SliceEnd end);

// Where a slice (one query of the walk, page after page) stands.
struct SliceProgress {
  std::size_t page = 0;          // the last that is done; 0 for none
  std::size_t stale = 0;         // pages up to it without anything new
  std::string print = {};        // tells its content from another page's
  std::string first_print = {};  // the same of the first page
  std::uint64_t total = 0;       // the most items that the server counted; 0 where it does not say
};

// FOLDER/walk.jsonl. Everything is known again when the file is opened again, down to what was new
// on which page: so a walk that went on takes the same decisions as one that was not cut off.
class WalkLog {
 public:
  // `walk` names the walk by all that decides its course. A file of another walk, or of one that
  // ended, is replaced. Throws as LineLog does.
  WalkLog(const std::filesystem::path& folder, const std::string& walk);

  bool resumed() const { return resumed_; }

  // True where this place is the first of the walk to have this address, even if it is told again.
  bool add(const std::string& url, const std::string& updated, const std::string& slice,
           std::size_t page);
  void add_tag(const std::string& tag);
  void page_done(const std::string& slice, const SliceProgress& progress);
  void end_slice(const std::string& slice, SliceEnd end);
  void end_walk();

  SliceProgress progress(const std::string& slice) const;
  std::optional<SliceEnd> ended(const std::string& slice) const;
  std::size_t found_by(const std::string& slice) const;  // addresses that it was the first to have
  std::size_t slices_ended() const { return state_.ends.size(); }
  const std::vector<std::string>& tags() const { return state_.tags; }  // in the order of add_tag()
  std::size_t size() const { return state_.listed.size(); }
  std::vector<std::string> urls() const;

 private:
  struct Listed {
    std::string slice;
    std::size_t page;
  };

  void open(const std::filesystem::path& path);
  void take(std::string_view line);

  struct State {
    std::string walk;  // as the file says
    bool ended = false;
    std::unordered_map<std::string, Listed> listed;
    std::unordered_map<std::string, SliceProgress> progress;
    std::unordered_map<std::string, SliceEnd> ends;
    std::unordered_map<std::string, std::size_t> found_by;
    std::vector<std::string> tags;
  };

  bool resumed_ = false;
  State state_;
  std::optional<LineLog> log_;
};

// Address and time of last change of what a walk in this folder listed; empty where there was none.
std::map<std::string, std::string> listed_updates(const std::filesystem::path& folder);

}  // namespace linnet::scrape
