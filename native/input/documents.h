// Running text for tokenizer and pretraining: lines of text files and columns of CSV files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

// Files to take text from. Each name may end in "@SHARE" (0 < SHARE <= 1): that share of its
// documents is taken, chosen by a hash of their text, so the same ones each time.
struct DocumentSources {
  std::vector<std::string> text_files;  // one document a line, plain or compressed
  std::vector<std::string> csv_files;   // one document a row, plain or compressed
  // Columns of the CSV files to join by a space, those that a file has; it must have one of them.
  std::vector<std::string> columns = {"title", "description", "abstract"};
};

struct DocumentEvents {
  std::function<void(std::string_view document)> on_document;  // not empty, not cleaned
  std::function<void(const std::string& message)> on_bad_row;
  std::function<void(std::uint64_t bytes)>
      on_progress;  // bytes of the files themselves; may be empty
};

// Returns the count of rows that were skipped because they are not CSV. Throws as read_table, and
// Error(kInvalidArgument) on a share out of range.
std::size_t read_documents(const DocumentSources& sources, const DocumentEvents& events);

// A name split at its last "@": the path and the share, 1 where none is given.
struct SampledFile {
  std::filesystem::path path;
  double share = 1;
};
SampledFile parse_sampled_file(const std::string& text);

}  // namespace linnet
