// The one way out: requests one after another, spaced, repeated with patience, within what the
// host's robots.txt allows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.h"
#include "native/fetch/cache.h"
#include "native/fetch/robots.h"
#include "native/fetch/surroundings.h"
#include "native/fetch/transport.h"
#include "native/fetch/url.h"
#include "native/fetch/waits.h"

namespace linnet::fetch {

inline constexpr char kProduct[] = "linnet";  // our name in robots.txt

// "linnet/1.2.3", or "linnet/1.2.3 (contact)". Throws Error(kInvalidArgument) where the contact
// holds a line break, a parenthesis or characters outside ASCII.
std::string user_agent(std::string_view contact);

struct FetchOptions {
  std::string user_agent;
  double seconds_between = 1;    // from the end of one request to the start of the next, at least
  int max_tries = 6;             // of one request
  int max_bad_bodies = 3;        // of them, answers that Get::check refused
  double max_seconds = 1800;     // of one request, over all its tries and waits
  double max_retry_after = 900;  // a server that asks for more ends the run
  double try_seconds = 60;       // of one try
  std::size_t max_bytes = std::size_t{16} << 20;  // of a reply, after decompression
  int max_redirects = 5;                          // all within the host
  int max_given_up_in_a_row = 3;                  // requests, before the run ends
  int max_refused_in_a_row = 20;                  // private or refused items, before it ends
  bool honour_robots = true;
  std::string key_advice;  // what to do about 401 and 403, after "shuts us out; "
  Backoff backoff;
  std::filesystem::path cache;  // folder; empty for none
};

struct Get {
  std::string url;
  std::string authorization;  // value of the field of that name, or ""; never in a message
  bool one_item = false;      // 403 says that this item is private, not that we are shut out
  // Throws Error where the body is not what was asked for: then it is asked for again.
  std::function<void(std::string_view body)> check = {};
  // robots.txt itself: asked for whatever it says, cut at kMaxRobotsBytes, and no 4xx ends the run.
  bool robots = false;
};

enum class Outcome {
  kFetched,    // a new body
  kUnchanged,  // the body of the last time; the server says that it still holds
  kMissing,    // 404 or 410
  kPrivate,    // 403 on one item
  kRefused,    // any other 4xx, too large, too many redirects, redirected to another host
  kGivenUp,    // all tries failed; another run may fare better
};

struct Fetched {
  Outcome outcome = Outcome::kFetched;
  std::string body;    // where fetched or unchanged
  std::string reason;  // otherwise: names the URL, the status and what happened

  bool ok() const { return outcome == Outcome::kFetched || outcome == Outcome::kUnchanged; }
};

struct FetchCounts {
  std::uint64_t requests = 0;   // sent
  std::uint64_t retried = 0;    // of them, repetitions
  std::uint64_t unchanged = 0;  // answered by "304 Not Modified"
};

struct Retry {
  std::string url;
  std::string reason;  // why the last try failed
  double wait = 0;     // seconds until the next
  int number = 0;      // of the next try, from 2
  int max_tries = 0;
};

// Someone asked to stop (Surroundings::stop).
class Interrupted : public Error {
 public:
  Interrupted() : Error(ErrorCode::kFailed, "interrupted") {}
};

class Fetcher {
 public:
  Fetcher(FetchOptions options, Surroundings surroundings, Transport transport);

  // Hears of each repetition before its wait.
  void on_retry(std::function<void(const Retry&)> listener) { on_retry_ = std::move(listener); }
  // Hears what the user may want to know ("https://h/robots.txt asks for 10 s between requests").
  void on_notice(std::function<void(const std::string&)> listener) {
    on_notice_ = std::move(listener);
  }

  // Throws Interrupted, and Error(kFailed) with advice where the run as a whole cannot go on: 401,
  // 403, robots.txt forbids the address, a certificate that is not trusted, a redirect to another
  // host (unless it is one item that is asked for), a server that asks to wait too long, too many
  // requests in a row without an answer. Error(kInvalidArgument) where the URL is none.
  Fetched get(const Get& request);

  const FetchCounts& counts() const { return counts_; }

 private:
  struct Try;
  Fetched get_patiently(const Get& request);
  Try follow(const Get& request);
  Try judge(const Url& url, const Get& request, HttpReply reply,
            const std::optional<CachedReply>& cached);
  Try judge_body(const Get& request, Outcome outcome, std::string body);
  HttpReply exchange(const Url& url, const Get& request, const std::optional<CachedReply>& cached);
  void require_allowed(const Url& url);
  RobotsRules read_robots(const Url& url);
  void count_in_a_row(const Fetched& fetched);
  double wait_before_next(const std::string& url, const Try& failed, int tries, double started);
  void sleep(double seconds);

  FetchOptions options_;
  Surroundings surroundings_;
  Transport transport_;
  std::optional<Cache> cache_;
  std::function<void(const Retry&)> on_retry_;
  std::function<void(const std::string&)> on_notice_;
  std::map<std::string, RobotsRules> robots_;  // by origin
  FetchCounts counts_;
  std::optional<double> last_end_;  // of a request, by the steady clock
  double spacing_;
  int given_up_in_a_row_ = 0;
  int refused_in_a_row_ = 0;
};

}  // namespace linnet::fetch
