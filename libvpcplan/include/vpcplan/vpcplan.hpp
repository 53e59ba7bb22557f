// The core of vpcplan: floors 0 to 6, from addresses to "will this packet pass?". Needs the
// standard library and Boost.Asio's address headers. Explanations are in explain.hpp and fix.hpp;
// readers, writers and the JSON service need vpcplan::io.
#pragma once

#include "address_range.hpp"
#include "cidr.hpp"
#include "cidr_matcher.hpp"
#include "cidr_math.hpp"
#include "cidr_set.hpp"
#include "connection_tracker.hpp"
#include "free_space.hpp"
#include "network.hpp"
#include "packet.hpp"
#include "path.hpp"
#include "subnet.hpp"
#include "vpc_cidr.hpp"
