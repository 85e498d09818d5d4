#include "native/scrape/events.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/json_line.h"
#include "native/program.h"

namespace linnet::scrape {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::milliseconds kProgressInterval{500};

void add_counts(Json& object, const Counts& counts) {
  object["new"] = counts.added;
  object["updated"] = counts.updated;
  object["unchanged"] = counts.unchanged;
  object["filtered"] = counts.filtered;
  object["rejected"] = counts.rejected;
  object["retried"] = counts.retried;
  object["broken"] = counts.broken;
}

void print(std::ostream& output, const Json& event) {
  output << json_line(event) << '\n' << std::flush;
}

std::string sentence(const Counts& counts) {
  return std::to_string(counts.added) + " new, " + std::to_string(counts.updated) + " updated, " +
         std::to_string(counts.unchanged) + " unchanged, " + std::to_string(counts.filtered) +
         " filtered, " + std::to_string(counts.rejected) + " rejected, " +
         std::to_string(counts.retried) + " retried, " + std::to_string(counts.broken) + " broken";
}

}  // namespace

Events::Events(bool json, std::ostream& output, std::string what, std::uint64_t total,
               std::string unit)
    : json_(json),
      output_(output),
      line_(std::move(what), total, unit),
      total_(total),
      unit_(std::move(unit)) {}

void Events::expect(std::uint64_t total) {
  total_ = total;
  line_.expect(total);
}

void Events::recorded(Journal::Outcome outcome) {
  switch (outcome) {
    case Journal::Outcome::kNew:
      ++counts_.added;
      break;
    case Journal::Outcome::kUpdated:
      ++counts_.updated;
      break;
    case Journal::Outcome::kUnchanged:
      ++counts_.unchanged;
      break;
  }
}

void Events::rejected(const Rejection& rejection) {
  ++counts_.rejected;
  if (!json_) return;
  print(output_, {{"event", "rejected"}, {"url", rejection.url}, {"reason", rejection.reason}});
}

void Events::retried(std::string_view url, std::string_view reason,
                     std::chrono::duration<double> wait) {
  ++counts_.retried;
  if (json_) {
    print(output_,
          {{"event", "retry"}, {"url", url}, {"reason", reason}, {"wait_seconds", wait.count()}});
  } else {
    std::cerr << url << ": " << reason << "; trying again in " << wait.count() << " s\n";
  }
}

void Events::broken(std::string_view message) {
  ++counts_.broken;
  warning(message);
}

void Events::warning(std::string_view message) {
  if (json_) {
    print(output_, {{"event", "warning"}, {"message", message}});
  } else {
    std::cerr << message << '\n';
  }
}

void Events::progress(std::uint64_t done) {
  if (!json_) {
    line_.update(done, std::to_string(counts_.added) + " new, " +
                           std::to_string(counts_.unchanged) + " unchanged, " +
                           std::to_string(counts_.rejected) + " rejected, " +
                           std::to_string(counts_.retried) + " retried");
    return;
  }
  const auto now = Clock::now();
  if (now - last_progress_ < kProgressInterval) return;
  last_progress_ = now;
  Json event = {{"event", "progress"}, {"done", done}, {"total", total_}, {"unit", unit_}};
  add_counts(event, counts_);
  print(output_, event);
}

int Events::end(Ending ending, std::string_view advice) {
  const bool complete = ending == Ending::kComplete;
  if (json_) {
    Json event = {{"event", "end"}, {"complete", complete}};
    add_counts(event, counts_);
    if (!advice.empty()) event["advice"] = advice;
    print(output_, event);
  } else {
    output_ << (complete ? "complete: " : "partial: ") << sentence(counts_) << '\n';
    if (!advice.empty()) output_ << advice << '\n';
    output_ << std::flush;
  }
  return complete ? 0 : kExitPartial;
}

}  // namespace linnet::scrape
