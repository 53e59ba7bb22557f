// A layout as a bash script of AWS CLI calls. It creates everything once: it stops before the first
// change when something of a planned name is there already.
#include "drawing_text.hpp"
#include "json.hpp"
#include "plan_stack.hpp"

#include <algorithm>

namespace vpcplan::io {

namespace {

/// A word for bash, whatever it holds.
std::string shell_word(std::string_view text) {
    const bool is_plain =
        !text.empty() && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
                                                "yz0123456789_-./:,") == std::string_view::npos;
    if (is_plain) {
        return std::string(text);
    }
    std::string word = "'";
    for (const char c : text) {
        word += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return word + "'";
}

/// A value of a filter means itself: * and ? are wildcards of EC2.
std::string filter_value(std::string_view text) {
    std::string value;
    for (const char c : text) {
        value += c == '*' || c == '?' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return value;
}

constexpr std::string_view script_head = R"(#!/usr/bin/env bash
# Address plan, written by vpcplan: creates its VPCs, secondary blocks, subnets and route tables.
#
#   DRY_RUN=1 bash THIS_FILE    prints every call and makes none
#   bash THIS_FILE              makes them, and prints path and id of what it creates
#
# It stops before the first change when a VPC or subnet of a planned Name exists.
set -euo pipefail

dry_run=${DRY_RUN:-}
options=()
id=

# call WORDS...: one call of the AWS CLI in the account and Region of the moment.
call() {
    if [ -n "$dry_run" ]; then
        {
            printf 'aws'
            printf ' %q' ${options[@]+"${options[@]}"} "$@"
            printf '\n'
        } >&2
    else
        aws ${options[@]+"${options[@]}"} "$@"
    fi
}

# create PATH QUERY WORDS...: makes one thing; its id is then in $id.
create() {
    local path=$1 query=$2
    shift 2
    id=$(call "$@" --query "$query" --output text)
    if [ -n "$dry_run" ]; then
        id="<$path>"
    fi
    printf '%s\t%s\n' "$path" "$id"
}

# refuse_existing WHAT QUERY WORDS...: stops when a describe call finds something.
refuse_existing() {
    local what=$1 query=$2 found
    shift 2
    found=$(call "$@" --query "$query" --output text)
    if [ -n "$found" ] && [ "$found" != None ]; then
        printf '%s exists (%s); nothing was created\n' "$what" "$found" >&2
        exit 1
    fi
}
)";

constexpr std::string_view account_function = R"(
# require_account ID: stops when the credentials are those of another account.
require_account() {
    local account
    account=$(call sts get-caller-identity --query Account --output text)
    if [ -z "$dry_run" ] && [ "$account" != "$1" ]; then
        printf 'the credentials are of account %s, the plan is for %s\n' "$account" "$1" >&2
        exit 1
    fi
}
)";

constexpr std::string_view wait_function = R"(
# wait_for_block VPC QUERY: until a block that was added can have subnets.
wait_for_block() {
    local tries
    if [ -n "$dry_run" ]; then
        return
    fi
    for ((tries = 0; tries < 60; ++tries)); do
        case $(call ec2 describe-vpcs --vpc-ids "$1" --query "$2" --output text) in
            associated) return ;;
            failed | failing) break ;;
        esac
        sleep 2
    done
    printf 'a block of %s did not become associated\n' "$1" >&2
    exit 1
}
)";

constexpr std::string_view region_function = R"(
# own_region: the Region that the AWS CLI is set to.
own_region() {
    if [ -n "$dry_run" ]; then
        printf '<Region>'
    else
        call ec2 describe-availability-zones --query 'AvailabilityZones[0].RegionName' --output text
    fi
}
)";

class script_writer {
public:
    explicit script_writer(const plan_stack& stack) : stack_(stack) {
        for (const auto& vpc : stack.vpcs) {
            waits_ = waits_ || std::any_of(vpc.blocks.begin(), vpc.blocks.end(), is_added);
            for (const auto& tier : vpc.tiers) {
                for (const auto& subnet : tier.subnets) {
                    if (subnet.is_created()) {
                        letters_ = letters_ || subnet.zone.how == stack_zone::known_as::letter;
                    }
                }
            }
        }
    }

    std::string run() {
        text_ = script_head;
        const bool checks_account =
            std::any_of(stack_.places.begin(), stack_.places.end(),
                        [](const auto& one) { return is_account_id(one.account); });
        text_ += checks_account ? account_function : "";
        text_ += waits_ ? wait_function : "";
        text_ += letters_ ? region_function : "";
        ask_for_ids();
        if (!stack_.vpcs.empty()) {
            text_ += "\n# Nothing is created twice, and nothing in the wrong account.\n";
        }
        for (const auto& vpc : stack_.vpcs) {
            guard(vpc);
        }
        for (const auto& vpc : stack_.vpcs) {
            write(vpc);
        }
        return std::move(text_);
    }

private:
    static bool is_added(const stack_block& block) { return block.is_added; }

    void line(const std::string& text) { text_ += text + "\n"; }

    // ---- what the caller has to say

    std::string vpc_variable(const stack_vpc& vpc) {
        return "VPC_ID_" + names_.of({vpc.planned->name});
    }
    std::string pool_variable(const stack_vpc& vpc) {
        return "IPV6_IPAM_POOL_ID_" + names_.of({vpc.planned->name});
    }

    std::string zone_variable(std::size_t place, const std::string& word) {
        const auto& where = stack_.places[place];
        return "ZONE_" + (stack_.places.size() > 1 ? names_.of({where.account, where.region, word})
                                                   : names_.of({word}));
    }

    bool has_several_accounts() const {
        return std::any_of(stack_.places.begin(), stack_.places.end(), [&](const auto& one) {
            return one.account != stack_.places.front().account;
        });
    }

    void ask(const std::string& variable, const std::string& what) {
        // Inside ${...:?} quotes and backslashes keep their meaning, so the text is a variable.
        line("what=" + shell_word(variable + ": " + one_line(what)));
        line(": \"${" + variable + ":?$what}\"");
    }

    void ask_for_ids() {
        const auto before = text_.size();
        if (has_several_accounts()) {
            std::set<std::string> asked;
            for (const auto& where : stack_.places) {
                if (!where.account.empty() && asked.insert(where.account).second) {
                    ask("PROFILE_" + names_.of({where.account}),
                        "profile of the AWS CLI for account " + where.account);
                }
            }
        }
        for (std::size_t place = 0; place < stack_.places.size(); ++place) {
            const auto& region = stack_.places[place].region;
            for (const auto& word : zone_words(stack_, place)) {
                ask(zone_variable(place, word), "Availability Zone that \"" + word +
                                                    "\" of the plan stands for" +
                                                    (region.empty() ? "" : " in " + region));
            }
        }
        for (const auto& vpc : stack_.vpcs) {
            if (vpc.exists && !vpc.id.empty()) {
                line("known=" + shell_word(vpc.id));
                line(": \"${" + vpc_variable(vpc) + ":=$known}\"");
            } else if (vpc.exists) {
                ask(vpc_variable(vpc), "id of VPC " + vpc.planned->name + ", which exists");
            }
            if (vpc.needs_ipam_pool()) {
                ask(pool_variable(vpc),
                    "id of the IPAM pool that holds the IPv6 blocks planned for VPC " +
                        vpc.planned->name + "; Amazon-provided blocks cannot be chosen");
            }
        }
        if (text_.size() != before) {
            text_.insert(before, "\n# What only you know, as environment variables.\n");
        }
    }

    void go_to(const stack_vpc& vpc) {
        const auto& where = stack_.places[vpc.place];
        std::string words;
        if (!where.region.empty()) {
            words += " --region " + shell_word(where.region);
        }
        if (!where.account.empty() && has_several_accounts()) {
            words += " --profile \"$PROFILE_" + names_.of({where.account}) + "\"";
        }
        line("options=(" + (words.empty() ? "" : words.substr(1)) + ")");
    }

    // ---- checks before the first change

    void guard(const stack_vpc& vpc) {
        go_to(vpc);
        if (const auto& account = stack_.places[vpc.place].account; is_account_id(account)) {
            line("require_account " + account);
        }
        const auto& name = vpc.planned->name;
        if (!vpc.exists) {
            line("refuse_existing " + shell_word("VPC " + one_line(name)) +
                 " 'Vpcs[].VpcId' ec2 describe-vpcs \\\n    --filters " +
                 tag_filter({filter_value(name)}));
            return;
        }
        for (const auto& tier : vpc.tiers) {
            std::vector<std::string> planned;
            for (const auto& subnet : tier.subnets) {
                if (subnet.is_created()) {
                    planned.push_back(filter_value(subnet.name));
                }
            }
            if (!planned.empty()) {
                line("refuse_existing " + shell_word("a subnet of tier " + one_line(tier.tier)) +
                     " 'Subnets[].SubnetId' ec2 describe-subnets \\\n    --filters "
                     "\"{\\\"Name\\\":\\\"vpc-id\\\",\\\"Values\\\":[\\\"$" +
                     vpc_variable(vpc) + "\\\"]}\" \\\n    " + tag_filter(planned));
            }
        }
    }

    /// In JSON, as names may hold what the short form gives a meaning.
    static std::string tag_filter(const std::vector<std::string>& values) {
        json::array texts;
        for (const auto& value : values) {
            texts.emplace_back(text_of(value));
        }
        return shell_word(
            to_line(json::object{{"Name", "tag:Name"}, {"Values", std::move(texts)}}));
    }

    // ---- creating

    static std::string
    tags(std::string_view type,
         std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
        json::array list;
        for (const auto& [key, value] : all) {
            if (!value.empty()) {
                list.push_back(json::object{{"Key", text_of(key)}, {"Value", text_of(value)}});
            }
        }
        return " \\\n    --tag-specifications " +
               shell_word(to_line(
                   json::object{{"ResourceType", text_of(type)}, {"Tags", std::move(list)}}));
    }

    void write(const stack_vpc& vpc) {
        const auto& planned = *vpc.planned;
        line("\n# VPC " + one_line(planned.name));
        go_to(vpc);
        if (vpc.exists) {
            line("vpc=$" + vpc_variable(vpc));
        } else {
            line("create " + shell_word(one_line(planned.name)) +
                 " Vpc.VpcId ec2 create-vpc --cidr-block " + to_string(vpc.blocks.front().block) +
                 tags("vpc", {{"Name", planned.name}, {"Environment", planned.environment}}));
            line("vpc=$id");
            line("call ec2 wait vpc-available --vpc-ids \"$vpc\"");
            // Each attribute is a call of its own.
            line("call ec2 modify-vpc-attribute --vpc-id \"$vpc\" --enable-dns-support "
                 "Value=true");
            line("call ec2 modify-vpc-attribute --vpc-id \"$vpc\" --enable-dns-hostnames "
                 "Value=true");
        }
        for (const auto& block : vpc.blocks) {
            if (is_added(block)) {
                write(vpc, block.block);
            }
        }
        if (uses_letters(vpc)) {
            line("region=$(own_region)");
        }
        for (const auto& tier : vpc.tiers) {
            write(vpc, tier);
        }
    }

    static bool uses_letters(const stack_vpc& vpc) {
        return std::any_of(vpc.tiers.begin(), vpc.tiers.end(), [](const stack_tier& tier) {
            return std::any_of(
                tier.subnets.begin(), tier.subnets.end(), [](const stack_subnet& one) {
                    return one.is_created() && one.zone.how == stack_zone::known_as::letter;
                });
        });
    }

    void write(const stack_vpc& vpc, const cidr& block) {
        const auto text = to_string(block);
        const std::string family = block.is_v4() ? "" : "Ipv6";
        line("call ec2 associate-vpc-cidr-block --vpc-id \"$vpc\" " +
             (block.is_v4() ? "--cidr-block " + text
                            : "--ipv6-cidr-block " + text + " \\\n    --ipv6-ipam-pool-id \"$" +
                                  pool_variable(vpc) + "\"") +
             " >/dev/null");
        line("wait_for_block \"$vpc\" \\\n    \"Vpcs[0]." + family + "CidrBlockAssociationSet[?" +
             family + "CidrBlock=='" + text + "']." + family + "CidrBlockState.State | [0]\"");
    }

    void write(const stack_vpc& vpc, const stack_tier& tier) {
        if (tier.has_table()) {
            line("\ncreate " + shell_word(one_line(vpc.planned->name + "/" + tier.tier)) +
                 " RouteTable.RouteTableId ec2 create-route-table --vpc-id \"$vpc\"" +
                 tags("route-table",
                      {{"Name", tier.name}, {"Environment", vpc.planned->environment}}));
            line("table=$id");
        }
        for (const auto& subnet : tier.subnets) {
            write(vpc, tier, subnet);
        }
    }

    /// A subnet that exists gets its planned IPv6 block.
    void add_ipv6(const stack_subnet& subnet) {
        const auto block = to_string(*subnet.planned->ipv6);
        if (subnet.id.empty()) {
            line("# Its planned IPv6 block " + block + " is not there; its id is not known here.");
            return;
        }
        line("call ec2 associate-subnet-cidr-block --subnet-id " + shell_word(subnet.id) +
             " \\\n    --ipv6-cidr-block " + block + " >/dev/null");
    }

    void write(const stack_vpc& vpc, const stack_tier& tier, const stack_subnet& subnet) {
        const auto& planned = *subnet.planned;
        if (!subnet.is_created()) {
            line("# " + one_line((subnet.exists ? "Exists: " : "Kept free: ") +
                                 text_of_uncreated(tier, subnet)));
            if (subnet.lacks_ipv6) {
                add_ipv6(subnet);
            }
            return;
        }
        std::string zone;
        switch (subnet.zone.how) {
        case stack_zone::known_as::name:
            zone = "--availability-zone " + shell_word(subnet.zone.text);
            break;
        case stack_zone::known_as::id:
            zone = "--availability-zone-id " + shell_word(subnet.zone.text);
            break;
        case stack_zone::known_as::letter:
            zone = "--availability-zone \"${region}" + subnet.zone.text + "\"";
            break;
        case stack_zone::known_as::word:
            zone = "--availability-zone \"$" + zone_variable(vpc.place, subnet.zone.text) + "\"";
            break;
        }
        line("create " +
             shell_word(one_line(vpc.planned->name + "/" + tier.tier + "/" + planned.zone)) +
             " Subnet.SubnetId ec2 create-subnet --vpc-id \"$vpc\" \\\n    " + zone +
             " --cidr-block " + to_string(planned.block) +
             (planned.ipv6 ? " --ipv6-cidr-block " + to_string(*planned.ipv6) : "") +
             tags("subnet", {{"Name", subnet.name},
                             {"Tier", tier.tier},
                             {"Environment", vpc.planned->environment}}));
        line("call ec2 associate-route-table --route-table-id \"$table\" --subnet-id \"$id\" "
             ">/dev/null");
    }

    const plan_stack& stack_;
    resource_names names_{name_style::shell};
    std::string text_;
    bool waits_ = false;
    bool letters_ = false;
};

} // namespace

std::string aws_cli_of(const layout& made, const plan_needs& needs) {
    const auto stack = stack_of(made, needs);
    return script_writer(stack).run();
}

} // namespace vpcplan::io
