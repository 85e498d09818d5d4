# Prints the bytes of each file of FILES (comma-separated), raw and under gzip.
string(REPLACE "," ";" FILES "${FILES}")
foreach(file IN LISTS FILES)
  file(SIZE ${file} raw)
  execute_process(COMMAND gzip -9 -c ${file} COMMAND wc -c OUTPUT_VARIABLE packed
    OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  get_filename_component(name ${file} NAME)
  message("${name}: ${raw} bytes, ${packed} with gzip")
endforeach()
