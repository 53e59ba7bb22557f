// vpcplan cidr: arithmetic with address blocks. JSON and complaints come from the service, so that
// there is one truth; text is made with the core functions that the service calls.
#include "command_cidr.hpp"
#include "network_option.hpp"
#include "text_table.hpp"

#include <charconv>
#include <fcntl.h>
#include <unistd.h>
#include <vpcplan/cidr_math.hpp>
#include <vpcplan/cidr_set.hpp>
#include <vpcplan/free_space.hpp>
#include <vpcplan/subnet.hpp>
#include <vpcplan/vpc_cidr.hpp>

namespace vpcplan::cli::cidr_verb {

bool is_list(const std::string& word) {
    return word == "-" || word.find(',') != std::string::npos || ::access(word.c_str(), F_OK) == 0;
}

rpc_value number_of(std::string_view text) {
    const auto digits = text.substr(!text.empty() && text.front() == '/' ? 1 : 0);
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
        return std::string(text);
    }
    return value;
}

int small_number(const std::string& text) {
    return static_cast<int>(std::get<std::int64_t>(number_of(text)));
}

std::string complaint(const rpc_outcome& said, const parameters& given) {
    auto text = said.message;
    for (const auto& [name, value] : given) {
        const auto colon = text.find(": ");
        const auto place = text.substr(0, std::min(colon, text.find('/')));
        if (colon != std::string::npos && place == name &&
            text.find_first_not_of("0123456789", name.size() + 1) >= colon) {
            text.erase(0, colon + 2);
            break;
        }
    }
    const bool adds = !said.hint.empty() && text.find(said.hint) == std::string::npos;
    return adds ? text + " (" + said.hint + ")" : text;
}

namespace {

/// What an operation says in text.
struct said {
    std::string text; ///< without the last line end
    exit_status status = exit_status::yes;
};

constexpr std::size_t many = ~std::size_t{0};

/// An address as the block of it alone; other words as they are.
std::string as_block(const std::string& word) {
    const auto address = parse_address(word);
    return address ? to_string(cidr::host(*address)) : word;
}

std::string lines_of(const std::vector<cidr>& blocks) {
    std::string text;
    for (const auto& block : blocks) {
        text += (text.empty() ? "" : "\n") + to_string(block);
    }
    return text;
}

/// The service judges what was asked; `in_text` is called only when it had an answer.
template <class InText>
exit_status ask_service(const job& now, const parameters& given, InText&& in_text) {
    const auto answered = call(now.method(), given);
    if (!answered.result) {
        return refuse(complaint(answered, given));
    }
    const said text = in_text();
    output out(now.how.quiet);
    if (now.how.json()) {
        out.line(with_schema("vpcplan." + now.method() + "/1", *answered.result));
    } else if (!text.text.empty()) {
        out.line(text.text);
    }
    return out.finish(text.status);
}

/// Lists can be long: in text they do not take the way through JSON.
template <class Compute>
exit_status print_list(const job& now, const parameters& given, Compute&& compute) {
    if (now.how.json()) {
        return ask_service(now, given, [] { return said{}; });
    }
    output out(now.how.quiet);
    compute([&](const cidr& block) {
        char text[max_cidr_text + 1];
        char* end = detail::print_cidr(text, block);
        *end++ = '\n';
        out.write({text, static_cast<std::size_t>(end - text)});
    });
    return out.finish(exit_status::yes);
}

exit_status needs(const job& now, std::size_t least, std::size_t most, std::string_view usage) {
    const auto count = now.asked.words.size();
    if (count >= least && count <= most) {
        return exit_status::yes;
    }
    refuse("cidr " + now.asked.operation + " needs " + std::string(usage));
    talk("See 'vpcplan cidr " + now.asked.operation + " --help'.");
    return exit_status::bad_usage;
}

// --- one block
// ------------------------------------------------------------------------------------

std::string explain_block(const cidr& block, const context& how) {
    const auto row = [&](std::string_view en, std::string_view ko, const std::string& value) {
        const auto label = how.say(en, ko);
        const auto width = text_columns(label);
        return "\n  " + std::string(label) + std::string(width < 12 ? 12 - width : 1, ' ') + value;
    };
    std::string text = paint(to_string(block), color::bold, how);
    text += row("first", "첫 주소", detail::to_string(block.first_bits()));
    text += row("last", "끝 주소", detail::to_string(block.last_bits()));
    if (block.is_v4()) {
        text += row("netmask", "넷마스크", detail::to_string(detail::bits_of(netmask(block))));
        text += row("wildcard", "와일드카드", detail::to_string(detail::bits_of(wildcard(block))));
    }
    text += row("addresses", "주소 개수", grouped(size_text(block)));
    const auto info = info_of_subnet(block);
    const bool ko = how.lang == language::ko;
    const auto sizes = to_string(subnet_sizes(block.family()));
    const auto usable = info ? grouped(detail::decimal(info->usable)) : std::string();
    text += row("AWS subnet", "AWS 서브넷",
                info ? ko ? usable + "개 사용 가능, 5개 예약" : usable + " usable, 5 reserved"
                : ko ? "이 크기로는 만들 수 없음 (가능한 크기: " + sizes + ")"
                     : "not possible: AWS subnets are " + sizes);
    return text;
}

exit_status parse(const job& now) {
    output out(now.how.quiet);
    const auto how = now.asked.notation == "netmask"    ? notation::netmask
                     : now.asked.notation == "wildcard" ? notation::wildcard
                     : now.asked.notation == "any"      ? notation::any
                                                        : notation::cidr;
    for (const auto& word : now.asked.words) {
        const parameters given{
            {"text", word}, {"host_bits", now.asked.host_bits}, {"notation", now.asked.notation}};
        const auto answered = call("cidr.parse", given);
        if (!answered.result) {
            out.flush();
            return refuse(complaint(answered, given));
        }
        out.line(now.how.json()
                     ? with_schema("vpcplan.cidr.parse/1", *answered.result)
                     : explain_block(parse_cidr(word, now.bits(), how).value(), now.how));
    }
    return out.finish(exit_status::yes);
}

exit_status supernet_of(const job& now) {
    return ask_service(now, {{"cidr", now.word(0)}, {"prefix", number_of(now.asked.size)}}, [&] {
        return said{to_string(supernet(now.block(0), small_number(now.asked.size)).value())};
    });
}

exit_status nth_subnet_of(const job& now) {
    return ask_service(
        now, {{"cidr", now.word(0)}, {"newbits", number_of(now.word(1))}, {"n", now.word(2)}}, [&] {
            const auto n = parse_position(now.word(2)).value();
            return said{to_string(
                nth_subnet(now.block(0), small_number(now.word(1)), n.magnitude).value())};
        });
}

exit_status nth_host_of(const job& now) {
    return ask_service(now, {{"cidr", now.word(0)}, {"n", now.word(1)}}, [&] {
        const auto n = parse_position(now.word(1)).value();
        return said{detail::to_string(detail::bits_of(nth_host(now.block(0), n).value()))};
    });
}

exit_status subnets_of(const job& now) {
    std::vector<std::int64_t> newbits;
    for (std::size_t i = 1; i < now.asked.words.size(); ++i) {
        const auto number = number_of(now.word(i));
        if (!std::holds_alternative<std::int64_t>(number)) {
            return refuse(now.word(i) + ": not a number of additional prefix bits (such as 8)");
        }
        newbits.push_back(std::get<std::int64_t>(number));
    }
    return ask_service(now, {{"cidr", now.word(0)}, {"newbits", newbits}}, [&] {
        const std::vector<int> bits(newbits.begin(), newbits.end());
        return said{lines_of(subnets(now.block(0), bits).value())};
    });
}

exit_status hosts_of(const job& now) {
    return ask_service(now, {{"cidr", now.word(0)}}, [&] {
        const auto span = ordinary_hosts(now.block(0));
        return said{detail::to_string(span.first) + " - " + detail::to_string(span.last) + "  (" +
                    grouped(span.count_text()) + std::string(now.how.say(" hosts)", "개 호스트)"))};
    });
}

// --- two blocks
// -----------------------------------------------------------------------------------

exit_status contains_block(const job& now) {
    const auto inner = as_block(now.word(1));
    return ask_service(now, {{"outer", now.word(0)}, {"inner", inner}}, [&] {
        const bool yes = contains(now.block(0), parse_cidr(inner).value());
        const auto text =
            now.how.lang == language::ko
                ? now.word(0) + " 안에 " + now.word(1) +
                      (yes ? " 포함됩니다" : " 포함되지 않습니다")
                : now.word(0) + (yes ? " contains " : " does not contain ") + now.word(1);
        return said{text, yes ? exit_status::yes : exit_status::no};
    });
}

exit_status overlaps_block(const job& now) {
    return ask_service(now, {{"a", now.word(0)}, {"b", now.word(1)}}, [&] {
        const bool yes = overlaps(now.block(0), now.block(1));
        const auto text =
            now.how.lang == language::ko
                ? now.word(0) + ", " + now.word(1) + (yes ? ": 서로 겹칩니다" : ": 겹치지 않습니다")
                : now.word(0) + " and " + now.word(1) + (yes ? " overlap" : " do not overlap");
        return said{text, yes ? exit_status::yes : exit_status::no};
    });
}

/// Blocks and names of lists, and the VPCs of a snapshot.
std::optional<named_list> blocks_with_names(const job& now) {
    auto all = read_named_list(now.asked.words, now.bits(), now.how.verbose);
    if (!all || now.asked.network.empty()) {
        return all;
    }
    const auto loaded = load_asked_network(now.asked.network);
    if (!loaded) {
        return std::nullopt;
    }
    talk_about(loaded->diagnostics, now.how);
    for (const auto& vpc : loaded->data.vpcs) {
        for (const auto& block : vpc.blocks) {
            all->add({vpc.name, vpc.id}, block);
        }
    }
    return all;
}

exit_status overlaps_in_json(const job& now, const named_list& all) {
    std::vector<named_blocks> owners(all.names().size());
    for (std::size_t i = 0; i < owners.size(); ++i) {
        owners[i].name = all.names()[i];
    }
    for (std::size_t i = 0; i < all.blocks().size(); ++i) {
        owners[all.owners()[i]].blocks.push_back(all.blocks()[i]);
    }
    // There can be millions of pairs: each is written as it is found, in few pieces.
    std::vector<std::string> names(owners.size());
    std::transform(owners.begin(), owners.end(), names.begin(), [](const named_blocks& one) {
        return json_string(one.name) + R"(,"overlap":[)";
    });
    std::string beginning;
    std::optional<std::size_t> whose_beginning;
    output out(now.how.quiet);
    out.write(R"({"schema":"vpcplan.vpc.overlaps/1","pairs":[)");
    bool found = false;
    for_each_vpc_overlap(owners, [&](const vpc_overlap& pair) {
        if (whose_beginning != pair.a) {
            whose_beginning = pair.a;
            beginning = R"(,{"a":)" + json_string(owners[pair.a].name) + R"(,"b":)";
        }
        out.write(std::string_view(beginning).substr(found ? 0 : 1));
        found = true;
        out.write(names[pair.b]);
        for (std::size_t i = 0; i < pair.shared.size(); ++i) {
            char text[max_cidr_text + 5] = ",\"";
            char* end = detail::print_cidr(text + 2, pair.shared[i]);
            *end++ = '"';
            if (i + 1 == pair.shared.size()) {
                *end++ = ']';
                *end++ = '}';
            }
            const auto* begin = i == 0 ? text + 1 : text;
            out.write({begin, static_cast<std::size_t>(end - begin)});
        }
        return !now.how.quiet && !out.is_broken();
    });
    out.write("]}\n");
    return out.finish(found ? exit_status::no : exit_status::yes);
}

/// Who overlaps whom among many; 0 when all is well, unlike the question about two blocks.
exit_status overlaps_of_many(const job& now) {
    const auto all = blocks_with_names(now);
    if (!all) {
        return exit_status::bad_usage;
    }
    if (now.how.json()) {
        return overlaps_in_json(now, *all);
    }
    std::vector<owned_block> blocks;
    blocks.reserve(all->blocks().size());
    for (std::size_t i = 0; i < all->blocks().size(); ++i) {
        blocks.push_back({all->blocks()[i], all->owners()[i]});
    }
    output out(now.how.quiet);
    const bool ko = now.how.lang == language::ko;
    std::uint64_t found = 0;
    const auto shown = [&](const owned_block& one) {
        return all->names()[one.owner] + " " + to_string(one.block);
    };
    // One block after the other comes with all that contain it, and these are mostly those of the
    // block before: with millions of overlaps their texts are made once.
    struct text_of_outer {
        owned_block block;
        std::string text;
    };
    std::vector<text_of_outer> outers;
    std::size_t depth = 0;
    std::optional<owned_block> last_inner;
    std::string inner_text;
    for_each_overlap(std::move(blocks), [&](const owned_block& outer, const owned_block& inner) {
        ++found;
        if (last_inner != inner) {
            last_inner = inner;
            inner_text = shown(inner) + (ko ? ": 서로 겹칩니다\n" : "\n");
            depth = 0;
        }
        if (depth == outers.size() || outers[depth].block != outer) {
            outers.resize(std::max(depth + 1, outers.size()), {outer, {}});
            outers[depth] = {outer, shown(outer) + (ko ? ", " : " overlaps ")};
        }
        out.write(outers[depth++].text);
        out.write(inner_text);
        return !now.how.quiet && !out.is_broken();
    });
    if (!now.how.quiet && !out.is_broken()) {
        out.flush();
        const auto of = grouped(std::to_string(all->blocks().size()));
        const auto whose = grouped(std::to_string(all->names().size()));
        const auto pairs = grouped(std::to_string(found));
        talk(ko ? "(이름 " + whose + "개의 블록 " + of + "개, 겹침 " + pairs + "건)"
                : "(" + of + " blocks under " + whose + " names, " + pairs + " overlaps)");
    }
    return out.finish(found == 0 ? exit_status::yes : exit_status::no);
}

exit_status overlaps_question(const job& now) {
    const auto& words = now.asked.words;
    const bool is_about_two = words.size() == 2 && now.asked.network.empty() &&
                              std::none_of(words.begin(), words.end(), is_list);
    if (words.empty() && now.asked.network.empty()) {
        return needs(now, 1, many, "two blocks, or lists, or -n");
    }
    return is_about_two ? overlaps_block(now) : overlaps_of_many(now);
}

exit_status adjacent_block(const job& now) {
    return ask_service(now, {{"a", now.word(0)}, {"b", now.word(1)}}, [&] {
        const bool yes = adjacent(now.block(0), now.block(1));
        const auto whole = merged(now.block(0), now.block(1));
        const bool ko = now.how.lang == language::ko;
        auto text = ko ? now.word(0) + ", " + now.word(1) +
                             (yes ? ": 서로 붙어 있습니다" : ": 붙어 있지 않습니다")
                       : now.word(0) + " and " + now.word(1) +
                             (yes ? " are adjacent" : " are not adjacent");
        if (whole) {
            text += ko ? " (합치면 " + to_string(*whole) + ")" : " and form " + to_string(*whole);
        } else if (yes) {
            text += ko ? " (한 블록으로 합칠 수는 없음)" : ", but form no block";
        }
        return said{text, yes ? exit_status::yes : exit_status::no};
    });
}

// --- lists
// ----------------------------------------------------------------------------------------

exit_status range_of_addresses(const job& now) {
    auto first = now.word(0);
    auto last = now.asked.words.size() > 1 ? now.word(1) : std::string();
    const auto dash = first.find('-');
    if (now.asked.words.size() == 1 && dash != std::string::npos) {
        last = first.substr(dash + 1);
        first.resize(dash);
    }
    return ask_service(now, {{"first", first}, {"last", last}}, [&] {
        return said{lines_of(
            to_cidrs(address_range::from(parse_address(first).value(), parse_address(last).value())
                         .value()))};
    });
}

exit_status spanning_list(const job& now) {
    const auto blocks = now.list(0);
    if (!blocks) {
        return exit_status::bad_usage;
    }
    return ask_service(now, {{"cidrs", texts_of(*blocks)}},
                       [&] { return said{to_string(spanning(*blocks).value())}; });
}

exit_status summarize_list(const job& now) {
    auto words = now.asked.words;
    if (words.empty()) {
        words.emplace_back("-");
    }
    if (now.how.json()) {
        const auto blocks = read_list(words, now.bits(), now.how.verbose);
        return blocks ? ask_service(now, {{"cidrs", texts_of(*blocks)}}, [] { return said{}; })
                      : exit_status::bad_usage;
    }
    list_inputs lists;
    for (const auto& word : words) {
        if (!lists.add(word)) {
            return exit_status::bad_usage;
        }
    }
    bad_line_reporter reporter(now.how.verbose);
    const int nowhere = now.how.quiet ? ::open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    const auto report = summarize(lists.inputs(), nowhere >= 0 ? nowhere : STDOUT_FILENO,
                                  now.bits(), reporter.sink());
    if (!reporter.finish(report)) {
        return exit_status::bad_usage;
    }
    if (now.how.verbose) {
        talk(grouped(std::to_string(report.entries)) + " read, " +
             grouped(std::to_string(report.written)) + " written");
    }
    return exit_status::yes;
}

/// `from` without the other lists: exclude and free are the same arithmetic.
exit_status take_away(const job& now, const std::string& whole_name, const std::string& list_name) {
    const auto whole = parse_cidr(now.word(0), now.bits());
    if (!whole) {
        return refuse(describe(whole.error(), now.word(0)));
    }
    const auto others = now.list(1);
    if (!others) {
        return exit_status::bad_usage;
    }
    const parameters given{{whole_name, to_string(*whole)}, {list_name, texts_of(*others)}};
    return print_list(now, given, [&](auto&& print) {
        for (const auto& block : free_blocks(*whole, *others)) {
            print(block);
        }
    });
}

exit_status next_free_block(const job& now) {
    const auto used = now.list(1);
    if (!used) {
        return exit_status::bad_usage;
    }
    const parameters given{{"parent", now.word(0)},
                           {"used", texts_of(*used)},
                           {"prefix", number_of(now.asked.size)},
                           {"policy", now.asked.policy}};
    return ask_service(now, given, [&] {
        const auto length = small_number(now.asked.size);
        const auto found =
            next_free(now.block(0), *used, length, parse_placement(now.asked.policy).value())
                .value();
        if (found) {
            return said{to_string(*found)};
        }
        std::optional<cidr> largest;
        for (const auto& hole : free_blocks(now.block(0), *used)) {
            largest = !largest || hole.prefix_length() < largest->prefix_length() ? hole : largest;
        }
        if (!now.how.json()) {
            complain(
                "no free " + slash(length) + " in " + now.word(0) + ": " +
                (largest ? "the largest free block is " + to_string(*largest) : "nothing is free"));
        }
        return said{{}, exit_status::no};
    });
}

exit_status combine(const job& now, cidr_set (*operation)(const cidr_set&, const cidr_set&)) {
    const auto a = now.list(0, 1);
    const auto b = a ? now.list(1) : std::nullopt;
    if (!b) {
        return exit_status::bad_usage;
    }
    const parameters given =
        now.how.json() ? parameters{{"a", texts_of(*a)}, {"b", texts_of(*b)}} : parameters{};
    return print_list(now, given, [&](auto&& print) {
        operation(cidr_set(*a), cidr_set(*b)).for_each_cidr(print);
    });
}

struct operation {
    std::string_view name;
    std::size_t least;
    std::size_t most;
    std::string_view words;
    exit_status (*run)(const job&);
};

constexpr operation operations[] = {
    {"parse", 1, many, "a block", parse},
    {"contains", 2, 2, "two blocks: OUTER INNER", contains_block},
    {"overlaps", 0, many, "two blocks, or lists, or -n", overlaps_question},
    {"adjacent", 2, 2, "two blocks", adjacent_block},
    {"split", 1, many, "a block", split_blocks},
    {"nth-subnet", 3, 3, "BLOCK NEWBITS N", nth_subnet_of},
    {"nth-host", 2, 2, "BLOCK N", nth_host_of},
    {"subnets", 2, many, "BLOCK NEWBITS...", subnets_of},
    {"supernet", 1, 1, "one block", supernet_of},
    {"spanning", 1, many, "at least one block", spanning_list},
    {"summarize", 0, many, "blocks", summarize_list},
    {"exclude", 2, many, "BLOCK LIST...",
     [](const job& now) { return take_away(now, "from", "remove"); }},
    {"range", 1, 2, "two addresses", range_of_addresses},
    {"union", 2, many, "two lists", [](const job& now) { return combine(now, unite); }},
    {"intersect", 2, many, "two lists", [](const job& now) { return combine(now, intersect); }},
    {"subtract", 2, many, "two lists", [](const job& now) { return combine(now, subtract); }},
    {"symmetric-difference", 2, many, "two lists",
     [](const job& now) { return combine(now, symmetric_difference); }},
    {"free", 1, many, "BLOCK [LIST...]",
     [](const job& now) { return take_away(now, "parent", "used"); }},
    {"next-free", 1, many, "BLOCK [LIST...]", next_free_block},
    {"filter", 0, many, "files", filter_lines},
    {"hosts", 1, 1, "one block", hosts_of},
};

} // namespace

} // namespace vpcplan::cli::cidr_verb

namespace vpcplan::cli {

exit_status run(const cidr_command& asked, const context& how) {
    const cidr_verb::job now{asked, how};
    for (const auto& one : cidr_verb::operations) {
        if (one.name == asked.operation) {
            const auto usable = cidr_verb::needs(now, one.least, one.most, one.words);
            return usable == exit_status::yes ? one.run(now) : usable;
        }
    }
    return refuse("unknown operation '" + asked.operation + "'");
}

} // namespace vpcplan::cli
