# Training in several processes needs c10d, which not every libtorch offers to those who build on it:
# its headers include Gloo's (Debian: libgloo-dev) and NCCL's. What compiles here is used.
find_path(LINNET_GLOO_INCLUDE gloo/algorithm.h HINTS ${TORCH_INCLUDE_DIRS})
# PyTorch's packages keep NCCL beside PyTorch.
get_filename_component(packages ${Torch_DIR}/../../../.. ABSOLUTE)
find_path(LINNET_NCCL_INCLUDE nccl.h HINTS ${packages}/nvidia/nccl/include)

# How libtorch's own headers are compiled. Not through its targets: those of PyTorch's packages name
# others, which a project made for a trial does not have.
separate_arguments(torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
foreach(target IN ITEMS c10 torch_cpu torch_cpu_library c10_cuda torch_cuda torch_cuda_library)
  if(TARGET ${target})
    get_target_property(definitions ${target} INTERFACE_COMPILE_DEFINITIONS)
    if(definitions)
      list(TRANSFORM definitions PREPEND -D)
      list(APPEND torch_flags ${definitions})
    endif()
  endif()
endforeach()
list(FILTER torch_flags EXCLUDE REGEX "[$]<")

# Whether data_parallel.cpp compiles with these definitions and c10d_includes.
function(linnet_try_c10d result)
  if(NOT DEFINED ${result})
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
    try_compile(${result} ${CMAKE_CURRENT_BINARY_DIR}/${result}
      SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/data_parallel.cpp
      COMPILE_DEFINITIONS ${torch_flags} ${ARGN}
      CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${CMAKE_SOURCE_DIR};${c10d_includes};${TORCH_INCLUDE_DIRS};${CUDA_INCLUDE_DIRS}"
      CXX_STANDARD 20)
  endif()
endfunction()

set(c10d_includes)
if(LINNET_GLOO_INCLUDE)
  list(APPEND c10d_includes ${LINNET_GLOO_INCLUDE})
  linnet_try_c10d(LINNET_HAS_GLOO -DLINNET_HAS_GLOO)
endif()
if(LINNET_HAS_GLOO AND LINNET_NCCL_INCLUDE)
  list(APPEND c10d_includes ${LINNET_NCCL_INCLUDE})
  linnet_try_c10d(LINNET_HAS_NCCL -DLINNET_HAS_GLOO -DLINNET_HAS_NCCL)
endif()

if(LINNET_HAS_GLOO)
  target_compile_definitions(linnet_training PUBLIC LINNET_HAS_GLOO)
  target_include_directories(linnet_training SYSTEM PRIVATE ${c10d_includes})
else()
  message(STATUS "No Gloo (libgloo-dev): training in several processes is left out")
endif()
if(LINNET_HAS_NCCL)
  target_compile_definitions(linnet_training PRIVATE LINNET_HAS_NCCL)
elseif(LINNET_HAS_GLOO)
  message(STATUS "No NCCL: several processes add up gradients by Gloo, on the CPU")
endif()
