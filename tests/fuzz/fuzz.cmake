# One program per tests/fuzz/NAME_fuzz.cc (libFuzzer; needs clang), linked with the room that NAME stands for.
# Seeds are in tests/fuzz/corpus/NAME/.
set(FUZZ_ROOM_http praxis_http)
set(FUZZ_ROOM_json praxis_base)
set(FUZZ_ROOM_expr praxis_expr)
set(FUZZ_ROOM_pack praxis_pack)
set(FUZZ_ROOM_csv praxis_usecases)
# The small world of columns and rows that the tests of expressions have.
set(FUZZ_ALSO_expr src/expr/random_expression_test.cc)

file(GLOB fuzz_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*_fuzz.cc)
foreach(source ${fuzz_sources})
  get_filename_component(target ${source} NAME_WE)
  string(REGEX REPLACE "_fuzz$" "" name ${target})
  if(NOT DEFINED FUZZ_ROOM_${name})
    message(FATAL_ERROR "tests/fuzz/fuzz.cmake does not know which room ${target} is for")
  endif()
  add_executable(${target} ${source} ${FUZZ_ALSO_${name}})
  target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  target_compile_definitions(${target} PRIVATE PRAXIS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${target} PRIVATE ${FUZZ_ROOM_${name}})
endforeach()
