// The file: one line of JSON about the reply, then its body.
#include "native/fetch/cache.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "core/error.h"
#include "core/utf8.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"

namespace linnet::fetch {

std::filesystem::path Cache::path(std::string_view url) const {
  const std::string name = sha256(url);
  return folder_ / name.substr(0, 2) / (name.substr(2) + ".reply");
}

std::optional<CachedReply> Cache::find(std::string_view url) const {
  const std::filesystem::path file = path(url);
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return std::nullopt;
  try {
    const std::string bytes = read_file(file);
    const auto end = bytes.find('\n');
    if (end == std::string::npos) return std::nullopt;
    const auto about = nlohmann::json::parse(bytes.substr(0, end));
    CachedReply reply{about.at("etag").get<std::string>(),
                      about.at("last_modified").get<std::string>(), bytes.substr(end + 1)};
    if (about.at("url").get<std::string>() != url) return std::nullopt;
    if (about.at("sha256").get<std::string>() != sha256(reply.body)) return std::nullopt;
    return reply;
  } catch (const Error&) {
    return std::nullopt;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

void Cache::store(std::string_view url, const CachedReply& reply) const {
  // What would not come back as it was is not kept.
  if (!is_valid_utf8(reply.etag) || !is_valid_utf8(reply.last_modified)) return;
  const nlohmann::json about = {{"url", std::string(url)},
                                {"etag", reply.etag},
                                {"last_modified", reply.last_modified},
                                {"sha256", sha256(reply.body)}};
  AtomicFile file(path(url));
  file.write(about.dump() + "\n");
  file.write(reply.body);
  file.commit();
}

void Cache::remove(std::string_view url) const {
  std::error_code error;
  std::filesystem::remove(path(url), error);
}

}  // namespace linnet::fetch
