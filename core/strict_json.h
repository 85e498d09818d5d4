// JSON read strictly: every complaint is an Error that names the file and the field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace linnet {

// Throws Error(kInvalidFormat) that opens with `what` (for example "manifest.json") where the text
// is not JSON or an object has the same name twice.
nlohmann::json parse_json(std::string_view text, std::string_view what);

// A value and the path that led to it ("manifest.json: tiers.full.limits"). Views, does not own.
class JsonField {
 public:
  JsonField(const nlohmann::json& value, std::string path)
      : value_(&value), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  const nlohmann::json& value() const { return *value_; }

  // Members of an object and elements of an array; a missing member is an error with at() and
  // nothing with find().
  JsonField at(std::string_view name) const;
  std::optional<JsonField> find(std::string_view name) const;
  JsonField element(std::size_t index) const;
  std::size_t size() const;  // of an array

  // Refuses members other than these: a misspelt name should not pass for an absent one.
  void allow_only(std::initializer_list<std::string_view> names) const;

  std::string text() const;  // a string that is not empty
  double number() const;
  bool boolean() const;
  std::uint64_t natural() const;  // an integer of 0 or more
  void require_object() const;
  void require_array() const;

  [[noreturn]] void fail(const std::string& what) const;  // throws Error(kInvalidFormat)

 private:
  const nlohmann::json* value_;
  std::string path_;
};

}  // namespace linnet
