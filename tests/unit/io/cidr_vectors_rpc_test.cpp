// Every vector of the shared sample through the JSON interface, compared value by value and type by
// type: a count that is a string in the vectors is a string in the answer. An operation that this
// file does not know fails the test.
#include "support/rpc.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vpcplan/cidr_set.hpp>

using namespace vpcplan;
using namespace vpcplan::test;

namespace {

using vector = json::object;
using rpc_check = void (*)(rpc_client& rpc, const vector& v);

/// The parameters of a vector that the method takes under the same name.
json::object pick(const vector& v, std::initializer_list<const char*> names) {
    json::object params;
    for (const auto* name : names) {
        params[name] = v.at(name);
    }
    return params;
}

bool expects_error(const vector& v) {
    const auto* out = v.if_contains("out");
    return out != nullptr && out->is_string() && string_of(*out).starts_with("error");
}

/// A method with one field in its result, against `out` or an expected error.
void check_one(rpc_client& rpc, const vector& v, const char* method, const json::object& params,
               const char* field) {
    const auto said = rpc.maybe(method, params);
    CHECK(said.has_value() != expects_error(v));
    if (said) {
        CHECK(said->size() == 1);
        CHECK(said->at(field) == v.at("out"));
    }
}

void check_fit(rpc_client& rpc, const vector& v, const json::object& params,
               const json::array& prefixes) {
    const auto plan = rpc.result("plan.fit", params);
    CHECK(plan.at("feasible") == v.at("feasible"));
    CHECK(plan.at("reason").is_null() == plan.at("feasible").as_bool());
    const auto& blocks = plan.at("blocks").as_array();
    if (!plan.at("feasible").as_bool()) {
        CHECK(blocks.empty());
        return;
    }
    REQUIRE(blocks.size() == prefixes.size());
    const auto parent = make_cidr(string_of(v.at("parent")));
    cidr_set used;
    if (const auto* taken = v.if_contains("taken")) {
        for (const auto& one : taken->as_array()) {
            used = unite(used, {make_cidr(string_of(one))});
        }
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto block = make_cidr(string_of(blocks[i]));
        CHECK(block.prefix_length() == prefixes[i].to_number<int>());
        CHECK(parent.contains(block));
        CHECK(!used.overlaps(block)); // neither taken nor given twice
        used = unite(used, {block});
    }
    json::array left;
    for (const auto& block : subtract({parent}, used).cidrs()) {
        left.emplace_back(to_string(block));
    }
    CHECK(plan.at("free") == left);
}

template <const char* const& Method>
void check_set(rpc_client& rpc, const vector& v) {
    check_one(rpc, v, Method, pick(v, {"a", "b"}), "cidrs");
}
const char* const union_method = "cidr.union";
const char* const intersect_method = "cidr.intersect";
const char* const subtract_method = "cidr.subtract";
const char* const symmetric_method = "cidr.symmetric_difference";

void check_rejected(rpc_client& rpc, const vector& v) {
    const auto error = rpc.error("cidr.parse", {{"text", v.at("in")}});
    CHECK(error.at("code") == -32602);
    const auto& data = error.at("data").as_object();
    CHECK(!data.at("code").as_string().empty());
    CHECK(data.at("offset").to_number<std::size_t>() + data.at("length").to_number<std::size_t>() <=
          v.at("in").as_string().size());
}

const std::map<std::string, rpc_check> rpc_checks{
    {"parse_ok",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.result("cidr.parse", {{"text", v.at("in")}});
         CHECK(said.at("cidr") == v.at("out"));
         CHECK(said.at("family") == v.at("family"));
         CHECK(said.at("prefix_length") == v.at("prefix"));
         CHECK(said.at("first") == v.at("first"));
         CHECK(said.at("last") == v.at("last"));
         CHECK(said.at("size") == v.at("size"));
     }},
    {"parse_host_bits",
     [](rpc_client& rpc, const vector& v) {
         const auto error = rpc.error("cidr.parse", {{"text", v.at("in")}});
         CHECK(error.at("code") == -32602);
         CHECK(error.at("data").at("code") == "host_bits_set");
         CHECK(string_of(error.at("data").at("hint")).find(string_of(v.at("lenient"))) !=
               std::string::npos);
         const auto masked =
             rpc.result("cidr.parse", {{"text", v.at("in")}, {"host_bits", "mask"}});
         CHECK(masked.at("cidr") == v.at("lenient"));
     }},
    {"parse_error", check_rejected},
    {"parse_dubious", check_rejected},
    {"parse_notation",
     [](rpc_client& rpc, const vector& v) {
         check_rejected(rpc, v);
         const auto said =
             rpc.maybe("cidr.parse", {{"text", v.at("in")}, {"notation", v.at("kind")}});
         CHECK(said.has_value() != expects_error(v));
         if (said) {
             CHECK(said->at("cidr") == v.at("out"));
         }
     }},
    {"netmask",
     [](rpc_client& rpc, const vector& v) {
         const auto text = "0.0.0.0/" + json::serialize(v.at("prefix"));
         const auto said = rpc.result("cidr.parse", {{"text", text}});
         CHECK(said.at("netmask") == v.at("netmask"));
         CHECK(said.at("wildcard") == v.at("wildcard"));
     }},
    {"contains",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.contains", pick(v, {"outer", "inner"}), "result");
     }},
    {"overlaps",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.overlaps", pick(v, {"a", "b"}), "result");
     }},
    {"adjacent",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.result("cidr.adjacent", pick(v, {"a", "b"}));
         CHECK(said.at("result") == v.at("out"));
         CHECK(said.at("merged") == v.at("merge_to_one"));
     }},
    {"split",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.maybe("cidr.split", pick(v, {"cidr", "prefix"}));
         CHECK(said.has_value() != expects_error(v));
         if (!said) {
             return;
         }
         CHECK(said->at("count") == v.at("count"));
         CHECK(said->at("first") == v.at("first"));
         CHECK(said->at("last") == v.at("last"));
         if (v.contains("list")) {
             CHECK(said->at("cidrs") == v.at("list"));
         }
     }},
    {"nth_subnet",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.nth_subnet", pick(v, {"cidr", "newbits", "n"}), "cidr");
     }},
    {"nth_host",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.nth_host", pick(v, {"cidr", "n"}), "address");
     }},
    {"cidrsubnets",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.subnets", pick(v, {"cidr", "newbits"}), "cidrs");
     }},
    {"summarize",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.summarize", {{"cidrs", v.at("in")}}, "cidrs");
     }},
    {"exclude",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.exclude", pick(v, {"from", "remove"}), "cidrs");
     }},
    {"range_to_cidrs",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.range", pick(v, {"first", "last"}), "cidrs");
     }},
    {"spanning",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.spanning", {{"cidrs", v.at("in")}}, "cidr");
     }},
    {"supernet",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.supernet", pick(v, {"cidr", "prefix"}), "cidr");
     }},
    {"set_union", check_set<union_method>},
    {"set_intersect", check_set<intersect_method>},
    {"set_difference", check_set<subtract_method>},
    {"set_symmetric_difference", check_set<symmetric_method>},
    {"free_blocks",
     [](rpc_client& rpc, const vector& v) {
         check_one(rpc, v, "cidr.free", pick(v, {"parent", "used"}), "cidrs");
     }},
    {"next_free",
     [](rpc_client& rpc, const vector& v) {
         auto params = pick(v, {"parent", "used", "prefix"});
         CHECK(rpc.result("cidr.next_free", params).at("cidr") == v.at("lowest"));
         params["policy"] = "best_fit";
         CHECK(rpc.result("cidr.next_free", params).at("cidr") == v.at("best_fit"));
     }},
    {"vpc_overlaps",
     [](rpc_client& rpc, const vector& v) {
         std::set<std::pair<std::string, std::string>> found;
         const auto said = rpc.result("vpc.overlaps", pick(v, {"vpcs"}));
         for (const auto& pair : said.at("pairs").as_array()) {
             found.insert(std::minmax(string_of(pair.at("a")), string_of(pair.at("b"))));
             CHECK(!pair.at("overlap").as_array().empty());
         }
         CHECK(found.size() == said.at("pairs").as_array().size());
         std::set<std::pair<std::string, std::string>> expected;
         for (const auto& pair : v.at("pairs").as_array()) {
             expected.insert(std::minmax(string_of(pair.at(0)), string_of(pair.at(1))));
         }
         CHECK(found == expected);
     }},
    {"plain_hosts",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.result("cidr.hosts", pick(v, {"cidr"}));
         CHECK(said.at("usable") == v.at("usable"));
         CHECK(said.at("first") == v.at("first_usable"));
         CHECK(said.at("last") == v.at("last_usable"));
     }},
    {"aws_min_prefix",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.maybe("subnet.size", pick(v, {"hosts"}));
         CHECK(said.has_value() == string_of(v.at("out")).starts_with("/"));
         if (said) {
             CHECK(said->at("prefix_length") == v.at("prefix"));
             CHECK(said->at("usable") == v.at("usable"));
             CHECK(said->at("total").to_number<int>() == said->at("usable").to_number<int>() + 5);
             CHECK(rpc.result("size", pick(v, {"hosts"})) == *said);
         }
     }},
    {"aws_subnet",
     [](rpc_client& rpc, const vector& v) {
         const auto said = rpc.result("subnet.info", pick(v, {"cidr"}));
         for (const auto& field : said) {
             CHECK(field.value() == v.at(field.key()));
         }
     }},
    {"aws_cidr_allowed",
     [](rpc_client& rpc, const vector& v) {
         auto params = pick(v, {"cidr"});
         if (v.contains("existing")) {
             params["existing"] = v.at("existing");
         }
         const auto said = rpc.result("vpc.cidr_allowed", params);
         CHECK(said.at("result") == v.at("out"));
         CHECK(said.at("reasons").as_array().empty() == v.at("out").as_bool());
     }},
    {"vlsm",
     [](rpc_client& rpc, const vector& v) {
         auto params = pick(v, {"parent", "hosts"});
         params["cloud"] = v.at("mode") == "aws" ? "aws" : "none";
         check_fit(rpc, v, params, v.at("prefixes").as_array());
     }},
    {"vlsm_taken",
     [](rpc_client& rpc, const vector& v) {
         check_fit(rpc, v, pick(v, {"parent", "taken", "prefixes"}), v.at("prefixes").as_array());
     }},
};

} // namespace

TEST_CASE("the shared arithmetic vectors, asked as requests") {
    const auto document = shared_document("cidr-vectors-sample.json");
    if (!document) {
        return;
    }
    rpc_client rpc;
    std::size_t seen = 0;
    for (const auto& one : document->at("vectors").as_array()) {
        CAPTURE(json::serialize(one));
        const auto found = rpc_checks.find(string_of(one.at("op")));
        REQUIRE(found != rpc_checks.end());
        found->second(rpc, one.as_object());
        ++seen;
    }
    CHECK(seen > 0);
}
