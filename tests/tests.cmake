# Tests that cross rooms. Those of one room stand beside its code.
add_executable(praxis_tidy_test tests/tidy/tidy_test.cc)
target_link_libraries(praxis_tidy_test PRIVATE GTest::gtest GTest::gtest_main)
target_compile_definitions(praxis_tidy_test PRIVATE PRAXIS_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
add_test(NAME tidy COMMAND praxis_tidy_test)

# Writes to a server that is about to be killed: tests/crash/run.
add_executable(praxis_crash_load tests/crash/load.cc)
target_link_libraries(praxis_crash_load PRIVATE praxis_http)
