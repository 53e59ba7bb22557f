// Every vector of the shared sample through the C++ functions. An operation that this file does not
// know fails the test, so that none is passed over in silence.
#include <vpcplan/cidr_math.hpp>
#include <vpcplan/cidr_set.hpp>
#include <vpcplan/free_space.hpp>
#include <vpcplan/subnet.hpp>
#include <vpcplan/vpc_cidr.hpp>

#include "support/catch.hpp"
#include "support/rpc.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

using namespace vpcplan;
using vpcplan::test::string_of;
namespace json = boost::json;

namespace {

using texts = std::vector<std::string>;

/// A number or a decimal string, as a string.
std::string number_of(const json::value& value) {
    return value.is_string() ? string_of(value) : json::serialize(value);
}

std::vector<cidr> blocks_of(const json::value& list) {
    std::vector<cidr> out;
    for (const auto& item : list.as_array()) {
        out.push_back(make_cidr(string_of(item)));
    }
    return out;
}

template <class T>
std::vector<T> numbers_of(const json::value& list) {
    std::vector<T> out;
    for (const auto& item : list.as_array()) {
        out.push_back(item.to_number<T>());
    }
    return out;
}

texts texts_of(const json::value& list) {
    texts out;
    for (const auto& item : list.as_array()) {
        out.push_back(string_of(item));
    }
    return out;
}

texts texts_of(const std::vector<cidr>& blocks) {
    texts out;
    for (const auto& block : blocks) {
        out.push_back(to_string(block));
    }
    return out;
}

template <class T>
std::string text_or_error(const result<T>& value) {
    if (!value) {
        return "error";
    }
    if constexpr (std::is_same_v<T, cidr>) {
        return to_string(*value);
    } else {
        return value->to_string();
    }
}

/// The expected text, whose errors may carry a reason behind the word.
std::string expected_text(const json::value& out) {
    const auto text = string_of(out);
    return text.starts_with("error") ? "error" : text;
}

std::string or_null(const std::optional<cidr>& block) { return block ? to_string(*block) : "null"; }
std::string or_null(const json::value& value) {
    return value.is_null() ? "null" : string_of(value);
}

using vector_check = void (*)(const json::object&);

void check_vlsm(const json::object& v) {
    const auto parent = make_cidr(string_of(v.at("parent")));
    const auto rules = string_of(v.at("mode")) == "aws" ? cloud::aws : cloud::none;
    std::vector<int> lengths;
    for (const auto hosts : numbers_of<std::uint64_t>(v.at("hosts"))) {
        lengths.push_back(smallest_subnet(hosts, rules, parent.family()).value().prefix_length);
    }
    CHECK(lengths == numbers_of<int>(v.at("prefixes")));
    const auto plan = fit(parent, {}, lengths).value();
    CHECK(plan.feasible() == v.at("feasible").as_bool());
    if (!plan.feasible()) {
        return;
    }
    detail::u128 sum = 0;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        CHECK(plan.blocks[i].prefix_length() == lengths[i]);
        sum += plan.blocks[i].size_minus_one() + 1;
    }
    CHECK(detail::decimal(sum) == number_of(v.at("sum_addresses")));
    int largest = 999;
    for (const auto& hole : plan.free) {
        largest = std::min(largest, hole.prefix_length());
    }
    const auto& best = v.at("best_largest_free_prefix");
    CHECK(largest == (best.is_null() ? 999 : best.to_number<int>()));
    CHECK(plan.free.size() == v.at("min_free_cidrs").to_number<std::size_t>());
    // The smallest block that holds the plan holds it, and its half does not.
    const int smallest = v.at("min_block_prefix").to_number<int>();
    const auto whole = cidr::containing(parent.first_bits(), smallest);
    CHECK(fit(whole, {}, lengths).value().feasible());
    if (smallest < width_of(parent.family())) {
        const auto half = cidr::containing(parent.first_bits(), smallest + 1);
        CHECK(!fit(half, {}, lengths).value().feasible());
    }
}

const std::map<std::string, vector_check> vector_checks{
    {"parse_ok",
     [](const json::object& v) {
         const auto block = make_cidr(string_of(v.at("in")));
         CHECK(to_string(block) == string_of(v.at("out")));
         CHECK(static_cast<int>(block.family()) == v.at("family").to_number<int>());
         CHECK(block.prefix_length() == v.at("prefix").to_number<int>());
         CHECK(detail::to_string(block.first_bits()) == string_of(v.at("first")));
         CHECK(detail::to_string(block.last_bits()) == string_of(v.at("last")));
         CHECK(size_text(block) == number_of(v.at("size")));
     }},
    {"parse_host_bits",
     [](const json::object& v) {
         const auto text = string_of(v.at("in"));
         CHECK(parse_cidr(text).error().code == errc::host_bits_set);
         CHECK(text_or_error(parse_cidr(text, host_bits::mask)) == string_of(v.at("lenient")));
     }},
    {"parse_error",
     [](const json::object& v) {
         for (const auto bits : {host_bits::reject, host_bits::mask}) {
             CHECK(!parse_cidr(string_of(v.at("in")), bits));
             CHECK(!parse_cidr(string_of(v.at("in")), bits, notation::any));
         }
     }},
    {"parse_dubious", [](const json::object& v) { CHECK(!parse_cidr(string_of(v.at("in")))); }},
    {"parse_notation",
     [](const json::object& v) {
         const auto text = string_of(v.at("in"));
         const auto how =
             string_of(v.at("kind")) == "netmask" ? notation::netmask : notation::wildcard;
         CHECK(!parse_cidr(text));
         CHECK(text_or_error(parse_cidr(text, host_bits::reject, how)) ==
               expected_text(v.at("out")));
     }},
    {"netmask",
     [](const json::object& v) {
         const auto block =
             cidr::containing(detail::address_bits{}, v.at("prefix").to_number<int>());
         CHECK(netmask(block).to_string() == string_of(v.at("netmask")));
         CHECK(wildcard(block).to_string() == string_of(v.at("wildcard")));
     }},
    {"contains",
     [](const json::object& v) {
         CHECK(contains(make_cidr(string_of(v.at("outer"))), make_cidr(string_of(v.at("inner")))) ==
               v.at("out").as_bool());
     }},
    {"overlaps",
     [](const json::object& v) {
         CHECK(overlaps(make_cidr(string_of(v.at("a"))), make_cidr(string_of(v.at("b")))) ==
               v.at("out").as_bool());
     }},
    {"adjacent",
     [](const json::object& v) {
         const auto a = make_cidr(string_of(v.at("a")));
         const auto b = make_cidr(string_of(v.at("b")));
         CHECK(adjacent(a, b) == v.at("out").as_bool());
         CHECK(or_null(merged(a, b)) == or_null(v.at("merge_to_one")));
     }},
    {"split",
     [](const json::object& v) {
         const auto parts =
             split(make_cidr(string_of(v.at("cidr"))), v.at("prefix").to_number<int>());
         if (v.contains("out") && v.at("out").is_string()) {
             CHECK(!parts);
             return;
         }
         CHECK(parts->count_text() == number_of(v.at("count")));
         CHECK(to_string(parts->first()) == string_of(v.at("first")));
         CHECK(to_string(parts->last()) == string_of(v.at("last")));
         if (v.contains("list")) {
             CHECK(texts_of(parts->list(65536).value()) == texts_of(v.at("list")));
         }
     }},
    {"nth_subnet",
     [](const json::object& v) {
         const auto n = parse_position(number_of(v.at("n")));
         const auto found = n && !n->negative
                                ? nth_subnet(make_cidr(string_of(v.at("cidr"))),
                                             v.at("newbits").to_number<int>(), n->magnitude)
                                : result<cidr>(errc::number_out_of_range);
         CHECK(text_or_error(found) == expected_text(v.at("out")));
     }},
    {"nth_host",
     [](const json::object& v) {
         const auto n = parse_position(number_of(v.at("n")));
         const auto found = n ? nth_host(make_cidr(string_of(v.at("cidr"))), *n)
                              : result<boost::asio::ip::address>(n.error());
         CHECK(text_or_error(found) == expected_text(v.at("out")));
     }},
    {"cidrsubnets",
     [](const json::object& v) {
         const auto blocks =
             subnets(make_cidr(string_of(v.at("cidr"))), numbers_of<int>(v.at("newbits")));
         if (v.at("out").is_string()) {
             CHECK(!blocks);
         } else {
             CHECK(texts_of(blocks.value()) == texts_of(v.at("out")));
         }
     }},
    {"summarize",
     [](const json::object& v) {
         CHECK(texts_of(cidr_set(blocks_of(v.at("in"))).cidrs()) == texts_of(v.at("out")));
     }},
    {"exclude",
     [](const json::object& v) {
         const cidr_set from({make_cidr(string_of(v.at("from")))});
         CHECK(texts_of(subtract(from, cidr_set(blocks_of(v.at("remove")))).cidrs()) ==
               texts_of(v.at("out")));
     }},
    {"range_to_cidrs",
     [](const json::object& v) {
         const auto range =
             parse_address_range(string_of(v.at("first")) + "-" + string_of(v.at("last")));
         if (v.at("out").is_string()) {
             CHECK(!range);
         } else {
             CHECK(texts_of(to_cidrs(range.value())) == texts_of(v.at("out")));
         }
     }},
    {"spanning",
     [](const json::object& v) {
         CHECK(text_or_error(spanning(blocks_of(v.at("in")))) == expected_text(v.at("out")));
     }},
    {"supernet",
     [](const json::object& v) {
         CHECK(text_or_error(
                   supernet(make_cidr(string_of(v.at("cidr"))), v.at("prefix").to_number<int>())) ==
               expected_text(v.at("out")));
     }},
    {"set_union",
     [](const json::object& v) {
         CHECK(texts_of(
                   unite(cidr_set(blocks_of(v.at("a"))), cidr_set(blocks_of(v.at("b")))).cidrs()) ==
               texts_of(v.at("out")));
     }},
    {"set_intersect",
     [](const json::object& v) {
         CHECK(texts_of(intersect(cidr_set(blocks_of(v.at("a"))), cidr_set(blocks_of(v.at("b"))))
                            .cidrs()) == texts_of(v.at("out")));
     }},
    {"set_difference",
     [](const json::object& v) {
         CHECK(texts_of(subtract(cidr_set(blocks_of(v.at("a"))), cidr_set(blocks_of(v.at("b"))))
                            .cidrs()) == texts_of(v.at("out")));
     }},
    {"set_symmetric_difference",
     [](const json::object& v) {
         CHECK(texts_of(symmetric_difference(cidr_set(blocks_of(v.at("a"))),
                                             cidr_set(blocks_of(v.at("b"))))
                            .cidrs()) == texts_of(v.at("out")));
     }},
    {"free_blocks",
     [](const json::object& v) {
         CHECK(texts_of(free_blocks(make_cidr(string_of(v.at("parent"))),
                                    blocks_of(v.at("used")))) == texts_of(v.at("out")));
     }},
    {"next_free",
     [](const json::object& v) {
         const auto parent = make_cidr(string_of(v.at("parent")));
         const auto used = blocks_of(v.at("used"));
         const int length = v.at("prefix").to_number<int>();
         CHECK(or_null(next_free(parent, used, length).value()) == or_null(v.at("lowest")));
         CHECK(or_null(next_free(parent, used, length, placement::best_fit).value()) ==
               or_null(v.at("best_fit")));
     }},
    {"vpc_overlaps",
     [](const json::object& v) {
         std::vector<named_blocks> vpcs;
         for (const auto& item : v.at("vpcs").as_object()) {
             vpcs.push_back({std::string(item.key()), blocks_of(item.value())});
         }
         std::set<texts> found;
         for (const auto& pair : vpc_overlaps(vpcs)) {
             texts names{vpcs[pair.a].name, vpcs[pair.b].name};
             std::sort(names.begin(), names.end());
             found.insert(names);
         }
         std::set<texts> expected;
         for (const auto& pair : v.at("pairs").as_array()) {
             auto names = texts_of(pair);
             std::sort(names.begin(), names.end());
             expected.insert(names);
         }
         CHECK(found == expected);
     }},
    {"plain_hosts",
     [](const json::object& v) {
         const auto hosts = ordinary_hosts(make_cidr(string_of(v.at("cidr"))));
         CHECK(hosts.count_text() == number_of(v.at("usable")));
         CHECK(detail::to_string(hosts.first) == string_of(v.at("first_usable")));
         CHECK(detail::to_string(hosts.last) == string_of(v.at("last_usable")));
     }},
    {"aws_min_prefix",
     [](const json::object& v) {
         const auto size = smallest_subnet(v.at("hosts").to_number<std::uint64_t>());
         if (string_of(v.at("out")).starts_with("/")) {
             REQUIRE(size);
             CHECK("/" + std::to_string(size->prefix_length) == string_of(v.at("out")));
             CHECK(detail::decimal(size->usable) == number_of(v.at("usable")));
         } else {
             CHECK(!size);
         }
     }},
    {"aws_subnet",
     [](const json::object& v) {
         const auto info = info_of_subnet(make_cidr(string_of(v.at("cidr")))).value();
         CHECK(detail::decimal(info.total) == number_of(v.at("total")));
         CHECK(detail::decimal(info.usable) == number_of(v.at("usable")));
         texts reserved;
         for (const auto& kept : info.reserved) {
             reserved.push_back(kept.address.to_string());
         }
         CHECK(reserved == texts_of(v.at("reserved")));
         CHECK(info.first_usable.to_string() == string_of(v.at("first_usable")));
         CHECK(info.last_usable.to_string() == string_of(v.at("last_usable")));
         CHECK(info.router.to_string() == string_of(v.at("router")));
         CHECK((info.dns ? info.dns->to_string() : "null") == or_null(v.at("dns")));
         CHECK(info.future.to_string() == string_of(v.at("future")));
     }},
    {"aws_cidr_allowed",
     [](const json::object& v) {
         CHECK(check_vpc_cidr(make_cidr(string_of(v.at("cidr")))).allowed == v.at("out").as_bool());
     }},
    {"vlsm", check_vlsm},
    {"vlsm_taken",
     [](const json::object& v) {
         const auto plan = fit(make_cidr(string_of(v.at("parent"))), blocks_of(v.at("taken")),
                               numbers_of<int>(v.at("prefixes")));
         CHECK(plan.value().feasible() == v.at("feasible").as_bool());
     }},
};

} // namespace

TEST_CASE("the shared arithmetic vectors") {
    const char* const folder = std::getenv("VPCPLAN_SHARED_DATA");
    const auto path = std::string(folder != nullptr ? folder : VPCPLAN_SHARED_DATA_DIR) +
                      "/cidr-vectors-sample.json";
    std::ifstream file(path);
    if (!file) {
        std::cout << "SKIPPED: no " << path << "\n";
        return;
    }
    std::stringstream text;
    text << file.rdbuf();
    std::size_t seen = 0;
    const auto document = json::parse(text.str());
    for (const auto& vector : document.at("vectors").as_array()) {
        const auto& v = vector.as_object();
        CAPTURE(json::serialize(vector));
        const auto found = vector_checks.find(string_of(v.at("op")));
        REQUIRE(found != vector_checks.end());
        try {
            found->second(v);
        } catch (const std::exception& problem) {
            FAIL_CHECK(problem.what());
        }
        ++seen;
    }
    CHECK(seen > 0);
}
