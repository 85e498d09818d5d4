// Where `linnet classify` finds its model when it is not told.
#pragma once

#include <filesystem>

namespace linnet::classify {

// `given` where it is not empty; else $LINNET_MODEL, else share/linnet/model beside the program's
// bin, else model in the current folder. Throws Error(kNotFound) that lists where it looked.
std::filesystem::path find_model(const std::filesystem::path& given);

}  // namespace linnet::classify
