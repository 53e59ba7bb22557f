// A layout as JSON.
#include "json.hpp"
#include "plan_stack.hpp"
#include "vpcplan/plan_files.hpp"
#include "vpcplan/plan_text.hpp"

namespace vpcplan {

namespace {

using namespace io;

json::value block_or_null(const std::optional<cidr>& block) {
    return block ? json::value(text_of(*block)) : json::value(nullptr);
}

json::object json_of(const planned_subnet& subnet) {
    const auto total = subnet.block.size_minus_one() + 1;
    return {{"tier", text_of(subnet.tier)},
            {"zone", text_of(subnet.zone)},
            {"cidr", text_of(subnet.block)},
            {"ipv6", block_or_null(subnet.ipv6)},
            {"total", count_of(total)},
            {"usable", usable_in(subnet.block)},
            {"needed", count_of(subnet.needed)},
            {"reserved", subnet.reserved},
            {"spare", is_spare_zone(subnet.zone)},
            {"placed_by", text_of(to_string(subnet.how))},
            {"moved_from", block_or_null(subnet.moved_from)}};
}

json::object json_of(const planned_vpc& vpc, const plan_needs& needs) {
    json::array blocks;
    for (const auto& own : vpc.blocks) {
        blocks.push_back(json::object{{"cidr", text_of(own.block)},
                                      {"from", text_of(own.from)},
                                      {"placed_by", text_of(to_string(own.how))}});
    }
    json::array subnets;
    for (const auto& one : vpc.subnets) {
        subnets.push_back(json_of(one));
    }
    json::array others;
    for (const auto& one : vpc.others) {
        others.push_back(json::object{{"id", text_of(one.id)},
                                      {"name", text_of(shown_name(one))},
                                      {"zone", text_of(one.zone)},
                                      {"cidr", text_of(one.block)}});
    }
    json::array avoided;
    for (const auto& one : vpc.avoided) {
        avoided.push_back(
            json::object{{"cidr", text_of(one.block)}, {"label", text_of(one.label)}});
    }
    json::array routes;
    for (const auto& one : vpc.routes) {
        routes.push_back(
            json::object{{"name", text_of(one.name)}, {"cidrs", array_of(one.routes)}});
    }
    const auto* asked = needs_of(needs, vpc.name);
    return {{"name", text_of(vpc.name)},
            {"account", text_of(vpc.account)},
            {"region", text_of(vpc.region)},
            {"environment", text_of(vpc.environment)},
            {"summary", text_of(summary_word(asked))},
            {"blocks", std::move(blocks)},
            {"subnets", std::move(subnets)},
            {"others", std::move(others)},
            {"avoided", std::move(avoided)},
            {"routes", std::move(routes)},
            {"free", array_of(vpc.free)},
            {"free_addresses", count_of(addresses_in(vpc.free))}};
}

json::array texts_of(const std::vector<std::string>& lines) {
    json::array all;
    for (const auto& one : lines) {
        all.emplace_back(text_of(one));
    }
    return all;
}

} // namespace

std::string plan_json(const layout& made, const plan_needs& needs, language lang) {
    json::array pools;
    for (const auto& pool : made.pools) {
        pools.push_back(json::object{{"name", text_of(pool.name)},
                                     {"from", text_of(pool.from)},
                                     {"cidr", text_of(pool.block)},
                                     {"free", array_of(pool.free)}});
    }
    json::array vpcs;
    for (const auto& vpc : made.vpcs) {
        vpcs.push_back(json_of(vpc, needs));
    }
    json::array remarks;
    for (const auto& one : made.remarks) {
        remarks.emplace_back(text_of(sentence(one, lang)));
    }
    return to_line(json::object{{"schema", "vpcplan.plan/1"},
                                {"pools", std::move(pools)},
                                {"vpcs", std::move(vpcs)},
                                {"released", texts_of(made.released)},
                                {"remarks", std::move(remarks)}});
}

} // namespace vpcplan
