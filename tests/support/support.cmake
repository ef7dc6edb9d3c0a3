# What tests of all rooms share: fresh databases of both engines, a private PostgreSQL.
# include "support/databases.h" from any *_test.cc.
add_library(praxis_test_support STATIC
  ${CMAKE_SOURCE_DIR}/tests/support/databases.cc
  ${CMAKE_SOURCE_DIR}/tests/support/fault_vfs.cc
  ${CMAKE_SOURCE_DIR}/tests/support/postgres.cc)
target_include_directories(praxis_test_support PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(praxis_test_support PUBLIC praxis_db GTest::gtest)
