#include "native/input/documents.h"

#include <charconv>

#include "core/error.h"
#include "native/input/chunks.h"
#include "native/input/table.h"

namespace linnet {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;

// FNV-1a, finished by a multiplication so that the high bits are well mixed; the same everywhere,
// which std::hash does not promise.
double unit_hash(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3u;
  }
  hash ^= hash >> 32;
  hash *= 0x9e3779b97f4a7c15u;
  return static_cast<double>(hash >> 11) * 0x1p-53;
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Cuts chunks into lines; only a line that spans chunks is copied.
class Lines {
 public:
  Lines(std::string name, std::function<void(std::string_view)> on_line)
      : name_(std::move(name)), on_line_(std::move(on_line)) {}

  void feed(std::string_view chunk) {
    for (;;) {
      const std::size_t end = chunk.find('\n');
      if (end == std::string_view::npos) break;
      if (rest_.empty()) {
        on_line_(chunk.substr(0, end));
      } else {
        rest_.append(chunk.substr(0, end));
        on_line_(rest_);
        rest_.clear();
      }
      chunk.remove_prefix(end + 1);
    }
    rest_.append(chunk);
    if (rest_.size() > kMaxLineBytes) {
      throw Error(ErrorCode::kInvalidFormat,
                  name_ + ": a line is longer than 64 MiB; one document a line is expected");
    }
  }
  void finish() {
    if (!rest_.empty()) on_line_(rest_);
    rest_.clear();
  }

 private:
  std::string name_;
  std::function<void(std::string_view)> on_line_;
  std::string rest_;
};

}  // namespace

SampledFile parse_sampled_file(const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(text)) return {text, 1};
  SampledFile file{text.substr(0, at), 0};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + at + 1, end, file.share);
  if (error != std::errc() || rest != end || !(file.share > 0 && file.share <= 1)) {
    throw Error(
        ErrorCode::kInvalidArgument,
        text + ": after @ a share over 0 and up to 1 is needed, for example corpus.txt@0.1");
  }
  return file;
}

std::size_t read_documents(const DocumentSources& sources, const DocumentEvents& events) {
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_here = 0;
  const auto progress = [&](std::uint64_t bytes) {
    bytes_here = bytes;
    if (events.on_progress) events.on_progress(bytes_before + bytes);
  };
  const auto offer = [&](std::string_view document, double share) {
    if (is_blank(document)) return;
    if (share < 1 && unit_hash(document) >= share) return;
    events.on_document(document);
  };

  for (const std::string& name : sources.text_files) {
    const SampledFile file = parse_sampled_file(name);
    Lines lines(file.path.string(), [&](std::string_view line) {
      if (line.ends_with('\r')) line.remove_suffix(1);
      offer(line, file.share);
    });
    read_chunks(file.path, {[&](std::string_view chunk) { lines.feed(chunk); }, progress});
    lines.finish();
    bytes_before += bytes_here;
    bytes_here = 0;
  }

  std::size_t bad_rows = 0;
  for (const std::string& name : sources.csv_files) {
    const SampledFile file = parse_sampled_file(name);
    std::string document;
    TableEvents table_events;
    table_events.on_row = [&](std::vector<std::string>& fields, std::size_t) {
      document.clear();
      for (const std::string& field : fields) {
        if (is_blank(field)) continue;
        if (!document.empty()) document += ' ';
        document += field;
      }
      offer(document, file.share);
    };
    table_events.on_bad_row = events.on_bad_row;
    table_events.on_progress = progress;
    bad_rows += read_table(file.path, {{}, sources.columns}, table_events).bad_rows;
    bytes_before += bytes_here;
    bytes_here = 0;
  }
  return bad_rows;
}

}  // namespace linnet
