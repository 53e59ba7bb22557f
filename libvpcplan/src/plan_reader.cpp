// Plan files: what people write down, into needs.
#include "field_reader.hpp"
#include "text_file.hpp"
#include "vpcplan/bulk.hpp"
#include "vpcplan/plan_input.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

namespace vpcplan {

namespace {

using namespace detail;

constexpr std::array<other_word, 12> other_words = {{{"az", "zones"},
                                                     {"azs", "zones"},
                                                     {"availability_zones", "zones"},
                                                     {"spare", "spare_zones"},
                                                     {"reserved_azs", "spare_zones"},
                                                     {"subnets", "tiers"},
                                                     {"subnet_configuration", "tiers"},
                                                     {"block", "cidr"},
                                                     {"cidr_block", "cidr"},
                                                     {"pool", "from"},
                                                     {"mask", "prefix"},
                                                     {"exclude", "avoid"}}};

/// "024", "/024", "00.5": decimal to some programs and octal to others.
bool has_leading_zero(std::string_view text) noexcept {
    text.remove_prefix(text.starts_with('/') ? 1 : 0);
    return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

/// What is wrong with a number, or text that ends with one.
std::string leading_zero_of(std::string_view text) {
    const bool is_length = text.starts_with('/');
    auto digits = text.substr(is_length ? 1 : 0);
    while (has_leading_zero(digits)) {
        digits.remove_prefix(1);
    }
    return in_quotes(text) + ": " + std::string(reason_of(errc::leading_zero)) + ": write " +
           (is_length ? "/" : "") + std::string(digits.substr(0, 80));
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
    Number value{};
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || has_leading_zero(text) || read.ec != std::errc() || read.ptr != end) {
        return std::nullopt;
    }
    return value;
}

class plan_reader {
public:
    /// `folder`: where the files that the plan names are; nothing when it may name none.
    plan_reader(const document& source, std::optional<std::string> folder)
        : source_(source), folder_(std::move(folder)) {}

    plan_input read() {
        const auto& root = source_.root();
        if (!root.is_map()) {
            in_.fail(root, errc::bad_value,
                     shown(root) + " where a plan belongs: vpcs (or cidr, zones and tiers of one)");
        } else if (is_one_vpc(root)) {
            read_one_vpc(root);
        } else {
            in_.check_fields(root, "the plan", {"pools", "avoid", "vpcs"});
            read_pools(root);
            read_avoided(root);
            for (const auto* one : in_.members(root, "vpcs")) {
                read_vpc(*one, one->key);
            }
            if (root.find("vpcs") == nullptr) {
                in_.fail(root, errc::missing_field,
                         "the plan has no vpcs (name: {cidr: 10.0.0.0/16, zones: 3, tiers: {…}})");
            }
        }
        if (auto failed = in_.take_errors()) {
            return *std::move(failed);
        }
        return std::move(needs_);
    }

private:
    /// Fields that only a VPC has tell a plan of one, even when its tiers are misspelt.
    static bool is_one_vpc(const node& root) {
        constexpr std::array<std::string_view, 5> of_a_vpc = {"tiers", "cidr", "zones", "from",
                                                              "prefix"};
        return root.find("vpcs") == nullptr &&
               std::any_of(of_a_vpc.begin(), of_a_vpc.end(),
                           [&](std::string_view key) { return root.find(key) != nullptr; });
    }

    /// A plan of one VPC needs no list.
    void read_one_vpc(const node& root) {
        in_.check_fields(root, "the plan",
                         {"name", "cidr", "ipv6", "from", "prefix", "account", "region",
                          "environment", "zones", "spare_zones", "summary", "tiers", "pools",
                          "avoid"});
        if (root.find("tiers") == nullptr) {
            in_.fail(root, errc::missing_field, "the plan has no tiers (tiers: {app: 250})");
        }
        read_pools(root);
        read_avoided(root);
        const auto name = in_.word(root, "name");
        read_vpc_body(root, name.empty() ? "vpc" : name);
    }

    void read_pools(const node& root) {
        for (const auto* one : in_.members(root, "pools")) {
            plan_pool made;
            made.name = one->key;
            made.place = place_of_key(*one);
            if (one->is_scalar()) {
                made.block = in_.block(*one);
            } else if (one->is_map()) {
                in_.check_fields(*one, "pool " + one->key, {"cidr", "from", "prefix"});
                if (const auto* block = one->find("cidr")) {
                    made.block = in_.block(*block);
                }
                made.from = in_.word(*one, "from");
                if (const auto* length = one->find("prefix")) {
                    made.prefix_length = prefix_of(*length).value_or(0);
                }
                if (!made.block && (made.from.empty() || one->find("prefix") == nullptr)) {
                    in_.fail(*one, errc::missing_field,
                             "pool " + one->key +
                                 " needs a block (10.0.0.0/8), or {from: POOL, prefix: /12}");
                }
            } else {
                in_.fail(*one, errc::bad_value,
                         "pool " + one->key + " is " + shown(*one) +
                             ", and must be a block or an object");
            }
            needs_.pools.push_back(std::move(made));
        }
    }

    /// Blocks with a label, or a list of blocks.
    void read_avoided(const node& root) {
        const auto* avoid = root.find("avoid");
        if (avoid == nullptr) {
            return;
        }
        const auto add = [&](const node& value, const std::string& label) {
            for (const auto& block : in_.blocks(value)) {
                needs_.avoid.push_back({block, label});
            }
        };
        if (!avoid->is_map()) {
            add(*avoid, {});
            return;
        }
        for (const auto* one : avoid->items) {
            if (one->is_map()) {
                in_.check_fields(*one, "avoid " + one->key, {"file"});
                read_avoided_file(*one, one->key);
            } else {
                add(*one, one->key);
            }
        }
    }

    /// A file with one block a line, in the words of lists of blocks; # begins a remark.
    void read_avoided_file(const node& where, const std::string& label) {
        const auto name = in_.word(where, "file");
        if (name.empty() || !folder_) {
            in_.fail(where, errc::bad_value,
                     folder_ ? "avoid " + label + " needs blocks, or {file: NAME}"
                             : "a plan that is not a file cannot name files");
            return;
        }
        const auto path = (std::filesystem::path(*folder_) / name).string();
        std::string text;
        if (const auto problem = read_text(path, text); !problem.empty()) {
            in_.fail(where, errc::unreadable_input, problem);
            return;
        }
        std::uint32_t number = 0;
        for (std::string_view rest = text; !rest.empty();) {
            const auto end = rest.find('\n');
            auto line = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
            if (++number == 1 && line.starts_with("\xef\xbb\xbf")) {
                line.remove_prefix(3); // a byte order mark
            }
            read_avoided_line(line, label, {path, {}, number, 1});
        }
    }

    /// A block, maybe with a label of its own beside it.
    void read_avoided_line(std::string_view line, const std::string& label,
                           const source_ref& place) {
        line = line.substr(0, line.find('#'));
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos) {
            return;
        }
        line = line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
        if (const auto read = parse_labelled_block(line)) {
            needs_.avoid.push_back(
                {read->block, read->label.empty() ? label : label + ", " + read->label});
        } else {
            in_.fail_at(place, read.error().code, describe(read.error(), line));
        }
    }

    void read_vpc(const node& where, const std::string& name) {
        if (!where.is_map()) {
            in_.fail(where, errc::bad_value,
                     "VPC " + name + " is " + shown(where) +
                         ", and must be an object: {cidr: 10.0.0.0/16, zones: 3, tiers: {…}}");
            return;
        }
        in_.check_fields(where, "VPC " + name,
                         {"cidr", "ipv6", "from", "prefix", "account", "region", "environment",
                          "zones", "spare_zones", "summary", "tiers"});
        read_vpc_body(where, name);
    }

    void read_vpc_body(const node& where, const std::string& name) {
        plan_vpc made;
        made.name = name;
        made.place = where.key.empty() ? place_of(where) : place_of_key(where);
        made.account = in_.word(where, "account");
        made.region = in_.word(where, "region");
        made.environment = in_.word(where, "environment");
        made.pool = in_.word(where, "from");
        if (const auto* block = where.find("cidr")) {
            made.blocks = in_.blocks(*block);
        }
        if (const auto* ipv6 = where.find("ipv6")) {
            read_ipv6(*ipv6, made);
        }
        std::stable_partition(made.blocks.begin(), made.blocks.end(),
                              [](const cidr& block) { return block.is_v4(); });
        if (const auto* length = where.find("prefix")) {
            made.prefix_length = prefix_of(*length);
        }
        if (const auto* zones = where.find("zones")) {
            made.zones = zones_of(*zones);
        } else {
            in_.fail(where, errc::missing_field, "VPC " + name + " needs zones: 3, or [a, b, c]");
        }
        if (const auto* spare = where.find("spare_zones")) {
            made.spare_zones = count_of(*spare, "spare_zones", 0, 26);
        }
        const auto summary = in_.choice(where, "summary", {"tier", "zone", "none"});
        made.summary = summary == "zone"   ? plan_summary::zone
                       : summary == "none" ? plan_summary::none
                                           : plan_summary::tier;
        for (const auto* tier : in_.members(where, "tiers")) {
            made.tiers.push_back(read_tier(*tier));
        }
        needs_.vpcs.push_back(std::move(made));
    }

    /// Blocks, or {from: POOL, prefix: /56}.
    void read_ipv6(const node& where, plan_vpc& into) {
        if (!where.is_map()) {
            const auto read = in_.blocks(where);
            into.blocks.insert(into.blocks.end(), read.begin(), read.end());
            return;
        }
        in_.check_fields(where, "ipv6 of VPC " + into.name, {"from", "prefix"});
        into.ipv6_pool = in_.word(where, "from");
        if (into.ipv6_pool.empty()) {
            in_.fail(where, errc::missing_field,
                     "ipv6 of VPC " + into.name + " needs blocks, or {from: POOL, prefix: /56}");
        }
        if (std::any_of(into.blocks.begin(), into.blocks.end(),
                        [](const cidr& block) { return !block.is_v4(); })) {
            in_.fail(where, errc::bad_value,
                     "VPC " + into.name +
                         " has an IPv6 block in cidr, so it takes none from a pool");
        }
        if (const auto* length = where.find("prefix")) {
            into.ipv6_prefix_length = prefix_of(*length);
            const auto sizes = vpc_sizes(address_family::ipv6);
            if (into.ipv6_prefix_length && !sizes.allow(*into.ipv6_prefix_length)) {
                in_.fail(*length, errc::bad_value,
                         detail::in_quotes(length->text) + ": an IPv6 block of a VPC is " +
                             to_string(sizes));
            }
        }
    }

    /// 250 | /26 | 10% | "/19 from pods" | {hosts: 250, …}
    plan_tier read_tier(const node& where) {
        plan_tier made;
        made.name = where.key;
        made.place = place_of_key(where);
        if (made.name.empty() || made.name.find('/') != std::string::npos ||
            made.name.find('@') != std::string::npos) {
            in_.fail_at(made.place, errc::bad_value,
                        detail::in_quotes(made.name) +
                            " is no name of a tier: it may not be empty or hold / "
                            "or @");
        }
        if (where.is_scalar()) {
            if (const auto problem = parse_tier_size(where.text, made)) {
                in_.fail(where, errc::bad_value, *problem);
            }
            return made;
        }
        in_.check_fields(where, "tier " + where.key,
                         {"hosts", "prefix", "share", "growth", "years", "uses", "from", "zones",
                          "reserved", "ipv6_prefix"});
        read_tier_size(where, made);
        made.from = in_.word(where, "from");
        made.reserved = in_.flag(where, "reserved", false);
        read_growth(where, made);
        if (const auto* zones = where.find("zones")) {
            made.zones = count_of(*zones, "zones", 1, 26);
        }
        if (const auto* length = where.find("ipv6_prefix")) {
            made.ipv6_prefix_length = prefix_of(*length).value_or(64);
        }
        if (const auto* uses = where.find("uses")) {
            for (const auto* line : in_.lines(*uses, "a service")) {
                read_use(*line, made);
            }
        }
        return made;
    }

    /// Growth and how long it must last say nothing without each other.
    void read_growth(const node& where, plan_tier& into) {
        const auto* growth = where.find("growth");
        const auto* years = where.find("years");
        if (growth != nullptr) {
            into.growth_per_year = growth_of(*growth);
        }
        if (years != nullptr) {
            into.years = count_of(*years, "years", 0, 50);
        }
        if (growth != nullptr && years == nullptr) {
            in_.fail_at(place_of_key(*growth), errc::missing_field,
                        "growth needs years: how long the subnets of " + where.key +
                            " must last (years: 3)");
        }
        if (years != nullptr && growth == nullptr) {
            in_.fail_at(place_of_key(*years), errc::missing_field,
                        "years needs growth: how much " + where.key +
                            " grows in each of them (growth: 20%)");
        }
    }

    /// "20%" or 0.2 a year; a number above 1 is more likely meant as percent.
    double growth_of(const node& where) {
        const auto growth = parse_share(where.text);
        const bool is_number = where.is_scalar() && growth.has_value();
        if (is_number && !where.text.ends_with('%') && *growth > 1) {
            in_.fail(where, errc::bad_value,
                     "growth is " + shown(where) + ", and must be a percentage: " + where.text +
                         "%");
        } else if (!is_number || *growth > 10) {
            fail_number(where, "growth is " + shown(where) +
                                   ", and must be a percentage from 0% to 1000%, such as 20%");
        } else {
            return *growth;
        }
        return 0;
    }

    void read_tier_size(const node& where, plan_tier& into) {
        const auto given =
            std::count_if(where.items.begin(), where.items.end(), [](const auto* one) {
                return one->key == "hosts" || one->key == "prefix" || one->key == "share";
            });
        if (given > 1) {
            in_.fail(where, errc::bad_value,
                     "tier " + where.key + " has more than one of hosts, prefix and share");
        }
        if (const auto* hosts = where.find("hosts")) {
            const auto count = number_in<std::uint64_t>(hosts->text);
            if (!count || *count == 0) {
                fail_number(*hosts,
                            detail::in_quotes(hosts->text) + " is no number of hosts (1 or more)");
            }
            into.size.hosts = count.value_or(1);
        } else if (const auto* length = where.find("prefix")) {
            into.size.by = plan_size::measure::prefix;
            into.size.prefix_length = prefix_of(*length).value_or(28);
        } else if (const auto* share = where.find("share")) {
            into.size.by = plan_size::measure::share;
            into.size.share = share_of(*share, "share", 1).value_or(1);
        } else if (where.find("uses") == nullptr) {
            in_.fail(where, errc::missing_field,
                     "tier " + where.key +
                         " needs hosts: 250, prefix: /24, share: 25% or uses: [alb]");
        }
    }

    /// "alb", "endpoint x3"
    void read_use(const node& where, plan_tier& into) {
        const auto split = where.text.find(" x");
        plan_use made{where.text.substr(0, split), 1};
        if (split != std::string::npos) {
            const auto number = std::string_view(where.text).substr(split + 2);
            const auto count = number_in<std::uint64_t>(number);
            if (has_leading_zero(number)) {
                in_.fail(where, errc::leading_zero, leading_zero_of(number));
                return;
            }
            if (!count || *count == 0 || *count > 10000) {
                in_.fail(where, errc::bad_value,
                         detail::in_quotes(where.text) +
                             ": write a service and how many, such as endpoint x3");
                return;
            }
            made.count = *count;
        }
        if (find_service_demand(made.service) == nullptr) {
            std::string all;
            for (const auto& known : service_demands) {
                all += (all.empty() ? "" : ", ") + std::string(known.name);
            }
            in_.fail(where, errc::unknown_name,
                     detail::in_quotes(made.service) +
                         " is no service that is known here; known are " + all);
            return;
        }
        into.uses.push_back(std::move(made));
    }

    std::optional<int> prefix_of(const node& where) {
        if (const auto length = parse_prefix(where.text); where.is_scalar() && length) {
            return length;
        }
        fail_number(where, (where.is_scalar() ? detail::in_quotes(where.text) : shown(where)) +
                               " is no prefix length such as /24");
        return std::nullopt;
    }

    /// What is wrong with a number: a leading zero, else what is said of it.
    void fail_number(const node& where, const std::string& said) {
        if (where.is_scalar() && has_leading_zero(where.text)) {
            in_.fail(where, errc::leading_zero, leading_zero_of(where.text));
        } else {
            in_.fail(where, errc::bad_value, said);
        }
    }

    int count_of(const node& where, std::string_view what, int least, int most) {
        const auto count = number_in<int>(where.text);
        if (!where.is_scalar() || !count || *count < least || *count > most) {
            fail_number(where, std::string(what) + " is " + shown(where) +
                                   ", and must be a number from " + std::to_string(least) + " to " +
                                   std::to_string(most));
            return least;
        }
        return *count;
    }

    /// "20%" or 0.2, above 0 and at most `most`.
    std::optional<double> share_of(const node& where, std::string_view what, double most) {
        const auto share = parse_share(where.text);
        if (!where.is_scalar() || !share || *share <= 0 || *share > most) {
            fail_number(where, std::string(what) + " is " + shown(where) +
                                   ", and must be a percentage such as 20%");
            return std::nullopt;
        }
        return share;
    }

    std::vector<std::string> zones_of(const node& where) {
        if (where.is_scalar()) {
            if (const auto zones = parse_zones(where.text)) {
                return *zones;
            }
            fail_number(where, detail::in_quotes(where.text) +
                                   ": zones is a number from 1 to 26, or names: [a, b, c]");
            return {};
        }
        std::vector<std::string> zones;
        for (const auto* one : in_.lines(where, "a zone")) {
            if (std::find(zones.begin(), zones.end(), one->text) != zones.end()) {
                in_.fail(*one, errc::ambiguous_name,
                         detail::in_quotes(one->text) + " is there twice in zones");
            }
            if (one->text.find('/') != std::string::npos || one->text.starts_with("spare-")) {
                in_.fail(*one, errc::bad_value,
                         detail::in_quotes(one->text) +
                             " is no name of a zone: it may not hold / or begin "
                             "with spare-");
            }
            zones.push_back(one->text);
        }
        if (zones.empty()) {
            in_.fail(where, errc::bad_value, "zones is empty; write 3, or [a, b, c]");
        }
        return zones;
    }

    const document& source_;
    std::optional<std::string> folder_;
    field_reader in_{other_words};
    plan_needs needs_;
};

} // namespace

std::optional<int> parse_prefix(std::string_view text) {
    if (text.starts_with('/')) {
        text.remove_prefix(1);
    }
    const auto length = number_in<int>(text);
    return length && *length >= 0 && *length <= 128 ? length : std::nullopt;
}

std::optional<double> parse_share(std::string_view text) {
    const bool is_percent = text.ends_with('%');
    if (is_percent) {
        text.remove_suffix(1);
    }
    const auto number = number_in<double>(text);
    return number && *number >= 0 && *number < 1e9
               ? std::optional(is_percent ? *number / 100 : *number)
               : std::nullopt;
}

std::optional<std::vector<std::string>> parse_zones(std::string_view text) {
    std::vector<std::string> zones;
    if (has_leading_zero(text)) {
        return std::nullopt;
    }
    if (const auto count = number_in<int>(text)) {
        if (*count < 1 || *count > 26) {
            return std::nullopt;
        }
        for (char zone = 'a'; zone < 'a' + *count; ++zone) {
            zones.emplace_back(1, zone);
        }
        return zones;
    }
    for (;;) {
        const auto comma = text.find(',');
        const auto zone = text.substr(0, comma);
        if (zone.empty() || zone.find('/') != std::string_view::npos ||
            zone.starts_with("spare-") ||
            std::find(zones.begin(), zones.end(), zone) != zones.end()) {
            return std::nullopt;
        }
        zones.emplace_back(zone);
        if (comma == std::string_view::npos) {
            return zones;
        }
        text.remove_prefix(comma + 1);
    }
}

std::optional<std::string> parse_tier_size(std::string_view text, plan_tier& into) {
    const auto shown = "'" + std::string(text.substr(0, 80)) + "'";
    auto size = text;
    for (const std::string_view word : {" from ", "@"}) {
        const auto at = text.find(word);
        if (at != std::string_view::npos) {
            size = text.substr(0, at);
            into.from = text.substr(at + word.size());
            if (into.from.empty()) {
                return shown + ": a pool or block belongs behind " + std::string(word);
            }
            break;
        }
    }
    if (has_leading_zero(size)) {
        return leading_zero_of(size);
    }
    if (size.starts_with('/')) {
        into.size.by = plan_size::measure::prefix;
        const auto length = parse_prefix(size);
        if (!length || *length > 32) {
            return shown + " is no prefix length such as /24";
        }
        into.size.prefix_length = *length;
    } else if (size.ends_with('%')) {
        into.size.by = plan_size::measure::share;
        const auto share = parse_share(size);
        if (!share || *share <= 0 || *share > 1) {
            return shown + " is no share such as 25%";
        }
        into.size.share = *share;
    } else {
        const auto hosts = number_in<std::uint64_t>(size);
        if (!hosts || *hosts == 0) {
            return shown + ": write hosts (250), a prefix length (/24) or a share (25%), and where "
                           "it comes from if that is not the VPC (/19 from 100.64.0.0/10)";
        }
        into.size.hosts = *hosts;
    }
    return std::nullopt;
}

namespace {

plan_input read_plan(std::string_view text, const std::string& name,
                     std::optional<std::string> folder) {
    documents all;
    const auto start = text.find_first_not_of(" \t\r\n");
    const bool is_json = start != std::string_view::npos && text[start] == '{' &&
                         !name.ends_with(".yaml") && !name.ends_with(".yml");
    if (const auto why = is_json ? parse_json(text, name, all) : parse_yaml(text, name, all)) {
        source_ref place{name, {}, why->line, why->column};
        return load_failure{errc::bad_syntax, to_string(place) + ": " + why->message, place};
    }
    if (all.empty() || all.front()->nodes.empty()) {
        return load_failure{errc::unreadable_input,
                            name + ": empty; a plan has vpcs, or cidr, zones and tiers",
                            {name, {}, 0, 0}};
    }
    return plan_reader(*all.front(), std::move(folder)).read();
}

} // namespace

plan_input parse_plan(std::string_view text, const std::string& name) {
    return read_plan(text, name, std::nullopt);
}

plan_input load_plan(const std::string& path) {
    std::string text;
    if (const auto problem = read_text(path, text); !problem.empty()) {
        return load_failure{errc::unreadable_input, problem, {path, {}, 0, 0}};
    }
    return path == "-" ? read_plan(text, "(standard input)", std::nullopt)
                       : read_plan(text, path, std::filesystem::path(path).parent_path().string());
}

} // namespace vpcplan
