# What is measured against. Not part of `all`: ninja praxis_limit.
add_executable(praxis_limit EXCLUDE_FROM_ALL
  ${CMAKE_SOURCE_DIR}/bench/limit/limit.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/seed.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/record.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/reader.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/writer.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/server.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/sqlite.cc
  ${CMAKE_SOURCE_DIR}/src/http/boost_sources.cc)
target_include_directories(praxis_limit PRIVATE ${CMAKE_SOURCE_DIR}/bench)
target_compile_definitions(praxis_limit PRIVATE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(praxis_limit PRIVATE PkgConfig::SQLITE Boost::json fmt::fmt Threads::Threads)
set_target_properties(praxis_limit PROPERTIES UNITY_BUILD OFF)

# The seeded loader of the product's side, with the yardstick's texts.
add_executable(praxis_bench_load EXCLUDE_FROM_ALL
  ${CMAKE_SOURCE_DIR}/bench/load/load.cc
  ${CMAKE_SOURCE_DIR}/bench/load/texts.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/seed.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/record.cc
  ${CMAKE_SOURCE_DIR}/bench/limit/sqlite.cc)
target_include_directories(praxis_bench_load PRIVATE ${CMAKE_SOURCE_DIR}/bench)
target_link_libraries(praxis_bench_load PRIVATE praxis_main)
set_target_properties(praxis_bench_load PROPERTIES UNITY_BUILD OFF)

# Due times a second on one core.
add_executable(praxis_bench_calendar EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/calendar/calendar.cc)
target_link_libraries(praxis_bench_calendar PRIVATE praxis_sla)
