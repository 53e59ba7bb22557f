#pragma once

// Catch2 2.13 is one header, Catch2 3 is many: tests include this file and build with both.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
