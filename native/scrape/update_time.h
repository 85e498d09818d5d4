// When a catalogue last changed a data set, as the catalogues write it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace linnet::scrape {

using UpdateTime = std::chrono::sys_seconds;

// Reads "2024-05-31", "2024-05-31T10:20:30", "2024-05-31 10:20:30.25", each also with "Z" or an
// offset such as "+02:00", and "05/31/2024" with or without "10:20:30" (month first). Without an
// offset the time is UTC; fractions of a second are dropped. Nothing for other text.
std::optional<UpdateTime> parse_update_time(std::string_view text);

// "2024-05-31T10:20:30Z"
std::string format_update_time(UpdateTime time);

}  // namespace linnet::scrape
