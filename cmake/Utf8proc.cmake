# utf8proc::utf8proc: the installed library natively; under Emscripten, the static library that
# scripts/setup compiled from the same version's source into .deps/utf8proc-wasm.
include_guard()

add_library(utf8proc::utf8proc INTERFACE IMPORTED)
if(EMSCRIPTEN)
  set(root ${CMAKE_SOURCE_DIR}/.deps/utf8proc-wasm)
  if(NOT EXISTS ${root}/lib/libutf8proc.a)
    message(FATAL_ERROR "utf8proc for WebAssembly is missing: run scripts/setup page")
  endif()
  target_include_directories(utf8proc::utf8proc INTERFACE ${root}/include)
  target_compile_definitions(utf8proc::utf8proc INTERFACE UTF8PROC_STATIC)
  target_link_libraries(utf8proc::utf8proc INTERFACE ${root}/lib/libutf8proc.a)
else()
  find_path(UTF8PROC_INCLUDE utf8proc.h REQUIRED)
  find_library(UTF8PROC_LIBRARY utf8proc REQUIRED)
  target_include_directories(utf8proc::utf8proc SYSTEM INTERFACE ${UTF8PROC_INCLUDE})
  target_link_libraries(utf8proc::utf8proc INTERFACE ${UTF8PROC_LIBRARY})
endif()
