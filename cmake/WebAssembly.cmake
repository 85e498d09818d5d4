# What every object needs to become one WebAssembly module, and where header-only packages of the
# system are found without putting all of /usr/include before Emscripten's own headers.
include_guard()

add_compile_options(-fwasm-exceptions -msimd128)
add_link_options(-fwasm-exceptions)

# The optimiser that Emscripten runs at link time is a node program with Debian's own modules.
if(EXISTS /usr/share/nodejs AND NOT DEFINED ENV{NODE_PATH})
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK
    "${CMAKE_COMMAND} -E env NODE_PATH=/usr/share/nodejs")
endif()

# Programs for node are scripts of the older kind, whatever a package.json further up says.
file(WRITE ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/package.json "{\"type\": \"commonjs\"}\n")

# Found before the packages' own configurations, which name /usr/include.
list(PREPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake/wasm)

# linnet_system_headers(TARGET FOLDER): TARGET offers /usr/include/FOLDER and nothing else there.
function(linnet_system_headers target folder)
  if(TARGET ${target})
    return()
  endif()
  find_path(LINNET_HEADERS_OF_${folder} ${folder} PATHS /usr/local/include /usr/include
    NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH REQUIRED)
  set(private ${CMAKE_BINARY_DIR}/system_headers)
  file(MAKE_DIRECTORY ${private})
  file(CREATE_LINK ${LINNET_HEADERS_OF_${folder}}/${folder} ${private}/${folder} SYMBOLIC)
  add_library(${target} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${target} SYSTEM INTERFACE ${private})
endfunction()
