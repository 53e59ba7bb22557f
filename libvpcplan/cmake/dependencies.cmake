# Each dependency is looked for with find_package first; the pinned sources are fetched only when it
# is missing or too old. SYSTEM keeps foreign headers out of our warnings either way.
include(FetchContent)

# vpcplan_require(<name> GIT <repository> <commit> | URL <url> <sha256> FIND <find_package arguments>)
macro(vpcplan_require name kind source pin)
  cmake_parse_arguments(vpcplan_require "" "" "FIND" ${ARGN})
  if("${kind}" STREQUAL "GIT")
    set(vpcplan_require_source GIT_REPOSITORY ${source} GIT_TAG ${pin})
  else()
    set(vpcplan_require_source URL ${source} URL_HASH SHA256=${pin} DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  endif()
  FetchContent_Declare(${name} ${vpcplan_require_source} SYSTEM
                       FIND_PACKAGE_ARGS ${vpcplan_require_FIND})
  FetchContent_MakeAvailable(${name})
  if(NOT ${name}_FOUND)
    list(APPEND VPCPLAN_FETCHED ${name})
  endif()
endmacro()

# 1.75 is the first release with Boost.JSON, and Asio's address headers are good from 1.74.
set(BOOST_INCLUDE_LIBRARIES asio)
set(vpcplan_boost_find 1.74 CONFIG COMPONENTS headers)
if(VPCPLAN_IO)
  list(APPEND BOOST_INCLUDE_LIBRARIES json)
  set(vpcplan_boost_find 1.75 CONFIG COMPONENTS headers json)
endif()
vpcplan_require(
  Boost URL https://github.com/boostorg/boost/releases/download/boost-1.84.0/boost-1.84.0.tar.xz
  2e64e5d79a738d0fa6fb546c6e5c2bd28f88d268a2a080546f74e5ff98f29d0e
  FIND ${vpcplan_boost_find})
if(NOT TARGET Boost::headers)
  add_library(vpcplan_boost_headers INTERFACE)
  target_link_libraries(vpcplan_boost_headers INTERFACE Boost::asio)
  add_library(Boost::headers ALIAS vpcplan_boost_headers)
endif()

if(VPCPLAN_IO)
  # fmt 11.0.2
  vpcplan_require(fmt GIT https://github.com/fmtlib/fmt.git
                  0c9fce2ffefecfdce794e1859584e25877b7b592 FIND 8)
  # yaml-cpp 0.9.0; before 0.8 the target had no namespace
  set(YAML_CPP_BUILD_TOOLS OFF)
  vpcplan_require(yaml-cpp GIT https://github.com/jbeder/yaml-cpp.git
                  56e3bb550c91fd7005566f19c079cb7a503223cf FIND 0.6)
  set(VPCPLAN_YAML_TARGET yaml-cpp)
  if(TARGET yaml-cpp::yaml-cpp)
    set(VPCPLAN_YAML_TARGET yaml-cpp::yaml-cpp)
  endif()
endif()

if(VPCPLAN_CLI)
  # CLI11 2.4.2
  vpcplan_require(CLI11 GIT https://github.com/CLIUtils/CLI11.git
                  6c7b07a878ad834957b98d0f9ce1dbe0cb204fc9 FIND 2)
endif()

if(VPCPLAN_TESTS)
  # Catch2 3.5.0; 2.13 from a package works as well
  vpcplan_require(Catch2 GIT https://github.com/catchorg/Catch2.git
                  53d0d913a422d356b23dd927547febdf69ee9081)
  list(APPEND CMAKE_MODULE_PATH ${Catch2_DIR} ${Catch2_SOURCE_DIR}/extras)
  include(Catch)
endif()

if(VPCPLAN_BENCH)
  # Google Benchmark 1.8.3
  set(BENCHMARK_ENABLE_TESTING OFF)
  set(BENCHMARK_ENABLE_INSTALL OFF)
  vpcplan_require(benchmark GIT https://github.com/google/benchmark.git
                  344117638c8ff7e239044fd0fa7085839fc03021)
endif()
