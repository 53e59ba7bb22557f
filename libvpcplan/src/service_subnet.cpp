// The methods subnet.*, vpc.* and plan.fit: sizes and rules of AWS.
#include "rpc_method.hpp"

#include "vpcplan/cidr_math.hpp"
#include "vpcplan/free_space.hpp"
#include "vpcplan/subnet.hpp"
#include "vpcplan/vpc_cidr_text.hpp"

namespace vpcplan::io {

namespace {

constexpr std::int64_t most_hosts = std::int64_t{1} << 53;

cloud cloud_of(const arguments& given) {
    return given.choice("cloud", {"aws", "none"}) == "aws" ? cloud::aws : cloud::none;
}

json::object size(const arguments& given, network_cache&) {
    const auto hosts = static_cast<std::uint64_t>(given.integer("hosts", 0, most_hosts));
    const auto rules = cloud_of(given);
    const auto found = smallest_subnet(hosts, rules);
    if (!found) {
        bad_value(found.error().code, "hosts", describe_hosts(found.error(), hosts, rules));
    }
    json::object out;
    out["prefix_length"] = found->prefix_length;
    out["usable"] = count_of(found->usable);
    out["total"] = count_of(found->total);
    return out;
}

json::object aws_info(const cidr& block) {
    const auto info = info_of_subnet(block);
    if (!info) {
        arguments::fail(info.error().code, "cidr", to_string(block),
                        "an AWS subnet is " + to_string(subnet_sizes(block.family())));
    }
    json::array reserved;
    for (const auto& kept : info->reserved) {
        reserved.emplace_back(text_of(kept.address));
    }
    json::object out;
    out["total"] = count_of(info->total);
    out["usable"] = count_of(info->usable);
    out["reserved"] = std::move(reserved);
    out["first_usable"] = text_of(info->first_usable);
    out["last_usable"] = text_of(info->last_usable);
    out["router"] = text_of(info->router);
    out["dns"] = info->dns ? json::value(text_of(*info->dns)) : json::value(nullptr);
    out["future"] = text_of(info->future);
    return out;
}

json::object ordinary_info(const cidr& block) {
    const auto hosts = ordinary_hosts(block);
    json::array reserved;
    for (const auto& end : {block.first_bits(), block.last_bits()}) {
        if (end < hosts.first || hosts.last < end) {
            reserved.emplace_back(text_of(end));
        }
    }
    json::object out;
    out["total"] = block.host_length() == 128 ? json::value(text_of(size_text(block)))
                                              : count_of(block.size_minus_one() + 1);
    out["usable"] = count_of(hosts.count_minus_one + 1);
    out["reserved"] = std::move(reserved);
    out["first_usable"] = text_of(hosts.first);
    out["last_usable"] = text_of(hosts.last);
    out["router"] = nullptr;
    out["dns"] = nullptr;
    out["future"] = nullptr;
    return out;
}

json::object info(const arguments& given, network_cache&) {
    const auto block = given.block("cidr");
    return cloud_of(given) == cloud::aws ? aws_info(block) : ordinary_info(block);
}

json::object cidr_allowed(const arguments& given, network_cache&) {
    const auto check = check_vpc_cidr(given.block("cidr"), given.blocks("existing"));
    const auto lang = language_of(given);
    json::array reasons;
    json::array codes;
    json::array warnings;
    for (const auto& finding : check.findings) {
        if (finding.refuses) {
            reasons.emplace_back(text_of(sentence(finding, lang)));
            codes.emplace_back(text_of(id_of(finding.rule)));
        } else {
            warnings.emplace_back(text_of(sentence(finding, lang)));
        }
    }
    json::object out;
    out["result"] = check.allowed;
    out["reasons"] = std::move(reasons);
    out["codes"] = std::move(codes);
    out["warnings"] = std::move(warnings);
    return out;
}

json::object list_overlaps(const arguments& given, network_cache&) {
    const auto& value = given.at("vpcs");
    if (!value.is_object()) {
        wrong_type(value, "vpcs", R"(an object such as {"name": ["10.0.0.0/16"]})");
    }
    std::vector<named_blocks> vpcs;
    for (const auto& one : value.get_object()) {
        std::string name(one.key().data(), one.key().size());
        auto blocks = blocks_in(one.value(), "vpcs/" + name);
        vpcs.push_back({std::move(name), std::move(blocks)});
    }
    json::array pairs;
    for (const auto& pair : vpc_overlaps(vpcs)) {
        json::object out;
        out["a"] = text_of(vpcs[pair.a].name);
        out["b"] = text_of(vpcs[pair.b].name);
        out["overlap"] = array_of(pair.shared);
        pairs.emplace_back(std::move(out));
    }
    json::object out;
    out["pairs"] = std::move(pairs);
    return out;
}

/// What plan.fit places: prefix lengths, or why one of the host counts has none.
struct wanted_sizes {
    std::vector<int> prefixes;
    std::string problem;
};

/// AWS has subnets of some lengths only; an ordinary network has all.
void check_subnet_length(int length, address_family family, cloud rules, std::size_t place) {
    const auto sizes = subnet_sizes(family);
    if (rules == cloud::aws && !sizes.allow(length)) {
        bad_value(errc::prefix_length_out_of_range, "prefixes/" + std::to_string(place),
                  "/" + std::to_string(length) + ": an AWS subnet is " + to_string(sizes),
                  R"("cloud": "none" places blocks of any size)");
    }
}

wanted_sizes sizes_of(const arguments& given, const cidr& parent) {
    wanted_sizes wanted;
    if (given.has("hosts") == given.has("prefixes")) {
        rpc_failure failure(rpc_code::invalid_params,
                            id_of(given.has("hosts") ? errc::bad_value : errc::missing_field),
                            R"(plan.fit needs either "hosts" or "prefixes")",
                            R"("hosts" is a list of counts, "prefixes" of prefix lengths)");
        failure.parameter = "hosts";
        throw failure;
    }
    const auto rules = cloud_of(given);
    if (given.has("prefixes")) {
        for (const auto prefix : given.integers("prefixes", 0, width_of(parent.family()))) {
            check_subnet_length(static_cast<int>(prefix), parent.family(), rules,
                                wanted.prefixes.size());
            wanted.prefixes.push_back(static_cast<int>(prefix));
        }
        return wanted;
    }
    for (const auto count : given.integers("hosts", 1, most_hosts)) {
        const auto hosts = static_cast<std::uint64_t>(count);
        const auto found = smallest_subnet(hosts, rules, parent.family());
        if (found) {
            wanted.prefixes.push_back(found->prefix_length);
        } else if (wanted.problem.empty()) {
            wanted.problem = describe_hosts(found.error(), hosts, rules);
        }
    }
    return wanted;
}

json::object fit_method(const arguments& given, network_cache&) {
    const auto parent = given.block("parent");
    const auto taken = given.blocks("taken");
    const auto wanted = sizes_of(given, parent);
    json::object out;
    if (!wanted.problem.empty()) {
        out["feasible"] = false;
        out["blocks"] = json::array();
        out["free"] = array_of(free_blocks(parent, taken));
        out["reason"] = text_of(wanted.problem);
        return out;
    }
    const auto plan = fit(parent, taken, wanted.prefixes);
    if (!plan) {
        arguments::fail(plan.error().code, "prefixes", to_string(parent));
    }
    out["feasible"] = plan->feasible();
    out["blocks"] = array_of(plan->blocks);
    out["free"] = array_of(plan->free);
    out["reason"] =
        plan->failure ? json::value(text_of(to_string(*plan->failure))) : json::value(nullptr);
    return out;
}

} // namespace

std::vector<method> subnet_methods() {
    const parameter rules{"cloud", false, R"("aws" (default) or "none", an ordinary network)"};
    const parameter block{"cidr", true, "a block such as \"10.0.0.0/24\""};
    const std::vector<parameter> size_parameters{{"hosts", true, "a whole number of interfaces"},
                                                 rules};
    const std::string size_summary = "The smallest subnet for a number of hosts.";
    return {
        {"subnet.size", size_summary, size_parameters, size},
        {"size", size_summary, size_parameters, size},
        {"subnet.info", "Size and reserved addresses of a subnet.", {block, rules}, info},
        {"vpc.cidr_allowed",
         "May a VPC have this block?",
         {block,
          {"existing", false, "the VPC's blocks, the primary one first"},
          language_parameter()},
         cidr_allowed},
        {"vpc.overlaps",
         "Which VPCs share addresses?",
         {{"vpcs", true, "an object of lists of blocks, by name"}},
         list_overlaps},
        {"plan.fit",
         "Places blocks into the free space of a block.",
         {{"parent", true, "a block such as \"10.0.0.0/16\""},
          {"taken", false, "blocks that stay where they are"},
          {"hosts", false, "a list of host counts"},
          {"prefixes", false, "a list of prefix lengths"},
          rules},
         fit_method},
    };
}

} // namespace vpcplan::io
