# protozero::protozero: Protocol Buffers' wire format, headers alone.
include_guard(GLOBAL)

if(EMSCRIPTEN)
  linnet_system_headers(protozero::protozero protozero)
else()
  find_path(PROTOZERO_INCLUDE protozero/pbf_reader.hpp REQUIRED)
  add_library(protozero::protozero INTERFACE IMPORTED GLOBAL)
  target_include_directories(protozero::protozero SYSTEM INTERFACE ${PROTOZERO_INCLUDE})
endif()
