#include "native/scrape/item_collection.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/error.h"
#include "native/fetch/json_reply.h"
#include "native/input/table.h"

namespace linnet::scrape {
namespace {

class Items {
 public:
  Items(const ItemSource& source, const ItemRequest& request, Collection& collection)
      : source_(source), request_(request), collection_(collection) {}

  Collected run() {
    const std::vector<KaggleName> names = names_to_ask();
    collection_.events.expect(names.size());
    std::uint64_t done = 0;
    for (const KaggleName& name : names) {
      ask(name);
      collection_.events.progress(++done);
    }
    std::string summary = std::to_string(collection_.journal.size()) + " data sets in the journal";
    if (unanswered_ > 0) {
      return {Ending::kPartial, summary + "; " + std::to_string(unanswered_) + " had no answer",
              true};
    }
    if (cut_by_limit_)
      return {Ending::kPartial, summary + "; stopped at --limit: raise it to get further", true};
    return {Ending::kComplete, summary, false};
  }

 private:
  std::vector<KaggleName> names_to_ask() {
    std::vector<KaggleName> names;
    std::set<std::string> seen;
    for (const std::string& url : request_.urls) {
      const auto name = kaggle_name_of_url(url);
      if (!seen.insert(name ? name->url() : url).second) continue;
      if (request_.limit > 0 && seen.size() > request_.limit) {
        cut_by_limit_ = true;
        break;
      }
      if (!name) {
        reject({url, source_.name, "is no address of a data set on kaggle.com"});
      } else if (wanted(name->url())) {
        names.push_back(*name);
      }
    }
    return names;
  }

  bool wanted(const std::string& url) {
    const auto listed = request_.listed.find(url);
    std::optional<UpdateTime> changed;
    if (listed != request_.listed.end()) changed = parse_update_time(listed->second);
    if (request_.since && changed && *changed < *request_.since) {
      collection_.events.filtered();
      return false;
    }
    const Journal& journal = collection_.journal;
    if (journal.contains(url)) {
      const auto known = journal.updated(url);
      if (known && changed > known) return true;
      collection_.events.unchanged();
      return false;
    }
    if (journal.is_rejected(url) && !request_.retry_rejected) {
      collection_.events.unchanged();
      return false;
    }
    return true;
  }

  void ask(const KaggleName& name) {
    fetch::Get get;
    get.url = source_.address(name);
    get.authorization = source_.authorization;
    get.one_item = true;
    get.check = [&](std::string_view body) { fetch::parse_json_reply(body, get.url); };
    const fetch::Fetched fetched = collection_.fetcher.get(get);
    if (fetched.outcome == fetch::Outcome::kGivenUp) {
      ++unanswered_;
      collection_.events.broken(fetched.reason);
    } else if (!fetched.ok()) {
      reject({name.url(), source_.name, fetched.reason});
    } else {
      take(name, get.url, fetched.body);
    }
  }

  void take(const KaggleName& name, const std::string& address, const std::string& body) {
    RecordFields fields;
    try {
      fields = source_.parse(body, address, name);
    } catch (const Error& error) {
      reject({name.url(), source_.name, error.what()});
      return;
    }
    const auto checked = Record::check(fields);
    if (const auto* rejection = std::get_if<Rejection>(&checked)) {
      reject(*rejection);
      return;
    }
    const auto& record = std::get<Record>(checked);
    if (request_.since && record.updated() && *record.updated() < *request_.since) {
      collection_.events.filtered();
    } else {
      collection_.events.recorded(collection_.journal.add(record));
    }
  }

  void reject(const Rejection& rejection) {
    collection_.journal.reject(rejection);
    collection_.events.rejected(rejection);
  }

  const ItemSource& source_;
  const ItemRequest& request_;
  Collection& collection_;
  std::size_t unanswered_ = 0;
  bool cut_by_limit_ = false;
};

}  // namespace

Collected collect_items(const ItemSource& source, const ItemRequest& request,
                        Collection& collection) {
  return Items(source, request, collection).run();
}

std::vector<std::string> read_url_list(const std::filesystem::path& path) {
  std::vector<std::string> urls;
  const TableEvents events{
      .on_row = [&](std::vector<std::string>& fields,
                    std::size_t) { urls.push_back(std::move(fields.front())); },
      .on_bad_row =
          [](const std::string& message) { throw Error(ErrorCode::kInvalidFormat, message); },
      .on_progress = {}};
  read_table(path, {.required = {"url"}, .optional = {}}, events);
  return urls;
}

}  // namespace linnet::scrape
