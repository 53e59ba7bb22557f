// A layout as Terraform: resources, or one `locals` block.
#include "hcl_text.hpp"
#include "plan_stack.hpp"

#include <algorithm>

namespace vpcplan::io {

namespace {

std::string block_word(const cidr& block) {
    auto text = to_string(block);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '.' || c == ':' || c == '/'; }, '-');
    return text;
}

std::string hcl_block(const cidr& block) { return hcl_string(to_string(block)); }

class terraform_writer {
public:
    explicit terraform_writer(const plan_stack& stack) : stack_(stack) {}

    std::string run() {
        hcl_.comment("Address plan, written by vpcplan. Names of resources depend on names of the "
                     "plan alone:");
        hcl_.comment("a plan that grows renames nothing, and Terraform recreates nothing.");
        for (std::size_t place = 0; place < stack_.places.size(); ++place) {
            write_place(place);
        }
        for (const auto& vpc : stack_.vpcs) {
            write(vpc);
        }
        return hcl_.take();
    }

private:
    // ---- accounts and Regions

    /// One account and Region is what the caller's provider is for; several have a provider each.
    bool has_alias(std::size_t place) const {
        return stack_.places.size() > 1 && stack_.places[place] != stack_place{};
    }

    std::string alias_of(std::size_t place) {
        const auto& where = stack_.places[place];
        std::vector<std::string_view> parts;
        for (const auto* part : {&where.region, &where.account}) {
            if (!part->empty()) {
                parts.push_back(*part);
            }
        }
        return names_.of(parts);
    }

    void provider_of(const stack_vpc& vpc) {
        if (has_alias(vpc.place)) {
            hcl_.attribute("provider", "aws." + alias_of(vpc.place));
        }
    }

    bool uses(std::size_t place, stack_zone::known_as how) const {
        for (const auto& vpc : stack_.vpcs) {
            for (const auto& tier : vpc.tiers) {
                for (const auto& subnet : tier.subnets) {
                    if (vpc.place == place && subnet.is_created() && subnet.zone.how == how) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    std::string region_variable(std::size_t place) {
        return has_alias(place) ? "region_" + alias_of(place) : "region";
    }

    std::string zone_variable(std::size_t place, const std::string& word) {
        return "zone_" +
               (has_alias(place) ? names_.of({alias_of(place), word}) : names_.of({word}));
    }

    void variable(const std::string& name, std::string_view description,
                  const std::string& known = {}) {
        hcl_.blank();
        hcl_.open("variable \"" + name + "\"");
        hcl_.attribute("description", hcl_string(description));
        hcl_.attribute("type", "string");
        if (!known.empty()) {
            hcl_.attribute("default", hcl_string(known));
        }
        hcl_.close();
    }

    void write_place(std::size_t place) {
        const auto& where = stack_.places[place];
        const bool asks_region = uses(place, stack_zone::known_as::letter);
        if (asks_region) {
            variable(region_variable(place),
                     "Region of the provider: its zones are named after it");
        }
        if (has_alias(place)) {
            hcl_.blank();
            if (!where.account.empty() && !is_account_id(where.account)) {
                hcl_.comment("Give it the credentials of account " + where.account + ".");
            }
            hcl_.open("provider \"aws\"");
            hcl_.attribute("alias", hcl_string(alias_of(place)));
            if (!where.region.empty()) {
                hcl_.attribute("region", hcl_string(where.region));
            } else if (asks_region) {
                hcl_.attribute("region", "var." + region_variable(place));
            }
            if (is_account_id(where.account)) {
                hcl_.attribute("allowed_account_ids", "[" + hcl_string(where.account) + "]");
            }
            hcl_.close();
        }
        for (const auto& word : zone_words(stack_, place)) {
            variable(zone_variable(place, word),
                     "Availability Zone that \"" + word + "\" of the plan stands for" +
                         (where.region.empty() ? "" : ", such as " + where.region + "a"));
        }
    }

    // ---- a VPC

    void tags(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
        hcl_.blank();
        hcl_.open("tags =");
        for (const auto& [key, value] : all) {
            if (!value.empty()) {
                hcl_.attribute(std::string(key), hcl_string(value));
            }
        }
        hcl_.close();
    }

    std::string vpc_id(const stack_vpc& vpc) {
        const auto name = names_.of({vpc.planned->name});
        return vpc.exists ? "var.vpc_id_" + name : "aws_vpc." + name + ".id";
    }

    std::string association_of(const stack_vpc& vpc, const stack_block& block) {
        return std::string(block.block.is_v4() ? "aws_vpc_ipv4_cidr_block_association."
                                               : "aws_vpc_ipv6_cidr_block_association.") +
               names_.of({vpc.planned->name, block_word(block.block)});
    }

    void resource(std::string_view type, const std::string& name) {
        hcl_.blank();
        hcl_.open("resource \"" + std::string(type) + "\" \"" + name + "\"");
    }

    void write(const stack_vpc& vpc) {
        const auto& planned = *vpc.planned;
        hcl_.blank();
        hcl_.comment("VPC " + planned.name);
        if (vpc.needs_ipam_pool()) {
            hcl_.comment("");
            hcl_.comment("Its IPv6 blocks are planned, so they come from an IPAM pool (BYOIP "
                         "blocks are provisioned into one).");
            hcl_.comment("Amazon-provided blocks cannot be chosen: for them AWS picks the block, "
                         "and the plan takes it over.");
            variable("ipv6_ipam_pool_id_" + names_.of({planned.name}),
                     "IPAM pool that holds the IPv6 blocks planned for VPC " + planned.name);
        }
        if (vpc.exists) {
            variable("vpc_id_" + names_.of({planned.name}),
                     "Id of VPC " + planned.name + ", which exists", vpc.id);
        } else {
            resource("aws_vpc", names_.of({planned.name}));
            provider_of(vpc);
            hcl_.attribute("cidr_block", hcl_block(vpc.blocks.front().block));
            hcl_.attribute("enable_dns_support", "true");
            hcl_.attribute("enable_dns_hostnames", "true");
            tags({{"Name", planned.name}, {"Environment", planned.environment}});
            hcl_.close();
        }
        for (const auto& block : vpc.blocks) {
            write(vpc, block);
        }
        for (const auto& tier : vpc.tiers) {
            write(vpc, tier);
        }
    }

    void write(const stack_vpc& vpc, const stack_block& block) {
        if (!block.is_added) {
            return;
        }
        const auto address = association_of(vpc, block);
        const auto dot = address.find('.');
        resource(address.substr(0, dot), address.substr(dot + 1));
        provider_of(vpc);
        hcl_.attribute("vpc_id", vpc_id(vpc));
        if (block.block.is_v4()) {
            hcl_.attribute("cidr_block", hcl_block(block.block));
        } else {
            hcl_.attribute("ipv6_cidr_block", hcl_block(block.block));
            hcl_.attribute("ipv6_ipam_pool_id",
                           "var.ipv6_ipam_pool_id_" + names_.of({vpc.planned->name}));
        }
        hcl_.close();
    }

    void write(const stack_vpc& vpc, const stack_tier& tier) {
        const auto table = names_.of({vpc.planned->name, tier.tier});
        if (tier.has_table()) {
            hcl_.blank();
            hcl_.comment("The local route is there by itself; add routes to gateways here.");
            hcl_.open(R"(resource "aws_route_table" ")" + table + '"');
            provider_of(vpc);
            hcl_.attribute("vpc_id", vpc_id(vpc));
            tags({{"Name", tier.name}, {"Environment", vpc.planned->environment}});
            hcl_.close();
        }
        for (const auto& subnet : tier.subnets) {
            write(vpc, tier, subnet, table);
        }
    }

    void write(const stack_vpc& vpc, const stack_tier& tier, const stack_subnet& subnet,
               const std::string& table) {
        const auto& planned = *subnet.planned;
        if (!subnet.is_created()) {
            hcl_.blank();
            hcl_.comment((subnet.exists ? "Exists: " : "Kept free: ") +
                         text_of_uncreated(tier, subnet));
            if (subnet.lacks_ipv6) {
                hcl_.comment("It has no " + to_string(*planned.ipv6) +
                             " yet, which Terraform adds only to a subnet that it manages: import "
                             "it, or");
                hcl_.comment("aws ec2 associate-subnet-cidr-block --subnet-id " +
                             (subnet.id.empty() ? "ID" : subnet.id) + " --ipv6-cidr-block " +
                             to_string(*planned.ipv6));
            }
            return;
        }
        const auto name = names_.of({vpc.planned->name, tier.tier, planned.zone});
        resource("aws_subnet", name);
        provider_of(vpc);
        hcl_.attribute("vpc_id", vpc_id(vpc));
        write_zone(vpc, subnet.zone);
        hcl_.attribute("cidr_block", hcl_block(planned.block));
        if (planned.ipv6) {
            hcl_.attribute("ipv6_cidr_block", hcl_block(*planned.ipv6));
        }
        tags({{"Name", subnet.name},
              {"Tier", tier.tier},
              {"Environment", vpc.planned->environment}});
        if (!subnet.waits_for.empty()) {
            hcl_.blank();
            hcl_.open_list("depends_on");
            for (const auto index : subnet.waits_for) {
                hcl_.item(association_of(vpc, vpc.blocks[index]));
            }
            hcl_.close("]");
        }
        hcl_.close();
        resource("aws_route_table_association", name);
        provider_of(vpc);
        hcl_.attribute("subnet_id", "aws_subnet." + name + ".id");
        hcl_.attribute("route_table_id", "aws_route_table." + table + ".id");
        hcl_.close();
    }

    void write_zone(const stack_vpc& vpc, const stack_zone& zone) {
        switch (zone.how) {
        case stack_zone::known_as::name:
            hcl_.attribute("availability_zone", hcl_string(zone.text));
            return;
        case stack_zone::known_as::id:
            hcl_.attribute("availability_zone_id", hcl_string(zone.text));
            return;
        case stack_zone::known_as::letter:
            hcl_.attribute("availability_zone",
                           "\"${var." + region_variable(vpc.place) + "}" + zone.text + "\"");
            return;
        case stack_zone::known_as::word:
            hcl_.attribute("availability_zone", "var." + zone_variable(vpc.place, zone.text));
            return;
        }
    }

    const plan_stack& stack_;
    hcl_writer hcl_;
    resource_names names_{name_style::hcl};
};

// ---- locals

class locals_writer {
public:
    std::string run(const layout& made) {
        hcl_.comment("Address plan, written by vpcplan.");
        hcl_.blank();
        hcl_.open("locals");
        hcl_.open("pools =");
        for (const auto& pool : made.pools) {
            hcl_.open(hcl_string(pool.name) + " =");
            hcl_.attribute("cidr", hcl_block(pool.block));
            hcl_.attribute("from", hcl_string(pool.from));
            blocks("free", pool.free);
            hcl_.close();
        }
        hcl_.close();
        hcl_.blank();
        hcl_.open("vpcs =");
        for (const auto& vpc : made.vpcs) {
            write(vpc);
        }
        hcl_.close();
        hcl_.close();
        return hcl_.take();
    }

private:
    void blocks(const std::string& name, const std::vector<cidr>& all) {
        hcl_.blank();
        hcl_.open_list(name);
        for (const auto& block : all) {
            hcl_.item(hcl_block(block));
        }
        hcl_.close("]");
    }

    void write(const planned_vpc& vpc) {
        hcl_.open(hcl_string(vpc.name) + " =");
        hcl_.attribute("account", hcl_string(vpc.account));
        hcl_.attribute("region", hcl_string(vpc.region));
        hcl_.attribute("environment", hcl_string(vpc.environment));
        hcl_.blank();
        hcl_.open_list("blocks");
        for (const auto& own : vpc.blocks) {
            hcl_.item("{ cidr = " + hcl_block(own.block) + ", from = " + hcl_string(own.from) +
                      " }");
        }
        hcl_.close("]");
        hcl_.blank();
        hcl_.comment("By tier, then zone.");
        hcl_.open("subnets =");
        for (auto one = vpc.subnets.begin(); one != vpc.subnets.end();) {
            const auto& tier = one->tier;
            hcl_.open(hcl_string(tier) + " =");
            for (; one != vpc.subnets.end() && one->tier == tier; ++one) {
                hcl_.open(hcl_string(one->zone) + " =");
                hcl_.attribute("cidr", hcl_block(one->block));
                hcl_.attribute("ipv6", one->ipv6 ? hcl_block(*one->ipv6) : "null");
                hcl_.attribute("needed", std::to_string(one->needed));
                hcl_.attribute("reserved", one->reserved ? "true" : "false");
                hcl_.close();
            }
            hcl_.close();
        }
        hcl_.close();
        if (!vpc.others.empty()) {
            hcl_.blank();
            hcl_.comment("Subnets that exist and are not of the plan.");
            hcl_.open_list("others");
            for (const auto& pin : vpc.others) {
                hcl_.item(
                    "{ id = " + hcl_string(pin.id) + ", name = " + hcl_string(shown_name(pin)) +
                    ", zone = " + hcl_string(pin.zone) + ", cidr = " + hcl_block(pin.block) + " }");
            }
            hcl_.close("]");
        }
        hcl_.blank();
        hcl_.open("routes =");
        for (const auto& group : vpc.routes) {
            hcl_.open_list(hcl_string(group.name));
            for (const auto& block : group.routes) {
                hcl_.item(hcl_block(block));
            }
            hcl_.close("]");
        }
        hcl_.close();
        blocks("free", vpc.free);
        hcl_.close();
    }

    hcl_writer hcl_;
};

} // namespace

std::string terraform_of(const layout& made, const plan_needs& needs) {
    const auto stack = stack_of(made, needs);
    return terraform_writer(stack).run();
}

std::string terraform_locals_of(const layout& made) { return locals_writer().run(made); }

} // namespace vpcplan::io
