// The arguments of `vpcplan cidr` and its operations.
#include "arguments_grammar.hpp"

namespace vpcplan::cli {

CLI::App* grammar::cidr_operation(const std::string& name, const std::string& text,
                                  const std::string& usage, std::vector<std::string> examples) {
    auto* made = verb(app_->get_subcommand("cidr"), name, text, "vpcplan cidr " + name + usage,
                      std::move(examples));
    operations_[made] = name;
    return made;
}

void grammar::add_cidr() {
    auto* cidr = verb(app_.get(), "cidr", "Arithmetic with address blocks, IPv4 and IPv6",
                      "vpcplan cidr BLOCK | vpcplan cidr OPERATION ... [options]",
                      {"vpcplan cidr 10.0.0.0/16", "vpcplan cidr split 10.0.0.0/16 --into /20"});
    operations_[cidr] = "parse";
    cidr->require_subcommand(0, 1);
    words(cidr, "BLOCK", cidr_.words, "Blocks to explain");

    const std::string lists = "A block, a list such as 10.0.0.0/24,10.0.1.0/24, a file with one "
                              "block a line, or - for standard input";
    const auto parse_options = [&](CLI::App* app) {
        choice(app, "--host-bits", cidr_.host_bits, {"reject", "mask"},
               "10.1.0.0/8: refuse it, or read it as 10.0.0.0/8");
        choice(app, "--notation", cidr_.notation, {"cidr", "netmask", "wildcard", "any"},
               "How the size is written: /16, /255.255.0.0, /0.0.255.255, or any of them");
    };
    const auto host_bits_option = [&](CLI::App* app) {
        choice(app, "--host-bits", cidr_.host_bits, {"reject", "mask"},
               "10.1.0.0/8: refuse it, or read it as 10.0.0.0/8");
    };
    const auto a_few = [&](const std::string& name, const std::string& text,
                           const std::string& usage, const std::string& arguments,
                           std::vector<std::string> examples) {
        auto* made = cidr_operation(name, text, usage, std::move(examples));
        const auto shown = usage.substr(1, usage.find(" --") - 1);
        words(made, "WORDS", cidr_.words, arguments)->required()->type_name(shown);
        return made;
    };
    parse_options(cidr);

    parse_options(a_few("parse", "Explain a block: first, last, masks, size", " BLOCK...",
                        "Blocks to explain",
                        {"vpcplan cidr parse 10.0.0.0/16",
                         "vpcplan cidr parse 10.0.0.0/255.255.0.0 --notation netmask"}));
    a_few("contains", "Does one block hold another block or address?", " OUTER INNER",
          "Two blocks, the outer one first; the inner one may be an address",
          {"vpcplan cidr contains 10.0.0.0/16 10.0.37.200",
           "vpcplan cidr contains 2001:db8::/32 2001:db8:1::/48"});
    auto* overlap = cidr_operation(
        "overlaps", "Do two blocks share addresses? Who overlaps whom in lists?",
        " A B | LIST... | -n PATH",
        {"vpcplan cidr overlaps 10.0.0.0/16 10.0.128.0/17", "vpcplan cidr overlaps vpcs.csv",
         "vpcplan cidr overlaps partner.txt -n aws-folder/"});
    words(overlap, "LIST", cidr_.words,
          "Two blocks (ends with 0 when they overlap), or files with \"NAME BLOCK\", columns "
          "NAME,BLOCK, or one block a line under the file's name (ends with 0 when nothing "
          "overlaps, 1 when something does)");
    option(overlap, "-n,--network", cidr_.network, "PATH",
           "A snapshot or vpc.yaml whose VPCs belong to the lists");
    host_bits_option(overlap);
    a_few("adjacent", "Does one block begin right behind the other?", " A B", "Two blocks",
          {"vpcplan cidr adjacent 10.0.0.0/24 10.0.1.0/24",
           "vpcplan cidr adjacent 10.0.1.0/24 10.0.2.0/24"});
    auto* split = a_few("split", "Cut blocks into parts of one size", " BLOCK... --into SIZE",
                        "Blocks, or files of them (- for standard input)",
                        {"vpcplan cidr split 10.0.0.0/16 --into /20",
                         "vpcplan cidr split 2001:db8::/56 --into /64 --limit 4",
                         "vpcplan cidr split vpcs.txt --into /24"});
    option(split, "--into", cidr_.size, "SIZE", "Prefix length of the parts: /20 or 20")
        ->required();
    option(split, "--limit", cidr_.limit, "COUNT", "Print at most so many parts");
    a_few(
        "nth-subnet", "The n-th part, from 0, with more prefix bits", " BLOCK NEWBITS N",
        "Block, additional prefix bits, number",
        {"vpcplan cidr nth-subnet 10.0.0.0/16 8 2", "vpcplan cidr nth-subnet 2001:db8::/56 8 255"});
    a_few("nth-host", "The n-th address, from 0; -1 is the last", " BLOCK N", "Block, number",
          {"vpcplan cidr nth-host 10.0.0.0/24 10", "vpcplan cidr nth-host 10.0.0.0/24 -2"});
    a_few("subnets", "Parts of several sizes, one behind the other", " BLOCK NEWBITS...",
          "Block, additional prefix bits of each part",
          {"vpcplan cidr subnets 10.1.0.0/16 4 4 8 4", "vpcplan cidr subnets 2001:db8::/56 8 8"});
    auto* supernet =
        a_few("supernet", "The larger block that holds a block", " BLOCK --size SIZE", "The block",
              {"vpcplan cidr supernet 10.0.1.0/24 --size /20",
               "vpcplan cidr supernet 2001:db8:1::/48 --size /32"});
    option(supernet, "--size", cidr_.size, "SIZE", "Prefix length: /20 or 20")->required();
    host_bits_option(a_few(
        "spanning", "The smallest block around all", " LIST...", lists,
        {"vpcplan cidr spanning 10.0.1.0/24 10.0.6.0/24", "vpcplan cidr spanning blocks.txt"}));
    auto* summarize =
        cidr_operation("summarize", "The fewest blocks with the same addresses", " [LIST...]",
                       {"vpcplan cidr summarize 10.0.0.0/25 10.0.0.128/25",
                        "vpcplan cidr summarize < blocks.txt"});
    words(summarize, "LIST", cidr_.words, lists + " (default: -)");
    host_bits_option(summarize);
    host_bits_option(a_few("exclude", "A block without other blocks", " BLOCK LIST...",
                           "The block, then what to take away",
                           {"vpcplan cidr exclude 10.0.0.0/16 10.0.1.0/24",
                            "vpcplan cidr exclude 0.0.0.0/0 10.0.0.0/8 172.16.0.0/12"}));
    a_few("range", "The fewest blocks from a first to a last address", " FIRST LAST",
          "Two addresses, or one range FIRST-LAST",
          {"vpcplan cidr range 10.0.0.5 10.0.0.9", "vpcplan cidr range 10.0.0.5-10.0.0.9"});
    const std::pair<const char*, const char*> sets[] = {
        {"union", "What is in A or in B"},
        {"intersect", "What is in A and in B"},
        {"subtract", "What is in A and not in B"},
        {"symmetric-difference", "What is in exactly one of A and B"}};
    for (const auto& [name, text] : sets) {
        const std::string verb_name = std::string("vpcplan cidr ") + name;
        host_bits_option(a_few(name, text, " A B...", "The first list, then the others. " + lists,
                               {verb_name + " 10.0.0.0/23 10.0.1.0/24,10.0.2.0/24",
                                verb_name + " ours.txt theirs.txt"}));
    }
    host_bits_option(a_few("free", "What of a block is not used", " BLOCK [LIST...]",
                           "The block, then what is used",
                           {"vpcplan cidr free 10.0.0.0/16 10.0.0.0/20 10.0.32.0/20",
                            "vpcplan cidr free 10.0.0.0/16 - < used.txt"}));
    auto* next = a_few("next-free", "A free block of one size", " BLOCK [LIST...] --size SIZE",
                       "The block, then what is used",
                       {"vpcplan cidr next-free 10.0.0.0/16 10.0.0.0/24 --size /24",
                        "vpcplan cidr next-free 10.0.0.0/16 used.txt --size /22 "
                        "--policy best_fit"});
    option(next, "--size", cidr_.size, "SIZE", "Prefix length: /24 or 24")->required();
    choice(next, "--policy", cidr_.policy, {"lowest", "best_fit"},
           "The lowest address, or the smallest hole that is large enough");
    host_bits_option(next);
    auto* filter = cidr_operation("filter", "The lines whose address lies in some block",
                                  " --blocks LIST [FILE...]",
                                  {"vpcplan cidr filter -b 10.0.0.0/8 addresses.txt",
                                   "vpcplan cidr filter -b blocks.txt --with-block < "
                                   "addresses.txt"});
    words(filter, "FILE", cidr_.words, "Files with one address a line (default: standard input)");
    filter->add_option("-b,--blocks", cidr_.blocks, lists)
        ->type_name("LIST")
        ->required()
        ->expected(1)
        ->allow_extra_args(false) // what follows are files of addresses
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    filter->add_flag("--with-block", cidr_.with_block, "Print the block that matched as well");
    filter->add_flag("--invert", cidr_.invert, "Print the lines that lie in no block");
    filter->add_flag("--count", cidr_.count, "Print only the number of lines");
    host_bits_option(filter);
    a_few("hosts", "First and last host of an ordinary network (for AWS see `size`)", " BLOCK",
          "The block", {"vpcplan cidr hosts 192.168.1.0/24", "vpcplan cidr hosts 10.0.0.0/31"});
}

} // namespace vpcplan::cli
