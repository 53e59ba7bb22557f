#include "plan_stack.hpp"

#include "vpcplan/plan_files.hpp"

#include <algorithm>
#include <array>

namespace vpcplan {

namespace io {

namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word_character(char c) { return is_lower(c) || is_upper(c) || is_digit(c); }

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

bool all_of(std::string_view text, bool (*is)(char)) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is);
}

/// ap-northeast-2a, us-gov-west-1b, and Local Zones such as us-west-2-lax-1a.
bool is_zone_name(std::string_view text) {
    const auto words = split(text, '-');
    const auto last = words.back();
    return words.size() >= 3 && words.front().size() == 2 && all_of(words.front(), is_lower) &&
           last.size() >= 2 && is_lower(last.back()) &&
           all_of(last.substr(0, last.size() - 1), is_digit) &&
           std::all_of(words.begin(), words.end(), [](std::string_view word) {
               return all_of(word, [](char c) { return is_lower(c) || is_digit(c); });
           });
}

/// apne2-az1, and Local Zones such as usw2-lax1-az1.
bool is_zone_id(std::string_view text) {
    const auto words = split(text, '-');
    const auto first = words.front();
    const auto last = words.back();
    return words.size() >= 2 && first.size() >= 3 && is_lower(first.front()) &&
           is_digit(first.back()) && last.starts_with("az") && all_of(last.substr(2), is_digit) &&
           std::all_of(words.begin(), words.end(), [](std::string_view word) {
               return all_of(word, [](char c) { return is_lower(c) || is_digit(c); });
           });
}

stack_zone zone_of(std::string_view zone, const std::string& region) {
    using known_as = stack_zone::known_as;
    if (zone.size() == 1 && is_lower(zone.front())) {
        return {region.empty() ? known_as::letter : known_as::name, region + std::string(zone)};
    }
    const auto how = is_zone_id(zone)     ? known_as::id
                     : is_zone_name(zone) ? known_as::name
                                          : known_as::word;
    return {how, std::string(zone)};
}

class stacker {
public:
    explicit stacker(const plan_needs& needs) : needs_(needs) {}

    plan_stack run(const layout& made) {
        for (const auto& vpc : made.vpcs) {
            add(vpc);
        }
        return std::move(stack_);
    }

private:
    void add(const planned_vpc& vpc) {
        const auto* asked = needs_of(needs_, vpc.name);
        const auto pins = asked != nullptr ? asked->pins : vpc.others;
        stack_vpc made;
        made.planned = &vpc;
        const auto* live = asked != nullptr && asked->live ? &*asked->live : nullptr;
        made.exists = live != nullptr || !pins.empty();
        made.id = live != nullptr ? live->id : "";
        made.place = place_of({vpc.account, vpc.region});
        for (const auto& own : vpc.blocks) {
            const bool holds_pin = std::any_of(pins.begin(), pins.end(), [&](const plan_pin& pin) {
                return own.block.contains(pin.block);
            });
            const bool is_primary = &own == &vpc.blocks.front();
            // Where only pins tell: nobody chooses the IPv6 block of a VPC before AWS gave it one,
            // pools of IPAM apart, so that of a VPC which exists is there.
            const bool exists = live != nullptr
                                    ? is_live_block(asked, own.block)
                                    : made.exists && (is_primary || holds_pin ||
                                                      (!own.block.is_v4() && own.from.empty()));
            made.blocks.push_back(
                {own.block, is_primary, exists, !exists && (made.exists || !is_primary)});
        }
        for (const auto& subnet : vpc.subnets) {
            if (made.tiers.empty() || made.tiers.back().tier != subnet.tier) {
                made.tiers.push_back({subnet.tier, vpc.name + "-" + subnet.tier, {}});
            }
            stack_subnet one;
            one.planned = &subnet;
            one.name = vpc.name + "-" + subnet.tier + "-" + subnet.zone;
            one.zone = zone_of(subnet.zone, vpc.region);
            one.exists = subnet.how == placed_by::pin;
            const auto pin = std::find_if(pins.begin(), pins.end(), [&](const plan_pin& other) {
                return other.name == subnet.tier + "/" + subnet.zone;
            });
            if (one.exists && pin != pins.end()) {
                one.id = pin->id;
            }
            one.lacks_ipv6 = one.exists && lacks_planned_ipv6(asked, subnet);
            for (std::size_t i = 0; i < made.blocks.size(); ++i) {
                const auto& block = made.blocks[i];
                const bool is_home = block.block.contains(subnet.block) ||
                                     (subnet.ipv6 && block.block.contains(*subnet.ipv6));
                if (is_home && block.is_added) {
                    one.waits_for.push_back(i);
                }
            }
            made.tiers.back().subnets.push_back(std::move(one));
        }
        stack_.vpcs.push_back(std::move(made));
    }

    std::size_t place_of(const stack_place& place) {
        const auto found = std::find(stack_.places.begin(), stack_.places.end(), place);
        const auto index = static_cast<std::size_t>(found - stack_.places.begin());
        if (found == stack_.places.end()) {
            stack_.places.push_back(place);
        }
        return index;
    }

    const plan_needs& needs_;
    plan_stack stack_;
};

} // namespace

bool stack_tier::has_table() const noexcept {
    return std::any_of(subnets.begin(), subnets.end(),
                       [](const stack_subnet& one) { return one.is_created(); });
}

bool stack_vpc::needs_ipam_pool() const noexcept {
    return std::any_of(blocks.begin(), blocks.end(),
                       [](const stack_block& one) { return !one.block.is_v4() && one.is_added; });
}

plan_stack stack_of(const layout& made, const plan_needs& needs) {
    return stacker(needs).run(made);
}

const plan_vpc* needs_of(const plan_needs& needs, std::string_view vpc) {
    const auto found = std::find_if(needs.vpcs.begin(), needs.vpcs.end(),
                                    [&](const plan_vpc& one) { return one.name == vpc; });
    return found == needs.vpcs.end() ? nullptr : &*found;
}

bool is_live_block(const plan_vpc* asked, const cidr& block) {
    return asked != nullptr && asked->live &&
           std::find(asked->live->blocks.begin(), asked->live->blocks.end(), block) !=
               asked->live->blocks.end();
}

bool lacks_planned_ipv6(const plan_vpc* asked, const planned_subnet& subnet) {
    return asked != nullptr && subnet.ipv6 && subnet.how == placed_by::pin &&
           std::none_of(asked->pins.begin(), asked->pins.end(), [&](const plan_pin& pin) {
               return pin.name == subnet.tier + "/" + subnet.zone && pin.block == *subnet.ipv6;
           });
}

std::string text_of_uncreated(const stack_tier& tier, const stack_subnet& subnet) {
    const auto& planned = *subnet.planned;
    return (subnet.id.empty() ? "" : subnet.id + ", ") + tier.tier + "/" + planned.zone + ", " +
           to_string(planned.block) +
           (planned.ipv6 && !subnet.lacks_ipv6 ? " and " + to_string(*planned.ipv6) : "");
}

std::string_view summary_word(const plan_vpc* asked) {
    const auto how = asked != nullptr ? asked->summary : plan_summary::tier;
    return how == plan_summary::tier ? "tier" : how == plan_summary::zone ? "zone" : "none";
}

std::uint64_t usable_in(const cidr& subnet) {
    const auto total = subnet.size_minus_one() + 1;
    return total > reserved_count ? static_cast<std::uint64_t>(total - reserved_count) : 0;
}

detail::u128 addresses_in(const std::vector<cidr>& blocks) {
    detail::u128 count = 0;
    for (const auto& block : blocks) {
        count += block.size_minus_one() + 1;
    }
    return count;
}

bool is_account_id(std::string_view account) {
    return account.size() == 12 && all_of(account, is_digit);
}

// ---- names of resources

namespace {

/// FNV-1a, 32 bits: only has to be the same everywhere.
std::string hash_of(std::string_view text) {
    std::uint32_t hash = 2166136261U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    std::string digits(8, '0');
    for (std::size_t i = 8; i-- > 0; hash >>= 4U) {
        digits[i] = "0123456789abcdef"[hash & 0xfU];
    }
    return digits;
}

constexpr std::size_t longest_part = 60;

/// Whether a part can be had back from the way it is written.
bool is_plain(std::string_view part, name_style style) {
    if (part.empty() || part.size() > longest_part) {
        return false;
    }
    switch (style) {
    case name_style::hcl: // "_" joins parts and is doubled inside of them
        return part.front() != '_' && part.back() != '_' &&
               std::all_of(part.begin(), part.end(),
                           [](char c) { return is_word_character(c) || c == '-' || c == '_'; });
    case name_style::cloudformation: // a capital begins a part
        return is_lower(part.front()) && std::all_of(part.begin(), part.end(), [](char c) {
                   return is_lower(c) || is_digit(c);
               });
    case name_style::shell: // "-" becomes "_"
        return part.front() != '-' && part.back() != '-' &&
               part.find("--") == std::string_view::npos &&
               std::all_of(part.begin(), part.end(),
                           [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
    }
    return false;
}

std::string written(std::string_view part, name_style style) {
    std::string text;
    for (const char c : part.substr(0, longest_part)) {
        if (style == name_style::hcl && c == '_') {
            text += "__";
        } else if (is_word_character(c) || (c == '-' && style == name_style::hcl)) {
            text += c;
        } else if (style == name_style::shell && !text.empty() && text.back() != '_') {
            text += '_';
        } else if (style == name_style::cloudformation) {
            text += ' '; // the next letter is a capital
        }
    }
    if (style == name_style::cloudformation) {
        std::string words;
        bool is_start = true;
        for (const char c : text) {
            if (c != ' ') {
                words += is_start && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
            }
            is_start = c == ' ';
        }
        return words.empty() || !is_upper(words.front()) ? "X" + words : words;
    }
    if (style == name_style::shell) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; });
    }
    return text;
}

} // namespace

std::set<std::string> zone_words(const plan_stack& stack, std::size_t place) {
    std::set<std::string> words;
    for (const auto& vpc : stack.vpcs) {
        for (const auto& tier : vpc.tiers) {
            for (const auto& subnet : tier.subnets) {
                if (vpc.place == place && subnet.is_created() &&
                    subnet.zone.how == stack_zone::known_as::word) {
                    words.insert(subnet.zone.text);
                }
            }
        }
    }
    return words;
}

std::string resource_names::of(const std::vector<std::string_view>& parts,
                               std::string_view suffix) {
    std::string key;
    for (const auto part : parts) {
        key += std::string(part) + '\0';
    }
    auto& name = given_[key + std::string(suffix)];
    if (!name.empty()) {
        return name;
    }
    const bool joins = style_ != name_style::cloudformation;
    bool plain = true;
    std::string text;
    for (const auto part : parts) {
        plain = plain && is_plain(part, style_);
        text += (joins && !text.empty() ? "_" : "") + written(part, style_);
    }
    if (style_ == name_style::hcl && (text.empty() || !(is_lower(text[0]) || is_upper(text[0])))) {
        text.insert(0, "_");
    }
    if (!plain) {
        // Three underscores, and the additional capital, are in no plain name.
        text += (style_ == name_style::hcl     ? "___"
                 : style_ == name_style::shell ? "__"
                                               : "H") +
                hash_of(key);
    }
    name = text + std::string(suffix);
    for (int number = 2; !used_.insert(name).second; ++number) {
        name = text + "N" + std::to_string(number) + std::string(suffix);
    }
    return name;
}

} // namespace io

std::string plan_as(plan_format how, const layout& made, const plan_needs& needs) {
    switch (how) {
    case plan_format::csv: return io::csv_of(made);
    case plan_format::markdown: return io::markdown_of(made, needs);
    case plan_format::terraform: return io::terraform_of(made, needs);
    case plan_format::terraform_locals: return io::terraform_locals_of(made);
    case plan_format::cloudformation: return io::cloudformation_of(made, needs);
    case plan_format::aws_cli: return io::aws_cli_of(made, needs);
    }
    return {};
}

} // namespace vpcplan
