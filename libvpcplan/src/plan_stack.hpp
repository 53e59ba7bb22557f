// Private to vpcplan::io. What a layout means in AWS: the same decisions for every writer that
// builds it. Which things exist, which are only kept free, where zones are, what waits for what,
// and names of resources.
#pragma once

#include "vpcplan/plan.hpp"

#include <map>
#include <set>

namespace vpcplan::io {

/// A zone, as an API must be told it.
struct stack_zone {
    enum class known_as : std::uint8_t {
        name,   ///< ap-northeast-2a, in `text`
        id,     ///< apne2-az1, in `text`
        letter, ///< `text` behind the name of the Region, which the plan does not tell
        word    ///< `text` is a word of the plan, and only people know the zone it stands for
    };
    known_as how = known_as::name;
    std::string text;
};

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): a block has no default
struct stack_block {
    cidr block;
    bool is_primary = false;
    bool exists = false;
    /// Associated with the VPC in a call of its own; the primary block comes with a new VPC.
    bool is_added = false;
};

struct stack_subnet {
    const planned_subnet* planned = nullptr;
    std::string name; ///< value of the tag Name: VPC-tier-zone
    stack_zone zone;
    bool exists = false; ///< in AWS: not created
    std::string id;      ///< in AWS, where it exists and is known
    /// It exists without its planned IPv6 block, which has to be associated.
    bool lacks_ipv6 = false;
    /// Secondary blocks, as indices, that must be there first.
    std::vector<std::size_t> waits_for;

    bool is_created() const noexcept { return !exists && !planned->reserved; }
};

struct stack_tier {
    std::string tier;
    std::string name; ///< value of the tag Name of its route table: VPC-tier
    std::vector<stack_subnet> subnets;

    bool has_table() const noexcept;
};

struct stack_vpc {
    const planned_vpc* planned = nullptr;
    bool exists = false;
    std::string id;        ///< in AWS, where it exists and is known
    std::size_t place = 0; ///< index into `plan_stack::places`
    std::vector<stack_block> blocks;
    std::vector<stack_tier> tiers;

    bool needs_ipam_pool() const noexcept; ///< it gets a planned IPv6 block
};

/// An account and a Region; either may be unknown ("").
struct stack_place {
    std::string account;
    std::string region;

    friend bool operator==(const stack_place&, const stack_place&) = default;
};

struct plan_stack {
    std::vector<stack_place> places; ///< in the order of the VPCs
    std::vector<stack_vpc> vpcs;
};

/// Whether AWS is known to have a block of a planned VPC.
bool is_live_block(const plan_vpc* asked, const cidr& block);

/// Whether a subnet that AWS has is without its planned IPv6 block.
bool lacks_planned_ipv6(const plan_vpc* asked, const planned_subnet& subnet);

/// "subnet-1, app/a, 10.0.0.0/24": what AWS has of a subnet that exists, or what is kept free.
std::string text_of_uncreated(const stack_tier& tier, const stack_subnet& subnet);

plan_stack stack_of(const layout& made, const plan_needs& needs);

/// The needs of a VPC of a layout, or null.
const plan_vpc* needs_of(const plan_needs& needs, std::string_view vpc);

/// "tier", "zone" or "none".
std::string_view summary_word(const plan_vpc* asked);

inline bool is_spare_zone(std::string_view zone) { return zone.starts_with("spare-"); }

/// Addresses of an IPv4 subnet that interfaces can have: AWS keeps five.
std::uint64_t usable_in(const cidr& subnet);

detail::u128 addresses_in(const std::vector<cidr>& blocks);

/// Whether the account is the twelve digits that AWS knows it by.
bool is_account_id(std::string_view account);

enum class name_style : std::uint8_t {
    hcl,            ///< shop_app-1_a
    cloudformation, ///< ShopAppA: letters and digits alone
    shell           ///< SHOP_APP_A
};

/// Names of resources from names of the plan. A name depends on its own parts alone: parts that
/// cannot be written one to one get a hash of the original behind them. Should two hashes be equal,
/// the later one is numbered.
class resource_names {
public:
    explicit resource_names(name_style style) : style_(style) {}

    /// The same parts give the same name again. `suffix` tells kinds of things apart.
    std::string of(const std::vector<std::string_view>& parts, std::string_view suffix = {});

private:
    name_style style_;
    std::map<std::string, std::string> given_;
    std::set<std::string> used_;
};

/// The words for zones in one account and Region, ascending: what people must be asked.
std::set<std::string> zone_words(const plan_stack& stack, std::size_t place);

// The writers behind `plan_as`.
std::string csv_of(const layout& made);
std::string markdown_of(const layout& made, const plan_needs& needs);
std::string terraform_of(const layout& made, const plan_needs& needs);
std::string terraform_locals_of(const layout& made);
std::string cloudformation_of(const layout& made, const plan_needs& needs);
std::string aws_cli_of(const layout& made, const plan_needs& needs);

} // namespace vpcplan::io
