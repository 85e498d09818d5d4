// What was scraped so far: the records and the rejections in a folder, each a file of JSON Lines.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "native/scrape/line_log.h"
#include "native/scrape/record.h"

namespace linnet::scrape {

// FOLDER/journal.jsonl holds one record a line (Record::to_json); where an address has several, the
// last counts. FOLDER/rejected.jsonl holds one Rejection a line. Both only grow, and a line that
// would repeat what is there is not written again: so a run that was killed and one that was not
// leave the same files. Memory holds the addresses, not the records.
class Journal {
 public:
  enum class Outcome { kNew, kUpdated, kUnchanged };

  // Throws as LineLog does.
  explicit Journal(const std::filesystem::path& folder);

  // Writes the record unless it equals what is known of its address. Throws Error(kFailed).
  Outcome add(const Record& record);
  // False where this very rejection is on file already. Throws Error(kFailed).
  bool reject(const Rejection& rejection);

  bool contains(std::string_view url) const;
  bool is_rejected(std::string_view url) const;  // it was once; a later record may have come
  // When the source said that this record was last changed; nothing where either is not known.
  std::optional<UpdateTime> updated(std::string_view url) const;

  std::size_t size() const { return entries_.size(); }  // distinct addresses with a record
  std::vector<std::string> urls() const;                // of the records, in no order
  // The last record of each address, in the byte order of the addresses.
  void for_each(const std::function<void(const Record& record)>& on_record) const;

  void sync();

 private:
  struct Entry {
    LinePlace place;
    std::size_t line_hash = 0;
    std::optional<UpdateTime> updated;
  };

  // Called while `records_` and `rejections_` are made, so declared before them.
  std::unordered_map<std::string, Entry> entries_;
  std::unordered_set<std::size_t> rejected_lines_;  // hashes
  std::unordered_set<std::string> rejected_urls_;
  LineLog records_;
  LineLog rejections_;
};

}  // namespace linnet::scrape
