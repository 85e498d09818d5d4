#include "native/fetch/fetcher.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "native/progress/progress.h"

namespace linnet::fetch {
namespace {

[[noreturn]] void end_run(const std::string& message) { throw Error(ErrorCode::kFailed, message); }

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool worth_another_try(int status) {
  return status == 408 || status == 425 || status == 429 ||
         (status >= 500 && status != 501 && status != 505);
}

// The same host under the same port, or the same host's https in place of http.
bool within_host(const Url& from, const Url& to) {
  if (from.origin() == to.origin()) return true;
  return from.host == to.host && from.scheme == "http" && to.scheme == "https" && from.port == 80 &&
         to.port == 443;
}

std::string whole_seconds(double seconds) {
  return seconds < 120 ? std::to_string(std::lround(seconds)) + " s" : format_duration(seconds);
}

}  // namespace

std::string user_agent(std::string_view contact) {
  std::string product = std::string(kProduct) + "/" + LINNET_VERSION;
  if (contact.empty()) return product;
  for (const char c : contact) {
    if (c < ' ' || c >= 0x7F || c == '(' || c == ')' || c == '\\') {
      throw Error(ErrorCode::kInvalidArgument,
                  "the contact must be plain ASCII on one line without parentheses, such as "
                  "mailto:me@example.org");
    }
  }
  return product + " (" + std::string(contact) + ")";
}

// What came of one try: an answer, or a reason to try again.
struct Fetcher::Try {
  std::optional<Fetched> answer;
  std::string why = {};                    // where there is no answer
  std::optional<double> retry_after = {};  // seconds that the server asks for
  bool bad_body = false;                   // it answered, with something else
};

Fetcher::Fetcher(FetchOptions options, Surroundings surroundings, Transport transport)
    : options_(std::move(options)),
      surroundings_(std::move(surroundings)),
      transport_(std::move(transport)),
      spacing_(options_.seconds_between) {
  if (!options_.cache.empty()) cache_.emplace(options_.cache);
}

void Fetcher::sleep(double seconds) {
  if (seconds > 0) surroundings_.sleep(seconds);
  if (surroundings_.stop()) throw Interrupted();
}

Fetched Fetcher::get(const Get& request) {
  Fetched fetched = get_patiently(request);
  count_in_a_row(fetched);
  return fetched;
}

Fetched Fetcher::get_patiently(const Get& request) {
  const double started = surroundings_.steady();
  int bad_bodies = 0;
  for (int tries = 1;; ++tries) {
    Try one = follow(request);
    if (one.answer) return *std::move(one.answer);
    if (one.bad_body) ++bad_bodies;
    const double wait = wait_before_next(request.url, one, tries, started);
    if (wait < 0 || bad_bodies >= options_.max_bad_bodies) {
      return {Outcome::kGivenUp, "",
              request.url + ": given up after " + std::to_string(tries) +
                  (tries == 1 ? " try: " : " tries: ") + one.why};
    }
    ++counts_.retried;
    if (on_retry_) on_retry_({request.url, one.why, wait, tries + 1, options_.max_tries});
    sleep(wait);
  }
}

// Seconds to wait, or less than 0 where no further try is due.
double Fetcher::wait_before_next(const std::string& url, const Try& failed, int tries,
                                 double started) {
  const double random = surroundings_.random();
  double wait = options_.backoff.wait(tries, random);
  if (failed.retry_after) {
    if (*failed.retry_after > options_.max_retry_after) {
      end_run(url + ": the server asks to wait " + whole_seconds(*failed.retry_after) +
              " (Retry-After); give the same command again after that");
    }
    wait = *failed.retry_after + options_.backoff.first * random;
  }
  if (tries >= options_.max_tries) return -1;
  const double spent = surroundings_.steady() - started;
  return spent + wait > options_.max_seconds ? -1 : wait;
}

// One try, over its redirects.
Fetcher::Try Fetcher::follow(const Get& request) {
  Url url = parse_url(request.url);
  for (int hops = 0; hops <= options_.max_redirects; ++hops) {
    if (!request.robots) require_allowed(url);
    std::optional<CachedReply> cached;
    if (cache_) cached = cache_->find(url.text());
    HttpReply reply = exchange(url, request, cached);
    if (reply.failure != Failure::kNone || !is_redirect(reply.status)) {
      return judge(url, request, std::move(reply), cached);
    }
    const std::optional<Url> next = resolve(url, reply.header("location"));
    if (!next) return {.answer = {}, .why = "a redirect that leads nowhere"};
    if (!within_host(url, *next)) {
      const std::string why = url.text() + ": redirects to another host, " + next->origin() +
                              ", where we do not follow";
      if (!request.one_item) end_run(why + "; give that one's address if it is the right one");
      return {.answer = Fetched{Outcome::kRefused, "", why}};
    }
    url = *next;
  }
  return {.answer = Fetched{Outcome::kRefused, "",
                            request.url + ": more than " + std::to_string(options_.max_redirects) +
                                " redirects"}};
}

HttpReply Fetcher::exchange(const Url& url, const Get& request,
                            const std::optional<CachedReply>& cached) {
  sleep(last_end_ ? *last_end_ + spacing_ - surroundings_.steady() : 0);
  HttpRequest http;
  http.url = url.text();
  http.user_agent = options_.user_agent;
  http.max_bytes = request.robots ? kMaxRobotsBytes : options_.max_bytes;
  http.seconds = options_.try_seconds;
  http.headers.emplace_back("Accept", request.robots ? "text/plain" : "application/json");
  if (!request.authorization.empty()) {
    if (url.scheme != "https" && !url.loopback()) {
      end_run(url.origin() + ": a key is sent over https only; give an https address");
    }
    http.headers.emplace_back("Authorization", request.authorization);
  }
  if (cached && !cached->etag.empty()) http.headers.emplace_back("If-None-Match", cached->etag);
  if (cached && !cached->last_modified.empty()) {
    http.headers.emplace_back("If-Modified-Since", cached->last_modified);
  }
  ++counts_.requests;
  HttpReply reply = transport_(http);
  last_end_ = surroundings_.steady();
  if (reply.failure == Failure::kStopped || surroundings_.stop()) throw Interrupted();
  return reply;
}

Fetcher::Try Fetcher::judge(const Url& url, const Get& request, HttpReply reply,
                            const std::optional<CachedReply>& cached) {
  const auto answer = [&](Outcome outcome, const std::string& why) {
    return Try{.answer = Fetched{outcome, "", url.text() + ": " + why}};
  };
  const auto again = [&](const std::string& why) {
    return Try{.answer = {},
               .why = why,
               .retry_after = retry_after_seconds(
                   reply.header("retry-after"),
                   parse_http_date(reply.header("date")).value_or(surroundings_.now()))};
  };
  switch (reply.failure) {
    case Failure::kNone:
      break;
    case Failure::kCertificate:
      end_run(url.origin() + ": its certificate cannot be trusted (" + reply.reason +
              "); check the address and this machine's clock and certificates");
    case Failure::kTooLarge:
      if (request.robots) break;
      return answer(Outcome::kRefused, reply.reason);
    default:
      return again(reply.reason);
  }
  const int status = reply.status;
  const std::string number = "HTTP status " + std::to_string(status);
  if (status == 304 && cached) {
    ++counts_.unchanged;
    Try one = judge_body(request, Outcome::kUnchanged, cached->body);
    if (!one.answer) cache_->remove(url.text());
    return one;
  }
  if (status >= 200 && status < 300) {
    const std::string& control = reply.header("cache-control");
    CachedReply kept{reply.header("etag"), reply.header("last-modified"), reply.body};
    Try one = judge_body(request, Outcome::kFetched, std::move(reply.body));
    const bool repeatable = !kept.etag.empty() || !kept.last_modified.empty();
    if (one.answer && cache_ && repeatable && status == 200 &&
        control.find("no-store") == std::string::npos) {
      cache_->store(url.text(), kept);
    }
    return one;
  }
  if (worth_another_try(status) || status == 304) return again(number);
  if (status == 404 || status == 410) return answer(Outcome::kMissing, number);
  if (status == 403 && request.one_item) return answer(Outcome::kPrivate, number + ", private");
  if ((status == 401 || status == 403) && !request.robots) {
    end_run(url.text() + ": " + number + ": the server shuts us out" +
            (options_.key_advice.empty() ? "; ask its operator, and do not try again at once"
                                         : "; " + options_.key_advice));
  }
  return answer(Outcome::kRefused, number);
}

Fetcher::Try Fetcher::judge_body(const Get& request, Outcome outcome, std::string body) {
  try {
    if (request.check) request.check(body);
  } catch (const Error& error) {
    return {.answer = {}, .why = error.what(), .bad_body = true};
  }
  return {.answer = Fetched{outcome, std::move(body), ""}};
}

void Fetcher::count_in_a_row(const Fetched& fetched) {
  const bool refused = fetched.outcome == Outcome::kPrivate || fetched.outcome == Outcome::kRefused;
  given_up_in_a_row_ = fetched.outcome == Outcome::kGivenUp ? given_up_in_a_row_ + 1 : 0;
  refused_in_a_row_ = refused ? refused_in_a_row_ + 1 : 0;
  if (given_up_in_a_row_ >= options_.max_given_up_in_a_row) {
    end_run(std::to_string(given_up_in_a_row_) + " requests in a row had no answer, the last: " +
            fetched.reason + "; the server or the network is down: give the same command later");
  }
  if (refused_in_a_row_ >= options_.max_refused_in_a_row) {
    end_run(std::to_string(refused_in_a_row_) + " items in a row were refused, the last: " +
            fetched.reason + "; the server seems to shut us out: ask its operator");
  }
}

void Fetcher::require_allowed(const Url& url) {
  if (!options_.honour_robots) return;
  auto rules = robots_.find(url.origin());
  if (rules == robots_.end()) {
    rules = robots_.emplace(url.origin(), read_robots(url)).first;
    const double delay = rules->second.crawl_delay().value_or(0);
    if (delay > spacing_) {
      spacing_ = delay;
      if (on_notice_)
        on_notice_(url.origin() + "/robots.txt asks for " + whole_seconds(delay) +
                   " between requests");
    }
  }
  if (rules->second.allows(url.target)) return;
  end_run(url.text() + ": " + url.origin() +
          "/robots.txt asks programs to leave it alone; ask the " +
          "operator, and with their leave give --ignore-robots");
}

// RFC 9309, 2.3.1: no file (any 4xx) allows everything, one that cannot be reached nothing.
RobotsRules Fetcher::read_robots(const Url& url) {
  Get request;
  request.url = url.origin() + "/robots.txt";
  request.robots = true;
  const Fetched fetched = get_patiently(request);
  if (fetched.ok()) return RobotsRules::parse(fetched.body, kProduct);
  if (fetched.outcome != Outcome::kGivenUp) return RobotsRules::allow_all();
  end_run(fetched.reason + "; without it nothing may be fetched: try again later");
}

}  // namespace linnet::fetch
