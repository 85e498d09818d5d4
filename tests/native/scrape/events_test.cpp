#include "native/scrape/events.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "native/program.h"

using namespace linnet;
using namespace linnet::scrape;

namespace {

std::vector<nlohmann::json> lines(const std::ostringstream& output) {
  std::vector<nlohmann::json> events;
  std::istringstream stream(output.str());
  for (std::string line; std::getline(stream, line);) events.push_back(nlohmann::json::parse(line));
  return events;
}

}  // namespace

TEST_CASE("for programs each event is a JSON object on a line, the last one with the counts") {
  std::ostringstream output;
  Events events(true, output, "test", 10, "rows");
  events.recorded(Journal::Outcome::kNew);
  events.recorded(Journal::Outcome::kUpdated);
  events.recorded(Journal::Outcome::kUnchanged);
  events.rejected({"https://example.org/1", "test", "no tags"});
  events.retried("https://example.org/2", "429", std::chrono::seconds(3));
  events.broken("file: line 7: no CSV");
  events.progress(5);
  CHECK(events.end(Ending::kPartial, "run it again") == kExitPartial);

  const auto told = lines(output);
  REQUIRE(told.size() == 5);
  CHECK(told[0]["event"] == "rejected");
  CHECK(told[0]["reason"] == "no tags");
  CHECK(told[1]["wait_seconds"] == 3);
  CHECK(told[2]["message"] == "file: line 7: no CSV");
  CHECK(told[3]["done"] == 5);
  CHECK(told[3]["total"] == 10);
  const auto& last = told.back();
  CHECK(last["event"] == "end");
  CHECK(last["complete"] == false);
  CHECK(last["advice"] == "run it again");
  for (const char* name : {"new", "updated", "unchanged", "rejected", "retried", "broken"}) {
    CHECK(last[name] == 1);
  }
}

TEST_CASE("for people the end is one sentence, and what is complete exits with 0") {
  std::ostringstream output;
  Events events(false, output, "test", 0, "rows");
  events.recorded(Journal::Outcome::kNew);
  CHECK(events.end(Ending::kComplete) == 0);
  CHECK_THAT(output.str(), Catch::StartsWith("complete: 1 new, 0 updated"));
}
