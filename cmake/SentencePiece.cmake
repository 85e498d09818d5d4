# sentencepiece::sentencepiece: the installed library natively; under Emscripten, the static library
# that scripts/setup compiled from the same version's source into .deps/sentencepiece-wasm.
include_guard()

add_library(sentencepiece::sentencepiece INTERFACE IMPORTED)
if(EMSCRIPTEN)
  set(root ${CMAKE_SOURCE_DIR}/.deps/sentencepiece-wasm)
  if(NOT EXISTS ${root}/lib/libsentencepiece.a)
    message(FATAL_ERROR "SentencePiece for WebAssembly is missing: run scripts/setup wasm")
  endif()
  target_include_directories(sentencepiece::sentencepiece INTERFACE ${root}/include)
  target_link_libraries(sentencepiece::sentencepiece INTERFACE ${root}/lib/libsentencepiece.a)
else()
  find_path(SENTENCEPIECE_INCLUDE sentencepiece_processor.h REQUIRED)
  find_library(SENTENCEPIECE_LIBRARY sentencepiece REQUIRED)
  find_library(SENTENCEPIECE_TRAIN_LIBRARY sentencepiece_train REQUIRED)
  target_include_directories(sentencepiece::sentencepiece SYSTEM INTERFACE ${SENTENCEPIECE_INCLUDE})
  target_link_libraries(sentencepiece::sentencepiece INTERFACE ${SENTENCEPIECE_LIBRARY})
  add_library(sentencepiece::train INTERFACE IMPORTED GLOBAL)
  target_link_libraries(sentencepiece::train
    INTERFACE ${SENTENCEPIECE_TRAIN_LIBRARY} sentencepiece::sentencepiece)
endif()
