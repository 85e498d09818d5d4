# How Linnet's own targets are made: warnings as errors, includes from the top of the tree, tests
# under ctest. Code of others never passes through here.
include_guard()

find_program(LINNET_CCACHE ccache)
if(LINNET_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LINNET_CCACHE})
endif()

function(linnet_own_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
  # GCC 12 sees an overlapping copy in `"text" + string` at -O3 (its bug 105651).
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  set_target_properties(${target} PROPERTIES COMPILE_WARNING_AS_ERROR ON)
endfunction()

# linnet_library(NAME SOURCES... [LINK libraries...])
function(linnet_library name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  linnet_own_target(${name})
endfunction()

# Under Emscripten: a program for node, which sees the files of the machine. Else nothing.
function(linnet_node_program target)
  if(EMSCRIPTEN)
    target_link_options(${target} PRIVATE -O2 -sENVIRONMENT=node -sNODERAWFS=1 -sEXIT_RUNTIME=1
      -sALLOW_MEMORY_GROWTH=1)
  endif()
endfunction()

# linnet_test(NAME SOURCES... [LINK libraries...]): a Catch2 program, each case a ctest test. Its files
# are never compiled together: tests may name their tables and their helpers alike.
function(linnet_test name)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE
    LINNET_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" LINNET_BINARY_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} linnet_catch2)
  linnet_own_target(${name})
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  linnet_node_program(${name})
  catch_discover_tests(${name} TEST_PREFIX "${name}: " PROPERTIES TIMEOUT 300)
endfunction()
