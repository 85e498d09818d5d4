#include "tests/native/scrape/collecting.h"

#include "native/fetch/url.h"

namespace linnet::test {
namespace {

std::string decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      result += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

fetch::FetchOptions fetch_options() {
  fetch::FetchOptions options;
  options.user_agent = "linnet/test";
  options.honour_robots = false;
  return options;
}

}  // namespace

fetch::Transport transport_of(LocalServer::Handler handler) {
  return [handler = std::move(handler)](const fetch::HttpRequest& from) {
    ServerRequest request;
    request.target = fetch::parse_url(from.url).target;
    const auto question = request.target.find('?');
    request.path = decoded(request.target.substr(0, question));
    std::string_view rest =
        question == std::string::npos ? "" : std::string_view(request.target).substr(question + 1);
    while (!rest.empty()) {
      const auto end = std::min(rest.find('&'), rest.size());
      const std::string_view pair = rest.substr(0, end);
      const auto equals = pair.find('=');
      request.query[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (const auto& [name, value] : from.headers) {
      request.headers[name == "Authorization" ? "authorization" : name] = value;
    }
    ServerReply reply = handler(request);
    fetch::HttpReply http;
    http.status = reply.status;
    http.headers = reply.headers;
    http.body = std::move(reply.body);
    return http;
  };
}

Collecting::Collecting(const std::filesystem::path& folder, fetch::Transport transport)
    : fetcher_(fetch_options(), world.surroundings(), std::move(transport)),
      journal_(folder),
      events_(true, output_, "test", 0, "data sets"),
      collection_{fetcher_, journal_, events_} {
  fetcher_.on_retry([this](const fetch::Retry& retry) {
    events_.retried(retry.url, retry.reason, std::chrono::duration<double>(retry.wait));
  });
}

}  // namespace linnet::test
