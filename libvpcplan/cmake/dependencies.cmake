# Every dependency is looked for with find_package first; only when it is missing or too old, the
# pinned sources are fetched. SYSTEM keeps their headers out of our warnings either way.
include(FetchContent)

set(vpcplan_boost_components headers)
set(vpcplan_boost_minimum 1.74)
if(VPCPLAN_IO)
  list(APPEND vpcplan_boost_components json)
  set(vpcplan_boost_minimum 1.75) # the first release with Boost.JSON
endif()
find_package(Boost ${vpcplan_boost_minimum} CONFIG REQUIRED COMPONENTS ${vpcplan_boost_components})
if(VPCPLAN_IO)
  find_package(fmt 8 REQUIRED)
  find_package(yaml-cpp 0.6 REQUIRED)
endif()
if(VPCPLAN_CLI)
  find_package(CLI11 2 REQUIRED)
endif()
if(VPCPLAN_TESTS)
  find_package(Catch2 REQUIRED)
  include(Catch)
endif()
if(VPCPLAN_BENCH)
  find_package(benchmark REQUIRED)
endif()

# yaml-cpp named its target without a namespace before 0.8.
set(VPCPLAN_YAML_TARGET yaml-cpp)
if(TARGET yaml-cpp::yaml-cpp)
  set(VPCPLAN_YAML_TARGET yaml-cpp::yaml-cpp)
endif()
