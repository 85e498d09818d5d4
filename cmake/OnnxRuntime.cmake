# onnxruntime::onnxruntime: the native library that scripts/setup brings into .deps/onnxruntime.
# Programs built here find it by the build tree's rpath; nothing is installed into the system.
include_guard()

set(LINNET_ONNXRUNTIME_ROOT ${CMAKE_SOURCE_DIR}/.deps/onnxruntime CACHE PATH
  "Folder with ONNX Runtime's include/ and lib/")
if(NOT EXISTS ${LINNET_ONNXRUNTIME_ROOT}/lib/libonnxruntime.so.1)
  message(FATAL_ERROR "ONNX Runtime is missing from ${LINNET_ONNXRUNTIME_ROOT}: run scripts/setup")
endif()

add_library(onnxruntime::onnxruntime SHARED IMPORTED GLOBAL)
set_target_properties(onnxruntime::onnxruntime PROPERTIES
  IMPORTED_LOCATION ${LINNET_ONNXRUNTIME_ROOT}/lib/libonnxruntime.so.1
  IMPORTED_SONAME libonnxruntime.so.1
  INTERFACE_INCLUDE_DIRECTORIES ${LINNET_ONNXRUNTIME_ROOT}/include)
