# Catch2::Catch2 from the system's headers, for em++, and the folder of its Catch.cmake.
linnet_system_headers(Catch2::Catch2 catch2)
find_path(LINNET_CATCH_CMAKE Catch.cmake PATHS /usr/lib/cmake/Catch2 /usr/local/lib/cmake/Catch2
  NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
list(APPEND CMAKE_MODULE_PATH ${LINNET_CATCH_CMAKE})
set(Catch2_FOUND TRUE)
