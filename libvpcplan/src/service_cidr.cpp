// The methods cidr.*: blocks and sets of blocks.
#include "rpc_method.hpp"

#include "vpcplan/cidr_math.hpp"
#include "vpcplan/cidr_set.hpp"
#include "vpcplan/free_space.hpp"

namespace vpcplan::io {

namespace {

/// Longest list that `cidr.split` hands out, whatever `limit` says.
constexpr std::int64_t longest_list = 1 << 20;
constexpr std::int64_t default_limit = 65536;

constexpr auto* a_block = "a block such as \"10.0.0.0/16\"";
constexpr auto* blocks_text = "a list of blocks such as [\"10.0.0.0/16\"]";

json::object one(std::string_view name, json::value value) {
    json::object out;
    out[json::string_view(name.data(), name.size())] = std::move(value);
    return out;
}

/// A prefix length; whether the operation can use it is the operation's to say.
int prefix_of(const arguments& given, std::string_view name = "prefix") {
    return static_cast<int>(given.integer(name, 0, 128));
}

std::string slash(int prefix_length) { return "/" + std::to_string(prefix_length); }

json::object parse(const arguments& given, network_cache&) {
    const auto bits = given.choice("host_bits", {"reject", "mask"});
    const auto how = given.choice("notation", {"cidr", "netmask", "wildcard", "any"});
    const auto text = given.text("text");
    const auto block = parse_cidr(text, bits == "mask" ? host_bits::mask : host_bits::reject,
                                  how == "netmask"    ? notation::netmask
                                  : how == "wildcard" ? notation::wildcard
                                  : how == "any"      ? notation::any
                                                      : notation::cidr);
    if (!block) {
        bad_text(block.error(), text, "text");
    }
    json::object out;
    out["cidr"] = text_of(*block);
    out["family"] = block->is_v4() ? 4 : 6;
    out["prefix_length"] = block->prefix_length();
    out["first"] = text_of(block->first_bits());
    out["last"] = text_of(block->last_bits());
    out["netmask"] = text_of(netmask(*block));
    out["wildcard"] = text_of(wildcard(*block));
    out["size"] = text_of(size_text(*block));
    return out;
}

json::object contains_method(const arguments& given, network_cache&) {
    return one("result", contains(given.block("outer"), given.block("inner")));
}

json::object two_overlap(const arguments& given, network_cache&) {
    return one("result", overlaps(given.block("a"), given.block("b")));
}

json::object adjacent_method(const arguments& given, network_cache&) {
    const auto a = given.block("a");
    const auto b = given.block("b");
    json::object out;
    out["result"] = adjacent(a, b);
    out["merged"] = or_null(merged(a, b));
    return out;
}

json::object split_method(const arguments& given, network_cache&) {
    const auto whole = given.block("cidr");
    const auto prefix = prefix_of(given);
    const auto limit = given.has("limit") ? given.integer("limit", 0, longest_list) : default_limit;
    const auto parts = split(whole, prefix);
    if (!parts) {
        arguments::fail(parts.error().code, "prefix", to_string(whole) + " into " + slash(prefix),
                        "a prefix from " + slash(whole.prefix_length()) + " to " +
                            slash(width_of(whole.family())));
    }
    json::object out;
    out["count"] = text_of(parts->count_text());
    out["first"] = text_of(parts->first());
    out["last"] = text_of(parts->last());
    const auto list = parts->list(static_cast<std::size_t>(limit));
    out["cidrs"] = list ? json::value(array_of(*list)) : json::value(nullptr);
    return out;
}

json::object nth_subnet_method(const arguments& given, network_cache&) {
    const auto whole = given.block("cidr");
    const auto newbits = prefix_of(given, "newbits");
    const auto n = given.big("n");
    const auto number = (n.negative ? "-" : "") + detail::decimal(n.magnitude);
    if (newbits > whole.host_length()) {
        arguments::fail(errc::prefix_length_out_of_range, "newbits",
                        to_string(whole) + " and " + std::to_string(newbits) + " bits more",
                        "at most " + std::to_string(whole.host_length()));
    }
    const auto part = n.negative ? result<cidr>(errc::number_out_of_range)
                                 : nth_subnet(whole, newbits, n.magnitude);
    if (!part) {
        arguments::fail(part.error().code, "n",
                        "subnet " + number + " of " + to_string(whole) + " in " +
                            slash(whole.prefix_length() + newbits),
                        "0-" + detail::decimal(detail::low_ones(newbits)));
    }
    return one("cidr", text_of(*part));
}

json::object nth_host_method(const arguments& given, network_cache&) {
    const auto block = given.block("cidr");
    const auto n = given.big("n");
    const auto address = nth_host(block, n);
    if (!address) {
        const auto last = detail::decimal(block.size_minus_one());
        arguments::fail(address.error().code, "n",
                        "host " + std::string(n.negative ? "-" : "") +
                            detail::decimal(n.magnitude) + " of " + to_string(block),
                        "0-" + last + ", or from -1, the last one, backwards");
    }
    return one("address", text_of(*address));
}

json::object subnets_method(const arguments& given, network_cache&) {
    const auto whole = given.block("cidr");
    std::vector<int> newbits;
    for (const auto bits : given.integers("newbits", 0, 128)) {
        newbits.push_back(static_cast<int>(bits));
    }
    const auto parts = subnets(whole, newbits);
    if (!parts) {
        arguments::fail(parts.error().code, "newbits", "subnets of " + to_string(whole),
                        parts.error().code == errc::not_enough_space
                            ? "blocks keep their order: put large ones first, or ask plan.fit"
                            : "at most " + std::to_string(whole.host_length()));
    }
    return one("cidrs", array_of(*parts));
}

json::object supernet_method(const arguments& given, network_cache&) {
    const auto block = given.block("cidr");
    const auto prefix = prefix_of(given);
    const auto whole = supernet(block, prefix);
    if (!whole) {
        arguments::fail(whole.error().code, "prefix",
                        "supernet " + slash(prefix) + " of " + to_string(block),
                        "a prefix from /0 to " + slash(block.prefix_length()));
    }
    return one("cidr", text_of(*whole));
}

json::object spanning_method(const arguments& given, network_cache&) {
    const auto block = spanning(given.blocks("cidrs"));
    if (!block) {
        arguments::fail(block.error().code, "cidrs", "smallest block around all",
                        block.error().code == errc::family_mismatch
                            ? "ask for IPv4 and IPv6 separately"
                            : "give at least one block");
    }
    return one("cidr", text_of(*block));
}

json::object summarize(const arguments& given, network_cache&) {
    return one("cidrs", array_of(cidr_set(given.blocks("cidrs")).cidrs()));
}

json::object exclude(const arguments& given, network_cache&) {
    return one("cidrs", array_of(free_blocks(given.block("from"), given.blocks("remove"))));
}

json::object range(const arguments& given, network_cache&) {
    const auto first = given.address("first");
    const auto last = given.address("last");
    const auto all = address_range::from(first, last);
    if (!all) {
        arguments::fail(all.error().code, "last",
                        detail::to_string(first) + " to " + detail::to_string(last),
                        all.error().code == errc::range_reversed ? "exchange first and last" : "");
    }
    return one("cidrs", array_of(to_cidrs(*all)));
}

template <cidr_set (*Combine)(const cidr_set&, const cidr_set&)>
json::object combine(const arguments& given, network_cache&) {
    const auto set = Combine(cidr_set(given.blocks("a")), cidr_set(given.blocks("b")));
    return one("cidrs", array_of(set.cidrs()));
}

json::object free(const arguments& given, network_cache&) {
    return one("cidrs", array_of(free_blocks(given.block("parent"), given.blocks("used"))));
}

json::object next_free_method(const arguments& given, network_cache&) {
    const auto parent = given.block("parent");
    const auto prefix = prefix_of(given);
    const auto policy = given.choice("policy", {"lowest", "best_fit"});
    const auto block = next_free(parent, given.blocks("used"), prefix,
                                 policy == "lowest" ? placement::lowest : placement::best_fit);
    if (!block) {
        arguments::fail(block.error().code, "prefix", slash(prefix) + " in " + to_string(parent),
                        "a prefix from " + slash(parent.prefix_length()) + " to " +
                            slash(width_of(parent.family())));
    }
    return one("cidr", or_null(*block));
}

json::object hosts(const arguments& given, network_cache&) {
    const auto span = ordinary_hosts(given.block("cidr"));
    json::object out;
    // 2^128 cannot be: the subnet-router anycast address of ::/0 is no host.
    out["usable"] = count_of(span.count_minus_one + 1);
    out["first"] = text_of(span.first);
    out["last"] = text_of(span.last);
    return out;
}

} // namespace

std::vector<method> cidr_methods() {
    const parameter cidr_parameter{"cidr", true, a_block};
    const parameter list_a{"a", true, blocks_text};
    const parameter list_b{"b", true, blocks_text};
    const parameter block_a{"a", true, a_block};
    const parameter block_b{"b", true, a_block};
    const parameter prefix{"prefix", true, "a prefix length such as 24"};
    const parameter list{"cidrs", true, blocks_text};
    return {
        {"cidr.parse",
         "Reads a block.",
         {{"text", true, "a block as people write it"},
          {"host_bits", false, R"("reject" (default) or "mask")"},
          {"notation", false, R"("cidr" (default), "netmask", "wildcard" or "any")"}},
         parse},
        {"cidr.contains",
         "Is the inner block part of the outer one?",
         {{"outer", true, a_block}, {"inner", true, a_block}},
         contains_method},
        {"cidr.overlaps", "Do two blocks share addresses?", {block_a, block_b}, two_overlap},
        {"cidr.adjacent",
         "Does one block begin right behind the other, and do both form one block?",
         {block_a, block_b},
         adjacent_method},
        {"cidr.split",
         "Cuts a block into parts of one size.",
         {cidr_parameter,
          prefix,
          {"limit", false, "longest list to give, 0-1048576 (default 65536)"}},
         split_method},
        {"cidr.nth_subnet",
         "The n-th part, from 0, of a block cut into 2^newbits.",
         {cidr_parameter,
          {"newbits", true, "bits added to the prefix length"},
          {"n", true, "a whole number, or a string of decimal digits"}},
         nth_subnet_method},
        {"cidr.nth_host",
         "The n-th address of a block, from 0; -1 is the last.",
         {cidr_parameter, {"n", true, "a whole number, or a string of decimal digits"}},
         nth_host_method},
        {"cidr.subnets",
         "Blocks allocated in the order given, as Terraform's cidrsubnets.",
         {cidr_parameter, {"newbits", true, "a list of bits added to the prefix length"}},
         subnets_method},
        {"cidr.supernet",
         "The larger block around a block.",
         {cidr_parameter, prefix},
         supernet_method},
        {"cidr.spanning", "The smallest block around all.", {list}, spanning_method},
        {"cidr.summarize", "The fewest blocks with the same addresses.", {list}, summarize},
        {"cidr.exclude",
         "What of a block is left without others.",
         {{"from", true, a_block}, {"remove", true, blocks_text}},
         exclude},
        {"cidr.range",
         "The fewest blocks from one address to another.",
         {{"first", true, "an address"}, {"last", true, "an address"}},
         range},
        {"cidr.union", "What is in a or in b.", {list_a, list_b}, combine<unite>},
        {"cidr.intersect", "What is in a and in b.", {list_a, list_b}, combine<intersect>},
        {"cidr.subtract", "What is in a and not in b.", {list_a, list_b}, combine<subtract>},
        {"cidr.symmetric_difference",
         "What is in exactly one of a and b.",
         {list_a, list_b},
         combine<symmetric_difference>},
        {"cidr.free",
         "What of a block is not used.",
         {{"parent", true, a_block}, {"used", true, blocks_text}},
         free},
        {"cidr.next_free",
         "A free block of a size, or null.",
         {{"parent", true, a_block},
          {"used", true, blocks_text},
          prefix,
          {"policy", false, R"("lowest" (default) or "best_fit")"}},
         next_free_method},
        {"cidr.hosts",
         "The addresses hosts may have in an ordinary network (not AWS).",
         {cidr_parameter},
         hosts},
    };
}

} // namespace vpcplan::io
