# cmark::cmark, the CommonMark library. Debian's own package file asks for the program as well,
# which its package of the library does not hold.
find_path(CMARK_INCLUDE_DIR cmark.h REQUIRED)
find_library(CMARK_LIBRARY cmark REQUIRED)
if(NOT TARGET cmark::cmark)
  add_library(cmark::cmark UNKNOWN IMPORTED GLOBAL)
  set_target_properties(cmark::cmark PROPERTIES
    IMPORTED_LOCATION ${CMARK_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${CMARK_INCLUDE_DIR})
endif()
