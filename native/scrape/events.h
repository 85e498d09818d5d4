// What a scrape tells while it runs and when it ends, to people or to programs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "native/progress/progress.h"
#include "native/scrape/journal.h"

namespace linnet::scrape {

struct Counts {
  std::size_t added = 0;      // records of addresses that were not known
  std::size_t updated = 0;    // records that changed
  std::size_t unchanged = 0;  // records that were known as they are, or were not asked for again
  std::size_t filtered = 0;   // records that the user's options left out
  std::size_t rejected = 0;   // what is no record; rejected.jsonl has the reasons
  std::size_t retried = 0;    // requests made again
  std::size_t broken = 0;     // rows or replies that could not be read at all
};

// How a scrape ended. Where nothing failed but not all was read, it is partial.
enum class Ending { kComplete, kPartial };

// For people: a progress line on stderr, warnings there, at the end the counts on `output`. For
// programs (`json`): each event a JSON object on a line of `output`, with its name in "event":
//   {"event": "progress", "done", "total", "unit", "new", "updated", ...}   at most twice a second
//   {"event": "rejected", "url", "reason"}
//   {"event": "retry", "url", "reason", "wait_seconds"}
//   {"event": "warning", "message"}
//   {"event": "end", "complete", "new", "updated", "unchanged", "filtered", "rejected", "retried",
//    "broken", "advice"}
class Events {
 public:
  // `total` is 0 where it is not known, `unit` a plural noun; see Progress.
  Events(bool json, std::ostream& output, std::string what, std::uint64_t total, std::string unit);

  void expect(std::uint64_t total);  // once it is known

  void recorded(Journal::Outcome outcome);
  void unchanged() { ++counts_.unchanged; }
  void filtered() { ++counts_.filtered; }
  void rejected(const Rejection& rejection);
  void retried(std::string_view url, std::string_view reason, std::chrono::duration<double> wait);
  void broken(std::string_view message);   // also a warning
  void warning(std::string_view message);  // "FILE: line 7: ..."
  void progress(std::uint64_t done);

  // `advice` says what to type to go on; empty where all is done. Returns the exit code: 0 or
  // kExitPartial.
  int end(Ending ending, std::string_view advice = {});

  const Counts& counts() const { return counts_; }

 private:
  using Clock = std::chrono::steady_clock;

  bool json_;
  std::ostream& output_;
  Progress line_;
  std::uint64_t total_;
  std::string unit_;
  Clock::time_point last_progress_ = {};
  Counts counts_;
};

}  // namespace linnet::scrape
