// A source under test: a fetcher over replies made by a function, a journal, events that are kept.
#pragma once

#include <functional>
#include <sstream>
#include <string>

#include "native/scrape/collection.h"
#include "tests/native/fetch/fake_surroundings.h"
#include "tests/native/fetch/local_server.h"
#include "tests/temporary_folder.h"

namespace linnet::test {

inline constexpr char kBase[] = "https://catalogue.test";

// A reply's fields in a request's words, without a network.
fetch::Transport transport_of(LocalServer::Handler handler);

class Collecting {
 public:
  Collecting(const std::filesystem::path& folder, fetch::Transport transport);

  scrape::Collection& collection() { return collection_; }
  const scrape::Counts& counts() const { return events_.counts(); }
  std::string told() const { return output_.str(); }  // events, one a line
  scrape::Journal& journal() { return journal_; }
  FakeWorld world;
  std::size_t requests() const { return fetcher_.counts().requests; }

 private:
  std::ostringstream output_;
  fetch::Fetcher fetcher_;
  scrape::Journal journal_;
  scrape::Events events_;
  scrape::Collection collection_;
};

}  // namespace linnet::test
