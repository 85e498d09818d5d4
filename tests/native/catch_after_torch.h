// Catch2 for files that see libtorch, which defines CHECK too: it comes first, so that Catch2's is
// the one that holds, in whatever order a file, or several compiled together, include the rest.
#pragma once

#include <c10/util/Logging.h>
//
#include <catch2/catch.hpp>
