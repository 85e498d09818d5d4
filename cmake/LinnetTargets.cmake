# How Linnet's own targets are made: warnings as errors, includes from the top of the tree, tests
# under ctest. Code of others never passes through here.
include_guard()

find_program(LINNET_CCACHE ccache)
if(LINNET_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LINNET_CCACHE})
endif()

# A linker that needs a tenth of the time, where it is installed.
find_program(LINNET_MOLD mold)
if(LINNET_MOLD AND NOT EMSCRIPTEN)
  add_link_options(-fuse-ld=mold)
endif()

# The files of a target are compiled together, up to so many at a time: headers and what templates
# make of them are most of the work, and are done once.
set(CMAKE_UNITY_BUILD ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)

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

# linnet_tests(ROOM PART SOURCES... [LINK libraries...]): tests of one part of a room (core, native,
# torch). Each room has one program, linnet_ROOM_tests, and each of its files X_test.cpp is a test of
# ctest's, which runs the cases of that file and writes what came of them to build/PRESET/results/ROOM.X_test.xml. Test
# code is not optimised: it runs for moments and compiles for minutes. In WebAssembly it is, a little: the linker takes
# what templates make of it for the core as well, and V8 inlines nothing of that.
function(linnet_tests room part)
  cmake_parse_arguments(ARG "" "" "LINK" ${ARGN})
  set(program linnet_${room}_tests)
  if(NOT TARGET ${program})
    # Whoever gives Catch2's main also is the file that an executable must have.
    add_executable(${program} $<TARGET_OBJECTS:linnet_catch2>)
    target_link_libraries(${program} PRIVATE Catch2::Catch2)
    set_target_properties(${program} PROPERTIES LINKER_LANGUAGE CXX)
    linnet_node_program(${program})
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/results)
  endif()

  set(objects linnet_${room}_tests_${part})
  add_library(${objects} OBJECT ${ARG_UNPARSED_ARGUMENTS})
  target_include_directories(${objects} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${objects} PRIVATE
    LINNET_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/data" LINNET_BINARY_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${objects} PRIVATE ${ARG_LINK} Catch2::Catch2)
  linnet_own_target(${objects})
  target_compile_options(${objects} PRIVATE $<IF:$<BOOL:${EMSCRIPTEN}>,-O1,-O0>)
  target_link_libraries(${program} PRIVATE ${objects} ${ARG_LINK})

  foreach(file IN LISTS ARG_UNPARSED_ARGUMENTS)
    cmake_path(GET file STEM name)
    if(NOT name MATCHES "_test$")
      continue()
    endif()
    # Catch2 knows a file by its name alone.
    get_property(known GLOBAL PROPERTY linnet_${room}_test_files)
    if(name IN_LIST known)
      message(FATAL_ERROR "two files of the tests of ${room} are called ${name}: rename one")
    endif()
    set_property(GLOBAL APPEND PROPERTY linnet_${room}_test_files ${name})
    set(test "${room}: ${part}/${name}")
    add_test(NAME ${test} COMMAND ${program} --filenames-as-tags "[#${name}]" --reporter xml --durations yes
      --out ${CMAKE_BINARY_DIR}/results/${room}.${name}.xml)
    # Threads of OpenMP that have no core to themselves wait for each other in loops.
    set_tests_properties(${test} PROPERTIES TIMEOUT 600 LABELS ${room} ENVIRONMENT OMP_NUM_THREADS=1)
  endforeach()
endfunction()
