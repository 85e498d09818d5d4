// Base64 (RFC 4648) by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace linnet {

std::string base64(std::string_view bytes);

}  // namespace linnet
