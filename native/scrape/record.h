// One data set as a catalogue describes it, checked; or the reason why it is none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "native/scrape/update_time.h"

namespace linnet::scrape {

// What a source says, unchecked. What it does not say stays empty: nothing is filled in from
// elsewhere.
struct RecordFields {
  std::string url;
  std::string title;
  std::string subtitle;
  std::string description;        // Markdown, HTML, or both
  std::vector<std::string> tags;  // as the source spells them
  std::string source;             // which source it was, for example "meta-kaggle"
  std::string updated;            // see parse_update_time(); other text counts as not known
};

struct Rejection {
  std::string url;  // as given: perhaps empty
  std::string source;
  std::string reason;
};

// A record that can be trusted: an http(s) address, a title and at least one tag, all texts
// without markup, in UTF-8 without control characters (line feeds in the description alone).
class Record {
 public:
  static std::variant<Record, Rejection> check(const RecordFields& fields);

  // One line of a journal, without its line feed: a JSON object with the names of the members
  // below. parse() gives back what to_json() was called on; it throws Error(kInvalidFormat) naming
  // the field where the line is no record.
  std::string to_json() const;
  static Record parse(std::string_view json);

  const std::string& url() const { return url_; }
  const std::string& title() const { return title_; }
  const std::string& subtitle() const { return subtitle_; }        // perhaps empty
  const std::string& description() const { return description_; }  // perhaps empty
  const std::vector<std::string>& tags() const { return tags_; }   // distinct, whatever the case
  const std::string& source() const { return source_; }
  std::optional<UpdateTime> updated() const { return updated_; }

  bool operator==(const Record&) const = default;

 private:
  Record() = default;
  // Why this is no record; empty where it is one.
  std::string fault() const;

  std::string url_;
  std::string title_;
  std::string subtitle_;
  std::string description_;
  std::vector<std::string> tags_;
  std::string source_;
  std::optional<UpdateTime> updated_;
};

// {"url", "source", "reason"} on one line.
std::string to_json(const Rejection& rejection);
// Throws Error(kInvalidFormat) naming the field.
Rejection parse_rejection(std::string_view json);

}  // namespace linnet::scrape
