#include "native/scrape/collection.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>

#include "core/error.h"
#include "native/interrupt/interrupt.h"
#include "native/program.h"

namespace linnet::scrape {
namespace {

std::string quoted(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./:=@,+").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), plain)) return word;
  std::string text = "'";
  for (const char c : word) {
    if (c == '\'') {
      text += "'\\''";
    } else {
      text += c;
    }
  }
  return text + "'";
}

fetch::Fetcher fetcher_of(const CollectionOptions& options, const CollectionRun& run) {
  fetch::FetchOptions fetch;
  fetch.user_agent = fetch::user_agent(options.contact);
  fetch.seconds_between = 1 / options.rate;
  fetch.honour_robots = !options.ignore_robots;
  fetch.key_advice = run.key_advice;
  fetch.cache = options.output.folder / "cache";
  return {fetch, fetch::real_surroundings(InterruptScope::requested),
          fetch::curl_transport(InterruptScope::requested)};
}

}  // namespace

std::optional<UpdateTime> CollectionOptions::since_time() const {
  if (since.empty()) return std::nullopt;
  if (const auto time = parse_update_time(since)) return time;
  throw Error(ErrorCode::kInvalidArgument,
              "--since: \"" + since + "\" is no date such as 2026-01-31");
}

void add_collection_options(CLI::App& verb, CollectionOptions& options) {
  if (!options.base_url.empty()) {
    verb.add_option("--base-url", options.base_url, "Ask this server: a mirror, or one of your own")
        ->capture_default_str();
  }
  verb.add_option("--since", options.since, "Only what changed on or after this date (2026-01-31)");
  verb.add_option("--limit", options.limit, "Stop after so many data sets; 0 for no limit")
      ->capture_default_str();
  verb.add_option("--rate", options.rate,
                  "Requests a second, at most; above 1 only where the server's operator agrees")
      ->check(CLI::Range(0.001, 1000.0))
      ->capture_default_str();
  verb.add_option("--contact", options.contact,
                  "Told to the server with each request, so that its operator can reach you: "
                  "mailto:me@example.org");
  verb.add_flag("--ignore-robots", options.ignore_robots,
                "Do not ask robots.txt: only with leave of the server's operator");
}

std::string command_line(const CLI::App& verb) {
  std::string names;
  for (const CLI::App* app = &verb; app != nullptr; app = app->get_parent()) {
    names.insert(0, app->get_name() + (names.empty() ? "" : " "));
  }
  for (const CLI::Option* option : verb.get_options()) {
    if (option->count() == 0) continue;
    const bool flag = option->get_items_expected_max() == 0;
    if (!option->get_positional()) names += " " + option->get_name();
    if (flag) continue;
    for (const std::string& value : option->results()) names += " " + quoted(value);
  }
  return names;
}

void run_collection(const CLI::App& verb, const CollectionOptions& options,
                    const CollectionRun& run, const std::string& warning) {
  const InterruptScope interrupt;
  fetch::Fetcher fetcher = fetcher_of(options, run);
  Journal journal(options.output.folder);
  Events events(options.output.json, std::cout, run.what, options.limit, run.unit);
  if (!warning.empty()) events.warning(warning);
  fetcher.on_retry([&](const fetch::Retry& retry) {
    const double tenths = std::round(retry.wait * 10) / 10;  // as a person wants to read it
    events.retried(retry.url, retry.reason, std::chrono::duration<double>(tenths));
  });
  fetcher.on_notice([&](const std::string& notice) { events.warning(notice); });
  Collection collection{fetcher, journal, events};

  const auto finish = [&](Ending ending, const std::string& advice) {
    journal.sync();
    run.write_tables(journal);
    return events.end(ending, advice);
  };
  const std::string go_on = "go on with:\n  " + command_line(verb);
  try {
    const Collected collected = run.work(collection);
    std::string advice = collected.summary;
    if (collected.go_on) advice += (advice.empty() ? "" : "\n") + go_on;
    const int code = finish(collected.ending, advice);
    if (code != 0) throw CLI::RuntimeError(code);
  } catch (const fetch::Interrupted&) {
    finish(Ending::kPartial, "stopped; " + go_on);
    throw CLI::RuntimeError(128 + InterruptScope::signal());
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kFailed) throw;
    events.warning(error.what());
    finish(Ending::kPartial, "ended early; when that is put right, " + go_on);
    throw CLI::RuntimeError(kExitFailed);
  }
}

}  // namespace linnet::scrape
