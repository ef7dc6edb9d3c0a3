# The binary: the shipped packs and frameworks are embedded, so that one file is the whole installation.
file(GLOB_RECURSE PACK_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/packs/*.yaml ${CMAKE_SOURCE_DIR}/packs/*.txt
  ${CMAKE_SOURCE_DIR}/frameworks/*.yaml ${CMAKE_SOURCE_DIR}/frameworks/*.txt)
set(EMBEDDED_PACKS ${CMAKE_BINARY_DIR}/embedded_packs.cc)
add_custom_command(
  OUTPUT ${EMBEDDED_PACKS}
  COMMAND ${CMAKE_COMMAND} "-DFOLDERS=${CMAKE_SOURCE_DIR}/packs\;${CMAKE_SOURCE_DIR}/frameworks" -DOUT=${EMBEDDED_PACKS} -P ${CMAKE_SOURCE_DIR}/cmake/embed_packs.cmake
  DEPENDS ${PACK_FILES} ${CMAKE_SOURCE_DIR}/cmake/embed_packs.cmake
  COMMENT "Embedding the shipped packs")

find_package(CLI11 REQUIRED)
file(GLOB_RECURSE MAIN_SOURCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/main/*.cc)
set(MAIN_TESTS ${MAIN_SOURCES})
list(FILTER MAIN_TESTS INCLUDE REGEX "_test\\.cc$")
list(FILTER MAIN_SOURCES EXCLUDE REGEX "(_test|/main)\\.cc$")
add_library(praxis_main STATIC ${MAIN_SOURCES} ${EMBEDDED_PACKS})
target_link_libraries(praxis_main PUBLIC praxis_api praxis_jobs CLI11::CLI11)
target_compile_definitions(praxis_main PUBLIC PRAXIS_VERSION="${PROJECT_VERSION}")
add_executable(praxis src/main/main.cc)
target_link_libraries(praxis PRIVATE praxis_main)
if(PRAXIS_TESTS AND MAIN_TESTS)
  add_executable(praxis_main_test ${MAIN_TESTS})
  target_link_libraries(praxis_main_test PRIVATE praxis_main praxis_test_support GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(praxis_main_test PRIVATE PRAXIS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  add_test(NAME main COMMAND praxis_main_test)
endif()
